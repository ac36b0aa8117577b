"""The people whom a request may change."""

from typing import Annotated, Any

from sqlalchemy import Select, select

from app.core.data.database import TenantSession
from app.core.http.access import acting, existing
from app.core.security.actors import Actor
from app.people.models import Person, PersonKind


def not_a_program(_actor: Actor) -> Select[Any]:
    """Service accounts have routes, and a permission, of their own."""
    return select(Person).where(Person.kind != PersonKind.SERVICE)


CanWritePeople = Annotated[TenantSession, acting("people:write")]
ThePerson = Annotated[
    Person, existing(Person, "people:write", visible=not_a_program, name="person_id")
]
