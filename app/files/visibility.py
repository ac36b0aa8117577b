"""Visibility of files: one's own uploads, and whatever hangs on something that one sees."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from app.core.data.statements import by_id
from app.core.data.visibility import ACTOR, Condition, Visibility
from app.files.models import File

#: What files hang on, from the domains above: what of it is visible -> its column of the file.
ATTACHED: dict[Visibility, Any] = {}


def attach_visibility(visibility: Visibility, file_id: Any) -> None:
    """A file is visible where the row is whose column `file_id` names it."""
    ATTACHED[visibility] = file_id


def visible_file(*columns: Any, seen: Sequence[Condition | None]) -> Select[Any]:
    """The file that `id` names. `seen`: a condition for each of `ATTACHED`, or None."""
    hangs_on = (
        select(visibility.model.id)
        .where(
            visibility.model.organization_id == File.organization_id,
            file_id == File.id,
            condition,
        )
        .correlate(File)
        .exists()
        for (visibility, file_id), condition in zip(ATTACHED.items(), seen, strict=True)
        if condition is not None
    )
    return select(*columns).where(by_id(File), or_(File.person_id == ACTOR, *hangs_on))
