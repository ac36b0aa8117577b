"""The floor of changes: each with its necessary consequences, in one transaction.

What a change writes, and what its listeners must write, is one statement here; what they only look
at to find that there is nothing to do costs the floor nothing.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.sessions.service import DEVICE_TOKEN, REFRESH_TOKEN
from app.core.data.statements import Statement, sql
from app.core.events.event_log import APPEND_EVENTS
from app.core.security.passwords import is_right
from app.core.security.tokens import Signer, fingerprint, new_opaque
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.materials.reads import MATERIAL
from app.orders.reads import ORDER
from app.tickets.messages.reads import REPLY
from app.tickets.opening.service import OPEN_TICKET, TERMS
from app.tickets.reads import TICKET

ZONE = "America/Sao_Paulo"
#: What this caller and these rows leave empty.
_NOTHING = dict.fromkeys(
    (
        *("site_id", "form_node_id", "process_id", "activity_id", "form_version_id", "fields"),
        *("token_id", "request_id", "session_id", "address", "act_organization_id"),
        *("act_person_id", "grant_id", "root_seq", "follow_up_of_id", "warning"),
        "description_html",
    )
)
#: Nobody else listens to what the floor announces: it has done what follows.
_PASS_BY = sql(
    "update dispatcher_positions set seq = :seq where organization_id = :organization_id"
)
_REPLY = sql("""with ticket as (
    update tickets
       set last_seq = last_seq + 1, last_activity_at = :now, last_agent_reply_at = :now,
           first_response_at = coalesce(first_response_at, :now), awaiting = 'requester',
           status = case status when 'new' then 'open' else status end, version = version + 1,
           updated_at = :now
     where organization_id = :organization_id and id = :id
    returning id, last_seq, requester_id, protocol, subject, old.status as status_before
), told as (
    insert into notifications (organization_id, id, person_id, event, title, subject_kind,
                               subject_id, seq, created_at)
    select :organization_id, :notification_id, p.id, 'ticket.replied',
           t.protocol || ': resposta em ' || t.subject, 'ticket', t.id, t.last_seq, :now
      from ticket t join people p on p.id = t.requester_id
     where p.organization_id = :organization_id and p.active and p.id <> :person_id
)
insert into messages (organization_id, id, ticket_id, seq, kind, author_kind, author_id, body,
                      is_automatic, counts_as_response, version, created_at, updated_at)
select :organization_id, :message_id, id, last_seq, 'public_reply', 'agent', :person_id, :body,
       false, false, 1, :now, :now from ticket
returning seq, (select status_before from ticket) as status_before""")
_OPEN_ORDER = sql("""with counter as (
    update counters set value = value + 1
     where organization_id = :organization_id and name = 'orders' returning value
), worded as (
    select value, name, to_char(:now::timestamptz at time zone :zone, 'YYYY')
           || lpad(value::text, greatest(6, length(value::text)), '0') as protocol
      from counter join customers c on c.organization_id = :organization_id and c.id = :customer_id
      join sites s on s.organization_id = :organization_id and s.id = :site_id
      join codes p on p.organization_id = :organization_id and p.id = :problem_code_id
)
insert into orders (organization_id, id, number, protocol, customer_id, site_id, problem_code_id,
                    title, priority, status, failed_visits, materials_count, opened_at,
                    search_vector, version, created_at, updated_at)
