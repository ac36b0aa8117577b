"""Catalogue tables: columns and writers of each kind, by code or by name."""

import csv
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints
from sqlalchemy import select

from app.catalog import schemas, service
from app.catalog.importing.schemas import CatalogKind
from app.catalog.models import (
    Category,
    City,
    Code,
    CodeKind,
    Service,
    ServiceSpecialty,
    Specialty,
)
from app.catalog.schemas import CodeText
from app.catalog.services import schemas as services_schemas
from app.catalog.services import service as services
from app.core.data.database import TenantSession
from app.core.values.notation import Serial
from app.core.values.text import N_
from app.core.values.wire import In, Line, Prose, one_line
from app.files.importing.schemas import (
    BoolCell,
    IntCell,
    LatitudeCell,
    LongitudeCell,
    MoneyCell,
)
from app.files.importing.service import Entry, Importer, RowProblem

#: Between the names in one cell, and between a category and its subcategory.
LIST, BELOW = ";", " / "
_KINDS = {
    **dict.fromkeys(("problem", "problema"), CodeKind.PROBLEM),
    **dict.fromkeys(("cause", "causa"), CodeKind.CAUSE),
    **dict.fromkeys(("solution", "solucao", "solução"), CodeKind.SOLUTION),
}


#: Names in one cell.
_Names = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    BeforeValidator(one_line),
]
Check = Callable[[TenantSession, list[Entry[Any]]], Awaitable[list[RowProblem]]]


class CodeRow(In):
    kind: Annotated[CodeKind, BeforeValidator(lambda cell: _KINDS.get(cell.lower(), cell))]
    code: CodeText
    label: Line | None = None
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
    name: Line | None = None
    description: Prose | None = None
    category: _Names | None = None
    duration_minutes: Annotated[IntCell, Field(ge=1, le=10_080)] = 60
    price: MoneyCell = Decimal(0)
    specialties: _Names | None = None
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


def _given(row: In, *key: str) -> dict[str, Any]:
    """Fields that the table has of an entry, beside those that it is found by."""
    return row.model_dump(exclude_unset=True, exclude={*key})


def _differing(entry: object, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if getattr(entry, name) != value}


def _without(
    name: str, entries: list[Entry[Any]], is_new: Callable[[Any], bool]
) -> list[RowProblem]:
    """Problems of new entries that lack what those that exist need not have in a table."""
    return [
        RowProblem(entry.line, name, "required", N_("This field is required."))
        for entry in entries
        if getattr(entry.value, name) is None and is_new(entry.value)
    ]


async def _codes(session: TenantSession) -> dict[tuple[CodeKind, str], Code]:
    return {(code.kind, code.code): code for code in await session.scalars(select(Code))}


async def _check_codes(session: TenantSession, entries: list[Entry[CodeRow]]) -> list[RowProblem]:
    known = await _codes(session)
    problems = await _distinct("kind", "code")(session, entries)
    return problems + _without("label", entries, lambda row: (row.kind, row.code) not in known)


async def _write_codes(session: TenantSession, entries: list[Entry[CodeRow]]) -> None:
    known = await _codes(session)
    for row in (entry.value for entry in entries):
        code = known.get((row.kind, row.code))
        if code is None:
            new = schemas.CodeCreate(**row.model_dump(exclude={"active"}))
            service.create_code(session, new).active = row.active
        elif changed := _differing(code, _given(row, "kind", "code")):
            service.update_code(session, code, schemas.CodeUpdate(**changed))


async def _write_specialties(session: TenantSession, entries: list[Entry[SpecialtyRow]]) -> None:
    known = {entry.name: entry for entry in await session.scalars(select(Specialty))}
    for row in (entry.value for entry in entries):
        specialty = known.get(row.name)
        if specialty is None:
            new = schemas.SpecialtyCreate(name=row.name, description=row.description)
            service.create_specialty(session, new).active = row.active
        elif changed := _differing(specialty, _given(row, "name")):
            service.update_specialty(session, specialty, schemas.SpecialtyUpdate(**changed))


