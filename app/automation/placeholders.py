"""Placeholders such as `{{requester.first_name}}` in texts of macros and rules.

A reply goes out in public: every name is of something that the requester may see.
"""

import re
from typing import Any
from uuid import UUID

from pydantic_core import PydanticCustomError
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.core.data.reading import Rows
from app.core.data.statements import by_id, tenant_join
from app.core.data.visibility import ACTOR
from app.core.values.errors import NotFound
from app.core.values.text import N_
from app.customers.models import Customer
from app.desks.models import Desk
from app.organizations.models import Organization
from app.people.models import Person
from app.tickets.models import Ticket
from app.tickets.visibility import TICKET_VISIBILITY

_NAME = re.compile(r"\{\{([^{}]*)\}\}")
_Requester, _Agent = aliased(Person), aliased(Person)
_VALUES: dict[str, Any] = {
    "ticket.number": Ticket.number,
    "ticket.protocol": Ticket.protocol,
    "ticket.subject": Ticket.subject,
    "requester.name": _Requester.name,
    "requester.first_name": func.split_part(_Requester.name, " ", 1),
    "customer.name": Customer.name,
    "agent.name": _Agent.name,
    "desk.name": Desk.name,
    "organization.name": Organization.name,
}
PLACEHOLDERS = tuple(_VALUES)
_READ = TICKET_VISIBILITY.statement(
    select(*(value.label(name) for name, value in _VALUES.items()))
    .select_from(Ticket)
    .join(Desk, tenant_join(Desk, Ticket, Ticket.desk_id))
    .join(Organization, Organization.organization_id == Ticket.organization_id)
    .join(_Requester, tenant_join(_Requester, Ticket, Ticket.requester_id))
    .outerjoin(Customer, tenant_join(Customer, Ticket, Ticket.customer_id))
    # Whoever applies a macro; of a rule, whoever has the ticket.
    .outerjoin(_Agent, tenant_join(_Agent, Ticket, func.coalesce(ACTOR, Ticket.assignee_id)))
    .where(by_id(Ticket))
)


async def values_for(source: Rows, ticket_id: UUID) -> dict[str, str]:
    """Placeholder -> what it stands for in this ticket; nothing stands for an empty text."""
    row = await source.row(_READ, id=ticket_id)
    if row is None:
        raise NotFound
    return {name: "" if value is None else str(value) for name, value in row.items()}


def fill_in(text: str, values: dict[str, str]) -> str:
    """Fill in the placeholders; values are text and never read again as a template."""
    return _NAME.sub(lambda match: values[match[1].strip()], text)


def known(text: str) -> str:
    """The text, or a refusal that names the placeholder that does not exist."""
    for name in map(str.strip, _NAME.findall(text)):
        if name not in _VALUES:
            raise PydanticCustomError(
                "unknown_placeholder",
                N_("There is no placeholder `{name}`."),
                {"name": name, "known": list(PLACEHOLDERS)},
            )
    return text
