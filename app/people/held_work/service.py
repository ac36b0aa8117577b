"""Held work: what waits for somebody, and whether they can go on with it after a change."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.statements import Statement
from app.core.events.event_log import announce
from app.core.values.errors import Refusal
from app.core.values.text import N_
from app.people.administration.service import permissions_by
from app.people.events import WorkHandedBack
from app.people.models import Person, Role

#: So much of each kind is listed in a refusal.
_LISTED = 100


class StillHoldsWork(Refusal):
    """Work waits for this person that they could not go on with: `held` lists it."""

    title = N_("Work still waits for this person")
    advice = N_("Give it to somebody else first, or send the change with `hand_back`.")


class Standing(NamedTuple):
    """Role and permissions of somebody; no permissions once they are not active."""

    role: Role
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class HeldWork:
    """A kind of work that waits for people, said by the domain that it belongs to.

    The statement knows `:organization_id`, `:person_id` and `:most`; its rows have `kind`, `id`,
    `name`, and `starts_at` where the work has a time.
    """

    statement: Statement
    #: Whether somebody, as they are now, can go on with it.
    can_hold: Callable[[TenantSession, Person], Awaitable[bool]]

    def __post_init__(self) -> None:
        _KINDS.append(self)


_KINDS: list[HeldWork] = []


class HeldItem(NamedTuple):
    """A thing that waits for somebody."""

    person_id: UUID
    kind: str
    id: UUID
    name: str
    starts_at: datetime | None


async def standing_of(session: TenantSession, person: Person) -> Standing:
    if not person.active:
        return Standing(person.role, frozenset())
    return Standing(
        person.role,
        await permissions_by(session, person.role, person.profile_id, at_desk=person.at_desk),
    )


async def stranded_work(
    session: TenantSession, person: Person, *, most: int = 1000
) -> list[HeldItem]:
    """Held work that its holder, as they are now, cannot go on with: `most` of each kind."""
    return [
        HeldItem(person.id, **row)
        for work in _KINDS
        if not await work.can_hold(session, person)
        for row in await session.rows(work.statement, person_id=person.id, most=most)
    ]


async def require_hand_back(
    session: TenantSession, people: Iterable[Person], *, hand_back: bool
) -> None:
    """After any change of what people may do: nothing is stranded unless the caller agreed.

    Their rows are locked by the caller: whoever gives them work waits, and finds them changed.
    """
    stranded = []
    for person in people:
        found = await stranded_work(session, person, most=_LISTED)
        stranded += found
        if found:
            announce(session, WorkHandedBack(person_id=person.id))
    if stranded and not hand_back:
        raise StillHoldsWork(held=[item._asdict() for item in stranded[:_LISTED]])
