"""Actions of macros and rules: each calls the verb that a person would use.

The references of an action are checked when it is written down, and refused again if they are
gone when it is done.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.automation.placeholders import fill_in, known, values_for
from app.catalog.models import Code
from app.core.data.database import TenantSession
from app.core.data.reading import Rows
from app.core.values.errors import InvalidTransition
from app.core.values.text import N_
from app.core.values.wire import In, Prose
from app.desks.agents import service as agents
from app.desks.models import Team
from app.incidents.models import Incident, IncidentStatus
from app.incidents.schemas import IncidentTicketsAdd
from app.incidents.service import add_tickets, tell_latest
from app.people.models import Person
from app.tickets import service
from app.tickets.assignment import service as assignment
from app.tickets.messages import service as messages
from app.tickets.models import AuthorKind, Channel, ParticipantRole, Priority, Ticket
from app.tickets.participants import service as participants
from app.tickets.participants.schemas import ParticipantCreate
from app.tickets.replies import service as replies
from app.tickets.replies.schemas import ReplyCreate
from app.tickets.resolution import service as resolution
from app.tickets.resolution.schemas import TicketSolve, TicketTransition
from app.tickets.schemas import Tag, TicketUpdate
from app.tickets.tags import service as tags

#: Text with placeholders: `{{requester.first_name}}`.
Template = Annotated[Prose, AfterValidator(known)]
Tags = Annotated[list[Tag], Field(min_length=1, max_length=20)]


class ReplyAction(In):
    """Write to the requester. Of a rule it is an automatic reply: it keeps no promise."""

    type: Literal["reply"]
    value: Template


class NoteAction(In):
    type: Literal["note"]
    value: Template


class PriorityAction(In):
    type: Literal["set_priority"]
    value: Priority


class TeamAction(In):
    type: Literal["set_team"]
    value: UUID | None


class AssignAction(In):
    """Give it to an agent; `me`: whoever applies the macro; null: back to the queue."""

    type: Literal["assign"]
    value: UUID | Literal["me"] | None


class StatusAction(In):
    type: Literal["set_status"]
    value: Literal["open", "pending", "on_hold"]


class SolveAction(In):
    """Solve it; the text is the solution that the requester reads."""

    type: Literal["solve"]
    value: Template
    cause_code_id: UUID | None = None
    solution_code_id: UUID | None = None


class AddTagsAction(In):
    type: Literal["add_tags"]
    value: Tags


class RemoveTagsAction(In):
    type: Literal["remove_tags"]
    value: Tags


class WatchAction(In):
    """Let somebody of the desk be told of replies."""

    type: Literal["add_watcher"]
    value: UUID


class IncidentAction(In):
    """Link it to a mass incident, and tell the requester its latest update if there is one."""

    type: Literal["join_incident"]
    value: UUID


Action = Annotated[
    ReplyAction
    | NoteAction
    | PriorityAction
    | TeamAction
    | AssignAction
    | StatusAction
    | SolveAction
    | AddTagsAction
    | RemoveTagsAction
    | WatchAction
    | IncidentAction,
    Field(discriminator="type"),
]


def _one_public_text(actions: list[Any]) -> list[Any]:
    """A macro or rule writes to the requester once at most."""
    if sum(isinstance(action, ReplyAction | SolveAction) for action in actions) > 1:
        raise PydanticCustomError(
            "two_public_texts", N_("The requester is written to once: by a reply or by solving.")
        )
    return actions


Actions = Annotated[
    list[Action], Field(min_length=1, max_length=20), AfterValidator(_one_public_text)
]

_WRITTEN = {"reply", "note", "solve"}
_REFERS_TO: dict[str, type[Any]] = {
    "set_team": Team,
    "assign": Person,
    "add_watcher": Person,
    "join_incident": Incident,
}


@dataclass(frozen=True, slots=True)
class Edited:
    """What an agent made of a macro's reply before sending it."""

    reply: str | None = None
    message_id: UUID | None = None


async def check_references(session: TenantSession, actions: list[Any]) -> None:
    """Refuse actions that name what there is not; 422 says which."""
    await session.refer_all(_references(actions))
    for action in actions:
        if isinstance(action, AssignAction) and isinstance(action.value, UUID):
            await agents.require_agent(session, action.value)


