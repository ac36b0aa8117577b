"""Catalogue tables: columns of import and export, by code or by name."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from sqlalchemy import select

from app.catalog import schemas, service
from app.catalog.importing.schemas import CatalogKind
from app.catalog.models import Category, City, Code, CodeKind, Service, Specialty
from app.catalog.reads import CATEGORIES, CITIES, CODES, SPECIALTIES
from app.catalog.schemas import CodeText
from app.catalog.services import schemas as services_schemas
from app.catalog.services import service as services
from app.catalog.services.reads import SERVICES
from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.http.listing import Listing, ListQuery
from app.core.values.cells import BoolCell, IntCell, LatitudeCell, LongitudeCell, MoneyCell
from app.core.values.notation import Notation, Serial
from app.core.values.text import N_
from app.core.values.wire import In, Line, Prose
from app.files.importing.service import Entry, Importer, RowProblem
from app.gateways.spreadsheets import Format, write_sheet

#: Between the names in one cell, and between a category and its subcategory.
_LIST, _BELOW = ";", " / "
_KINDS = {
    **dict.fromkeys(("problem", "problema"), CodeKind.PROBLEM),
    **dict.fromkeys(("cause", "causa"), CodeKind.CAUSE),
    **dict.fromkeys(("solution", "solucao", "solução"), CodeKind.SOLUTION),
}


Check = Callable[[TenantSession, list[Entry[Any]]], Awaitable[list[RowProblem]]]


class CodeRow(In):
    kind: Annotated[CodeKind, BeforeValidator(lambda cell: _KINDS.get(cell.lower(), cell))]
    code: CodeText
    label: Line
    active: BoolCell = True


class SpecialtyRow(In):
    name: Line
    description: Prose | None = None
    active: BoolCell = True


class CategoryRow(In):
    name: Line
    parent: Line | None = None
    active: BoolCell = True


class CityRow(In):
    name: Line
    state: Line | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "BR"
    latitude: LatitudeCell | None = None
    longitude: LongitudeCell | None = None
    active: BoolCell = True


class ServiceRow(In):
    code: CodeText
    name: Line
    description: Prose | None = None
    category: Line | None = None
    duration_minutes: Annotated[IntCell, Field(ge=1, le=10_080)] = 60
    price: MoneyCell = Decimal(0)
    specialties: Line | None = None
    min_photos: Annotated[IntCell, Field(ge=0, le=50)] = 0
    needs_network: BoolCell = False
    needs_technician_signature: BoolCell = False
    active: BoolCell = True


_NAME = ("nome", "descricao curta")
_ACTIVE = ("ativo", "ativa")


def _distinct(*key: str) -> Check:
    """A check that no two rows are the same entry."""

    async def check(session: TenantSession, entries: list[Entry[Any]]) -> list[RowProblem]:
        del session
        first: dict[tuple[Any, ...], int] = {}
        problems = []
        for entry in entries:
            named = tuple(getattr(entry.value, name) for name in key)
            if named in first:
                detail = N_("Line {line} has the same entry.")
                params = {"line": Serial(first[named])}
                problems.append(RowProblem(entry.line, key[-1], "duplicate", detail, params))
            first.setdefault(named, entry.line)
        return problems

    return check


async def _write_codes(session: TenantSession, entries: list[Entry[CodeRow]]) -> None:
    known = {(code.kind, code.code): code for code in await session.scalars(select(Code))}
    for row in (entry.value for entry in entries):
        code = known.get((row.kind, row.code))
        if code is None:
            new = schemas.CodeCreate(kind=row.kind, code=row.code, label=row.label)
            code = service.create_code(session, new)
            code.active = row.active
        elif (code.label, code.active) != (row.label, row.active):
            change = schemas.CodeUpdate(label=row.label, active=row.active)
            service.update_code(session, code, change)


async def _write_specialties(session: TenantSession, entries: list[Entry[SpecialtyRow]]) -> None:
    known = {entry.name: entry for entry in await session.scalars(select(Specialty))}
    for row in (entry.value for entry in entries):
        specialty = known.get(row.name)
        if specialty is None:
            new = schemas.SpecialtyCreate(name=row.name, description=row.description)
            service.create_specialty(session, new).active = row.active
        elif (specialty.description, specialty.active) != (row.description, row.active):
            change = schemas.SpecialtyUpdate(description=row.description, active=row.active)
            service.update_specialty(session, specialty, change)


async def _categories(session: TenantSession) -> dict[str, Category]:
    """By what tables call them: `Instalação`, `Instalação / Fibra`."""
    found = list(await session.scalars(select(Category)))
    above = {category.id: category.name for category in found}
    return {
        _BELOW.join(filter(None, (above.get(c.parent_id) if c.parent_id else None, c.name))): c
        for c in found
    }


async def _check_categories(
    session: TenantSession, entries: list[Entry[CategoryRow]]
) -> list[RowProblem]:
    problems = await _distinct("parent", "name")(session, entries)
    tops = {name for name, category in (await _categories(session)).items() if _is_top(category)}
    tops |= {entry.value.name for entry in entries if entry.value.parent is None}
    detail = N_("There is no such category.")
    return problems + [
        RowProblem(entry.line, "parent", "unknown_reference", detail)
        for entry in entries
        if entry.value.parent is not None and entry.value.parent not in tops
    ]


def _is_top(category: Category) -> bool:
    return category.parent_id is None


async def _write_categories(session: TenantSession, entries: list[Entry[CategoryRow]]) -> None:
    known = await _categories(session)
    rows = sorted((entry.value for entry in entries), key=lambda row: row.parent is not None)
    for row in rows:  # what others stand below comes first
        called = _BELOW.join(filter(None, (row.parent, row.name)))
        if called not in known:
            parent_id = known[row.parent].id if row.parent else None
            new = schemas.CategoryCreate(name=row.name, parent_id=parent_id)
            known[called] = await service.create_category(session, new)
            known[called].active = row.active
            await session.flush()
        elif known[called].active != row.active:
            change = schemas.CategoryUpdate(active=row.active)
            service.update_category(session, known[called], change)


async def _write_cities(session: TenantSession, entries: list[Entry[CityRow]]) -> None:
    known = {(c.country, c.state, c.name): c for c in await session.scalars(select(City))}
    for row in (entry.value for entry in entries):
        city = known.get((row.country, row.state, row.name))
        if city is None:
            new = schemas.CityCreate(**row.model_dump(exclude={"active"}))
            service.create_city(session, new).active = row.active
        else:
            facts = row.model_dump(include={"latitude", "longitude", "active"})
            if any(getattr(city, name) != value for name, value in facts.items()):
                service.update_city(session, city, schemas.CityUpdate(**facts))


async def _check_services(
    session: TenantSession, entries: list[Entry[ServiceRow]]
) -> list[RowProblem]:
    problems = await _distinct("code")(session, entries)
    categories = (await _categories(session)).keys()
    specialties = set(await session.scalars(select(Specialty.name)))
    for entry in entries:
        if entry.value.category is not None and entry.value.category not in categories:
            detail = N_("There is no such category.")
            problems.append(RowProblem(entry.line, "category", "unknown_reference", detail))
        for name in _names(entry.value.specialties):
            if name not in specialties:
                detail = N_("There is no specialty {name}.")
                problem = RowProblem(
                    entry.line, "specialties", "unknown_reference", detail, {"name": name}
                )
                problems.append(problem)
    return problems


async def _write_services(session: TenantSession, entries: list[Entry[ServiceRow]]) -> None:
    known = {entry.code: entry for entry in await session.scalars(select(Service))}
    categories = await _categories(session)
    specialties = {entry.name: entry.id for entry in await session.scalars(select(Specialty))}
    policy = {*services_schemas.ClosingPolicyGiven.model_fields}
    for row in (entry.value for entry in entries):
        facts: dict[str, Any] = {
            **row.model_dump(include={"name", "description", "duration_minutes", "price"}),
            "category_id": categories[row.category].id if row.category else None,
            "specialty_ids": [specialties[name] for name in _names(row.specialties)],
            "closing_policy": row.model_dump(include=policy),
        }
        there = known.get(row.code)
        if there is None:
            new = services_schemas.ServiceCreate(code=row.code, **facts)
            (await services.create_service(session, new)).active = row.active
        else:
            change = services_schemas.ServiceUpdate(**facts, active=row.active)
            await services.update_service(session, there, change)


def _names(cell: str | None) -> list[str]:
    return [name.strip() for name in (cell or "").split(_LIST) if name.strip()]


IMPORTERS: dict[CatalogKind, Importer[Any]] = {
    CatalogKind.CODES: Importer(
        model=CodeRow,
        columns={
            "kind": ("tipo",),
            "code": ("codigo",),
            "label": ("descricao", "nome", "rotulo"),
            "active": _ACTIVE,
        },
        required=("kind", "code", "label"),
        pairs=(),
        check=_distinct("kind", "code"),
        write=_write_codes,
    ),
    CatalogKind.SPECIALTIES: Importer(
        model=SpecialtyRow,
        columns={"name": _NAME, "description": ("descricao",), "active": _ACTIVE},
        required=("name",),
        pairs=(),
        check=_distinct("name"),
        write=_write_specialties,
    ),
    CatalogKind.CATEGORIES: Importer(
        model=CategoryRow,
        columns={"name": _NAME, "parent": ("categoria", "categoria superior"), "active": _ACTIVE},
        required=("name",),
        pairs=(),
        check=_check_categories,
        write=_write_categories,
    ),
    CatalogKind.CITIES: Importer(
        model=CityRow,
        columns={
            "name": (*_NAME, "cidade", "municipio"),
            "state": ("uf", "estado", "distrito"),
            "country": ("pais",),
            "latitude": ("lat",),
            "longitude": ("lng", "lon", "long"),
            "active": _ACTIVE,
        },
        required=("name",),
        pairs=(("latitude", "longitude"), ("longitude", "latitude")),
        check=_distinct("country", "state", "name"),
        write=_write_cities,
    ),
    CatalogKind.SERVICES: Importer(
        model=ServiceRow,
        columns={
            "code": ("codigo",),
            "name": (*_NAME, "servico"),
            "description": ("descricao",),
            "category": ("categoria",),
            "duration_minutes": ("duracao", "duracao min", "minutos"),
            "price": ("preco", "valor"),
            "specialties": ("especialidades",),
            "min_photos": ("fotos", "minimo de fotos"),
            "needs_network": ("exige rede", "dados de rede"),
            "needs_technician_signature": ("assinatura do tecnico",),
            "active": _ACTIVE,
        },
        required=("code", "name"),
        pairs=(),
        check=_check_services,
        write=_write_services,
    ),
}
_LISTINGS: dict[CatalogKind, tuple[Listing, type[ListQuery]]] = {
    CatalogKind.CODES: (CODES, schemas.CodeQuery),
    CatalogKind.SPECIALTIES: (SPECIALTIES, schemas.NamedQuery),
    CatalogKind.CATEGORIES: (CATEGORIES, schemas.CategoryQuery),
    CatalogKind.CITIES: (CITIES, schemas.NamedQuery),
    CatalogKind.SERVICES: (SERVICES, services_schemas.ServiceQuery),
}


async def as_table(reading: Reading, kind: CatalogKind, form: Format) -> AsyncIterator[bytes]:
    """All entries of a kind, page by page, under the headings that an import understands."""
    heading = list(IMPORTERS[kind].columns)
    # Programs read it as well: numbers and separators are the same for everybody.
    notation = Notation("en")
    async for piece in write_sheet(form, notation, heading, _rows(reading, kind, heading)):
        yield piece


async def _rows(
    reading: Reading, kind: CatalogKind, heading: Sequence[str]
) -> AsyncIterator[Sequence[Any]]:
    listing, of = _LISTINGS[kind]
    categories = {}
    if kind is CatalogKind.SERVICES:
        async for entry in _entries(reading, CATEGORIES, schemas.CategoryQuery):
            called = _BELOW.join(filter(None, (entry["parent_name"], entry["name"])))
            categories[entry["id"]] = called
    async for entry in _entries(reading, listing, of):
        told = entry | entry.get("closing_policy", {})
        told["parent"] = entry.get("parent_name")
        told["category"] = categories.get(entry.get("category_id"))
        told["specialties"] = f"{_LIST} ".join(s["name"] for s in entry.get("specialties", ()))
        yield [_written(told[name]) for name in heading]


async def _entries(
    reading: Reading, listing: Listing, of: type[ListQuery]
) -> AsyncIterator[dict[str, Any]]:
    query = of(limit=100)
    while True:
        page = json.loads(bytes((await listing.page(reading, query)).body))
        for entry in page["items"]:
            yield entry
        if page["next_cursor"] is None:
            return
        query.cursor = page["next_cursor"]


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value
