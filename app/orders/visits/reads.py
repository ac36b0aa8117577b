"""Statements that read visits."""

from sqlalchemy import JSON, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import EMPTY_LIST, as_json, prepared, rfc3339, tenant_join
from app.orders.visits.models import Visit, VisitSegment
from app.people.models import Person

_SEGMENT = func.json_build_object(
    *("kind", VisitSegment.kind, "started_at", rfc3339(VisitSegment.started_at)),
    *("ended_at", rfc3339(VisitSegment.ended_at)),
)
_SEGMENTS = (
    select(func.json_agg(aggregate_order_by(_SEGMENT, VisitSegment.started_at, VisitSegment.id)))
    .select_from(VisitSegment)
    .where(tenant_join(Visit, VisitSegment, VisitSegment.visit_id))
    .correlate(Visit)
    .scalar_subquery()
)
VISITS = prepared(
    as_json(
        select(
            Visit.id,
            Visit.attempt_no,
            Visit.status,
            Visit.technician_id,
            Person.name.label("technician_name"),
            Visit.starts_at,
            Visit.ends_at,
            Visit.arrived_at,
            Visit.started_at,
            Visit.finished_at,
            Visit.travel_seconds,
            Visit.work_seconds,
            Visit.pause_seconds,
            Visit.clock_skew_seconds,
            Visit.steps,
            Visit.outcome_note,
            Visit.no_show_distance_m,
            Visit.no_show_waited_seconds,
            Visit.contact_attempts,
            func.coalesce(_SEGMENTS, EMPTY_LIST, type_=JSON).label("segments"),
        )
        .join_from(Visit, Person, tenant_join(Person, Visit, Visit.technician_id))
        .where(
            Visit.organization_id == bindparam("organization_id"),
            Visit.order_id == bindparam("order_id"),
        )
        .order_by(Visit.id)
    )
)
