"""Mass outages: what is opened inside an area, or at a named site, belongs to one incident."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.positions import distance_m
from app.customers.models import Site
from app.incidents.events import IncidentUpdated, OrderJoinedIncident
from app.incidents.models import Incident, IncidentOrder, IncidentSite, IncidentStatus
from app.incidents.schemas import IncidentAreaGiven
from app.orders.models import Order
from app.tickets.models import Ticket


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


async def outage_at(session: TenantSession, sites: Sequence[Site]) -> Incident | None:
    """The open outage that one of these sites is in; of several, the one that began last."""
    if not sites:
        return None
    named = select(IncidentSite.incident_id).where(
        IncidentSite.organization_id == session.actor.organization_id,
        IncidentSite.site_id.in_([site.id for site in sites]),
    )
    known = set(await session.scalars(named))
    candidates = (
        select(Incident)
        .where(
            Incident.status == IncidentStatus.OPEN,
            or_(Incident.area_radius_m.is_not(None), Incident.id.in_(known)),
        )
        .order_by(Incident.started_at.desc(), Incident.id.desc())
    )
    for incident in await session.scalars(candidates):
        if incident.id in known or any(_is_inside(incident, site) for site in sites):
            return incident
    return None


async def sites_of(session: TenantSession, ticket: Ticket) -> list[Site]:
    """Sites that the ticket is about: its own, or all of its customer."""
    if ticket.site_id is not None:
        wanted = select(Site).where(Site.id == ticket.site_id)
    elif ticket.customer_id is not None:
        wanted = select(Site).where(Site.customer_id == ticket.customer_id).limit(100)
    else:
        return []
    return list(await session.scalars(wanted))


async def join_order(session: TenantSession, incident: Incident, order: Order) -> None:
    """Link an order that was opened inside of an outage; who has no ticket is told by mail."""
    key = (session.actor.organization_id, incident.id, order.id)
    if await session.get(IncidentOrder, key) is not None:
        return
    session.add(
        IncidentOrder(
            organization_id=session.actor.organization_id,
            incident_id=incident.id,
            order_id=order.id,
            created_at=now(),
        )
    )
    announce(
        session,
        OrderJoinedIncident(order_id=order.id, incident_id=incident.id, number=incident.number),
    )
    enqueue(session, "outage_mail", incident_id=incident.id, order_id=order.id)


def _is_inside(incident: Incident, site: Site) -> bool:
    if incident.area_latitude is None or incident.area_longitude is None or site.latitude is None:
        return False
    assert site.longitude is not None  # a pair, or nothing
    assert incident.area_radius_m is not None  # all three, or none
    away = distance_m(
        incident.area_latitude, incident.area_longitude, site.latitude, site.longitude
    )
    return away <= incident.area_radius_m
