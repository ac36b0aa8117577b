"""Columns of a customer import, each row with one address at most."""

import re
from typing import Annotated

from pydantic import BeforeValidator, EmailStr
from pydantic_core import PydanticCustomError
from sqlalchemy import ARRAY, Text, any_, literal, select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.cells import LatitudeCell, LongitudeCell
from app.core.values.documents import Document
from app.core.values.ids import new_id
from app.core.values.notation import Serial
from app.core.values.text import N_
from app.core.values.wire import In, Line, Prose
from app.customers.events import CustomerCreated, SiteCreated
from app.customers.models import Customer, CustomerKind, GeoSource, Site
from app.customers.sites.schemas import Country
from app.files.importing.service import Entry, Importer, RowProblem
from app.organizations.service import organization_of

_KINDS = {
    **dict.fromkeys(("person", "pessoa", "pf", "f", "fisica", "física"), CustomerKind.PERSON),
    **dict.fromkeys(
        ("company", "empresa", "pj", "j", "juridica", "jurídica"), CustomerKind.COMPANY
    ),
}


def _kind(value: str) -> CustomerKind:
    words = value.lower().removeprefix("pessoa ").strip()
    if words not in _KINDS:
        raise PydanticCustomError("unknown_value", N_("Must be `person` or `company`."))
    return _KINDS[words]


class CustomerRow(In):
    """A customer as a row of a table."""

    name: Line
    kind: Annotated[CustomerKind, BeforeValidator(_kind)] | None = None
    document: Document | None = None
    email: EmailStr | None = None
    phone: Line | None = None
    notes: Prose | None = None
    site_label: Line | None = None
    street: Line | None = None
    street_number: Line | None = None
    district: Line | None = None
    city: Line | None = None
    state: Line | None = None
    postal_code: Line | None = None
    country: Country | None = None
    latitude: LatitudeCell | None = None
    longitude: LongitudeCell | None = None
    access_notes: Prose | None = None

    def customer(self) -> Customer:
        """Fields of the customer. One with a CNPJ is a company, unless the row says else."""
        kind = self.kind or (
            CustomerKind.COMPANY if len(self.document or "") == 14 else CustomerKind.PERSON
        )
        facts = self.model_dump(include={"name", "document", "email", "phone", "notes"})
        return Customer(**facts, id=new_id(), kind=kind, addresses=self._address_words())

    def site(self, customer: Customer, home: str) -> Site | None:
        """The address, if there is one; at `home` unless the row says in which country."""
        if self.street is None:
            return None
        address = {*_ADDRESS, "latitude", "longitude", "access_notes"}
        return Site(
            **self.model_dump(include=address),
            country=self.country or home,
            id=new_id(),
            customer_id=customer.id,
            label=self.site_label or self.street,
            geo_source=None if self.latitude is None else GeoSource.MANUAL,
        )

    def _address_words(self) -> str:
        if self.street is None:
            return ""
        parts = [getattr(self, name) for name in _ADDRESS]
        parts.append(re.sub(r"\D", "", self.postal_code or ""))
        return re.sub(r"\W+", " ", " ".join(filter(None, parts)))


_ADDRESS = ("street", "street_number", "district", "city", "state", "postal_code")


async def _check(session: TenantSession, entries: list[Entry[CustomerRow]]) -> list[RowProblem]:
    problems = []
    documents = {e.value.document for e in entries if e.value.document is not None}
    # One array: as values of their own they would be more than a statement takes.
    named = any_(literal(sorted(documents), ARRAY(Text)))
    known = select(Customer.document).where(
        Customer.document == named, Customer.merged_into_id.is_(None)
    )
    there = set(await session.scalars(known))
    first: dict[str, int] = {}
    for entry in entries:
        document = entry.value.document
        if document is None:
            continue
        if document in there:
            detail = N_("There is a customer with this document already.")
            problems.append(RowProblem(entry.line, "document", "duplicate", detail))
        elif document in first:
            detail = N_("Line {line} has the same document.")
            line = {"line": Serial(first[document])}
            problems.append(RowProblem(entry.line, "document", "duplicate", detail, line))
        else:
            first[document] = entry.line
    return problems


async def _write(session: TenantSession, entries: list[Entry[CustomerRow]]) -> None:
    home = (await organization_of(session)).locale.partition("-")[2] or "BR"
    for entry in entries:
        customer = entry.value.customer()
        session.add(customer)
        announce(session, CustomerCreated(customer_id=customer.id))
        site = entry.value.site(customer, home)
        if site is not None:
            session.add(site)
            announce(session, SiteCreated(site_id=site.id, customer_id=customer.id))


CUSTOMERS = Importer(
    model=CustomerRow,
    columns={
        "name": ("nome", "cliente", "razao social", "nome completo"),
        "kind": ("tipo", "tipo de pessoa"),
        "document": ("documento", "cpf", "cnpj", "cpf/cnpj", "nif", "contribuinte"),
        "email": ("e-mail", "correio eletronico"),
        "phone": ("telefone", "celular", "telemovel", "fone"),
        "notes": ("observacoes", "notas", "obs"),
        "site_label": ("local", "nome do local", "identificacao do local"),
        "street": ("logradouro", "rua", "endereco", "morada", "address"),
        "street_number": ("numero", "n", "nr"),
        "district": ("bairro", "freguesia"),
        "city": ("cidade", "municipio", "localidade"),
        "state": ("uf", "estado", "distrito"),
        "postal_code": ("cep", "codigo postal"),
        "country": ("pais",),
        "latitude": ("lat",),
        "longitude": ("lng", "lon", "long"),
        "access_notes": ("como chegar", "acesso", "observacoes de acesso"),
    },
    required=("name",),
    pairs=(
        *(("street", "city"), ("city", "street")),
        *(("latitude", "longitude"), ("longitude", "latitude"), ("latitude", "street")),
    ),
    check=_check,
    write=_write,
)
