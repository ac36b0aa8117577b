"""Catalogue import and export as callers see them."""

from enum import StrEnum
from typing import Literal

from pydantic import ConfigDict, Field

from app.core.values.wire import Received
from app.files.importing.schemas import SheetImport


class CatalogKind(StrEnum):
    """Kind of catalog entries in a table.

    - `codes`: problems, causes and solutions.
    - `specialties`: skills that services need.
    - `categories`: categories and subcategories of orders.
    - `cities`: cities that are served.
    - `services`: services with price, duration and requirements.
    """

    CODES = "codes"
    SPECIALTIES = "specialties"
    CATEGORIES = "categories"
    CITIES = "cities"
    SERVICES = "services"


class CatalogImport(SheetImport):
    """A table of catalog entries of one kind that is to be imported.

    Entries that exist by their code or name are updated; the others are created.
    """

    kind: CatalogKind = Field(description="Kind of the entries in the table.")


class CatalogExportQuery(Received):
    """Kind of catalog entries to export, and file format."""

    model_config = ConfigDict(extra="forbid")

    kind: CatalogKind = Field(description="Kind of the entries to export.")
    format: Literal["csv", "xlsx"] = Field(
        "csv", description="Format of the table: CSV, or a workbook of Excel (XLSX)."
    )
