"""Sign-up of an organization together with its owner."""

from app.core.data.database import Database
from app.core.security.actors import Actor
from app.core.security.passwords import hash_new
from app.core.values.ids import new_id
from app.core.values.text import DEFAULT_LOCALE
from app.organizations.service import create_organization
from app.people.models import Person, Role
from app.people.schemas import PersonCreate
from app.people.service import create_person


async def sign_up(
    database: Database,
    *,
    name: str,
    domain: str,
    manager: PersonCreate,
    company_code: str = "matriz",
    company_name: str = "Matriz",
    locale: str = DEFAULT_LOCALE,
    zone: str = "America/Sao_Paulo",
) -> Person:
    """Found an organization; returns its manager."""
    password_hash = await hash_new(
        manager.password, name, manager.name, manager.email, manager.username
    )
    async with database.transaction(Actor(new_id())) as session:
        company = await create_organization(
            session,
            name=name,
            domain=domain,
            company_code=company_code,
            company_name=company_name,
            locale=locale,
            zone=zone,
        )
        return await create_person(
            session,
            manager.model_copy(update={"role": Role.OWNER}),
            password_hash=password_hash,
            company_id=company.id,
        )
