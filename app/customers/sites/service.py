"""Sites of customers: addresses and positions."""

from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import (
    Refusal,
    UnknownReference,
    field_problem,
)
from app.core.values.ids import new_id
from app.core.values.positions import check_whole, distance_m
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.events import SiteCreated, SiteMoved, SiteUpdated
from app.customers.models import Customer, GeoSource, Site, SiteLocationChange
from app.customers.service import check_in_use
from app.customers.sites.schemas import SiteCreate, SiteUpdate

#: A correction further than this is more likely a mistake than a correction.
FAR_M = 50_000


class NeedsConfirmation(Refusal):
    """The new position is very far from the known one; `distance_m` says how far."""

    title = N_("This is far from where the site was")
    advice = N_("Send it again with `confirm: true` if it is right.")


async def create_site(session: TenantSession, customer: Customer, new: SiteCreate) -> Site:
    """Add an address of the customer; coordinates come as a pair or not at all."""
    check_in_use(customer)
    site = Site(**new.model_dump(exclude={"id"}), id=new.id or new_id(), customer_id=customer.id)
    _check_position(site)
    session.add(site)
    await gather_addresses(session, customer.id)
    announce(session, SiteCreated(site_id=site.id, customer_id=customer.id))
    return site


async def update_site(session: TenantSession, site: Site, change: SiteUpdate) -> None:
    """Correct an address; coordinates that are given count as set by hand unless it says how."""
    wanted = change.changes()
    if {"latitude", "longitude"} & wanted.keys():
        wanted = {"geo_source": GeoSource.MANUAL, "geo_accuracy_m": None} | wanted
    apply(site, wanted)
    _check_position(site)
    await gather_addresses(session, site.customer_id)
    announce(
        session,
        SiteUpdated(site_id=site.id, customer_id=site.customer_id, fields=sorted(wanted)),
    )


def move_site(
    session: TenantSession,
    site: Site,
    *,
    latitude: float,
    longitude: float,
    accuracy_m: float | None = None,
    confirm: bool = False,
) -> None:
    """Put the site where a technician stands; more than 50 km away only when confirmed."""
    distance = None
    if site.latitude is not None and site.longitude is not None:
        distance = distance_m(site.latitude, site.longitude, latitude, longitude)
        if distance > FAR_M and not confirm:
            raise NeedsConfirmation(
                N_("The new position is {distance_m} m from the known one."), distance_m=distance
            )
    session.add(
        SiteLocationChange(
            id=new_id(),
            site_id=site.id,
            person_id=session.actor.person_id,
            old_latitude=site.latitude,
            old_longitude=site.longitude,
            old_source=site.geo_source,
            latitude=latitude,
            longitude=longitude,
            accuracy_m=accuracy_m,
            distance_m=distance,
            created_at=now(),
        )
    )
    announce(
        session,
        SiteMoved(
            site_id=site.id,
            customer_id=site.customer_id,
            old_latitude=site.latitude,
            old_longitude=site.longitude,
            latitude=latitude,
            longitude=longitude,
            distance_m=distance,
        ),
    )
    site.latitude, site.longitude = latitude, longitude
    site.geo_source, site.geo_accuracy_m = GeoSource.TECHNICIAN, accuracy_m


async def require_site(
    session: TenantSession, customer_id: UUID, site_id: UUID, field: str = "site_id"
) -> Site:
    """Return the site that a field of the body names, or answer 422 unless it is the customer's."""
    site = await session.refer(Site, site_id, field)
    if site.customer_id != customer_id:
        problem = field_problem(
            field, "unknown_reference", N_("This site belongs to another customer.")
        )
        raise UnknownReference(errors=[problem])
    return site


def _check_position(site: Site) -> None:
    check_whole(site.latitude, site.longitude)
    if site.latitude is None:
        site.geo_source = site.geo_accuracy_m = None


_GATHER_ADDRESSES = sql(r"""update customers set addresses = coalesce(
            (select string_agg(regexp_replace(
                        street || ' ' || coalesce(street_number, '') || ' '
                        || coalesce(complement, '') || ' '
                        || coalesce(district, '') || ' ' || city || ' ' || coalesce(state, '')
                        || coalesce(' ' || postal_code, '')
                        || coalesce(' ' || regexp_replace(postal_code, '\D', '', 'g'), ''),
                        '\W+', ' ', 'g'), ' ')
               from sites
              where organization_id = :organization_id and customer_id = :customer_id), '')
         where organization_id = :organization_id and id = :customer_id""")


async def gather_addresses(session: TenantSession, customer_id: UUID) -> None:
    """Let the customer be found by the addresses that it has now."""
    await session.rows(_GATHER_ADDRESSES, customer_id=customer_id)
