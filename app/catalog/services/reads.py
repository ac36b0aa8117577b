"""Statements that read services."""

from sqlalchemy import JSON, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.catalog.models import (
    Service,
    ServiceMaterial,
    ServiceSpecialty,
    Specialty,
)
from app.core.data.statements import EMPTY_LIST, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.stock.models import Product

_NEEDED = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("id", Specialty.id, "name", Specialty.name),
                    *("least_level", ServiceSpecialty.least_level),
                ),
                Specialty.name,
            )
        )
    )
    .join_from(
        ServiceSpecialty,
        Specialty,
        tenant_join(Specialty, ServiceSpecialty, ServiceSpecialty.specialty_id),
    )
    .where(tenant_join(Service, ServiceSpecialty, ServiceSpecialty.service_id))
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
    .join_from(
        ServiceMaterial, Product, tenant_join(Product, ServiceMaterial, ServiceMaterial.product_id)
    )
    .where(tenant_join(Service, ServiceMaterial, ServiceMaterial.service_id))
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
    func.coalesce(_NEEDED, EMPTY_LIST, type_=JSON).label("specialties"),
    func.coalesce(_TAKEN, EMPTY_LIST, type_=JSON).label("materials"),
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
SERVICE = read_by_id(_SERVICES, Service, "version")
