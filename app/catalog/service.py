"""The catalogue: codes, specialties, categories and cities; entries are archived, never deleted."""

from collections.abc import Mapping
from uuid import UUID

from app.catalog.events import (
    CategoryCreated,
    CategoryUpdated,
    CityCreated,
    CityUpdated,
    CodeCreated,
    CodeUpdated,
    SpecialtyCreated,
    SpecialtyUpdated,
)
from app.catalog.models import (
    Category,
    City,
    Code,
    CodeKind,
    Service,
    Specialty,
)
from app.catalog.schemas import (
    CategoryCreate,
    CategoryUpdate,
    CityCreate,
    CityUpdate,
    CodeCreate,
    CodeUpdate,
    SpecialtyCreate,
    SpecialtyUpdate,
)
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.errors import Refusal, UnknownReference, ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.positions import check_whole
from app.core.values.text import N_


class UnknownCode(Refusal):
    """A field names a code that does not exist, is archived, or is of another kind."""

    status = 422
    title = N_("There is no such code")
    advice = N_("Choose one of the active codes of the kind that the field asks for.")


async def require_code(session: TenantSession, code_id: UUID, kind: CodeKind, field: str) -> Code:
    """Return the active code of this kind that a field of the body names, or answer 422."""
    code = await session.find(Code, code_id)
    if code is None or not code.active or code.kind is not kind:
        problem = field_problem(
            field, "unknown_code", N_("This is no active code of the kind {kind}."), kind=kind
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
    check_offered({"category_id": category})


def check_offered(named: Mapping[str, Category | Service]) -> None:
    """422 for each field that names an archived entry."""
    detail = N_("This is archived, and not offered any more.")
    archived = [
        field_problem(field, "archived", detail)
        for field, entry in named.items()
        if not entry.active
    ]
    if archived:
        raise UnknownReference(errors=archived)


def create_code(session: TenantSession, new: CodeCreate) -> Code:
    """Add a code; one that its kind has already is refused as a duplicate when saved."""
    code = Code(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(code)
    announce(session, CodeCreated(code_id=code.id, kind=code.kind))
    return code


def update_code(session: TenantSession, code: Code, change: CodeUpdate) -> None:
    """Rename a code, archive it or offer it again."""
    announce(session, CodeUpdated(code_id=code.id, fields=change.apply_to(code)))


def create_specialty(session: TenantSession, new: SpecialtyCreate) -> Specialty:
    specialty = Specialty(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(specialty)
    announce(session, SpecialtyCreated(specialty_id=specialty.id))
    return specialty


def update_specialty(session: TenantSession, specialty: Specialty, change: SpecialtyUpdate) -> None:
    fields = change.apply_to(specialty)
    announce(session, SpecialtyUpdated(specialty_id=specialty.id, fields=fields))


async def create_category(session: TenantSession, new: CategoryCreate) -> Category:
    """Add a category, or a subcategory of one; there is no third level."""
    if new.parent_id is not None:
        parent = await session.refer(Category, new.parent_id, "parent_id")
        if parent.parent_id is not None:
            detail = N_("A subcategory has no subcategories.")
            raise ValidationFailed.at("parent_id", "too_deep", detail)
    category = Category(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(category)
    announce(session, CategoryCreated(category_id=category.id))
    return category


def update_category(session: TenantSession, category: Category, change: CategoryUpdate) -> None:
    fields = change.apply_to(category)
    announce(session, CategoryUpdated(category_id=category.id, fields=fields))


def create_city(session: TenantSession, new: CityCreate) -> City:
    city = City(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    check_whole(city.latitude, city.longitude)
    session.add(city)
    announce(session, CityCreated(city_id=city.id))
    return city


def update_city(session: TenantSession, city: City, change: CityUpdate) -> None:
    fields = change.apply_to(city)
    check_whole(city.latitude, city.longitude)
    announce(session, CityUpdated(city_id=city.id, fields=fields))
