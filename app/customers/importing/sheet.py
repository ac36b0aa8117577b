"""Columns of a customer import, each row with one address at most."""

import re
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError
from stdnum.br import cnpj, cpf
from stdnum.pt import nif

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.ids import new_id
from app.core.values.notation import Serial
from app.core.values.phones import phone_within
from app.core.values.text import N_
from app.core.values.wire import In, Line, Prose
from app.customers.events import CustomerCreated, SiteCreated
from app.customers.models import Customer, CustomerKind, GeoSource, Site
from app.customers.service import DOCUMENT_TAKEN, customers_with
from app.customers.sites.schemas import Country, PostalCode
from app.files.importing.schemas import LatitudeCell, LongitudeCell
from app.files.importing.service import Entry, Importer, RowProblem
from app.organizations.schemas import Document, MailAddress
from app.organizations.service import home_country, organization_of

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


#: Kind of document -> how it is checked, its length, and what its heading has in it.
_DOCUMENTS = {
    "cpf": (cpf, 11, ("cpf",)),
    "cnpj": (cnpj, 14, ("cnpj",)),
    "nif": (nif, 9, ("nif", "contribuinte")),
}
_NOT_OF_KIND: dict[str, set[str]] = {CustomerKind.PERSON: {"cnpj"}, CustomerKind.COMPANY: {"cpf"}}


def _document(cell: str, info: ValidationInfo) -> str:
    """CPF, CNPJ or NIF, of a kind that the heading names; a number gets back its leading zeros.

    It gets them only as the one kind that it can be: `191` under `CPF / CNPJ` is both.
    """
    heading = _heading(info, "document")
    named = {kind for kind, (*_, words) in _DOCUMENTS.items() if any(w in heading for w in words)}
    plain = re.sub(r"[^0-9A-Z]", "", cell.upper())
    whole, padded = set(), {}
    for kind in named or _DOCUMENTS.keys():
        check, length, _ = _DOCUMENTS[kind]
        if len(plain) == length and check.is_valid(plain):
            whole.add(plain)
        elif _may_be_shortened(cell, length) and check.is_valid(plain.zfill(length)):
            padded[kind] = plain.zfill(length)
    for kind in _NOT_OF_KIND.get(info.data.get("kind", ""), ()):
        padded.pop(kind, None)
    # A CPF that has lost two zeros is a CNPJ that has lost five: its check digits fit both.
    if cpf.is_valid(plain.zfill(11)) and not _is_head_office(padded.get("cnpj")):
        padded.pop("cnpj", None)
    found = whole | {*padded.values()}
    if len(found) > 1:
        raise PydanticCustomError(
            "ambiguous_document",
            N_("This number can be documents of several kinds. Write it with all its digits."),
        )
    if not found:
        raise PydanticCustomError(
            "not_a_document", N_("This is no CPF, CNPJ or NIF: some character is wrong.")
        )
    return found.pop()


def _may_be_shortened(cell: str, length: int) -> bool:
    """True if a program may have taken the zeros of a document for those of a number."""
    return cell.isascii() and cell.isdigit() and len(cell) < length and int(cell) > 0


def _is_head_office(number: str | None) -> bool:
    """True if a CNPJ has the branch `0001`, as nearly all have."""
    return number is not None and number[8:12] == "0001"


def _postal_code(cell: str, info: ValidationInfo) -> str:
    """A CEP that a program took for a number has lost its zero."""
    is_short = _heading(info, "postal_code").startswith("cep") and re.fullmatch(r"[0-9]{7}", cell)
    return f"0{cell}" if is_short else cell


def _country(cell: str) -> str:
    return {"brasil": "BR", "brazil": "BR", "portugal": "PT"}.get(cell.lower(), cell.upper())


def _heading(info: ValidationInfo, name: str) -> str:
    return str((info.context or {}).get("headings", {}).get(name, ""))


