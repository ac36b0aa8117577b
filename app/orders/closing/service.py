"""Closing an order: the signed report, and the technician's time that becomes free."""

import json
from typing import Any
from uuid import UUID

from app.catalog.models import CodeKind
from app.catalog.service import require_code
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading
from app.core.events.event_log import announce
from app.core.values.canonical_json import canonicalise, content_hash
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.ids import new_id
from app.orders.closing.models import CloseReport
from app.orders.closing.reads import CLOSE_REPORT
from app.orders.closing.schemas import CloseFacts, ClosePreview, OrderClose
from app.orders.events import OrderClosed
from app.orders.lifecycle.service import check
from app.orders.line_items.service import check_policy
from app.orders.materials.reads import MATERIALS_IN_USE
from app.orders.models import Order
from app.orders.reads import ORDER
from app.orders.scheduling.service import current_visit, end_with_helpers
from app.orders.time_tracking.service import switch_segment
from app.orders.visits.models import VisitStatus
from app.signatures.reads import SIGNATURES_OF
from app.signatures.service import Origin, sign

#: The fields of `GET /v1/orders/{order_id}` that are signed, as they are.
SIGNED_ORDER = (
    *("id", "protocol", "title", "description", "customer_id", "customer_name", "site_id", "site"),
    *("problem_code_id", "problem", "technician_id", "technician_name"),
    *("starts_at", "ends_at", "started_at"),
)
#: The fields of each material in `GET /v1/orders/{order_id}/materials` that are signed.
SIGNED_MATERIAL = ("id", "product_id", "sku", "product_name", "unit", "quantity")


async def document(session: TenantSession, order: Order, facts: CloseFacts) -> dict[str, Any]:
    """Document to be signed; a client that holds the order computes the same.

    `{"kind": "close_report", "format": 1, "order": …, "close_report": …, "materials": […]}`, with
    the fields SIGNED_ORDER and SIGNED_MATERIAL exactly as the API gives them; materials in use
    only, sorted by id; and the closing report as it is sent, every field present (null when
    absent), with the codes as `cause` and `solution` `{id, code, label}` instead of their ids.
    """
    check(order, "close")
    codes = {
        "cause": await require_code(session, facts.cause_code_id, CodeKind.CAUSE, "cause_code_id"),
        "solution": await require_code(
            session, facts.solution_code_id, CodeKind.SOLUTION, "solution_code_id"
        ),
    }
    [row] = await session.rows(ORDER.whole, id=order.id)
    card = json.loads(row["body"])
    used = await session.rows(MATERIALS_IN_USE, order_id=order.id)
    materials = [json.loads(row["body"]) for row in used]
    told = facts.model_dump(
        mode="json", include={"details", "address_changed", "attended_by", "network"}
    )
    named = {
        name: {"id": str(code.id), "code": code.code, "label": code.label}
        for name, code in codes.items()
    }
    return {
        "kind": "close_report",
        "format": 1,
        "order": {name: card[name] for name in SIGNED_ORDER},
        "close_report": named | told,
        "materials": [{name: m[name] for name in SIGNED_MATERIAL} for m in materials],
    }


async def preview_close(session: TenantSession, order: Order, facts: CloseFacts) -> ClosePreview:
    """Document to show to the customer, and the hash that binds the signature to it."""
    shown = await document(session, order, facts)
    return ClosePreview(content_hash=content_hash(shown), content=shown)


async def read_close_report(reading: Reading, order_id: UUID) -> Json:
    """The report as it was signed, with its signatures; 404 until the order is closed."""
    report = await reading.row(CLOSE_REPORT, order_id=order_id)
    if report is None:
        raise NotFound
    found = await reading.rows(SIGNATURES_OF, subject_kind="order", subject_id=order_id)
    signatures = ",".join(row["body"] for row in found)
    return Json(f'{report["body"][:-1]},"signatures":[{signatures}]}}')


async def close_order(
    session: TenantSession, order: Order, given: OrderClose, origin: Origin
) -> None:
    """Close the order with a signed report; nothing is written unless all of it is right."""
    signed = await document(session, order, given)
    await check_policy(session, order, given)
    digest = content_hash(signed)
    for field, signature in (
        ("customer_signature", given.customer_signature),
        ("technician_signature", given.technician_signature),
    ):
        if signature is not None:
            await sign(
                session,
                signature,
                subject_kind="order",
                subject_id=order.id,
                content_hash=digest,
                field=field,
                origin=origin,
            )
    moment = now()
    session.add(
        CloseReport(
            **given.model_dump(include={*CloseFacts.model_fields} - {"network"}),
            network=signed["close_report"]["network"],
            id=new_id(),
            order_id=order.id,
            content_hash=digest,
            content=canonicalise(signed).decode(),
            closed_by_id=session.actor.person_id,
            closed_at=moment,
        )
    )
    visit = (await session.scalars(current_visit(order))).one()
    done_at = given.occurred_at or moment
    await switch_segment(session, visit, None, done_at)
    visit.status = VisitStatus.COMPLETED
    # By the technician's device, whose clock may run differently each time it is asked.
    visit.finished_at = max(done_at, visit.started_at or done_at)
    await end_with_helpers(session, visit, moment)
    order.closed_at = moment
    order.derive_status(visit)
    announce(
        session,
        OrderClosed(
            order_id=order.id,
            technician_id=visit.technician_id,
            cause_code_id=given.cause_code_id,
            solution_code_id=given.solution_code_id,
            details=given.details,
            content_hash=digest,
        ),
    )
