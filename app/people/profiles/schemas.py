"""Roles and permission profiles as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    Field,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, OwnId, StrictBool, Update
from app.people.models import Role
from app.people.schemas import HAND_BACK

_NAME = "Name of the profile, unique in the organization."
_PERMISSIONS = (
    "Permissions of the profile; they replace those of the role. `me:read` and `me:write` belong to"
    " every profile, named or not."
)
_PERMISSIONS_GIVEN = (
    f"{_PERMISSIONS} The caller has to hold each one that is added. `people:owners` cannot be"
    " given, and a profile for requesters only takes permissions of that role."
)


class RolePermissions(Out):
    """A built-in role with the permissions of people who have no permission profile."""

    role: Role = Field(description="The role.")
    permissions: list[str] = Field(description="Permissions of the role, in alphabetical order.")


class Permission(Out):
    """A permission that exists, with what it allows."""

    name: str = Field(description="The permission, such as `orders:write`.")
    meaning: str = Field(description="What it allows, in English.")


class Roles(Out):
    """The built-in roles, and all permissions of which permission profiles are made."""

    items: list[RolePermissions] = Field(
        description="All roles with their permissions, from `owner` to `viewer`."
    )
    permission_meanings: list[Permission] = Field(
        description="All permissions. New ones may be added."
    )


class PermissionProfile(Out):
    """A set of permissions that the organization has defined for people of one role."""

    id: UUID
    name: str = Field(description=_NAME)
    role: Role = Field(description="Role of the people who may have the profile. It never changes.")
    permissions: list[str] = Field(description=f"{_PERMISSIONS} In alphabetical order.")
    version: int
    created_at: Instant
    updated_at: Instant


class PermissionProfileCreate(In):
    """A new permission profile; `updatePerson` gives it to people."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)
    role: Role = Field(
        description="Role of the people who may have the profile; not `owner`. It cannot be changed"
        " later."
    )
    permissions: list[str] = Field(max_length=200, description=_PERMISSIONS_GIVEN)

    @field_validator("role")
    @classmethod
    def _not_the_owner(cls, role: Role) -> Role:
        if role is Role.OWNER:
            raise PydanticCustomError("not_for_owners", N_("Owners may do everything."))
        return role


class PermissionProfileUpdate(Update):
    """Changes to a permission profile; they take effect in the running sessions of its people."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    permissions: Annotated[list[str], Field(description=_PERMISSIONS_GIVEN)] = UNCHANGED
    hand_back: StrictBool = Field(False, description=HAND_BACK)


class PermissionProfileQuery(ListQuery):
    """Query parameters of `listPermissionProfiles`."""

    sort: Literal["name", "-name"] = "name"
    role: list[Role] | None = Field(None, description="Only profiles for one of these roles.")
