"""Where a further page begins: at its place, and at no bound that lies before it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.data.reading import Reading
from app.core.data.statements import Statement
from tests.callers import Caller

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sort", "implied", "kept"),
    [
        ("opened_at", "opened_after", "opened_before"),
        ("-opened_at", "opened_before", "opened_after"),
        ("last_activity_at", None, "opened_after"),
    ],
)
async def test_a_period_is_walked_from_place_to_place(
    ada: Caller, monkeypatch: pytest.MonkeyPatch, sort: str, implied: str | None, kept: str
) -> None:
    made = [
        (await ada.post("/v1/tickets", {"subject": f"T{n}", "description": "Caiu."}))["id"]
        for n in range(5)
    ]
    sent: list[Statement] = []
    rows = Reading.rows

    async def noted(reading: Reading, statement: Statement, **given: Any) -> Any:
        sent.append(statement)
        return await rows(reading, statement, **given)

    monkeypatch.setattr(Reading, "rows", noted)
    period: dict[str, Any] = {
        "opened_after": BEGIN.isoformat(),
        "opened_before": (BEGIN + timedelta(days=36_500)).isoformat(),
    }
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = await ada.get("/v1/tickets", sort=sort, limit=2, **period, **cursor)
        seen += [ticket["id"] for ticket in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == (made if not sort.startswith("-") else made[::-1])
    first, *further = [s for s in sent if "_sort" in s.sql]
    assert {"opened_after", "opened_before"} <= {*first.names}
    assert len(further) == 2
    for statement in further:
        assert kept in statement.names
        assert implied not in statement.names
