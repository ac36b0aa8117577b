"""Companies: legal entities or branches that people sign in to."""

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.database_errors import duplicate_means
from app.core.events.event_log import announce
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.organizations.companies.schemas import CompanyCreate, CompanyUpdate
from app.organizations.events import CompanyCreated, CompanyUpdated
from app.organizations.models import Company
from app.organizations.service import organization_of


class CompanyCodeTaken(Refusal):
    """Another company of the organization has this code."""

    title = N_("This code is taken")
    advice = N_("Choose another code.")


class LastCompany(Refusal):
    """Without an active company nobody could sign in."""

    title = N_("The last company cannot be deactivated")
    advice = N_("Activate another company first.")


async def create_company(session: TenantSession, new: CompanyCreate) -> Company:
    company = Company(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(company)
    await _flush(session)
    announce(session, CompanyCreated(company_id=company.id))
    return company


async def update_company(session: TenantSession, company: Company, change: CompanyUpdate) -> None:
    """Change a company. Nobody signs in to one that is not active; who is in stays in."""
    wanted = change.changes()
    if wanted.get("active") is False:
        # Those who deactivate companies at once take turns, so that one is left.
        await organization_of(session, lock=True)
    apply(company, wanted)
    await _flush(session)
    left = select(Company.id).where(Company.active).limit(1)
    if not company.active and await session.scalar(left) is None:
        raise LastCompany
    announce(session, CompanyUpdated(company_id=company.id, fields=sorted(wanted)))


async def _flush(session: TenantSession) -> None:
    with duplicate_means(CompanyCodeTaken):
        await session.flush()
