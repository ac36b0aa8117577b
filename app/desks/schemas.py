"""Desks as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, StrictInt, Update
from app.desks.models import GrantAnchor, OrderOutcome, Skill, Strategy

Days = Annotated[StrictInt, Field(ge=0, le=3650)]
Position = Annotated[StrictInt, Field(ge=0, le=10_000)]
MediaType = Annotated[str, Field(pattern=r"^[a-z]+/[a-z0-9.+-]+$", max_length=100)]
ProtocolFormat = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9./_ -]*(\{(year|month|day)\}[A-Za-z0-9./_ -]*)*\{number\}"
        r"[A-Za-z0-9./_ -]*$",
        max_length=60,
        description="`{year}`, `{month}`, `{day}` and, once, `{number}` are replaced.",
    ),
]


class Desk(Out):
    """A desk and its limits, so that a client can tell before it fails."""

    id: UUID
    name: str
    calendar_id: UUID | None
    zone: str = Field(description="Time zone of its hours.")
    open_now: bool
    next_opening_at: Instant | None = Field(description="Null: it is open, or never opens.")
    portal_enabled: bool
    chat_enabled: bool
    protocol_format: str
    max_attachment_bytes: int
    max_attachments_per_message: int
    accepted_media_types: list[str]
    reopen_window_days: int
    auto_close_days: int
    rating_edit_days: int
    rating_mail_after_hours: int | None
    support_grant_anchor: GrantAnchor
    order_outcome: OrderOutcome
    thanks_filter: bool
    strategy: Strategy
    specialization: Skill
    respect_calendar: bool
    reassign_after_minutes: int | None
    version: int


class DeskRow(Out):
    id: UUID
    name: str
    portal_enabled: bool
    chat_enabled: bool


class DeskQuery(ListQuery):
    sort: Literal["name"] = "name"


class DeskCreate(In):
    id: UUID | None = None
    name: Line


class DeskUpdate(Update):
    name: Line = UNCHANGED
    calendar_id: UUID | None = UNCHANGED
    portal_enabled: StrictBool = UNCHANGED
    chat_enabled: StrictBool = UNCHANGED
    protocol_format: ProtocolFormat = UNCHANGED
    max_attachment_bytes: Annotated[StrictInt, Field(ge=1024, le=2_097_152)] = UNCHANGED
    max_attachments_per_message: Annotated[StrictInt, Field(ge=0, le=20)] = UNCHANGED
    accepted_media_types: Annotated[list[MediaType], Field(max_length=50)] | None = UNCHANGED
    reopen_window_days: Days = UNCHANGED
    auto_close_days: Annotated[StrictInt, Field(ge=1, le=3650)] = UNCHANGED
    rating_edit_days: Days = UNCHANGED
    rating_mail_after_hours: Annotated[StrictInt, Field(ge=1, le=720)] | None = UNCHANGED
    support_grant_anchor: GrantAnchor = UNCHANGED
    order_outcome: OrderOutcome = UNCHANGED
    thanks_filter: StrictBool = UNCHANGED
    strategy: Strategy = UNCHANGED
    specialization: Skill = UNCHANGED
    respect_calendar: StrictBool = UNCHANGED
    reassign_after_minutes: Annotated[StrictInt, Field(ge=5, le=100_000)] | None = UNCHANGED
    clear: list[
        Literal[
            "calendar_id",
            "accepted_media_types",
            "reassign_after_minutes",
            "rating_mail_after_hours",
        ]
    ] = Field(default_factory=list)
