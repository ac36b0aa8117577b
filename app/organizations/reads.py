"""Statements that read organizations and their settings."""

from sqlalchemy import bindparam, case, func, select

from app.core.data.statements import as_json, prepared
from app.organizations.models import Organization

_MINE = Organization.organization_id == bindparam("organization_id")


def _logo_url(variant: str) -> object:
    return func.concat("/v1/logos/", Organization.logo[variant].astext)


_logo = case(
    (
        Organization.logo.is_not(None),
        func.json_build_object("square", _logo_url("square"), "wide", _logo_url("wide")),
    )
)
NAME = prepared(select(Organization.name).where(_MINE))
PROFILE = prepared(
    as_json(
        select(
            Organization.id,
            Organization.name,
            Organization.legal_name,
            Organization.document,
            Organization.address,
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
