"""Listeners: the functions that run each time an event is announced, and what they need to know."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.core.data.database import TenantSession
from app.core.events.event_log import Event

AnyEvent = TypeVar("AnyEvent", bound=Event)
Take = Callable[[TenantSession, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class OrganizationFact:
    """A value of SQL about an organization, asked together with its new events.

    It knows `:organization_id` and `:now`, and costs every batch: a look into an index.
    """

    sql: str

    def __post_init__(self) -> None:
        organization_facts.append(self)


#: Every fact that a listener asks for.
organization_facts: list[OrganizationFact] = []
Known = Mapping[OrganizationFact, Any]
Concerns = Callable[[AnyEvent, Known], bool]


@dataclass(frozen=True, slots=True)
class Listener:
    """A function to run for a kind of event; `concerns` says, without a query, for which."""

    name: str
    event: type[Event]
    take: Take
    concerns: Callable[[Any, Known], bool] = field(default=lambda _event, _known: True)


#: event name -> listener name -> listener
listeners: dict[str, dict[str, Listener]] = defaultdict(dict)


def on(
    event: type[AnyEvent], *, concerns: Concerns[AnyEvent] | None = None
) -> Callable[[Take], Take]:
    """Run the decorated job each time the event is announced and concerns it.

    Jobs of one batch share a transaction, one after the other; a job that fails is undone with
    it, and is then tried alone.
    """

    def register(take: Take) -> Take:
        name = f"{take.__module__.removeprefix('app.')}.{take.__name__}"
        listeners[event.name][name] = Listener(
            name, event, take, *([concerns] if concerns is not None else [])
        )
        return take

    return register
