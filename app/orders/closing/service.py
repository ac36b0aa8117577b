"""Closing an order: the signed report, and the technician's time that becomes free."""

from typing import Any
from uuid import UUID

from app.catalog.models import Code, CodeKind
from app.catalog.service import require_code
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading
from app.core.events.event_log import announce
from app.core.values.canonical_json import canonicalise, content_hash
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.ids import new_id
from app.documents.chain.service import add_link
from app.orders.closing.document import ShownWork, document_of, in_format_1, work_of
from app.orders.closing.evidence import CLOSING, payload_of
from app.orders.closing.models import CloseReport
from app.orders.closing.policy import check_policy, check_signed
from app.orders.closing.reads import CLOSE_REPORT
from app.orders.closing.schemas import CloseFacts, ClosePreview, OrderClose
from app.orders.events import OrderClosed
from app.orders.lifecycle.service import check
from app.orders.models import Order
from app.orders.scheduling.service import agreed_visit, end_with_helpers
from app.orders.time_tracking.service import take_step
from app.orders.visits.models import VisitStatus
from app.signatures.reads import SIGNATURES_OF
from app.signatures.service import Origin, sign


async def preview_close(session: TenantSession, order: Order, facts: CloseFacts) -> ClosePreview:
    """Document to show to the customer, and the hash that binds the signature to it.

    Refuses what closing would refuse, so that nobody signs in vain.
    """
    check(order, "close")
    codes = await _codes(session, facts)
    work = await work_of(session, order)
    check_policy(work, facts)
    shown = document_of(work, facts, codes, facts.occurred_at)
    return ClosePreview(
        content_hash=content_hash(shown),
        content=shown,
        needs_technician_signature=work.order["closing_policy"]["needs_technician_signature"],
    )


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
    check(order, "close")
    codes = await _codes(session, given)
    work = await work_of(session, order)
    check_signed(work, given)
    signed = _shown(work, given, codes)
    digest = content_hash(signed)
    signatures = []
    for field, signature in (
        ("customer_signature", given.customer_signature),
        ("technician_signature", given.technician_signature),
    ):
        if signature is not None:
            signatures.append(
                await sign(
                    session,
                    signature,
                    subject_kind="order",
                    subject_id=order.id,
                    content_hash=digest,
                    field=field,
                    origin=origin,
                )
            )
    moment = now()
    report = CloseReport(
        **given.model_dump(include={*CloseFacts.model_fields} - {"network", "occurred_at"}),
        network=signed["close_report"]["network"],
        id=new_id(),
        order_id=order.id,
        content_hash=digest,
        content=canonicalise(signed).decode(),
        closed_by_id=session.actor.person_id,
        closed_at=moment,
    )
    session.add(report)
    visit = await agreed_visit(session, order)
    done_at = await take_step(session, visit, "close", given.occurred_at or moment)
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
    photos = ((photo["id"], photo["sha256"]) for photo in signed.get("photos", ()))
    payload = payload_of(report, signatures, photos)
    await add_link(session, CLOSING, order.id, payload, with_code=True)


async def _codes(session: TenantSession, facts: CloseFacts) -> dict[str, Code]:
    return {
        "cause": await require_code(session, facts.cause_code_id, CodeKind.CAUSE, "cause_code_id"),
        "solution": await require_code(
            session, facts.solution_code_id, CodeKind.SOLUTION, "solution_code_id"
        ),
    }


def _shown(work: ShownWork, given: OrderClose, codes: dict[str, Code]) -> dict[str, Any]:
    """The document that the customer signed; the newest, if it is none that was shown.

    It may have been shown before the work was over, without its end. A device without network may
    be as old as format 1.
    """
    newest = document_of(work, given, codes, given.occurred_at)
    documents = [newest]
    signature = given.customer_signature
    if given.occurred_at is not None:
        documents.append(document_of(work, given, codes, None))
    if signature.offline:
        documents.append(in_format_1(newest))
    of_hash = (each for each in documents if content_hash(each) == signature.content_hash)
    return next(of_hash, newest)
