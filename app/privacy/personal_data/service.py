"""Personal data: everything held on a person, found in the tables themselves."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    LargeBinary,
    Select,
    Table,
    bindparam,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.types import Uuid

from app.core.data.database import Base
from app.core.data.statements import Statement, as_json, prepared, tenant_join
from app.core.events.event_log import EventRecord
from app.customers.models import Contact, Contract, Customer, CustomerKind, Equipment, Site
from app.orders.models import Order
from app.people.models import Person
from app.quotes.models import Quote

#: Never given to anyone. Hashes, fingerprints and what is sealed are bytes, and left out by type.
SECRETS = {"password_hash"}
_PERSON = bindparam("person_id", type_=Uuid())
_ORGANIZATION = bindparam("organization_id", type_=Uuid())
#: Name of a file -> what a customer has. What people did with orders and quotes is another file.
_OF_CUSTOMERS: dict[str, Any] = {
    "sites": Site,
    "contracts": Contract,
    "equipment": Equipment,
    "own_orders": Order,
    "own_quotes": Quote,
}


def links_to_people(table: Table) -> list[str]:
    """The columns of a table that name a person."""
    return [
        link.column_keys[-1]
        for link in table.constraints
        if isinstance(link, ForeignKeyConstraint) and link.referred_table.name == "people"
    ]


def personal_data_of() -> Iterator[tuple[str, Statement]]:
    """Name of a file -> the statement that reads what goes into it, one JSON text a row."""
    for table in Base.metadata.sorted_tables:
        columns = links_to_people(table)
        if columns:
            mine = or_(*(table.c[name] == _PERSON for name in columns))
            yield table.name, _rows(table, mine)
    yield "person", _rows(Person.__table__, Person.id == _PERSON)
    yield (
        "events",
        _rows(
            EventRecord.__table__,
            or_(EventRecord.actor_id == _PERSON, EventRecord.subject_id == _PERSON),
        ),
    )
    yield "customers", _rows(Customer.__table__, Customer.id.in_(_own_customers()))
    for name, model in _OF_CUSTOMERS.items():
        yield name, _rows(model.__table__, model.customer_id.in_(_own_customers()))


def _own_customers() -> Select[Any]:
    """The customer that the person is, rather than works for."""
    return (
        select(Customer.id)
        .join(Contact, tenant_join(Customer, Contact, Contact.customer_id))
        .where(
            Customer.organization_id == _ORGANIZATION,
            Contact.person_id == _PERSON,
            Customer.kind == CustomerKind.PERSON.value,
        )
    )


def _rows(table: Any, mine: ColumnElement[bool]) -> Statement:
    shown = [
        column
        for column in table.columns
        if column.name not in SECRETS and not isinstance(column.type, LargeBinary | TSVECTOR)
    ]
    owned = table.c.organization_id == _ORGANIZATION
    return prepared(as_json(select(*shown).where(owned, mine)))
