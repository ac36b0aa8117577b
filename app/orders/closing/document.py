"""The document that closing an order has signed: all that the customer is shown, and its hash."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.catalog.models import Code
from app.core.data.database import TenantSession
from app.customers.models import EquipmentOwner
from app.orders.closing.schemas import CloseFacts
from app.orders.detail.reads import ORDER_DETAIL
from app.orders.materials.reads import MATERIALS_IN_USE
from app.orders.models import Order
from app.orders.photos.reads import PHOTOS_TO_SIGN
from app.orders.visits.models import OVER_FOR_ANOTHER, SegmentKind
from app.orders.visits.reads import VISITS

#: The fields that are signed, as the API gives them: of `GET /v1/orders/{order_id}` ...
ORDER_FIELDS = (
    *("id", "protocol", "title", "description", "customer_id", "customer_name", "site_id", "site"),
    *("problem_code_id", "problem", "technician_id", "technician_name"),
    *("starts_at", "ends_at", "started_at"),
)
#: ... of each of its lines, and of its sums,
LINE_FIELDS = (
    *("id", "kind", "service_id", "product_id", "code", "description", "quantity", "unit_price"),
    *("discount_percent", "total", "is_approved"),
)
TOTAL_FIELDS = ("subtotal", "discount", "total")
#: ... of each item of equipment that is lent to the customer, in `technical`,
LOAN_FIELDS = ("id", "label", "manufacturer", "model", "serial_number")
#: ... of each material in `GET /v1/orders/{order_id}/materials`, in formats 1 and 2,
MATERIAL_FIELDS_1 = ("id", "product_id", "sku", "product_name", "unit", "quantity")
MATERIAL_FIELDS = (*MATERIAL_FIELDS_1, "movement_id")
#: ... and of each photo in `GET /v1/orders/{order_id}/photos`.
PHOTO_FIELDS = ("id", "kind", "note", "taken_at", "sha256")
_KIND = {"kind": "close_report"}


@dataclass(frozen=True, slots=True)
class ShownWork:
    """Work of an order before it is closed, as callers read it."""

    order: dict[str, Any]
    materials: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    visit: dict[str, Any]


async def work_of(session: TenantSession, order: Order) -> ShownWork:
    """Read what is shown of an order whose visit is under way."""
    [row] = await session.rows(ORDER_DETAIL.whole, id=order.id)
    read = [
        [json.loads(row["body"]) for row in await session.rows(statement, order_id=order.id)]
        for statement in (MATERIALS_IN_USE, PHOTOS_TO_SIGN, VISITS)
    ]
    materials, photos, visits = read
    [visit] = [each for each in visits if each["status"] not in OVER_FOR_ANOTHER]
    return ShownWork(json.loads(row["body"]), materials, photos, visit)


def document_of(
    work: ShownWork, facts: CloseFacts, codes: dict[str, Code], finished_at: datetime | None
) -> dict[str, Any]:
    """Document to be signed, of format 2; a client that holds the order computes the same.

    `previewOrderClose` says how it is made. `finished_at` is the end of the work, if the customer
    was told it.
    """
    loans = [
        item
        for item in work.order["technical"]["equipment"]
        if item["owner"] == EquipmentOwner.ORGANIZATION
    ]
    told = facts.model_dump(
        mode="json", include={"details", "address_changed", "attended_by", "network"}
    )
    named = {
        name: {"id": str(code.id), "code": code.code, "label": code.label}
        for name, code in codes.items()
    }
    return {
        **_KIND,
        "format": 2,
        "order": _only(work.order, ORDER_FIELDS),
        "close_report": named | told,
        "lines": [_only(line, LINE_FIELDS) for line in work.order["lines"]],
        "totals": _only(work.order, TOTAL_FIELDS),
        "materials": [_only(each, MATERIAL_FIELDS) for each in work.materials],
        "photos": [_only(each, PHOTO_FIELDS) for each in work.photos],
        "visit": _visit(work, finished_at),
        "loans": sorted((_only(each, LOAN_FIELDS) for each in loans), key=lambda each: each["id"]),
    }


def in_format_1(document: dict[str, Any]) -> dict[str, Any]:
    """Document as clients made it before prices, photos, times and loans were signed."""
    return {
        **_KIND,
        "format": 1,
        "order": document["order"],
        "close_report": document["close_report"],
        "materials": [_only(each, MATERIAL_FIELDS_1) for each in document["materials"]],
    }


def _visit(work: ShownWork, finished_at: datetime | None) -> dict[str, Any]:
    helpers = [helper["name"] for helper in work.order["helpers"]]
    segments = work.visit["segments"]
    return {
        "arrived_at": work.visit["arrived_at"],
        "finished_at": finished_at and f"{finished_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "segments": segments,
        "work_seconds": _seconds_of_work(segments, finished_at),
        "helpers": helpers,
    }


def _seconds_of_work(segments: list[dict[str, Any]], finished_at: datetime | None) -> int:
    """Whole seconds of work that has ended, or ends then."""
    spent = 0.0
    for segment in segments:
        began = datetime.fromisoformat(segment["started_at"])
        ended = segment["ended_at"]
        end = datetime.fromisoformat(ended) if ended else finished_at
        if segment["kind"] == SegmentKind.WORK and end is not None:
            spent += max((end - began).total_seconds(), 0)
    return int(spent)


def _only(shown: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: shown[name] for name in names}
