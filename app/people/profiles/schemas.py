"""Roles and permission profiles as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import (
    Field,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, Update
from app.people.models import Role


class RolePermissions(Out):
    role: Role
    permissions: list[str]


class Permission(Out):
    name: str
    meaning: str


class Roles(Out):
    """The built-in roles, and the permissions that profiles are made of."""

    items: list[RolePermissions]
    permissions: list[Permission]


class PermissionProfile(Out):
    id: UUID
    name: str
    role: Role = Field(description="Whom it can be given to.")
    permissions: list[str]
    version: int
    created_at: Instant
    updated_at: Instant


class PermissionProfileCreate(In):
    """Instead of what the role allows; `me:read` and `me:write` are in every profile."""

    id: UUID | None = None
    name: Line
    role: Role
    permissions: list[str] = Field(max_length=200)

    @field_validator("role")
    @classmethod
    def _not_the_owner(cls, role: Role) -> Role:
        if role is Role.OWNER:
            raise PydanticCustomError("not_for_owners", N_("Owners may do everything."))
        return role


class PermissionProfileUpdate(Update):
    name: Line = UNCHANGED
    permissions: list[str] = UNCHANGED


class PermissionProfileQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    role: list[Role] | None = None
