"""Statements that read domains."""

from sqlalchemy import case, func, select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.organizations.models import Domain, DomainStatus

_is_pending = Domain.status == DomainStatus.PENDING.value
_DOMAINS = select(
    Domain.id,
    Domain.domain,
    Domain.status,
    case((_is_pending, func.concat("_chamado.", Domain.domain))).label("record_name"),
    case((_is_pending, Domain.verification)).label("record_value"),
    Domain.checked_at,
    Domain.failure,
    Domain.verified_at,
    Domain.version,
    Domain.created_at,
    Domain.updated_at,
)
DOMAINS = Listing(_DOMAINS, Domain)
DOMAIN = read_by_id(_DOMAINS, Domain, "version")
