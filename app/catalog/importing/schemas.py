"""Catalogue import and export as callers see them."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.files.importing.service import SheetImport


class CatalogKind(StrEnum):
    CODES = "codes"
    SPECIALTIES = "specialties"
    CATEGORIES = "categories"
    CITIES = "cities"
    SERVICES = "services"


class CatalogImport(SheetImport):
    kind: CatalogKind


class CatalogExportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: CatalogKind
    format: Literal["csv", "xlsx"] = "csv"
