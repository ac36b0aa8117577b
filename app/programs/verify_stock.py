"""`chamado verify-stock`: the stock of an organization, rebuilt from its ledger and compared."""

from app.core.data.database import Database
from app.core.security.actors import Actor
from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.organizations.service import find_tenant
from app.stock.ledger.verification import first_difference


async def verify(settings: Settings, domain: str) -> tuple[str, bool]:
    """What to tell, and whether what is kept is what the ledger says."""
    database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
    try:
        organization_id = await find_tenant(database, domain)
        if organization_id is None:
            raise CannotStartError(f"No organization has the domain {domain}.")
        async with database.transaction(Actor(organization_id)) as session:
            difference = await first_difference(session)
    finally:
        await database.close()
    if difference is None:
        return "Balances, values and serial places are what the ledger says.", True
    return f"The stock differs from its ledger. {difference}", False
