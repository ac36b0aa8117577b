"""Mass outages: what is opened inside an area, or at a named site, belongs to one incident."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import Statement, sql, tenant_join
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.positions import distance_m
from app.customers.models import Site
from app.incidents.events import IncidentUpdated, OrderJoinedIncident
from app.incidents.models import Incident, IncidentOrder, IncidentSite
from app.incidents.schemas import IncidentAreaGiven
from app.orders.models import Order


def _around(sites: str) -> Statement:
    """Open outages beside these sites; of several, the one that began last comes first."""
    return sql(
        f"""select i.id, i.area_latitude, i.area_longitude, i.area_radius_m,
                   s.latitude, s.longitude, n.site_id is not null as is_named
              from {sites}
              join incidents i on i.organization_id = :organization_id and i.status = 'open'
              left join incident_sites n on n.organization_id = :organization_id
                    and n.incident_id = i.id and n.site_id = s.id
             where s.organization_id = :organization_id
               and (i.area_radius_m is not null or n.site_id is not null)
             order by i.started_at desc, i.id desc"""  # noqa: S608 - one of the texts below
    )


_AROUND_TICKET = _around(
    """(select s.* from tickets t join sites s on s.organization_id = :organization_id
               and (s.id = t.site_id or (t.site_id is null and s.customer_id = t.customer_id))
         where t.organization_id = :organization_id and t.id = :id limit 100) s"""
)
_AROUND_ORDER = _around(
    """orders o join sites s on s.organization_id = :organization_id and s.id = o.site_id
               and o.organization_id = :organization_id and o.id = :id"""
)


def draw_area(incident: Incident, area: IncidentAreaGiven | None) -> None:
    """Draw the circle, or wipe it away."""
    incident.area_latitude = area.latitude if area else None
    incident.area_longitude = area.longitude if area else None
    incident.area_radius_m = area.radius_m if area else None


async def name_sites(session: TenantSession, incident: Incident, site_ids: Sequence[UUID]) -> None:
    """Name sites without service; those that are named already stay so."""
    wanted = list(dict.fromkeys(site_ids))
    if not wanted:
        return
    await session.refer_list(Site, site_ids, "site_ids")
    named = select(IncidentSite.site_id).where(
        IncidentSite.organization_id == incident.organization_id,
        IncidentSite.incident_id == incident.id,
        IncidentSite.site_id.in_(wanted),
    )
    there = set(await session.scalars(named))
    for site_id in wanted:
        if site_id not in there:
            session.add(
                IncidentSite(
                    organization_id=session.actor.organization_id,
                    incident_id=incident.id,
                    site_id=site_id,
                    created_at=now(),
                )
            )
    announce(session, IncidentUpdated(incident_id=incident.id, fields=["sites"]))


async def take_site_away(session: TenantSession, incident: Incident, site_id: UUID) -> None:
    """The site has service after all."""
    site = await session.get(IncidentSite, (session.actor.organization_id, incident.id, site_id))
    if site is None:
        raise NotFound
    await session.delete(site)
    announce(session, IncidentUpdated(incident_id=incident.id, fields=["sites"]))


async def outage_of_ticket(session: TenantSession, ticket_id: UUID) -> Incident | None:
    """The open outage that the ticket's site is in, or one of its customer's if it names none."""
    return await _outage(session, _AROUND_TICKET, ticket_id)


async def outage_of_order(session: TenantSession, order_id: UUID) -> Incident | None:
    """The open outage that the order's site is in."""
    return await _outage(session, _AROUND_ORDER, order_id)


async def _outage(session: TenantSession, around: Statement, id: UUID) -> Incident | None:
    for row in await session.rows(around, id=id):
        if row["is_named"] or _is_inside(row):
            return await session.fetch(Incident, row["id"])
    return None


async def join_order(session: TenantSession, incident: Incident, order_id: UUID) -> None:
    """Link an order that was opened inside of an outage; who has no ticket is told by mail."""
    key = (session.actor.organization_id, incident.id, order_id)
    if await session.get(IncidentOrder, key) is not None:
        return
    session.add(
        IncidentOrder(
            organization_id=session.actor.organization_id,
            incident_id=incident.id,
            order_id=order_id,
            created_at=now(),
        )
    )
    announce(
        session,
        OrderJoinedIncident(order_id=order_id, incident_id=incident.id, number=incident.number),
    )
    enqueue(session, "outage_mail", incident_id=incident.id, order_id=order_id)


async def is_first_order(session: TenantSession, incident_id: UUID, order: Order) -> bool:
    """Return True if no order of the customer was linked to the incident before this one."""
    linked = (
        select(IncidentOrder.order_id)
        .join(Order, tenant_join(Order, IncidentOrder, IncidentOrder.order_id))
        .where(
            IncidentOrder.organization_id == order.organization_id,
            IncidentOrder.incident_id == incident_id,
            Order.customer_id == order.customer_id,
        )
        .order_by(IncidentOrder.created_at, IncidentOrder.order_id)
        .limit(1)
    )
    return await session.scalar(linked) == order.id


def _is_inside(row: asyncpg.Record) -> bool:
    if row["area_radius_m"] is None or row["latitude"] is None:
        return False
    away = distance_m(
        row["area_latitude"], row["area_longitude"], row["latitude"], row["longitude"]
    )
    return bool(away <= row["area_radius_m"])