select :organization_id, :id, value, protocol, :customer_id, :site_id, :problem_code_id, :title,
       'normal', 'open', 0, 0, :now,
       search_numbered(value::int, protocol, :title::text, name), 1, :now, :now
  from worded""")
_SCHEDULE = sql("""with service_order as (
    update orders set technician_id = :technician_id, starts_at = :starts_at, ends_at = :ends_at,
           status = 'scheduled', version = version + 1, updated_at = :now
     where organization_id = :organization_id and id = :id returning protocol, title, version
), booking as (
    insert into bookings (organization_id, id, person_id, kind, slot, note, active, version,
                          created_at, updated_at)
    select :organization_id, :booking_id, :technician_id, 'visit',
           tstzrange(:starts_at, :ends_at, '[)'), protocol || ' · ' || title, true, 1, :now, :now
      from service_order
), told as (
    insert into notifications (organization_id, id, person_id, event, title, subject_kind,
                               subject_id, seq, created_at)
    select :organization_id, :notification_id, p.id, 'order.scheduled', protocol || ': visita',
           'order', :id, o.version, :now
      from people p, service_order o
     where p.organization_id = :organization_id and p.id = :technician_id and p.active
)
insert into visits (organization_id, id, order_id, technician_id, booking_id, status, attempt_no,
                    starts_at, ends_at, travel_seconds, work_seconds, pause_seconds)
values (:organization_id, :visit_id, :id, :technician_id, :booking_id, 'scheduled', 1, :starts_at,
        :ends_at, 0, 0, 0)""")
_START = sql("""with visit as (
    update visits set status = 'in_progress', started_at = :now, start_received_at = :now
     where organization_id = :organization_id and order_id = :id and status = 'scheduled'
    returning id
), service_order as (
    update orders set status = 'in_progress', version = version + 1, updated_at = :now
     where organization_id = :organization_id and id = :id
)
insert into visit_segments (organization_id, id, visit_id, kind, started_at)
select :organization_id, :segment_id, id, 'work', :now from visit""")
_USE = sql("""with service_order as (
    update orders set materials_count = materials_count + 1, version = version + 1,
           updated_at = :now
     where organization_id = :organization_id and id = :id returning technician_id
), van as (
    select l.id from locations l join service_order o on o.technician_id = l.person_id
     where l.organization_id = :organization_id and l.kind = 'van'
), balance as (
    update balances b set quantity = quantity - :quantity::text::numeric from van
     where b.organization_id = :organization_id and b.location_id = van.id
       and b.product_id = :product_id and b.quantity >= :quantity::text::numeric
    returning b.location_id
), movement as (
    insert into movements (organization_id, id, kind, person_id, reference_kind, reference_id,
                           occurred_at)
    select :organization_id, :movement_id, 'use', :person_id, 'order', :id, :now from balance
), line as (
    insert into movement_lines (organization_id, id, movement_id, product_id, quantity,
                                from_location_id, to_location_id)
    select :organization_id, :line_id, :movement_id, :product_id, :quantity::text::numeric,
           location_id, used.id
      from balance, locations used
     where used.organization_id = :organization_id and used.kind = 'consumed'
)
insert into order_materials (organization_id, id, order_id, product_id, quantity, movement_id,
                             used_by_id, used_at)
