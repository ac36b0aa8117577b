"""Statements that read sites and corrections of their position."""

from sqlalchemy import bindparam, select

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.customers.models import (
    Site,
    SiteLocationChange,
)
from app.people.models import Person

_SITES = select(
    Site.id,
    Site.customer_id,
    Site.label,
    Site.street,
    Site.street_number,
    Site.complement,
    Site.district,
    Site.city,
    Site.state,
    Site.postal_code,
    Site.country,
    Site.latitude,
    Site.longitude,
    Site.geo_source,
    Site.geo_accuracy_m,
    Site.access_notes,
    Site.version,
    Site.created_at,
    Site.updated_at,
)
SITES = Listing(_SITES, Site)
SITE = read_by_id(_SITES, Site, "version")
SITES_OF_CUSTOMER = Site.customer_id == bindparam("customer_id", type_=Site.customer_id.type)

_LOCATION_CHANGES = select(
    SiteLocationChange.id,
    SiteLocationChange.site_id,
    SiteLocationChange.person_id,
    Person.name.label("person_name"),
    SiteLocationChange.old_latitude,
    SiteLocationChange.old_longitude,
    SiteLocationChange.old_source,
    SiteLocationChange.latitude,
    SiteLocationChange.longitude,
    SiteLocationChange.accuracy_m,
    SiteLocationChange.distance_m,
    SiteLocationChange.created_at,
).outerjoin_from(
    SiteLocationChange,
    Person,
    tenant_join(Person, SiteLocationChange, SiteLocationChange.person_id),
)
LOCATION_CHANGES = Listing(_LOCATION_CHANGES, SiteLocationChange)
OF_SITE = SiteLocationChange.site_id == bindparam("site_id", type_=SiteLocationChange.site_id.type)
