"""What callers read of the catalogue: statements, compiled once."""

from typing import Any

from sqlalchemy import JSON, Select, Text, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from app.catalog.models import (
    Category,
    City,
    Code,
    Service,
    ServiceMaterial,
    ServiceSpecialty,
    Specialty,
)
from app.core.listing import Listing
from app.core.statements import Statement, as_json, prepared, same
from app.stock.models import Product


def _one(rows: Select[*tuple[Any, ...]], model: Any) -> Statement:
    return prepared(
        as_json(
            rows.where(
                model.organization_id == bindparam("organization_id"), model.id == bindparam("id")
            ),
            "version",
        )
    )


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
CODE = _one(_CODES, Code)

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
SPECIALTY = _one(_SPECIALTIES, Specialty)

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
).outerjoin_from(Category, _Parent, same(_Parent, Category, Category.parent_id))
CATEGORIES = Listing(_CATEGORIES, Category)
CATEGORY = _one(_CATEGORIES, Category)

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
CITY = _one(_CITIES, City)

_NONE: ColumnElement[Any] = literal_column("'[]'::json")
_NEEDED = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object("id", Specialty.id, "name", Specialty.name), Specialty.name
            )
        )
    )
    .join_from(
        ServiceSpecialty,
        Specialty,
        same(Specialty, ServiceSpecialty, ServiceSpecialty.specialty_id),
    )
    .where(
        ServiceSpecialty.organization_id == Service.organization_id,
        ServiceSpecialty.service_id == Service.id,
    )
    .correlate(Service)
    .scalar_subquery()
)
_TAKEN = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("product_id", Product.id, "sku", Product.sku, "name", Product.name),
                    *("unit", Product.unit, "quantity", cast(ServiceMaterial.quantity, Text)),
                ),
                Product.name,
            )
        )
    )
    .join_from(ServiceMaterial, Product, same(Product, ServiceMaterial, ServiceMaterial.product_id))
    .where(
        ServiceMaterial.organization_id == Service.organization_id,
        ServiceMaterial.service_id == Service.id,
    )
    .correlate(Service)
    .scalar_subquery()
)
_SERVICES = select(
    Service.id,
    Service.code,
    Service.name,
    Service.description,
    Service.category_id,
    Service.duration_minutes,
    Service.price,
    func.coalesce(_NEEDED, _NONE, type_=JSON).label("specialties"),
    func.coalesce(_TAKEN, _NONE, type_=JSON).label("materials"),
    func.json_build_object(
        *("min_photos", Service.min_photos, "needs_network", Service.needs_network),
        *("needs_technician_signature", Service.needs_technician_signature),
        type_=JSON,
    ).label("closing_policy"),
    Service.active,
    Service.version,
    Service.created_at,
    Service.updated_at,
)
SERVICES = Listing(_SERVICES, Service, search="prefixes")
SERVICE = _one(_SERVICES, Service)
