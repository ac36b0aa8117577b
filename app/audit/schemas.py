"""Audit entries as callers see them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.audit.timeline.schemas import ACTOR_NAME, EVENT_DATA, EVENT_LABEL, EVENT_NAME
from app.core.http.listing import ListQuery
from app.core.values.wire import IdOrMe, Instant, Out
from app.people.me.schemas import OnBehalf


class AuditEntry(Out):
    """An event in the audit trail: who did what, when, from where and on whose behalf."""

    seq: int = Field(
        description="Number of the event in the organization, in the order of saving, without gaps."
    )
    id: UUID
    name: str = Field(description=EVENT_NAME)
    label: str = Field(description=EVENT_LABEL)
    subject_kind: str = Field(
        description="Kind of the thing that the event is about, such as `order`, `ticket` or"
        " `person`. New ones may be added."
    )
    subject_id: UUID = Field(description="Id of the thing that the event is about.")
    actor_kind: Literal["person", "token", "system"] = Field(
        description="Who acted: `person` (someone who is signed in or signs in), `token` (a program"
        " with an API token) or `system` (the platform itself, or someone who is not signed in)."
    )
    actor_id: UUID | None = Field(
        description="Person or service account that acted. Null: the system."
    )
    actor_name: str | None = Field(description=ACTOR_NAME)
    token_id: UUID | None = Field(
        description="API token with which the request was made. Null: none."
    )
    token_name: str | None = Field(description="Present name of the API token. Null: none.")
    session_id: UUID | None = Field(
        description="Session in which the request was made. Null: none."
    )
    address: str | None = Field(
        description="IP address from which the request came. Null: not caused by a request."
    )
    on_behalf: OnBehalf | None = Field(
        description="Where the actor comes from, if a visitor. Null: no visitor."
    )
    request_id: str | None = Field(
        description="Id of the request, as in its header `X-Request-Id`. Null: not caused by a"
        " request."
    )
    occurred_at: Instant = Field(description="Time at which the event was saved.")
    data: dict[str, Any] = Field(description=EVENT_DATA)


class AuditQuery(ListQuery):
    """Query parameters of `listAudit` and `downloadAudit`.

    The export contains all matching entries: it ignores `limit` and `cursor`.
    """

    sort: Literal["-occurred_at", "occurred_at"] = "-occurred_at"
    actor_id: list[IdOrMe] | None = Field(
        None, description="Only events of these people or service accounts; `me` is the caller."
    )
    name: list[str] | None = Field(
        None, description="Only events with one of these names, such as `order.closed`."
    )
    subject_id: UUID | None = Field(
        None, description="Only events about the thing with this id, such as an order."
    )
    occurred_after: Instant | None = Field(None, description="Only events at or after this time.")
    occurred_before: Instant | None = Field(None, description="Only events before this time.")
