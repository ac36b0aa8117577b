"""Desks as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    StrictBool,
    StrictInt,
    Update,
)
from app.desks.models import GrantAnchor, OrderOutcome, Skill, Strategy

_NAME = "Name of the desk, unique within the organization."
_CALENDAR = (
    "Calendar with the business hours of the desk. Null: the default calendar of the organization."
)
_PORTAL = "Whether the desk is offered in the customer portal. Stored for clients; not enforced."
_CHAT = "Whether the desk offers chat. Stored for clients; not enforced."
_PROTOCOL = (
    "How the protocols of new tickets are written: `{year}`, `{month}` and `{day}` of the opening"
    " in the organization's time zone, and after them one `{number}`, padded to six digits."
    " Example: `{year}{number}` gives `2026000123`."
)
_MAX_BYTES = "Greatest size of one attachment, in bytes."
_MAX_FILES = (
    "Greatest number of attachments of one message. A form may ask for fewer on opening a ticket."
)
_REOPEN = (
    "Days after closing in which a requester's reply or reopening continues the same ticket. A"
    " later reply opens a follow-up ticket instead."
)
_AUTO_CLOSE = (
    "Days after solving when a ticket that was not reopened is closed by itself, later than"
    " `rating_mail_after_hours`."
)
_RATING_EDIT = "Days after rating in which the requester may change the rating."
_RATING_MAIL = (
    "Hours after solving when an e-mail asks the requester for a rating; two hours before the"
    " ticket is closed by itself (`auto_close_days`) at the latest. Null: no e-mail is sent."
)
_ANCHOR = "When the time of a support grant begins. Stored only: nobody can give grants yet."
_OUTCOME = "What becomes of a ticket when the service order raised from it is closed."
_THANKS = (
    "Whether a reply of the requester that is nothing but thanks, without files, leaves a solved"
    " ticket solved."
)
_STRATEGY = "How waiting tickets are assigned to agents."
_SPECIALIZATION = "How the specializations of agents count when a ticket is assigned by strategy."
_RESPECT = (
    "Whether the strategy considers only agents whose business hours are now, by their own"
    " calendar or the desk's."
)
_REASSIGN = (
    "Minutes without a reply after which a ticket that awaits its agent goes back to the queue."
    " Null: never."
)

Days = Annotated[StrictInt, Field(ge=0, le=3650)]
Position = Annotated[
    StrictInt, Field(ge=0, le=10_000, description="Place in lists: lower numbers come first.")
]
MediaType = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=100)]
ProtocolFormat = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9./_ -]*(\{(year|month|day)\}[A-Za-z0-9./_ -]*)*\{number\}"
        r"[A-Za-z0-9./_ -]*$",
        max_length=60,
        description=_PROTOCOL,
    ),
]


class Desk(Out):
    """A desk with its settings and limits, and whether it is open at the time of the answer."""

    id: UUID
    name: str = Field(description=_NAME)
    calendar_id: UUID | None = Field(description=_CALENDAR)
    zone: str = Field(description="Time zone of the desk's calendar, as an IANA name.")
    open_now: bool = Field(description="Whether the answer was made within business hours.")
    next_opening_at: Instant | None = Field(
        description="When the business hours begin next. Null while the desk is open, and if its"
        " calendar never opens."
    )
    portal_enabled: bool = Field(description=_PORTAL)
    chat_enabled: bool = Field(description=_CHAT)
    protocol_format: str = Field(description=_PROTOCOL)
    max_attachment_bytes: int = Field(description=_MAX_BYTES)
    max_attachments_per_message: int = Field(description=_MAX_FILES)
    accepted_media_types: list[str] = Field(
        description="Media types of the attachments that are accepted, judged by their content. The"
        " usual ones if the desk does not name any: without mails, old Office files and XML."
    )
    reopen_window_days: int = Field(description=_REOPEN)
    auto_close_days: int = Field(description=_AUTO_CLOSE)
    rating_edit_days: int = Field(description=_RATING_EDIT)
    rating_mail_after_hours: int | None = Field(description=_RATING_MAIL)
    support_grant_anchor: GrantAnchor = Field(description=_ANCHOR)
    order_outcome: OrderOutcome = Field(description=_OUTCOME)
    thanks_filter: bool = Field(description=_THANKS)
    strategy: Strategy = Field(description=_STRATEGY)
    specialization: Skill = Field(description=_SPECIALIZATION)
    respect_calendar: bool = Field(description=_RESPECT)
    reassign_after_minutes: int | None = Field(description=_REASSIGN)
    version: int


class DeskRow(Out):
    """A desk in the list of desks; `getDesk` gives its settings and opening hours."""

    id: UUID
    name: str = Field(description=_NAME)
    portal_enabled: bool = Field(description=_PORTAL)
    chat_enabled: bool = Field(description=_CHAT)


class DeskQuery(ListQuery):
    """Order of the list of desks."""

    sort: Literal["name"] = "name"


class DeskCreate(In):
    """A new desk. Its settings have their defaults until they are changed with `updateDesk`."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)


