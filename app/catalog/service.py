"""The rules of the catalogue: a code is offered until it is archived, and never taken away."""

from uuid import UUID

from app.catalog.events import CodeAdded, CodeChanged
from app.catalog.models import Code, CodeKind
from app.catalog.schemas import CodeCreate, CodeUpdate
from app.core.database import TenantSession
from app.core.errors import Refusal, field_problem
from app.core.events import announce
from app.core.ids import new_id
from app.core.text import N_


class UnknownCode(Refusal):
    """A field names a code that does not exist, is archived, or is of another kind."""

    status = 422
    title = N_("There is no such code")
    advice = N_("Choose one of the active codes of the kind that the field asks for.")


async def require_code(session: TenantSession, code_id: UUID, kind: CodeKind, field: str) -> Code:
    """Return the active code of this kind that a field of the body names, or answer 422."""
    code = await session.get(Code, (session.actor.organization_id, code_id))
    if code is None or not code.active or code.kind is not kind:
        problem = field_problem(
            field, "unknown_code", N_("This is no active code of the kind {kind}."), kind=str(kind)
        )
        raise UnknownCode(errors=[problem])
    return code


async def require_codes(
    session: TenantSession, cause_id: UUID | None, solution_id: UUID | None
) -> None:
    """Refuse a cause or a solution that is no active code of its kind; none is fine."""
    if cause_id is not None:
        await require_code(session, cause_id, CodeKind.CAUSE, "cause_code_id")
    if solution_id is not None:
        await require_code(session, solution_id, CodeKind.SOLUTION, "solution_code_id")


def add_code(session: TenantSession, new: CodeCreate) -> Code:
    """Add a code; one that its kind has already is refused as a duplicate when saved."""
    code = Code(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(code)
    announce(session, CodeAdded(code_id=code.id, kind=code.kind))
    return code


def change_code(session: TenantSession, code: Code, change: CodeUpdate) -> None:
    """Rename a code, archive it or offer it again."""
    wanted = change.changes()
    for name, value in wanted.items():
        setattr(code, name, value)
    announce(session, CodeChanged(code_id=code.id, fields=sorted(wanted)))
