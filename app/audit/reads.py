"""Statements of the audit log: the event log as who did what, when, from where, on whose behalf."""

import json

from sqlalchemy import case, func, select

from app.auth.models import ApiToken
from app.core.data.statements import tenant_join
from app.core.events.event_log import EventRecord, known_events
from app.core.http.listing import Listing
from app.core.security.actors import Actor
from app.core.values.text import DEFAULT_LOCALE, N_, translate
from app.people.models import Person


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
    .outerjoin(Person, tenant_join(Person, EventRecord, EventRecord.actor_id))
    .outerjoin(ApiToken, tenant_join(ApiToken, EventRecord, EventRecord.token_id)),
    EventRecord,
    tie="seq",
    dress=_labelled,
)

#: Heading of a column -> where the entry has it.
COLUMNS = {
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
