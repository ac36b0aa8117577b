"""Evidence of a no-show: distance, waiting time, contact attempts and a photo."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core.data.database import TenantSession
from app.core.values.positions import distance_m
from app.customers.models import Site
from app.orders.lifecycle.service import NoShowUnproven
from app.orders.models import Order
from app.orders.no_shows.schemas import NoShowReport
from app.orders.photos.models import OrderPhoto, PhotoKind
from app.orders.visits.models import OVER_FOR_ANOTHER, Visit
from app.organizations.service import settings_of


async def verify_no_show(
    session: TenantSession, order: Order, visit: Visit, given: NoShowReport, at: datetime
) -> None:
    """Keep what proves it with the visit; 409 no_show_unproven if the organization asks for more.

    What a device cannot know (no position, an arrival that was never reported) is not held against
    the technician: only a position that is too far away and a wait that was too short are.
    """
    site = await session.fetch(Site, order.site_id)
    if given.latitude is not None and given.longitude is not None and site.latitude is not None:
        assert site.longitude is not None  # a pair, or nothing
        visit.no_show_distance_m = distance_m(
            site.latitude, site.longitude, given.latitude, given.longitude
        )
    if visit.arrived_at is not None:
        waited = max(at - visit.arrived_at, timedelta())
        visit.no_show_waited_seconds = round(waited.total_seconds())
    visit.contact_attempts = given.contact_attempts
    asked = await settings_of(session)
    missing = []
    wait_seconds = (asked.no_show_wait_minutes or 0) * 60
    if visit.no_show_waited_seconds is not None and visit.no_show_waited_seconds < wait_seconds:
        missing.append("waiting_time")
    if asked.no_show_radius_m is not None and (visit.no_show_distance_m or 0) > (
        asked.no_show_radius_m
    ):
        missing.append("position")
    if asked.no_show_needs_photo and not await _was_photographed(session, order):
        missing.append("photo")
    if missing:
        raise NoShowUnproven(
            missing=missing,
            wait_seconds=wait_seconds,
            waited_seconds=visit.no_show_waited_seconds,
            radius_m=asked.no_show_radius_m,
            distance_m=visit.no_show_distance_m,
        )


async def _was_photographed(session: TenantSession, order: Order) -> bool:
    """Since the visit before this one."""
    before = select(func.max(Visit.finished_at)).where(
        Visit.order_id == order.id, Visit.status.in_(OVER_FOR_ANOTHER)
    )
    wanted = select(OrderPhoto.id).where(
        OrderPhoto.order_id == order.id, OrderPhoto.kind == PhotoKind.NO_SHOW
    )
    since = await session.scalar(before)
    if since is not None:
        wanted = wanted.where(OrderPhoto.created_at > since)
    return await session.scalar(wanted.limit(1)) is not None
