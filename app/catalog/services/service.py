"""Services: price, duration, specialties, materials and closing policy."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.catalog.events import ServiceCreated, ServiceUpdated
from app.catalog.models import (
    Service,
    ServiceMaterial,
    ServiceSpecialty,
    Specialty,
)
from app.catalog.service import check_offered, require_category
from app.catalog.services.schemas import (
    NeededSpecialty,
    ServiceCreate,
    ServiceMaterialGiven,
    ServiceUpdate,
)
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.stock.models import Product


async def require_services(
    session: TenantSession, named: Mapping[str, UUID], *, archived_too: bool = False
) -> dict[str, Service]:
    """Field -> the service that it names; 422 for those there are not, or are not offered."""
    services = await session.refer_all((field, Service, key) for field, key in named.items())
    if not archived_too:
        check_offered(services)
    return services


async def create_service(session: TenantSession, new: ServiceCreate) -> Service:
    """Add a service with what it needs and takes."""
    if new.category_id is not None:
        await require_category(session, new.category_id)
    service = Service(
        **new.model_dump(
            exclude={"id", "specialty_ids", "needed_specialties", "materials", "closing_policy"}
        ),
        **new.closing_policy.model_dump(),
        id=new.id or new_id(),
    )
    session.add(service)
    await session.flush()
    await _need(session, service, new.specialty_ids, new.needed_specialties)
    await _take(session, service, new.materials)
    announce(session, ServiceCreated(service_id=service.id))
    return service


async def update_service(session: TenantSession, service: Service, change: ServiceUpdate) -> None:
    wanted = change.changes()
    if wanted.get("category_id") is not None:
        await require_category(session, wanted["category_id"])
    fields = sorted(wanted)
    if _pop_needed(wanted):
        await session.execute(
            delete(ServiceSpecialty).where(
                ServiceSpecialty.organization_id == service.organization_id,
                ServiceSpecialty.service_id == service.id,
            )
        )
        await _need(session, service, change.specialty_ids or [], change.needed_specialties or [])
    if wanted.pop("materials", None) is not None:
        await session.execute(
            delete(ServiceMaterial).where(
                ServiceMaterial.organization_id == service.organization_id,
                ServiceMaterial.service_id == service.id,
            )
        )
        await _take(session, service, change.materials)
    wanted |= wanted.pop("closing_policy", {})
    apply(service, wanted)
    announce(session, ServiceUpdated(service_id=service.id, fields=fields))


def _pop_needed(wanted: dict[str, Any]) -> bool:
    """Take both halves of the list of specialties out of the changes, if one of them is there."""
    halves = [wanted.pop(name, None) for name in ("specialty_ids", "needed_specialties")]
    return any(half is not None for half in halves)


async def _need(
    session: TenantSession,
    service: Service,
    at_any_level: Sequence[UUID],
    at_a_level: Sequence[NeededSpecialty],
) -> None:
    await session.refer_list(Specialty, at_any_level, "specialty_ids")
    named = {f"needed_specialties/{n}/specialty_id": s for n, s in enumerate(at_a_level)}
    await session.refer_all((f, Specialty, need.specialty_id) for f, need in named.items())
    seen: set[UUID] = set()
    for field, need in named.items():
        if need.specialty_id in seen:
            detail = N_("This specialty is in the list already.")
            raise ValidationFailed.at(field, "duplicate", detail)
        seen.add(need.specialty_id)
    levels = dict.fromkeys(at_any_level, 1) | {n.specialty_id: n.least_level for n in at_a_level}
    for specialty_id, least_level in levels.items():
        session.add(
            ServiceSpecialty(
                organization_id=service.organization_id,
                service_id=service.id,
                specialty_id=specialty_id,
                least_level=least_level,
            )
        )


async def _take(
    session: TenantSession, service: Service, materials: Sequence[ServiceMaterialGiven]
) -> None:
    named = [(f"materials/{n}/product_id", m.product_id) for n, m in enumerate(materials)]
    await session.refer_all((field, Product, product_id) for field, product_id in named)
    seen: set[UUID] = set()
    for field, product_id in named:
        if product_id in seen:
            detail = N_("This product is in the list already.")
            raise ValidationFailed.at(field, "duplicate", detail)
        seen.add(product_id)
    for material in materials:
        session.add(
            ServiceMaterial(
                organization_id=service.organization_id,
                service_id=service.id,
                **material.model_dump(),
            )
        )
