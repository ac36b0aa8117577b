"""The audit trail: the event log, told as who did what, when, from where, on whose behalf."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import and_, case, func, select

from app.core.actors import Actor
from app.core.events import EventRecord, known_events
from app.core.listing import Listing, ListQuery
from app.core.reading import Reading
from app.core.text import DEFAULT_LOCALE, N_, translate
from app.core.wire import Instant, Out
from app.people.models import ApiToken, Person
from app.people.schemas import OnBehalf


class AuditEntry(Out):
    seq: int = Field(description="Without gaps, in the order in which things were saved.")
    id: UUID
    name: str = Field(description="Name of the event; new ones may appear.")
    label: str = Field(description="The event in words, in the caller's language.")
    subject_kind: str
    subject_id: UUID
    actor_kind: Literal["person", "token", "system"]
    actor_id: UUID | None
    actor_name: str | None = Field(description="Null: the system.")
    token_id: UUID | None
    token_name: str | None
    session_id: UUID | None
    address: str | None
    on_behalf: OnBehalf | None = Field(description="Who a visitor is at home; null: no visitor.")
    request_id: str | None
    occurred_at: Instant
    data: dict[str, Any]


class AuditQuery(ListQuery):
    sort: Literal["-occurred_at", "occurred_at"] = "-occurred_at"
    actor_id: list[UUID | Literal["me"]] | None = None
    name: list[str] | None = Field(None, description="Names of events.")
    subject_id: UUID | None = Field(None, description="What it happened to.")
    occurred_after: Instant | None = None
    occurred_before: Instant | None = None


def _labelled(body: str, actor: Actor) -> str:
    entry = json.loads(body)
    kind = known_events().get(entry["name"])
    entry["label"] = (
        translate(kind.label, actor.locale or DEFAULT_LOCALE) if kind else entry["name"]
    )
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


_on_behalf = case(
    (
        EventRecord.act_person_id.is_not(None),
        func.json_build_object(
            "organization_id",
            EventRecord.act_organization_id,
            "person_id",
            EventRecord.act_person_id,
            "grant_id",
            EventRecord.grant_id,
        ),
    )
)
AUDIT = Listing(
    select(
        EventRecord.seq,
        EventRecord.id,
        EventRecord.name,
        EventRecord.subject_kind,
        EventRecord.subject_id,
        EventRecord.actor_kind,
        EventRecord.actor_id,
        Person.name.label("actor_name"),
        EventRecord.token_id,
        ApiToken.name.label("token_name"),
        EventRecord.session_id,
        EventRecord.address,
        _on_behalf.label("on_behalf"),
        EventRecord.request_id,
        EventRecord.occurred_at,
        EventRecord.payload.label("data"),
    )
    .outerjoin(
        Person,
        and_(
            Person.organization_id == EventRecord.organization_id,
            Person.id == EventRecord.actor_id,
        ),
    )
    .outerjoin(
        ApiToken,
        and_(
            ApiToken.organization_id == EventRecord.organization_id,
            ApiToken.id == EventRecord.token_id,
        ),
    ),
    EventRecord,
    tie="seq",
    dress=_labelled,
)

#: Heading of a column -> where the entry has it.
_COLUMNS = {
    N_("Number"): "seq",
    N_("When"): "when",
    N_("When (UTC)"): "occurred_at",
    N_("What"): "label",
    N_("Event"): "name",
    N_("Who"): "actor_name",
    N_("Who (id)"): "actor_id",
    N_("By token"): "token_name",
    N_("From"): "address",
    N_("On behalf of"): "on_behalf",
    N_("Of what"): "subject_kind",
    N_("Of what (id)"): "subject_id",
    N_("Details"): "data",
    N_("Request"): "request_id",
}
#: A cell that begins like this would be run by a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def as_csv(reading: Reading, query: AuditQuery) -> AsyncIterator[str]:
    """The whole trail as the query narrows it, page by page: nothing is held in between."""
    actor = reading.actor
    locale = actor.locale or DEFAULT_LOCALE
    zone = ZoneInfo(actor.zone)
    # Excel takes a file for UTF-8 by its first character only.
    yield "\ufeff" + _line([translate(heading, locale) for heading in _COLUMNS])
    query = query.model_copy(update={"limit": 100, "cursor": None})
    while True:
        page = json.loads(bytes((await AUDIT.page(reading, query)).body))
        yield "".join(_line(_cells(entry, zone)) for entry in page["items"])
        if page["next_cursor"] is None:
            return
        query.cursor = page["next_cursor"]


def _cells(entry: dict[str, Any], zone: ZoneInfo) -> list[str]:
    moment = datetime.fromisoformat(entry["occurred_at"]).astimezone(zone)
    entry["when"] = moment.strftime("%Y-%m-%d %H:%M:%S")
    return [_cell(entry[key]) for key in _COLUMNS.values()]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
