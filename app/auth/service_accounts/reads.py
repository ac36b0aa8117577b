"""Statements that read service accounts."""

from sqlalchemy import select

from app.auth.service_accounts.visibility import ACCOUNT_VISIBILITY
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
SERVICE_ACCOUNTS = Listing(_SERVICE_ACCOUNTS, Person, visibility=ACCOUNT_VISIBILITY)
SERVICE_ACCOUNT = ACCOUNT_VISIBILITY.read_by_id(_SERVICE_ACCOUNTS, "version")