select :organization_id, :material_id, :id, :product_id, :quantity::text::numeric, :movement_id,
       :person_id, :now from balance""")
_CLOSE = sql("""with service_order as (
    update orders set status = 'closed', closed_at = :now, version = version + 1, updated_at = :now
     where organization_id = :organization_id and id = :id
), visit as (
    update visits set status = 'completed', finished_at = :now,
           work_seconds = extract(epoch from :now - started_at)
     where organization_id = :organization_id and order_id = :id and status = 'in_progress'
    returning id, booking_id
), segment as (
    update visit_segments s set ended_at = :now from visit
     where s.organization_id = :organization_id and s.visit_id = visit.id and s.ended_at is null
), booking as (
    update bookings b
       set slot = tstzrange(b.starts_at, :now, '[)'), version = version + 1, updated_at = :now
      from visit where b.organization_id = :organization_id and b.id = visit.booking_id
    returning b.id
), signature as (
    insert into signatures (organization_id, id, subject_kind, subject_id, content_hash, role,
                            signer_name, strokes, canvas_width, canvas_height, svg, device_time,
                            received_at, offline, collected_by_id)
    values (:organization_id, :signature_id, 'order', :id, :content_hash, 'customer', :signer_name,
            :strokes::text::jsonb, 600, 220, '', :now, :now, false, :person_id)
), report as (
    insert into close_reports (organization_id, id, order_id, cause_code_id, solution_code_id,
                               details, address_changed, content_hash, content, closed_by_id,
                               closed_at)
    values (:organization_id, :report_id, :id, :cause_code_id, :solution_code_id, :details, false,
            :content_hash, :content, :person_id, :now)
)
select id from booking""")
_ACCOUNT = sql("""select p.id, p.password_hash from people p
  join companies c on c.organization_id = p.organization_id and c.id = p.company_id and c.active
 where p.organization_id = :organization_id and p.username = :username and p.active
   and c.code = :company""")
_SIGN_IN = sql("""with started as (
    insert into sign_ins (organization_id, id, person_id, user_agent, device_name, address, device,
                          started_at, last_seen_at, expires_at)
    values (:organization_id, :id, :person_id, '', '', '127.0.0.1', :device, :now, :now,
            :expires_at)
)
insert into refresh_tokens (organization_id, fingerprint, sign_in_id)
values (:organization_id, :refresh_token, :id)""")


@dataclass(slots=True)
class Change:
    """A transaction that has begun, what its statements are given, and the facts to announce."""

    connection: Any
    given: dict[str, Any]
    signer: Signer
    facts: list[dict[str, Any]] = field(default_factory=list)

    async def row(self, statement: Statement, **given: Any) -> Any:
        values = statement.values(_NOTHING | self.given | given)
        return await self.connection.fetchrow(statement.sql, *values)

    def announce(self, name: str, subject_id: UUID, **payload: Any) -> None:
        subject = "movement" if name == "goods.moved" else name.partition(".")[0]
        fact = {
            "place": len(self.facts) + 1,
            "id": str(new_id()),
            "name": name,
            "subject_kind": subject,
            "subject_id": str(subject_id),
            "payload": {f"{subject}_id": subject_id} | payload,
            "depth": 0,
        }
        self.facts.append(fact)

    async def append_events(self) -> None:
        """Write the facts down, last, and pass them by: what follows from them is done."""
        before = await self.row(
            APPEND_EVENTS,
            count=len(self.facts),
            events=json.dumps(self.facts, default=str),
            kind="person",
        )
        await self.row(_PASS_BY, seq=before["seq"] + len(self.facts) - 1)


async def open_ticket(change: Change, _: str, new: dict[str, Any]) -> str:
    person_id, desk_id = change.given["person_id"], change.given["organization_id"]
    ticket_id = new_id()
    terms = await change.row(TERMS, requester_id=person_id, desk_id=desk_id)
    await change.row(
        OPEN_TICKET,
        id=ticket_id,
        subject=new["subject"],
        priority="normal",
        priority_source="requester",
        channel="portal",
        requester_id=person_id,
        created_by_id=person_id,
        customer_id=terms["customer_id"],
        desk_id=desk_id,
        protocol_format=terms["protocol_format"],
        support_access_wanted=False,
        description=new["description"],
        message_id=new_id(),
        author_kind="requester",
        author_id=person_id,
        opened_at=change.given["now"],
    )
    change.announce("ticket.opened", ticket_id, requester_id=person_id)
    row = await change.row(TICKET.whole, id=ticket_id)
    return str(row["body"])


async def reply(change: Change, ticket_id: str, new: dict[str, Any]) -> str:
    message_id = new_id()
    written = await change.row(
        _REPLY, id=UUID(ticket_id), message_id=message_id, notification_id=new_id(), **new
    )
    if written["status_before"] == "new":
        change.announce("ticket.status_changed", UUID(ticket_id), status_after="open")
    change.announce(
        "ticket.replied",
        UUID(ticket_id),
        message_id=message_id,
        seq=written["seq"],
        author_kind="agent",
        is_automatic=False,
    )
    return str((await change.row(REPLY.whole, id=message_id))["body"])


async def open_order(change: Change, _: str, new: dict[str, Any]) -> str:
    given = new | {name: UUID(value) for name, value in new.items() if name.endswith("id")}
    order_id = given.setdefault("id", new_id())
    await change.row(_OPEN_ORDER, **given)
    change.announce("order.opened", order_id)
    return await _order(change, order_id)


async def schedule(change: Change, place: str, wanted: dict[str, Any]) -> str:
    order_id, booking_id, moment = UUID(place), new_id(), change.given["now"]
    slot = {
        "technician_id": UUID(wanted["technician_id"]),
        "starts_at": moment,
        "ends_at": moment + timedelta(hours=1),
    }
    own = {name: new_id() for name in ("visit_id", "notification_id")}
    await change.row(_SCHEDULE, id=order_id, booking_id=booking_id, **slot, **own)
    change.announce("booking.made", booking_id, kind="visit", person_id=slot["technician_id"])
    change.announce("order.scheduled", order_id, previous_technician_id=None, **slot)
    return await _order(change, order_id)


async def start(change: Change, order_id: str, _: dict[str, Any]) -> str:
    await change.row(_START, id=UUID(order_id), segment_id=new_id())
    change.announce("order.started", UUID(order_id))
    return await _order(change, UUID(order_id))


async def use_material(change: Change, place: str, wanted: dict[str, Any]) -> str:
    order_id, own = (
        UUID(place),
        {f"{name}_id": new_id() for name in ("material", "movement", "line")},
    )
    product = {"product_id": UUID(wanted["product_id"]), "quantity": wanted["quantity"]}
    await change.row(_USE, id=order_id, **product, **own)
    change.announce("goods.moved", own["movement_id"], kind="use", reference_id=order_id)
    change.announce("order.material_used", order_id, **product, **own)
    return str((await change.row(MATERIAL, id=own["material_id"]))["body"])


async def close(change: Change, place: str, given: dict[str, Any]) -> str:
    order_id, signed = UUID(place), given["customer_signature"]
    card = await _order(change, order_id)
    codes = {name: UUID(given[name]) for name in ("cause_code_id", "solution_code_id")}
    booking = await change.row(
        _CLOSE,
        id=order_id,
        signature_id=new_id(),
        report_id=new_id(),
        content=card,
        content_hash=signed["content_hash"],
        signer_name=signed["signer_name"],
        strokes=json.dumps(signed["strokes"]),
        details=given["details"],
        **codes,
    )
    change.announce("booking.ended", booking["id"])
    change.announce("order.closed", order_id, details=given["details"], **codes)
    return await _order(change, order_id)


async def sign_in(change: Change, _: str, wanted: dict[str, Any]) -> str:
    account = await change.row(_ACCOUNT, username=wanted["username"], company=wanted["company"])
    assert await is_right(wanted["password"], account["password_hash"])
    organization_id, session_id = change.given["organization_id"], new_id()
    tokens = {
        "device_token": new_opaque(DEVICE_TOKEN, organization_id),
        "refresh_token": new_opaque(REFRESH_TOKEN, organization_id),
    }
    await change.row(
        _SIGN_IN,
        id=session_id,
        person_id=account["id"],
        device=fingerprint(tokens["device_token"]),
        refresh_token=fingerprint(tokens["refresh_token"]),
        expires_at=now() + timedelta(days=30),
    )
    change.announce("person.signed_in", account["id"], session_id=session_id)
    access = change.signer.sign(
        organization_id=organization_id,
        person_id=account["id"],
        session_id=session_id,
        lifetime=timedelta(minutes=15),
    )
    return json.dumps(tokens | {"access_token": access, "session_id": str(session_id)})


#: By the last word of the path.
CHANGES = {
    "tickets": open_ticket,
    "replies": reply,
    "orders": open_order,
    "schedule": schedule,
    "start": start,
    "materials": use_material,
    "close": close,
    "sessions": sign_in,
}


async def _order(change: Change, id: UUID) -> str:
    return str((await change.row(ORDER.whole, id=id))["body"])
