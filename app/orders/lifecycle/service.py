"""Lifecycle of an order: which command is accepted in which status."""

from app.core.values.errors import InvalidTransition, Refusal
from app.core.values.text import N_
from app.orders.models import Order, OrderStatus
from app.orders.visits.models import Visit, VisitStatus

#: What may be done with an order, by its status.
COMMANDS = {
    OrderStatus.OPEN: ("update", "schedule", "cancel"),
    OrderStatus.SCHEDULED: (
        *("update", "schedule", "dispatch", "depart", "arrive", "start", "photograph", "spend"),
        *("report_no_show", "report_failed_visit", "correct_location", "cancel"),
    ),
    OrderStatus.IN_PROGRESS: (
        *("update", "use_material", "reverse_material", "photograph", "spend"),
        *("pause", "resume"),
        *("report_no_show", "report_failed_visit", "correct_location", "close", "cancel"),
    ),
    OrderStatus.AWAITING_RESCHEDULE: (
        *("update", "schedule", "photograph", "spend", "correct_location", "cancel"),
    ),
    OrderStatus.CLOSED: (),
    OrderStatus.CANCELLED: (),
}
#: What a technician may do with the visit itself, by its status.
VISIT_COMMANDS = {
    VisitStatus.SCHEDULED: ("move", "dispatch", "depart", "arrive", "start"),
    VisitStatus.DISPATCHED: ("move", "depart", "arrive", "start"),
    VisitStatus.EN_ROUTE: ("arrive", "start", "report_no_show"),
    VisitStatus.ON_SITE: ("start", "report_no_show", "report_failed_visit"),
    VisitStatus.IN_PROGRESS: ("pause", "report_no_show", "report_failed_visit"),
    VisitStatus.PAUSED: ("resume", "report_failed_visit"),
}
_OF_A_VISIT = ("use_material", "reverse_material", "close", "pause", "resume")
_ON_THE_SPOT = ("report_no_show", "report_failed_visit")


class OrderAlreadyClosed(Refusal):
    """The order is closed: what was signed is not changed afterwards."""

    title = N_("The order is closed")
    advice = N_("Open a new order for further work.")


class OrderAlreadyCancelled(Refusal):
    """A cancelled order does not change any more."""

    title = N_("The order is cancelled")
    advice = N_("Open a new order.")


class VisitNotStarted(Refusal):
    """This needs a technician who has started the visit."""

    title = N_("The visit has not been started")
    advice = N_("Start the order first.")


class NotArrived(Refusal):
    """A technician who has not set out cannot say what was found at the site."""

    title = N_("The technician has not set out yet")
    advice = N_("Say that you are on the way or have arrived first.")


class AlreadyStarted(Refusal):
    """The visit runs already."""

    title = N_("The visit has been started already")
    advice = N_("Go on with the order; it needs no second start.")


class ReverseMovementsFirst(Refusal):
    """Materials are in use in the order; they have to go back to the van before."""

    title = N_("Materials are in use")
    advice = N_("Reverse each material of the order first.")


class HasMovements(Refusal):
    """Material was used in this visit, so somebody was met; a mistaken entry is reversed first."""

    title = N_("Materials were used in this visit")
    advice = N_("Reverse each material of the order first.")


class MaxAttempts(Refusal):
    """The failed visits of the order have reached `max_failed_visits`."""

    title = N_("Too many visits failed")
    advice = N_("Let somebody who leads the service plan another visit.")


class NoShowUnproven(Refusal):
    """`missing` names evidence that the organization requires before it accepts a no-show."""

    title = N_("There is no proof yet that nobody was met")
    advice = N_("Do what `missing` names: wait, go nearer, or take a photo; then report it again.")


def check(order: Order, command: str) -> None:
    """Refuse a command that the order's status does not allow."""
    allowed = COMMANDS[order.status]
    if command in allowed:
        return
    if order.status is OrderStatus.CLOSED:
        raise OrderAlreadyClosed
    if order.status is OrderStatus.CANCELLED:
        raise OrderAlreadyCancelled
    if command in _OF_A_VISIT:
        raise VisitNotStarted
    if command == "start" and order.status is OrderStatus.IN_PROGRESS:
        raise AlreadyStarted
    raise InvalidTransition(order.status, allowed)


def check_visit(visit: Visit, command: str) -> None:
    """Refuse a command that the state of the visit does not allow."""
    allowed = VISIT_COMMANDS.get(visit.status, ())
    if command in allowed:
        return
    if command in _ON_THE_SPOT and visit.status in (VisitStatus.SCHEDULED, VisitStatus.DISPATCHED):
        raise NotArrived
    raise InvalidTransition(visit.status, allowed)
