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
from typing_extensions import TypeAliasType

from app.automation.placeholders import PLACEHOLDERS, fill_in, known, values_for
from app.catalog.models import Code
from app.core.data.database import TenantSession
from app.core.data.reading import Rows
from app.core.values.errors import InvalidTransition
from app.core.values.text import N_
from app.core.values.wire import IdOrMe, In, Prose
from app.desks.agents import service as agents
from app.desks.models import Team
from app.incidents.models import Incident, IncidentStatus
from app.incidents.schemas import IncidentTicketsAdd
from app.incidents.service import add_tickets, tell_latest
from app.people.models import Person
from app.tickets import service
from app.tickets.assignment import service as assignment
from app.tickets.messages import service as messages
from app.tickets.models import AuthorKind, Channel, Priority, Ticket
from app.tickets.participants import service as participants
from app.tickets.participants.models import ParticipantRole
from app.tickets.participants.schemas import ParticipantCreate
from app.tickets.replies import service as replies
from app.tickets.replies.schemas import ReplyCreate
from app.tickets.resolution import service as resolution
from app.tickets.resolution.schemas import TicketSolve, TicketTransition
from app.tickets.schemas import Tag, TicketUpdate
from app.tickets.tags import service as tags

_TEXT = (
    "Plain text with placeholders, such as `{{requester.first_name}}`. There are: "
    + ", ".join(f"`{{{{{name}}}}}`" for name in PLACEHOLDERS)
    + "."
)

#: Text with placeholders: `{{requester.first_name}}`.
Template = Annotated[Prose, AfterValidator(known)]
Tags = Annotated[list[Tag], Field(min_length=1, max_length=20)]


class ReplyAction(In):
    """Write a public reply. A rule's is automatic: it counts as no response for the SLA."""

    type: Literal["reply"] = Field(description="`reply`: write a public reply.")
    value: Template = Field(description=f"The reply. {_TEXT}")


class NoteAction(In):
    """Write an internal note."""

    type: Literal["note"] = Field(description="`note`: write an internal note.")
    value: Template = Field(description=f"The note. {_TEXT}")


class PriorityAction(In):
    """Set the priority of the ticket."""

    type: Literal["set_priority"] = Field(description="`set_priority`: set the priority.")
    value: Priority = Field(description="The new priority.")


class TeamAction(In):
    """Give the ticket to a team, or take it from its team."""

    type: Literal["set_team"] = Field(description="`set_team`: set the team.")
    value: UUID | None = Field(description="Id of the team. Null: no team.")


class AssignAction(In):
    """Assign the ticket to an agent, or put it back into the queue."""

    type: Literal["assign"] = Field(description="`assign`: set the assignee.")
    value: IdOrMe | None = Field(
        description="Id of the agent. `me`: the person who applies the macro; not possible in"
        " rules. Null: back to the queue."
    )


class StatusAction(In):
    """Set the status of a ticket that is neither solved nor closed."""

    type: Literal["set_status"] = Field(description="`set_status`: set the status.")
    value: Literal["open", "pending", "on_hold"] = Field(description="The new status.")


class SolveAction(In):
    """Solve the ticket with a public reply."""

    type: Literal["solve"] = Field(description="`solve`: solve the ticket.")
    value: Template = Field(description=f"What was done, as a reply to the requester. {_TEXT}")
    cause_code_id: UUID | None = Field(
        None, description="Code of the cause, from the catalog. Null: the ticket keeps its own."
    )
    solution_code_id: UUID | None = Field(
        None, description="Code of the solution, from the catalog. Null: the ticket keeps its own."
    )


class AddTagsAction(In):
    """Add tags to those of the ticket."""

    type: Literal["add_tags"] = Field(description="`add_tags`: add tags.")
    value: Tags = Field(description="Tags to add, 1 to 20. Those that are there already stay.")


class RemoveTagsAction(In):
    """Remove tags from the ticket."""

    type: Literal["remove_tags"] = Field(description="`remove_tags`: remove tags.")
    value: Tags = Field(description="Tags to remove, 1 to 20. Others are left alone.")


class WatchAction(In):
    """Add a watcher, who is notified of replies. Whoever takes part already stays as they are."""

    type: Literal["add_watcher"] = Field(description="`add_watcher`: add a watcher.")
    value: UUID = Field(description="Id of a person of the organization, not a requester.")


class IncidentAction(In):
    """Link the ticket to an open incident, and send its latest update, if any, as a reply."""

    type: Literal["join_incident"] = Field(description="`join_incident`: link it to an incident.")
    value: UUID = Field(description="Id of the incident.")


_Action = (
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
    | IncidentAction
)
AutomationAction = TypeAliasType(
    "AutomationAction",
    Annotated[
        _Action,
        Field(
            discriminator="type",
            description="A step of a macro or an automation rule; `type` says which.",
        ),
    ],
)


def _one_public_text(actions: list[Any]) -> list[Any]:
    """A macro or rule writes to the requester once at most."""
    if sum(isinstance(action, ReplyAction | SolveAction) for action in actions) > 1:
        raise PydanticCustomError(
            "two_public_texts", N_("The requester is written to once: by a reply or by solving.")
        )
    return actions


Actions = Annotated[
    list[AutomationAction], Field(min_length=1, max_length=20), AfterValidator(_one_public_text)
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
    """Reply of a macro as the agent edited it before sending."""

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
