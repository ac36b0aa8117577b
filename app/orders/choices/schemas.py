"""Choices of visits as customers see them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.core.values.wire import In, Instant, Out, Prose
from app.orders.models import OrderStatus
from app.organizations.schemas import MailAddress

_TokenText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(description="Token of the link: what follows `#` in it."),
]
_OFFER = "The window, by the `id` that it was offered with."


class VisitLinkSend(In):
    """Sending of the link by which a customer chooses a visit, for the first time or again."""

    email: MailAddress | None = Field(
        None,
        description="Address that the link is mailed to. Null or absent: the customer's; without"
        " one nothing is mailed.",
    )
    message: Prose | None = Field(None, description="Text that stands above the link in the mail.")


class VisitLink(Out):
    """The link by which the customer of an order chooses its visit."""

    link: str = Field(
        description="Link by which the customer sees and chooses the visit. Whoever has it can"
        " choose in the customer's name."
    )
    mailed_to: str | None = Field(
        description="Address that the link is mailed to. Null: nobody, as none is known."
    )


class VisitToken(In):
    """The token of a link, by which the customer sees and chooses the visit without signing in."""

    token: _TokenText


class VisitChosenByLink(In):
    """The window that the customer chooses by the link."""

    token: _TokenText
    window_id: UUID = Field(description=_OFFER)


class VisitChosen(In):
    """The window that the customer chooses."""

    window_id: UUID = Field(description=_OFFER)


class VisitWindow(Out):
    """A window in which the visit can start, and until when it is kept for this customer."""

    id: UUID
    promised_from: Instant = Field(description="First time at which the visit may start.")
    promised_until: Instant = Field(description="Last time at which the visit may start.")
    held_until: Instant = Field(
        description="Until then nobody else gets the window. Afterwards others are offered."
    )


class VisitToChoose(Out):
    """The visit of an order as its customer sees it, and what they can choose."""

    organization_name: str = Field(description="Name of the organization that comes.")
    zone: str = Field(description="IANA time zone in which people read the times.")
    protocol: str = Field(description="Number of the order that people read aloud.")
    title: str = Field(description="What is to be done, in one line.")
    status: OrderStatus = Field(description="Where the order is in its life.")
    promised_from: Instant | None = Field(
        description="First time at which the visit may start as promised. Null: none is agreed."
    )
    promised_until: Instant | None = Field(
        description="Last time at which the visit may start as promised. Null: none is agreed."
    )
    confirmed_at: Instant | None = Field(
        description="Time at which the customer chose the visit. Null: they did not."
    )
    can_choose: bool = Field(description="Whether the customer can choose a window now.")
    changes_left: int = Field(description="How often the customer can still change the visit.")
    change_until: Instant | None = Field(
        description="Until then the visit can be changed. Null: none is agreed."
    )
    windows: list[VisitWindow] = Field(
        description="Windows that are kept for this customer now, in order; `findVisitWindows` and"
        " `findVisitWindowsByLink` offer them."
    )
