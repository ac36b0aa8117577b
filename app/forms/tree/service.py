"""Form tree: the categories a requester chooses from."""

from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.errors import FieldProblem, Refusal, ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.forms import events
from app.forms.models import Form, FormNode, NodeKind, TicketProcess
from app.forms.tree.schemas import FormNodeCreate, FormNodeUpdate

#: So many steps lead from the root to a choice, at most.
MOST_STEPS = 12


class TreeTooDeep(Refusal):
    """A node would lie below itself, or deeper than anybody would look."""

    title = N_("The tree would run in a circle, or become too deep")
    advice = N_("Put the node below another one.")


async def create_node(session: TenantSession, new: FormNodeCreate) -> FormNode:
    """Add a place to the tree."""
    node = FormNode(**new.model_dump(exclude={"id"}), id=new.id or new_id(), active=True)
    await _check_node(session, node)
    session.add(node)
    announce(session, events.FormNodeCreated(form_node_id=node.id))
    return node


async def update_node(session: TenantSession, node: FormNode, change: FormNodeUpdate) -> None:
    """Rename a place, move it with all below it, archive it or let it lead elsewhere."""
    fields = change.apply_to(node)
    with session.no_autoflush:
        await _check_node(session, node)
    announce(session, events.FormNodeUpdated(form_node_id=node.id, fields=fields))


async def _check_node(session: TenantSession, node: FormNode) -> None:
    problems: list[FieldProblem] = []
    if node.process_id is not None:
        await session.refer(TicketProcess, node.process_id, "process_id")
    if node.form_id is not None:
        await session.refer(Form, node.form_id, "form_id")
    if node.process_id is not None and node.form_id is not None:
        detail = N_("A node leads to a process or to a form, not to both.")
        problems.append(field_problem("form_id", "leads_two_ways", detail))
    if node.kind is NodeKind.GROUP and (node.process_id or node.form_id):
        detail = N_("A group leads nowhere: it holds others.")
        problems.append(field_problem("kind", "group_leads", detail))
    if problems:
        raise ValidationFailed(errors=problems)
    if node.parent_id is not None:
        await session.refer(FormNode, node.parent_id, "parent_id")
        await _check_place(session, node.id, node.parent_id)


async def _check_place(session: TenantSession, node_id: UUID, parent_id: UUID | None) -> None:
    for _ in range(MOST_STEPS):
        if parent_id is None:
            return
        if parent_id == node_id:
            break
        # Locked: two moves at once could close a circle that neither of them sees.
        parent_id = (await session.fetch(FormNode, parent_id, lock=True)).parent_id
    raise TreeTooDeep
