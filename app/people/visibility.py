"""The people whom a request may change."""

from typing import Annotated

from app.core.data.database import TenantSession
from app.core.data.visibility import Visibility
from app.core.http.access import acting, existing
from app.people.models import Person, PersonKind

#: Everyone is seen; service accounts are changed with a permission, and by routes, of their own.
NOT_A_PROGRAM = Visibility(Person, (Person.kind != PersonKind.SERVICE.value,))

CanWritePeople = Annotated[TenantSession, acting("people:write")]
ThePerson = Annotated[
    Person, existing(Person, "people:write", visibility=NOT_A_PROGRAM, name="person_id")
]
