"""What tests of forms hold values against, and where tickets would begin."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

from app.core.data.database import Database
from app.core.values.errors import FieldProblem, ValidationFailed
from app.forms.entry.service import FormEntry, check_fields, entry_of
from tests.callers import Caller

Check = Callable[..., Awaitable[list[tuple[str, str]]]]
Enter = Callable[..., Awaitable[FormEntry]]


@pytest.fixture
def check(ada: Caller, database: Database) -> Check:
    """Hold values against a version as `tickets` does: pointers and codes of what is wrong."""

    async def check(
        version: dict[str, Any],
        values: dict[str, Any],
        audience: str = "requester",
        phase: str = "create",
    ) -> list[tuple[str, str]]:
        found: list[FieldProblem] = []
        try:
            async with database.transaction(ada.actor) as session:
                await check_fields(
                    session,
                    UUID(version["id"]),
                    values,
                    audience=audience,  # type: ignore[arg-type]
                    phase=phase,  # type: ignore[arg-type]
                )
        except ValidationFailed as refusal:
            found = refusal.errors
        return [(problem.pointer, problem.code) for problem in found]

    return check


@pytest.fixture
def enter(ada: Caller, database: Database) -> Enter:
    """Where a ticket would begin, as `tickets` asks."""

    async def enter(
        node_id: Any = None, process_id: Any = None, customer_id: Any = None, **more: Any
    ) -> FormEntry:
        async with database.transaction(ada.actor) as session:
            return await entry_of(
                session,
                node_id=node_id and UUID(str(node_id)),
                process_id=process_id and UUID(str(process_id)),
                customer_id=customer_id and UUID(str(customer_id)),
                audience=more.get("audience", "requester"),
            )

    return enter
