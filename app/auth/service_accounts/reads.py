"""Statements that read service accounts."""

from sqlalchemy import select

from app.core.data.statements import as_json, by_id, prepared
from app.core.http.listing import Listing
from app.people.models import Person

_SERVICE_ACCOUNTS = select(
    Person.id,
    Person.name,
    Person.role,
    Person.profile_id,
    Person.active,
    Person.version,
    Person.created_at,
    Person.updated_at,
)
IS_SERVICE = Person.kind == "service"
SERVICE_ACCOUNTS = Listing(_SERVICE_ACCOUNTS, Person)
SERVICE_ACCOUNT = prepared(
    as_json(
        _SERVICE_ACCOUNTS.where(
            by_id(Person),
            IS_SERVICE,
        ),
        "version",
    )
)