async def _categories(session: TenantSession) -> dict[str, Category]:
    """By what tables call them: `Instalação`, `Instalação / Fibra`."""
    found = list(await session.scalars(select(Category)))
    above = {category.id: category.name for category in found}
    return {
        BELOW.join(filter(None, (above.get(c.parent_id) if c.parent_id else None, c.name))): c
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
        called = BELOW.join(filter(None, (row.parent, row.name)))
        if called not in known:
            parent_id = known[row.parent].id if row.parent else None
            new = schemas.CategoryCreate(name=row.name, parent_id=parent_id)
            known[called] = await service.create_category(session, new)
            known[called].active = row.active
            await session.flush()
        elif changed := _differing(known[called], _given(row, "name", "parent")):
            service.update_category(session, known[called], schemas.CategoryUpdate(**changed))


class _Cities:
    """Cities of the organization, found by a row: without a state, by a name that only one has."""

    def __init__(self, cities: Sequence[City]) -> None:
        self._exact = {(city.country, city.state, city.name): city for city in cities}
        self._named: dict[tuple[str, str], list[City]] = {}
        for city in cities:
            self._named.setdefault((city.country, city.name), []).append(city)

    def found(self, row: CityRow) -> list[City]:
        exact = self._exact.get((row.country, row.state, row.name))
        if exact is not None or row.state is not None:
            return [exact] if exact else []
        return self._named.get((row.country, row.name), [])


async def _check_cities(session: TenantSession, entries: list[Entry[CityRow]]) -> list[RowProblem]:
    cities = _Cities([*await session.scalars(select(City))])
    detail = N_("Several cities have this name: name the state as well.")
    return await _distinct("country", "state", "name")(session, entries) + [
        RowProblem(entry.line, "state", "ambiguous_reference", detail)
        for entry in entries
        if len(cities.found(entry.value)) > 1
    ]


async def _write_cities(session: TenantSession, entries: list[Entry[CityRow]]) -> None:
    cities = _Cities([*await session.scalars(select(City))])
    for row in (entry.value for entry in entries):
        found = cities.found(row)
        if not found:
            new = schemas.CityCreate(**row.model_dump(exclude={"active"}))
            service.create_city(session, new).active = row.active
        elif changed := _differing(found[0], _given(row, "name", "state", "country")):
            service.update_city(session, found[0], schemas.CityUpdate(**changed))


async def _services(session: TenantSession) -> dict[str, Service]:
    return {entry.code: entry for entry in await session.scalars(select(Service))}


async def _check_services(
    session: TenantSession, entries: list[Entry[ServiceRow]]
) -> list[RowProblem]:
    known = await _services(session)
    problems = await _distinct("code")(session, entries)
    problems += _without("name", entries, lambda row: row.code not in known)
    categories = await _categories(session)
    specialties = set(await session.scalars(select(Specialty.name)))
    for entry in entries:
        row = entry.value
        category = categories.get(row.category or "")
        if row.category is not None and category is None:
            detail = N_("There is no such category.")
            problems.append(RowProblem(entry.line, "category", "unknown_reference", detail))
        elif category is not None and not category.active:
            there = known.get(row.code)
            if there is None or there.category_id != category.id:
                detail = N_("This is archived, and not offered any more.")
                problems.append(RowProblem(entry.line, "category", "archived", detail))
        for name in _names(row.specialties):
            if name not in specialties:
                detail = N_("There is no specialty {name}.")
                problem = RowProblem(
                    entry.line, "specialties", "unknown_reference", detail, {"name": name}
                )
                problems.append(problem)
    return problems


async def _write_services(session: TenantSession, entries: list[Entry[ServiceRow]]) -> None:
    known = await _services(session)
    categories = await _categories(session)
    specialties = {entry.name: entry.id for entry in await session.scalars(select(Specialty))}
    needed: dict[UUID, dict[UUID, int]] = {}
    for need in await session.scalars(select(ServiceSpecialty)):
        needed.setdefault(need.service_id, {})[need.specialty_id] = need.least_level
    policy = services_schemas.ClosingPolicyGiven.model_fields.keys()
    for row in (entry.value for entry in entries):
        given = _given(row, "code")
        if "category" in given:
            called = given.pop("category")
            given["category_id"] = categories[called].id if called else None
        named = "specialties" in given
        ids = [specialties[name] for name in _names(given.pop("specialties"))] if named else None
        there = known.get(row.code)
        if there is None:
            given.pop("active", None)
            facts = _with_policy(given, policy) | {"specialty_ids": ids or []}
            new = services_schemas.ServiceCreate(code=row.code, **facts)
            (await services.create_service(session, new)).active = row.active
            continue
        changed = _with_policy(_differing(there, given), policy)
        had = needed.get(there.id, {})
        if ids is not None and {*ids} != {*had}:
            levels = [{"specialty_id": key, "least_level": had.get(key, 1)} for key in {*ids}]
            changed["needed_specialties"] = levels
        if changed:
            change = services_schemas.ServiceUpdate(**changed)
            await services.update_service(session, there, change)


def _with_policy(facts: Mapping[str, Any], policy: Collection[str]) -> dict[str, Any]:
    """The same facts, with those of the closing policy in an object of their own."""
    closing = {name: value for name, value in facts.items() if name in policy}
    others = {name: value for name, value in facts.items() if name not in policy}
    return others | ({"closing_policy": closing} if closing else {})


def _names(cell: str | None) -> list[str]:
    """Names of one cell; one that holds the sign between them stands in quotation marks."""
    cells = next(csv.reader([cell or ""], delimiter=LIST, skipinitialspace=True), [])
    return [name.strip() for name in cells if name.strip()]


IMPORTERS: dict[CatalogKind, Importer[Any]] = {
    CatalogKind.CODES: Importer(
        model=CodeRow,
        columns={
            "kind": ("tipo",),
            "code": ("codigo",),
            "label": ("descricao", "nome", "rotulo"),
            "active": _ACTIVE,
        },
        required=("kind", "code"),
        pairs=(),
        check=_check_codes,
        write=_write_codes,
    ),
    CatalogKind.SPECIALTIES: Importer(
        model=SpecialtyRow,
        columns={"name": _NAME, "description": ("descricao",), "active": _ACTIVE},
        required=("name",),
        pairs=(),
        check=_distinct("name"),
        write=_write_specialties,
        clearable=("description",),
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
        check=_check_cities,
        write=_write_cities,
        clearable=("latitude", "longitude"),
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
        required=("code",),
        pairs=(),
        check=_check_services,
        write=_write_services,
        clearable=("description", "category", "specialties"),
    ),
}
