"""Service accounts as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, OwnId, StrictBool, Update
from app.people.models import Role
from app.people.schemas import PERSON_PROFILE


def _of_a_program(role: Role) -> Role:
    if role is Role.OWNER:
        raise PydanticCustomError("not_for_programs", N_("A program owns no organization."))
    return role


_NAME = "Name of the service account, shown wherever the program has done something."
_ROLE = "Role of the service account; not `owner`."
_ACTIVE = "Whether the API tokens of the service account work; a change takes effect at once."

ProgramRole = Annotated[Role, AfterValidator(_of_a_program)]


class ServiceAccount(Out):
    """A service account: it stands for a program, owns API tokens and cannot sign in."""

    id: UUID
    name: str = Field(description=_NAME)
    role: Role = Field(description=_ROLE)
    profile_id: UUID | None = Field(description=PERSON_PROFILE)
    active: bool = Field(description=_ACTIVE)
    version: int
    created_at: Instant
    updated_at: Instant


class ServiceAccountCreate(In):
    """A new service account; `createApiToken` then makes tokens for it."""

    id: OwnId | None = None
    name: Line = Field(description=_NAME)
    role: ProgramRole = Field(description=_ROLE)
    profile_id: UUID | None = Field(None, description=PERSON_PROFILE)


class ServiceAccountUpdate(Update):
    """Changes to a service account: absent fields stay as they are, null clears `profile_id`.

    Another `role` removes the permission profile, unless `profile_id` names one for that role.
    """

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    role: Annotated[ProgramRole, Field(description=_ROLE)] = UNCHANGED
    profile_id: Annotated[UUID | None, Field(description=PERSON_PROFILE)] = UNCHANGED
    active: Annotated[StrictBool, Field(description=_ACTIVE)] = UNCHANGED
    clear: list[Literal["profile_id"]] = Field(default_factory=list)


class ServiceAccountQuery(ListQuery):
    """Query parameters of `listServiceAccounts`."""

    sort: Literal["name", "-name"] = "name"