def _references(actions: list[Any]) -> Iterator[tuple[str, type[Any], UUID]]:
    for place, action in enumerate(actions):
        model = _REFERS_TO.get(action.type)
        if model is not None and isinstance(action.value, UUID):
            yield f"actions/{place}/value", model, action.value
        if isinstance(action, SolveAction):
            for name in ("cause_code_id", "solution_code_id"):
                if (code_id := getattr(action, name)) is not None:
                    yield f"actions/{place}/{name}", Code, code_id


async def filled_in(
    source: Rows, ticket_id: UUID, actions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The actions with what they write as the requester would read it."""
    if not any(action["type"] in _WRITTEN for action in actions):
        return actions
    values = await values_for(source, ticket_id)
    return [
        action | {"value": fill_in(action["value"], values)}
        if action["type"] in _WRITTEN
        else action
        for action in actions
    ]


async def perform(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], edited: Edited
) -> None:
    """Do one action whose texts are filled in. What is so already is left alone."""
    await _PERFORM[action["type"]](session, ticket, action, edited)


async def _reply(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], edited: Edited
) -> None:
    body = edited.reply or action["value"]
    if session.actor.kind != "system":
        await replies.reply_to_ticket(session, ticket, ReplyCreate(body=body, id=edited.message_id))
        return
    await messages.write_reply(
        session,
        ticket,
        body,
        channel=Channel.PORTAL,
        author_kind=AuthorKind.SYSTEM,
        is_automatic=True,
    )


async def _note(session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited) -> None:
    await messages.write_note(session, ticket, action["value"])


async def _solve(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], edited: Edited
) -> None:
    how = TicketSolve(
        details=edited.reply or action["value"],
        cause_code_id=action["cause_code_id"],
        solution_code_id=action["solution_code_id"],
    )
    await resolution.solve_ticket(session, ticket, how)


async def _set_priority(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    if ticket.priority != action["value"]:
        await service.update_ticket(session, ticket, TicketUpdate(priority=action["value"]))


async def _set_team(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    team_id = _id(action["value"])
    if ticket.team_id != team_id:
        await service.update_ticket(session, ticket, TicketUpdate(team_id=team_id))


async def _set_status(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    if ticket.is_finished():
        raise InvalidTransition(ticket.status, ["reopen"])
    if ticket.status != action["value"]:
        await resolution.transition(session, ticket, TicketTransition(status=action["value"]))


async def _assign(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    value = action["value"]
    assignee_id = session.actor.person_id if value == "me" else _id(value)
    await assignment.assign(session, ticket, assignee_id)


async def _add_tags(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    wanted = {*await tags.tags_of(session, ticket), *action["value"]}
    await tags.put_tags(session, ticket, sorted(wanted))


async def _remove_tags(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    wanted = {*await tags.tags_of(session, ticket)} - {*action["value"]}
    await tags.put_tags(session, ticket, sorted(wanted))


async def _add_watcher(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    person_id = UUID(action["value"])
    if not await participants.takes_part(session, ticket, person_id):
        watcher = ParticipantCreate(person_id=person_id, role=ParticipantRole.WATCHER)
        await participants.create_participant(session, ticket, watcher)


async def _join_incident(
    session: TenantSession, ticket: Ticket, action: dict[str, Any], _: Edited
) -> None:
    incident = await session.fetch(Incident, UUID(action["value"]))
    if incident.status is IncidentStatus.RESOLVED:
        raise InvalidTransition(incident.status, ["reopen"])
    await add_tickets(session, incident, IncidentTicketsAdd(ticket_ids=[ticket.id]))
    await tell_latest(session, incident, [ticket.id])


_PERFORM: dict[str, Callable[[TenantSession, Ticket, dict[str, Any], Edited], Awaitable[None]]] = {
    "reply": _reply,
    "note": _note,
    "solve": _solve,
    "set_priority": _set_priority,
    "set_team": _set_team,
    "set_status": _set_status,
    "assign": _assign,
    "add_tags": _add_tags,
    "remove_tags": _remove_tags,
    "add_watcher": _add_watcher,
    "join_incident": _join_incident,
}


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value is not None else None
