"""Visibility of service accounts: people who are programs."""

from typing import Annotated

from app.core.data.visibility import Visibility
from app.core.http.access import existing
from app.people.models import Person, PersonKind

ACCOUNT_VISIBILITY = Visibility(Person, (Person.kind == PersonKind.SERVICE.value,))

TheAccount = Annotated[
    Person,
    existing(Person, "tokens:admin", visibility=ACCOUNT_VISIBILITY, name="service_account_id"),
]
