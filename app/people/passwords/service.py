"""New passwords of people: nothing that is known of them or of their organization."""

from uuid import UUID

from app.core.data.database import Database
from app.core.security.actors import Actor
from app.core.security.passwords import hash_new
from app.organizations.reads import NAME
from app.people.reads import NAMES


async def hash_for(
    database: Database,
    actor: Actor,
    password: str,
    *known: str | None,
    person_id: UUID | None = None,
    field: str = "password",
) -> str:
    """The hash of a new password in the actor's organization, unless guessers would find it (422).

    `known`: what others know of the person; of one that there is already, `person_id` tells it. To
    be called before a transaction begins: judging and hashing take their time.
    """
    given = {"organization_id": actor.organization_id, "id": person_id}
    async with database.read(actor) as connection:
        organization = await connection.fetchval(NAME.sql, *NAME.values(given))
        person = await connection.fetchrow(NAMES.sql, *NAMES.values(given))
    return await hash_new(password, organization, *(person or ()), *known, field=field)
