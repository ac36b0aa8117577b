"""Companies as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, OwnId, StrictBool, Update
from app.organizations.schemas import DOCUMENT, Code, Document

_CODE = (
    "Code that people enter as `company` when they sign in, unique in the organization: 2 to 40"
    " lower-case letters, digits and hyphens, such as `filial-sul`."
)
_NAME = "Name of the company or branch."
_ACTIVE = (
    "Whether people can sign in to the company. Sessions that have begun continue when it is"
    " deactivated."
)


class Company(Out):
    """A legal entity or branch of the organization. Every person belongs to one."""

    id: UUID
    code: str = Field(description=_CODE)
    name: str = Field(description=_NAME)
    document: str | None = Field(description=DOCUMENT)
    active: bool = Field(description=_ACTIVE)
    version: int
    created_at: Instant
    updated_at: Instant


class CompanyCreate(In):
    """A new company or branch; it is active at once."""

    id: OwnId | None = None
    code: Code = Field(description=_CODE)
    name: Line = Field(description=_NAME)
    document: Document | None = None


class CompanyUpdate(Update):
    """Changes to a company: absent fields stay as they are, null clears `document`."""

    code: Annotated[
        Code, Field(description=f"{_CODE} The previous code stops working at once.")
    ] = UNCHANGED
    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    document: Document | None = UNCHANGED
    active: Annotated[
        StrictBool,
        Field(description=f"{_ACTIVE} The last active company is refused with `last_company`."),
    ] = UNCHANGED
    clear: list[Literal["document"]] = Field(default_factory=list)


class CompanyQuery(ListQuery):
    """Query parameters of `listCompanies`."""

    sort: Literal["code", "-code"] = "code"
    active: bool | None = Field(
        None, description="Only companies that are active, or only those that are not."
    )
