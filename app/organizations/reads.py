"""What callers read of organizations: statements, compiled once."""

from sqlalchemy import bindparam, case, func, select

from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.organizations.models import Company, Domain, DomainStatus, Organization

_MINE = Organization.organization_id == bindparam("organization_id")


def _logo_url(variant: str) -> object:
    return func.concat("/v1/logos/", Organization.logo[variant].astext)


_logo = case(
    (
        Organization.logo.is_not(None),
        func.json_build_object("square", _logo_url("square"), "wide", _logo_url("wide")),
    )
)
PROFILE = prepared(
    as_json(
        select(
            Organization.id,
            Organization.name,
            Organization.legal_name,
            Organization.document,
            Organization.phone,
            Organization.email,
            Organization.locale,
            Organization.zone,
            _logo.label("logo"),
            Organization.version,
            Organization.created_at,
            Organization.updated_at,
        ).where(_MINE),
        "version",
    )
)
CHOICES = prepared(
    select(
        Organization.settings,
        Organization.features,
        Organization.technician_limit,
        Organization.version,
    ).where(_MINE)
)

_COMPANIES = select(
    Company.id,
    Company.code,
    Company.name,
    Company.document,
    Company.active,
    Company.version,
    Company.created_at,
    Company.updated_at,
)
COMPANIES = Listing(_COMPANIES, Company)
COMPANY = prepared(
    as_json(
        _COMPANIES.where(
            Company.organization_id == bindparam("organization_id"), Company.id == bindparam("id")
        ),
        "version",
    )
)

_is_pending = Domain.status == DomainStatus.PENDING.value
_DOMAINS = select(
    Domain.id,
    Domain.domain,
    Domain.status,
    case((_is_pending, func.concat("_chamado.", Domain.domain))).label("record_name"),
    case((_is_pending, Domain.verification)).label("record_value"),
    Domain.checked_at,
    Domain.problem,
    Domain.verified_at,
    Domain.version,
    Domain.created_at,
    Domain.updated_at,
)
DOMAINS = Listing(_DOMAINS, Domain)
DOMAIN = prepared(
    as_json(
        _DOMAINS.where(
            Domain.organization_id == bindparam("organization_id"), Domain.id == bindparam("id")
        ),
        "version",
    )
)
