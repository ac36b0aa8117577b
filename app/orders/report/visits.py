"""Visits on the service report: arrival, start, end and worked time, and who came."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.values.text import N_
from app.orders.models import Order
from app.orders.report.words import Words, duration
from app.orders.visits.models import Visit, VisitHelper, VisitStatus
from app.people.models import Person
from app.signatures.schemas import SKEW

#: What came to nothing, and is told all the same.
_IN_VAIN = (VisitStatus.NO_SHOW, VisitStatus.FAILED)
#: Steps of a visit that ends with a report, and the times of each.
_STEPS = {
    "depart": N_("Departure"),
    "arrive": N_("Arrival"),
    "start": N_("Start of the work"),
    "pause": N_("Pause"),
    "resume": N_("Resumption"),
    "close": N_("End of the work"),
}
_TIMES = ("reported_at", "received_at", "counted_at")


async def visits_of(session: TenantSession, words: Words, order: Order) -> dict[str, Any]:
    """`visit`, the one that ended the order, and `earlier_visits` of the template's data."""
    found = (
        await session.execute(
            select(Visit, Person.name)
            .join(Person, tenant_join(Person, Visit, Visit.technician_id))
            .where(Visit.order_id == order.id, Visit.status.in_((VisitStatus.COMPLETED, *_IN_VAIN)))
            .order_by(Visit.starts_at, Visit.id)
        )
    ).all()
    [(last, technician)] = [row for row in found if row[0].status is VisitStatus.COMPLETED]
    helpers = await session.scalars(
        select(Person.name)
        .join(VisitHelper, tenant_join(Person, VisitHelper, VisitHelper.person_id))
        .where(VisitHelper.visit_id == last.id)
        .order_by(Person.name)
    )
    return {
        "visit": {
            "arrived": words.moment(last.arrived_at),
            "started": words.moment(last.started_at),
            "finished": words.moment(last.finished_at),
            "worked": duration(last.work_seconds),
            "clock": _clock(words, last.steps),
            "technician": technician,
            "helpers": ", ".join(helpers) or None,
        },
        "earlier_visits": [
            {
                "moment": words.moment(visit.arrived_at or visit.starts_at),
                "technician": name,
                "worked": duration(visit.work_seconds),
                "outcome": words.notation.label(visit.status),
            }
            for visit, name in found
            if visit.status in _IN_VAIN
        ],
    }


def _clock(words: Words, steps: list[dict[str, str]]) -> str | None:
    """Each step of which the device told another time than the server, on a line of its own."""
    lines = []
    for step in steps:
        times = {name: datetime.fromisoformat(step[name]) for name in _TIMES}
        if abs(times["received_at"] - times["reported_at"]) > SKEW:
            lines.append(
                words.notation.fill(
                    N_("{step}: {reported} by the device, received {received}, counted {counted}"),
                    step=words.notation.fill(_STEPS[step["step"]]),
                    **{name.removesuffix("_at"): words.moment(at) for name, at in times.items()},
                )
            )
    return "\n".join(lines) or None
