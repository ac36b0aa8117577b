"""Export of the catalogue: tables that an import understands."""

import csv
import json
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any

from app.catalog import schemas
from app.catalog.importing.schemas import CatalogKind
from app.catalog.importing.sheet import BELOW, IMPORTERS, LIST
from app.catalog.reads import CATEGORIES, CITIES, CODES, SPECIALTIES
from app.catalog.services import schemas as services_schemas
from app.catalog.services.reads import SERVICES
from app.core.data.reading import Reading
from app.core.http.listing import Listing, ListQuery
from app.core.values.notation import Notation
from app.gateways.spreadsheets import Format, write_sheet

_LISTINGS: dict[CatalogKind, tuple[Listing, type[ListQuery]]] = {
    CatalogKind.CODES: (CODES, schemas.CodeQuery),
    CatalogKind.SPECIALTIES: (SPECIALTIES, schemas.NamedQuery),
    CatalogKind.CATEGORIES: (CATEGORIES, schemas.CategoryQuery),
    CatalogKind.CITIES: (CITIES, schemas.NamedQuery),
    CatalogKind.SERVICES: (SERVICES, services_schemas.ServiceQuery),
}


async def as_table(
    reading: Reading, kind: CatalogKind, form: Format, notation: Notation
) -> AsyncIterator[bytes]:
    """All entries of a kind, page by page, under the headings that an import understands."""
    heading = list(IMPORTERS[kind].columns)
    async for piece in write_sheet(form, notation, heading, _rows(reading, kind, heading)):
        yield piece


async def _rows(
    reading: Reading, kind: CatalogKind, heading: Sequence[str]
) -> AsyncIterator[Sequence[Any]]:
    listing, of = _LISTINGS[kind]
    categories = {}
    if kind is CatalogKind.SERVICES:
        async for entry in _entries(reading, CATEGORIES, schemas.CategoryQuery):
            called = BELOW.join(filter(None, (entry["parent_name"], entry["name"])))
            categories[entry["id"]] = called
    async for entry in _entries(reading, listing, of):
        told = entry | entry.get("closing_policy", {})
        told["parent"] = entry.get("parent_name")
        told["category"] = categories.get(entry.get("category_id"))
        told["specialties"] = _listed([s["name"] for s in entry.get("specialties", ())])
        if "price" in entry:
            told["price"] = Decimal(entry["price"])
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


def _listed(names: Sequence[str]) -> str:
    """Names in one cell, as an import separates them."""
    line = StringIO()
    csv.writer(line, delimiter=LIST, lineterminator="").writerow(names)
    return line.getvalue()
