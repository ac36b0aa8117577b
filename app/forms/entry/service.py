"""Entry of a ticket: from a choice in the tree to the form that has to be filled in."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.errors import NotFound, Refusal, ValidationFailed, field_problem
from app.core.values.text import N_
from app.forms.effective_schema.service import Phase, Role
from app.forms.models import (
    Activity,
    ActivityDialog,
    Audience,
    Form,
    FormNode,
    FormVersion,
    TicketProcess,
    TicketProcessStatus,
)
from app.forms.service import published_version
from app.forms.tool_entitlements.reads import HELD_KEYS
from app.forms.tree.reads import CHOICE_EXISTS
from app.forms.validation.service import validate


class NodeNotSelectable(Refusal):
    """This place of the tree opens no ticket: it only holds others, or its form is not ready."""

    status = 422
    title = N_("No ticket is opened from here")
    advice = N_("Choose a node of `GET /v1/form-tree` that is `selectable`.")


class ToolNotContracted(Refusal):
    """The tool was not contracted; `entitlement_key` says which one."""

    status = 403
    title = N_("This tool is not contracted")
    advice = N_("Contract the tool, or choose one of those that `GET /v1/form-tree` lists.")


class ProcessRequired(Refusal):
    """This organization opens tickets through its tree, and nothing was chosen."""

    status = 422
    title = N_("Choose what the ticket is about")
    advice = N_("Send the `form_node_id` or the `process_id` of a choice of `GET /v1/form-tree`.")


class ProcessRetired(Refusal):
    """The process takes no new tickets; those that run in it go on."""

    status = 403
    title = N_("This process takes no new tickets")
    advice = N_("Choose another one of those that `GET /v1/form-tree` lists.")


@dataclass(frozen=True, slots=True)
class FormEntry:
    """Beginning of a ticket. `form_version_id` is frozen in the ticket."""

    node_id: UUID | None
    process_id: UUID | None
    activity_id: UUID | None
    dialog_id: UUID | None
    form_id: UUID | None
    form_version_id: UUID | None
    side_effects: tuple[str, ...]
    attachment_min: int
    attachment_max: int | None
    #: The labels from the root of the tree to the choice.
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A place in the tree, and the labels that lead there."""

    node_id: UUID | None
    path: tuple[str, ...]


#: Of a ticket of an organization that has no tree.
_FREE = FormEntry(None, None, None, None, None, None, (), 0, None, ())


async def entry_of(
    session: TenantSession,
    *,
    node_id: UUID | None,
    process_id: UUID | None,
    customer_id: UUID | None,
    audience: Role,
) -> FormEntry:
    """Beginning of a ticket that is opened with this choice, or the reason why it cannot be.

    Only requesters are held to what is contracted: the desk may open whatever there is.
    """
    if node_id is None and process_id is None:
        if await session.row(CHOICE_EXISTS):
            raise ProcessRequired
        return _FREE
    if node_id is not None:
        path = await _path_to(session, node_id)
    else:
        assert process_id is not None
        path = await _way_to_process(session, process_id, customer_id, audience)
    if audience == "requester":
        await _check_contracted(session, path, customer_id)
    node = path[-1] if path else None
    if node is not None and node.process_id is None and node.form_id is None:
        raise NodeNotSelectable
    if node is not None and process_id not in (None, node.process_id):
        problem = field_problem("process_id", "not_of_node", N_("The node leads elsewhere."))
        raise NodeNotSelectable(errors=[problem])
    labels = tuple(step.label for step in path)
    process_id = node.process_id if node is not None else process_id
    if process_id is not None:
        chosen = _Chosen(node.id if node else None, labels)
        return await _through_process(session, chosen, process_id, audience)
    assert node is not None
    return await _with_form(session, _Chosen(node.id, labels), node.form_id)


async def check_fields(
    session: TenantSession,
    form_version_id: UUID,
    values: dict[str, Any],
    *,
    audience: Role,
    phase: Phase,
    field: str = "fields",
) -> None:
    """Hold what was filled in against the version, or answer 422 with all that is wrong."""
    version = await session.fetch(FormVersion, form_version_id)
    if problems := validate(version, values, audience=audience, phase=phase, field=field):
        raise ValidationFailed(errors=problems)


async def _path_to(session: TenantSession, node_id: UUID) -> list[FormNode]:
    """From the root to the node; 404 if anything on the way was archived."""
    path: list[FormNode] = []
    step: UUID | None = node_id
    while step is not None:
        node = await session.fetch(FormNode, step)
        if not node.active:
            raise NotFound
        path.insert(0, node)
        step = node.parent_id
    return path


async def _way_to_process(
    session: TenantSession, process_id: UUID, customer_id: UUID | None, audience: Role
) -> list[FormNode]:
    """A way through the tree to the process: a contracted one, if there is one."""
    await session.fetch(TicketProcess, process_id)
    nodes = await session.scalars(
        select(FormNode)
        .where(FormNode.process_id == process_id, FormNode.active)
        .order_by(FormNode.position, FormNode.id)
        .limit(20)
    )
    held = await _held(session, customer_id)
    found: list[FormNode] = []
    for node in nodes.all():
        try:
            path = await _path_to(session, node.id)
        except NotFound:
            continue  # below something archived
        found = found or path
        if all(step.entitlement_key in held for step in path):
            return path
    if not found and audience == "requester":
        raise NotFound  # the tree does not offer it
    return found


async def _held(session: TenantSession, customer_id: UUID | None) -> set[str | None]:
    rows = await session.rows(HELD_KEYS, customer_id=customer_id, now=now())
    return {None, *(row["key"] for row in rows)}


async def _check_contracted(
    session: TenantSession, path: list[FormNode], customer_id: UUID | None
) -> None:
    held = await _held(session, customer_id)
    for step in path:
        if step.entitlement_key not in held:
            raise ToolNotContracted(entitlement_key=step.entitlement_key)


async def _through_process(
    session: TenantSession, chosen: _Chosen, process_id: UUID, audience: Role
) -> FormEntry:
    process = await session.fetch(TicketProcess, process_id)
    if process.status is not TicketProcessStatus.ACTIVE:
        raise ProcessRetired
    wanted = select(ActivityDialog).join(Activity, ActivityDialog.activity_id == Activity.id)
    wanted = wanted.where(
        Activity.process_id == process_id, Activity.position == 0, ActivityDialog.is_opening
    )
    dialogs = (await session.scalars(wanted.order_by(ActivityDialog.position))).all()
    # The desk opens on behalf of a requester with the requester's dialog, if it has none.
    own = [d for d in dialogs if d.audience in (Audience.BOTH, audience)]
    dialog = next(iter(own or (dialogs if audience == "agent" else ())), None)
    if dialog is None:
        raise NodeNotSelectable
    return await _with_form(session, chosen, dialog.form_id, dialog, process_id)


async def _with_form(
    session: TenantSession,
    chosen: _Chosen,
    form_id: UUID | None,
    dialog: ActivityDialog | None = None,
    process_id: UUID | None = None,
) -> FormEntry:
    assert form_id is not None
    form = await session.fetch(Form, form_id)
    version = await published_version(session, form_id)
    if version is None or not form.active:
        raise NodeNotSelectable
    return FormEntry(
        node_id=chosen.node_id,
        process_id=process_id,
        activity_id=dialog.activity_id if dialog else None,
        dialog_id=dialog.id if dialog else None,
        form_id=form_id,
        form_version_id=version.id,
        side_effects=tuple(version.side_effects),
        attachment_min=version.attachment_min,
        attachment_max=version.attachment_max,
        path=chosen.path,
    )
