"""Statements that read service accounts."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, prepared
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
            Person.organization_id == bindparam("organization_id"),
            Person.id == bindparam("id"),
            IS_SERVICE,
        ),
        "version",
    )
)
