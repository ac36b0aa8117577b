"""Service accounts as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, Update
from app.people.models import Role


def _of_a_program(role: Role) -> Role:
    if role is Role.OWNER:
        raise PydanticCustomError("not_for_programs", N_("A program owns no organization."))
    return role


ProgramRole = Annotated[Role, AfterValidator(_of_a_program)]


class ServiceAccount(Out):
    """A program that acts under its own name: it owns API tokens and cannot sign in."""

    id: UUID
    name: str
    role: Role
    profile_id: UUID | None
    active: bool
    version: int
    created_at: Instant
    updated_at: Instant


class ServiceAccountCreate(In):
    id: UUID | None = None
    name: Line
    role: ProgramRole
    profile_id: UUID | None = None


class ServiceAccountUpdate(Update):
    name: Line = UNCHANGED
    role: ProgramRole = UNCHANGED
    profile_id: UUID | None = UNCHANGED
    active: StrictBool = UNCHANGED
    clear: list[Literal["profile_id"]] = Field(default_factory=list)


class ServiceAccountQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
