"""Statements that read codes, specialties, categories and cities."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.catalog.models import (
    Category,
    City,
    Code,
    Specialty,
)
from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing

_CODES = select(
    Code.id,
    Code.kind,
    Code.code,
    Code.label,
    Code.active,
    Code.version,
    Code.created_at,
    Code.updated_at,
)
CODES = Listing(_CODES, Code, search="prefixes")
CODE = read_by_id(_CODES, Code, "version")

_SPECIALTIES = select(
    Specialty.id,
    Specialty.name,
    Specialty.description,
    Specialty.active,
    Specialty.version,
    Specialty.created_at,
    Specialty.updated_at,
)
SPECIALTIES = Listing(_SPECIALTIES, Specialty)
SPECIALTY = read_by_id(_SPECIALTIES, Specialty, "version")

_Parent = aliased(Category)
_CATEGORIES = select(
    Category.id,
    Category.name,
    Category.parent_id,
    _Parent.name.label("parent_name"),
    Category.active,
    Category.version,
    Category.created_at,
    Category.updated_at,
).outerjoin_from(Category, _Parent, tenant_join(_Parent, Category, Category.parent_id))
CATEGORIES = Listing(_CATEGORIES, Category)
CATEGORY = read_by_id(_CATEGORIES, Category, "version")

_CITIES = select(
    City.id,
    City.name,
    City.state,
    City.country,
    City.latitude,
    City.longitude,
    City.active,
    City.version,
    City.created_at,
    City.updated_at,
)
CITIES = Listing(_CITIES, City)
CITY = read_by_id(_CITIES, City, "version")
