"""Processes: defined as a whole, active while tickets may begin in them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.core.data.database import TenantSession
from app.core.events.event_log import Event, announce
from app.core.values.clock import now
from app.core.values.errors import (
    FieldProblem,
    InvalidTransition,
    Refusal,
    ValidationFailed,
    field_problem,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.forms import events
from app.forms.models import (
    Activity,
    ActivityDialog,
    Form,
    TicketProcess,
    TicketProcessStatus,
    Transition,
)
from app.forms.processes.schemas import (
    ActivityPut,
    DefinitionPut,
    TicketProcessCreate,
    TicketProcessUpdate,
    TransitionPut,
)
from app.forms.schema_rules.service import Broken, check_schema
from app.forms.service import published_version

#: A condition is evaluated with every dialog that is submitted.
MOST_CONDITION_BYTES = 8_192


class ProcessIncomplete(Refusal):
    """A process begins in its first activity: it needs one, with a dialog that opens a ticket."""

    title = N_("The process has no activities yet")
    advice = N_("Define them with `PUT /v1/processes/{process_id}/definition` first.")


class ActivityInUse(Refusal):
    """Tickets may stand in the activities of a process that was active: none is taken away."""

    title = N_("An activity would be taken away from under running tickets")
    advice = N_("Keep the activities that `keys` names; let no transition lead to them.")


#: What may be done in each status, and where it leads.
_COMMANDS: dict[str, tuple[set[TicketProcessStatus], TicketProcessStatus, type[Event]]] = {
    "activate": (
        {TicketProcessStatus.DRAFT, TicketProcessStatus.FADE_AWAY, TicketProcessStatus.INACTIVE},
        TicketProcessStatus.ACTIVE,
        events.ProcessActivated,
    ),
    "fade-away": ({TicketProcessStatus.ACTIVE}, TicketProcessStatus.FADE_AWAY, events.ProcessFaded),
    "retire": ({TicketProcessStatus.FADE_AWAY}, TicketProcessStatus.INACTIVE, events.ProcessEnded),
}


def create_process(session: TenantSession, new: TicketProcessCreate) -> TicketProcess:
    process = TicketProcess(id=new.id or new_id(), key=new.key, name=new.name)
    session.add(process)
    announce(session, events.ProcessCreated(process_id=process.id))
    return process


def update_process(
    session: TenantSession, process: TicketProcess, change: TicketProcessUpdate
) -> None:
    fields = change.apply_to(process)
    announce(session, events.ProcessUpdated(process_id=process.id, fields=fields))


async def set_state(session: TenantSession, process: TicketProcess, command: str) -> None:
    """Let tickets begin in the process, let it fade away, or end it."""
    before, after, event = _COMMANDS[command]
    if process.status not in before:
        allowed = [name for name, (states, _, _) in _COMMANDS.items() if process.status in states]
        raise InvalidTransition(process.status, allowed)
    if after is TicketProcessStatus.ACTIVE:
        if process.defined_at is None:
            raise ProcessIncomplete
        process.activated_at = process.activated_at or now()
    process.status = after
    announce(session, event(process_id=process.id))


async def put_definition(
    session: TenantSession, process: TicketProcess, new: DefinitionPut
) -> None:
    """Replace activities, dialogs and transitions; those whose key stays keep their id."""
    await _check(session, new)
    known = {a.key: a for a in await _all(session, Activity, Activity.process_id == process.id)}
    keys = [activity.key for activity in new.activities]
    gone = sorted(known.keys() - set(keys))
    if gone and process.activated_at is not None:
        raise ActivityInUse(keys=gone)
    await session.execute(delete(Transition).where(Transition.process_id == process.id))
    activities: dict[str, Activity] = {}
    for position, wanted in enumerate(new.activities):
        activity = known.get(wanted.key) or Activity(
            id=new_id(), process_id=process.id, key=wanted.key
        )
        activity.label_agent, activity.label_requester = wanted.label_agent, wanted.label_requester
        activity.position = position
        session.add(activity)
        activities[wanted.key] = activity
    await session.flush()
    for wanted in new.activities:
        await _put_dialogs(session, activities[wanted.key].id, wanted)
    for key in gone:
        of_gone = ActivityDialog.activity_id == known[key].id
        await session.execute(delete(ActivityDialog).where(of_gone))
        await session.delete(known[key])
    for position, way in enumerate(new.transitions):
        session.add(
            Transition(
                id=new_id(),
                process_id=process.id,
                from_activity_id=activities[way.from_activity].id,
                to_activity_id=activities[way.to_activity].id,
                condition=way.condition,
                automatic=way.automatic,
                actions=[action.model_dump() for action in way.actions],
                position=position,
            )
        )
    process.unreachable = unreachable(keys, new.transitions)
    process.defined_at = now()
    announce(session, events.ProcessDefined(process_id=process.id))


def unreachable(keys: Sequence[str], transitions: Sequence[TransitionPut]) -> list[str]:
    """The activities that no way leads to from the first one."""
    reached, ahead = {keys[0]}, [keys[0]]
    while ahead:
        here = ahead.pop()
        for way in transitions:
            if way.from_activity == here and way.to_activity not in reached:
                reached.add(way.to_activity)
                ahead.append(way.to_activity)
    return [key for key in keys if key not in reached]


async def _put_dialogs(session: TenantSession, activity_id: UUID, wanted: ActivityPut) -> None:
    of_activity = ActivityDialog.activity_id == activity_id
    known = {d.key: d for d in await _all(session, ActivityDialog, of_activity)}
    for position, new in enumerate(wanted.dialogs):
        dialog = known.pop(new.key, None)
        if dialog is None:
            dialog = ActivityDialog(id=new_id(), activity_id=activity_id, key=new.key)
            session.add(dialog)
        apply(dialog, new.model_dump(exclude={"key"}))
        dialog.position = position
    for dialog in known.values():
        await session.delete(dialog)


async def _all(session: TenantSession, model: Any, where: Any) -> Sequence[Any]:
    return (await session.scalars(select(model).where(where))).all()


async def _check(session: TenantSession, new: DefinitionPut) -> None:
    """Problems of a definition, all at once."""
    problems = [
        *_repeated("activities", [activity.key for activity in new.activities]),
        *_broken_ways(new),
    ]
    first = new.activities[0]
    if not any(dialog.is_opening for dialog in first.dialogs):
        detail = N_("The first activity needs a dialog that opens a ticket.")
        problems.append(field_problem("activities/0/dialogs", "no_opening_dialog", detail))
    ready: dict[UUID, bool] = {}
    for number, activity in enumerate(new.activities):
        place = f"activities/{number}/dialogs"
        problems += _repeated(place, [dialog.key for dialog in activity.dialogs])
        for inner, dialog in enumerate(activity.dialogs):
            field = f"{place}/{inner}/form_id"
            if dialog.form_id not in ready:
                await session.refer(Form, dialog.form_id, field)
                published = await published_version(session, dialog.form_id)
                ready[dialog.form_id] = published is not None
            if not ready[dialog.form_id]:
                detail = N_("No version of this form is published.")
                problems.append(field_problem(field, "form_not_published", detail))
            if dialog.is_opening and number > 0:
                detail = N_("Tickets are opened in the first activity only.")
                field = f"{place}/{inner}/is_opening"
                problems.append(field_problem(field, "not_the_first", detail))
    if problems:
        raise ValidationFailed(errors=problems)


def _repeated(place: str, keys: list[str]) -> list[FieldProblem]:
    return [
        field_problem(f"{place}/{number}/key", "duplicate", N_("This key stands here twice."))
        for number, key in enumerate(keys)
        if key in keys[:number]
    ]


def _broken_ways(new: DefinitionPut) -> list[FieldProblem]:
    keys = {activity.key for activity in new.activities}
    problems = []
    for number, way in enumerate(new.transitions):
        for name in ("from_activity", "to_activity"):
            if getattr(way, name) not in keys:
                detail = N_("There is no activity with this key.")
                problems.append(
                    field_problem(f"transitions/{number}/{name}", "unknown_activity", detail)
                )
        if way.condition is not None:
            try:
                check_schema(way.condition, most_bytes=MOST_CONDITION_BYTES)
            except Broken as broken:
                problems.append(broken.problem(f"transitions/{number}/condition"))
        elif way.automatic:
            detail = N_("An automatic transition needs a condition.")
            problems.append(field_problem(f"transitions/{number}/condition", "required", detail))
    return problems