class DeskUpdate(Update):
    """Changes to the settings of a desk. Tickets that are there keep their protocols."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    calendar_id: Annotated[UUID | None, Field(description=_CALENDAR)] = UNCHANGED
    portal_enabled: Annotated[StrictBool, Field(description=_PORTAL)] = UNCHANGED
    chat_enabled: Annotated[StrictBool, Field(description=_CHAT)] = UNCHANGED
    protocol_format: ProtocolFormat = UNCHANGED
    max_attachment_bytes: Annotated[
        StrictInt, Field(ge=1024, le=2_097_152, description=_MAX_BYTES)
    ] = UNCHANGED
    max_attachments_per_message: Annotated[
        StrictInt, Field(ge=0, le=20, description=_MAX_FILES)
    ] = UNCHANGED
    accepted_media_types: Annotated[
        Annotated[list[MediaType], Field(max_length=50)] | None,
        Field(
            description="Media types of the attachments that are accepted; each must be one that"
            " the platform accepts. Null: the usual ones. Others are accepted only if they are"
            " named: `message/rfc822` (EML), `application/vnd.ms-outlook` (MSG),"
            " `application/msword` (DOC), `application/vnd.ms-excel` (XLS) and `application/xml`"
            " (electronic invoices, such as NF-e)."
        ),
    ] = UNCHANGED
    reopen_window_days: Annotated[Days, Field(description=_REOPEN)] = UNCHANGED
    auto_close_days: Annotated[StrictInt, Field(ge=1, le=3650, description=_AUTO_CLOSE)] = UNCHANGED
    rating_edit_days: Annotated[Days, Field(description=_RATING_EDIT)] = UNCHANGED
    rating_mail_after_hours: Annotated[
        Annotated[StrictInt, Field(ge=1, le=720)] | None, Field(description=_RATING_MAIL)
    ] = UNCHANGED
    support_grant_anchor: Annotated[GrantAnchor, Field(description=_ANCHOR)] = UNCHANGED
    order_outcome: Annotated[OrderOutcome, Field(description=_OUTCOME)] = UNCHANGED
    thanks_filter: Annotated[StrictBool, Field(description=_THANKS)] = UNCHANGED
    strategy: Annotated[Strategy, Field(description=_STRATEGY)] = UNCHANGED
    specialization: Annotated[Skill, Field(description=_SPECIALIZATION)] = UNCHANGED
    respect_calendar: Annotated[StrictBool, Field(description=_RESPECT)] = UNCHANGED
    reassign_after_minutes: Annotated[
        Annotated[StrictInt, Field(ge=5, le=100_000)] | None, Field(description=_REASSIGN)
    ] = UNCHANGED
    clear: list[
        Literal[
            "calendar_id",
            "accepted_media_types",
            "reassign_after_minutes",
            "rating_mail_after_hours",
        ]
    ] = Field(default_factory=list)
