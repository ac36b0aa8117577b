"""The rules of the catalogue: everything is offered until it is archived, and never taken away."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.catalog.events import (
    CategoryAdded,
    CategoryChanged,
    CityAdded,
    CityChanged,
    CodeAdded,
    CodeChanged,
    ServiceAdded,
    ServiceChanged,
    SpecialtyAdded,
    SpecialtyChanged,
)
from app.catalog.models import (
    Category,
    City,
    Code,
    CodeKind,
    Service,
    ServiceMaterial,
    ServiceSpecialty,
    Specialty,
)
from app.catalog.schemas import (
    CategoryCreate,
    CategoryUpdate,
    CityCreate,
    CityUpdate,
    CodeCreate,
    CodeUpdate,
    ServiceCreate,
    ServiceMaterialGiven,
    ServiceUpdate,
    SpecialtyCreate,
    SpecialtyUpdate,
)
from app.core.database import TenantSession
from app.core.errors import Refusal, UnknownReference, ValidationFailed, field_problem
from app.core.events import announce
from app.core.ids import new_id
from app.core.positions import check_whole
from app.core.text import N_
from app.core.wire import Update
from app.stock.models import Product


class UnknownCode(Refusal):
    """A field names a code that does not exist, is archived, or is of another kind."""

    status = 422
    title = N_("There is no such code")
    advice = N_("Choose one of the active codes of the kind that the field asks for.")


async def require_code(session: TenantSession, code_id: UUID, kind: CodeKind, field: str) -> Code:
    """Return the active code of this kind that a field of the body names, or answer 422."""
    code = await session.get(Code, (session.actor.organization_id, code_id))
    if code is None or not code.active or code.kind is not kind:
        problem = field_problem(
            field, "unknown_code", N_("This is no active code of the kind {kind}."), kind=str(kind)
        )
        raise UnknownCode(errors=[problem])
    return code


async def require_codes(
    session: TenantSession, cause_id: UUID | None, solution_id: UUID | None
) -> None:
    """Refuse a cause or a solution that is no active code of its kind; none is fine."""
    if cause_id is not None:
        await require_code(session, cause_id, CodeKind.CAUSE, "cause_code_id")
    if solution_id is not None:
        await require_code(session, solution_id, CodeKind.SOLUTION, "solution_code_id")


async def require_category(session: TenantSession, id: UUID) -> None:
    """422 unless `category_id` names a category that is offered."""
    category = await session.refer(Category, id, "category_id")
    _check_offered({"category_id": category})


async def require_services(
    session: TenantSession, named: Mapping[str, UUID], *, archived_too: bool = False
) -> dict[str, Service]:
    """Field -> the service that it names; 422 for those there are not, or are not offered."""
    services = await session.refer_all((field, Service, key) for field, key in named.items())
    if not archived_too:
        _check_offered(services)
    return services


def _check_offered(named: Mapping[str, Category | Service]) -> None:
    detail = N_("This is archived, and not offered any more.")
    archived = [
        field_problem(field, "archived", detail)
        for field, entry in named.items()
        if not entry.active
    ]
    if archived:
        raise UnknownReference(errors=archived)


def add_code(session: TenantSession, new: CodeCreate) -> Code:
    """Add a code; one that its kind has already is refused as a duplicate when saved."""
    code = Code(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(code)
    announce(session, CodeAdded(code_id=code.id, kind=code.kind))
    return code


def change_code(session: TenantSession, code: Code, change: CodeUpdate) -> None:
    """Rename a code, archive it or offer it again."""
    announce(session, CodeChanged(code_id=code.id, fields=_change(code, change)))


def add_specialty(session: TenantSession, new: SpecialtyCreate) -> Specialty:
    specialty = Specialty(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(specialty)
    announce(session, SpecialtyAdded(specialty_id=specialty.id))
    return specialty


def change_specialty(session: TenantSession, specialty: Specialty, change: SpecialtyUpdate) -> None:
    fields = _change(specialty, change)
    announce(session, SpecialtyChanged(specialty_id=specialty.id, fields=fields))


async def add_category(session: TenantSession, new: CategoryCreate) -> Category:
    """Add a category, or a subcategory of one; there is no third level."""
    if new.parent_id is not None:
        parent = await session.refer(Category, new.parent_id, "parent_id")
        if parent.parent_id is not None:
            detail = N_("A subcategory has no subcategories.")
            raise ValidationFailed(errors=[field_problem("parent_id", "too_deep", detail)])
    category = Category(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(category)
    announce(session, CategoryAdded(category_id=category.id))
    return category


def change_category(session: TenantSession, category: Category, change: CategoryUpdate) -> None:
    fields = _change(category, change)
    announce(session, CategoryChanged(category_id=category.id, fields=fields))


def add_city(session: TenantSession, new: CityCreate) -> City:
    city = City(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    check_whole(city.latitude, city.longitude)
    session.add(city)
    announce(session, CityAdded(city_id=city.id))
    return city


def change_city(session: TenantSession, city: City, change: CityUpdate) -> None:
    fields = _change(city, change)
    check_whole(city.latitude, city.longitude)
    announce(session, CityChanged(city_id=city.id, fields=fields))


async def add_service(session: TenantSession, new: ServiceCreate) -> Service:
    """Add a service with what it needs and takes."""
    if new.category_id is not None:
        await require_category(session, new.category_id)
    service = Service(
        **new.model_dump(exclude={"id", "specialty_ids", "materials", "closing_policy"}),
        **new.closing_policy.model_dump(),
        id=new.id or new_id(),
    )
    session.add(service)
    await session.flush()
    await _need(session, service, new.specialty_ids)
    await _take(session, service, new.materials)
    announce(session, ServiceAdded(service_id=service.id))
    return service


async def change_service(session: TenantSession, service: Service, change: ServiceUpdate) -> None:
    wanted = change.changes()
    if wanted.get("category_id") is not None:
        await require_category(session, wanted["category_id"])
    fields = sorted(wanted)
    if wanted.pop("specialty_ids", None) is not None:
        await session.execute(
            delete(ServiceSpecialty).where(
                ServiceSpecialty.organization_id == service.organization_id,
                ServiceSpecialty.service_id == service.id,
            )
        )
        await _need(session, service, change.specialty_ids)
    if wanted.pop("materials", None) is not None:
        await session.execute(
            delete(ServiceMaterial).where(
                ServiceMaterial.organization_id == service.organization_id,
                ServiceMaterial.service_id == service.id,
            )
        )
        await _take(session, service, change.materials)
    wanted |= wanted.pop("closing_policy", {})
    for name, value in wanted.items():
        setattr(service, name, value)
    announce(session, ServiceChanged(service_id=service.id, fields=fields))


async def _need(session: TenantSession, service: Service, specialty_ids: Sequence[UUID]) -> None:
    await session.refer_list(Specialty, specialty_ids, "specialty_ids")
    for specialty_id in dict.fromkeys(specialty_ids):
        session.add(
            ServiceSpecialty(
                organization_id=service.organization_id,
                service_id=service.id,
                specialty_id=specialty_id,
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
            raise ValidationFailed(errors=[field_problem(field, "duplicate", detail)])
        seen.add(product_id)
    for material in materials:
        session.add(
            ServiceMaterial(
                organization_id=service.organization_id,
                service_id=service.id,
                **material.model_dump(),
            )
        )


def _change(entry: Any, change: Update) -> list[str]:
    wanted = change.changes()
    for name, value in wanted.items():
        setattr(entry, name, value)
    return sorted(wanted)
