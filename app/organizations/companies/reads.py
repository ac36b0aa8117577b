"""Statements that read companies."""

from sqlalchemy import select

from app.core.data.statements import read_by_id
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
COMPANY = read_by_id(_COMPANIES, Company, "version")
