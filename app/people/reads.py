"""Statements that read people."""

from sqlalchemy import bindparam, case, func, select

from app.core.data.statements import by_id, prepared, read_by_id
from app.core.http.listing import Listing
from app.people.models import Person

PHOTO_URL = case((Person.photo.is_not(None), func.concat("/v1/photos/", Person.photo)))

_PEOPLE = select(
    Person.id,
    Person.kind,
    Person.company_id,
    Person.username,
    Person.name,
    Person.email,
    Person.phone,
    Person.locale,
    Person.role,
    Person.profile_id,
    Person.active,
    PHOTO_URL.label("photo_url"),
    Person.must_change_password,
    Person.version,
    Person.created_at,
    Person.updated_at,
)
NAMES = prepared(select(Person.name, Person.email, Person.username).where(by_id(Person)))
PEOPLE = Listing(_PEOPLE, Person, search="prefixes")
PERSON = read_by_id(_PEOPLE, Person, "version")

#: Who counts against the plan.
ACTIVE_TECHNICIANS = prepared(
    select(func.count().label("used")).where(
        Person.organization_id == bindparam("organization_id"),
        Person.kind == "member",
        Person.role == "technician",
        Person.active,
    )
)
