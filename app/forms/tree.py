"""The rules of the tree, and of the tools that have to be contracted to see parts of it."""

from uuid import UUID

from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import FieldProblem, Refusal, ValidationFailed, field_problem
from app.core.events import announce
from app.core.ids import new_id
from app.core.text import N_
from app.customers.service import require_customer
from app.forms import events
from app.forms.models import Form, FormNode, NodeKind, Process, ToolEntitlement
from app.forms.schemas import (
    FormNodeCreate,
    FormNodeUpdate,
    ToolEntitlementCreate,
    ToolEntitlementUpdate,
)

#: So many steps lead from the root to a choice, at most.
MOST_STEPS = 12


class TreeTooDeep(Refusal):
    """A node would lie below itself, or deeper than anybody would look."""

    title = N_("The tree would run in a circle, or become too deep")
    advice = N_("Put the node below another one.")


async def add_node(session: TenantSession, new: FormNodeCreate) -> FormNode:
    """Add a place to the tree."""
    node = FormNode(**new.model_dump(exclude={"id"}), id=new.id or new_id(), active=True)
    await _check_node(session, node)
    session.add(node)
    announce(session, events.FormNodeAdded(form_node_id=node.id))
    return node


async def change_node(session: TenantSession, node: FormNode, change: FormNodeUpdate) -> None:
    """Rename a place, move it with all below it, archive it or let it lead elsewhere."""
    wanted = change.changes()
    for name, value in wanted.items():
        setattr(node, name, value)
    with session.no_autoflush:
        await _check_node(session, node)
    announce(session, events.FormNodeChanged(form_node_id=node.id, fields=sorted(wanted)))


async def add_entitlement(session: TenantSession, new: ToolEntitlementCreate) -> ToolEntitlement:
    """Note that a tool was contracted."""
    if new.customer_id is not None:
        await require_customer(session, new.customer_id)
    found = ToolEntitlement(
        **new.model_dump(exclude={"id", "starts_at"}),
        id=new.id or new_id(),
        starts_at=new.starts_at or now(),
    )
    _check_period(found)
    session.add(found)
    announce(
        session,
        events.ToolContracted(
            tool_entitlement_id=found.id, key=found.key, customer_id=found.customer_id
        ),
    )
    return found


def change_entitlement(
    session: TenantSession, found: ToolEntitlement, change: ToolEntitlementUpdate
) -> None:
    """Say when the contract ends, or that it goes on."""
    wanted = change.changes()
    for name, value in wanted.items():
        setattr(found, name, value)
    _check_period(found)
    announce(
        session,
        events.ToolEntitlementChanged(tool_entitlement_id=found.id, fields=sorted(wanted)),
    )


def _check_period(found: ToolEntitlement) -> None:
    if found.ends_at is not None and found.ends_at <= found.starts_at:
        detail = N_("The end must be after the start.")
        raise ValidationFailed(errors=[field_problem("ends_at", "not_after_start", detail)])


async def _check_node(session: TenantSession, node: FormNode) -> None:
    problems: list[FieldProblem] = []
    if node.process_id is not None:
        await session.refer(Process, node.process_id, "process_id")
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
