"""What callers read of people and their tokens: statements, compiled once."""

from sqlalchemy import bindparam, select

from app.core.listing import Listing
from app.core.statements import as_json, prepared
from app.people.models import ApiToken, Person

_PEOPLE = select(
    Person.id,
    Person.company_id,
    Person.username,
    Person.name,
    Person.email,
    Person.locale,
    Person.role,
    Person.active,
    Person.version,
    Person.created_at,
    Person.updated_at,
)
PEOPLE = Listing(_PEOPLE, Person)
PERSON = prepared(
    as_json(
        _PEOPLE.where(
            Person.organization_id == bindparam("organization_id"), Person.id == bindparam("id")
        ),
        "version",
    )
)

API_TOKENS = Listing(
    select(
        ApiToken.id,
        ApiToken.name,
        ApiToken.scopes,
        ApiToken.expires_at,
        ApiToken.last_used_at,
        ApiToken.revoked_at,
        ApiToken.version,
        ApiToken.created_at,
        ApiToken.updated_at,
    ),
    ApiToken,
)
OWN_TOKENS = ApiToken.person_id == bindparam("actor_id", type_=ApiToken.person_id.type)

ME = prepared(
    select(Person.id, Person.name, Person.username, Person.email, Person.locale, Person.role).where(
        Person.organization_id == bindparam("organization_id"), Person.id == bindparam("id")
    )
)