class CustomerRow(In):
    """A customer as a row of a table."""

    name: Line
    kind: Annotated[CustomerKind, BeforeValidator(_kind)] | None = None
    document: Annotated[Document, BeforeValidator(_document)] | None = None
    email: MailAddress | None = None
    phone: Line | None = None
    notes: Prose | None = None
    site_label: Line | None = None
    street: Line | None = None
    street_number: Line | None = None
    complement: Line | None = None
    district: Line | None = None
    city: Line | None = None
    state: Line | None = None
    postal_code: Annotated[PostalCode, BeforeValidator(_postal_code)] | None = None
    country: Annotated[Country, BeforeValidator(_country)] | None = None
    latitude: LatitudeCell | None = None
    longitude: LongitudeCell | None = None
    access_notes: Prose | None = None

    def customer(self, home: str) -> Customer:
        """Fields of the customer, telephones without a country code being of the country `home`.

        One with a CNPJ is a company, unless the row says else.
        """
        kind = self.kind or (
            CustomerKind.COMPANY if len(self.document or "") == 14 else CustomerKind.PERSON
        )
        facts = self.model_dump(include={"name", "document", "email", "phone", "notes"})
        return Customer(
            **facts,
            id=new_id(),
            kind=kind,
            phone_e164=self.phone and phone_within(self.phone, home),
            addresses=self._address_words(),
        )

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


_ADDRESS = ("street", "street_number", "complement", "district", "city", "state", "postal_code")


async def _check(session: TenantSession, entries: list[Entry[CustomerRow]]) -> list[RowProblem]:
    problems = []
    documents = {e.value.document for e in entries if e.value.document is not None}
    there = await customers_with(session, documents)
    first: dict[str, int] = {}
    for entry in entries:
        document = entry.value.document
        if document is None:
            continue
        if document in there:
            problems.append(RowProblem(entry.line, "document", "duplicate", DOCUMENT_TAKEN))
        elif document in first:
            detail = N_("Line {line} has the same document.")
            line = {"line": Serial(first[document])}
            problems.append(RowProblem(entry.line, "document", "duplicate", detail, line))
        else:
            first[document] = entry.line
    return problems


async def _write(session: TenantSession, entries: list[Entry[CustomerRow]]) -> None:
    home = home_country(await organization_of(session))
    for entry in entries:
        customer = entry.value.customer(home)
        session.add(customer)
        announce(session, CustomerCreated(customer_id=customer.id))
        site = entry.value.site(customer, home)
        if site is not None:
            session.add(site)
            announce(session, SiteCreated(site_id=site.id, customer_id=customer.id))


CUSTOMERS = Importer(
    model=CustomerRow,
    # As the exports of Bling, Olist Tiny, Omie, Conta Azul and systems for providers write them.
    columns={
        "name": (
            *("nome", "nome/razao social", "razao social/nome", "cliente", "razao social"),
            *("nome completo", "nome do cliente", "nome fantasia", "fantasia", "apelido"),
        ),
        "kind": ("tipo", "tipo pessoa", "tipo de pessoa", "pessoa"),
        "document": (
            *("documento", "cpf", "cnpj", "cpf/cnpj", "cnpj/cpf", "nif", "contribuinte"),
            *("cpf ou cnpj", "cnpj ou cpf", "cpf/cnpj do cliente", "numero do documento"),
        ),
        "email": (
            "e-mail",
            "correio eletronico",
            "e-mail principal",
            "email 1",
            "e-mail do cliente",
        ),
        "phone": (
            *("telefone", "telefone 1", "fone", "fone 1", "telefone principal", "celular"),
            *("telemovel", "telefone celular", "celular 1", "whatsapp", "telefone 2", "fone 2"),
            *("celular 2", "telefone 3", "fone 3", "telefone comercial", "telefone residencial"),
            *("telefone fixo", "telefone/celular", "telefone (whatsapp)", "celular/whatsapp"),
        ),
        "notes": ("observacoes", "observacao", "observacoes do contato", "notas", "obs"),
        "site_label": ("local", "nome do local", "identificacao do local"),
        "street": ("logradouro", "rua", "endereco", "morada", "address", "endereco (rua)"),
        "street_number": ("numero", "n", "no", "nr", "num", "numero do endereco"),
        "complement": ("complemento", "compl", "complemento do endereco", "apartamento", "andar"),
        "district": ("bairro", "freguesia"),
        "city": ("cidade", "municipio", "localidade"),
        "state": ("uf", "estado", "distrito"),
        "postal_code": ("cep", "codigo postal"),
        "country": ("pais",),
        "latitude": ("lat",),
        "longitude": ("lng", "lon", "long"),
        "access_notes": (
            *("como chegar", "acesso", "observacoes de acesso", "ponto de referencia"),
            "referencia",
        ),
    },
    required=("name",),
    pairs=(
        *(("street", "city"), ("city", "street")),
        *(("latitude", "longitude"), ("longitude", "latitude"), ("latitude", "street")),
    ),
    check=_check,
    write=_write,
    further={"name": "notes", "phone": "notes", "email": "notes", "notes": "notes"},
)
