"""Statements that read companies."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing
from app.organizations.models import Company

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
