"""Companies as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.documents import Document
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, Update
from app.organizations.schemas import Code


class Company(Out):
    id: UUID
    code: str = Field(description="What people type to sign in.")
    name: str
    document: str | None
    active: bool
    version: int
    created_at: Instant
    updated_at: Instant


class CompanyCreate(In):
    id: UUID | None = None
    code: Code
    name: Line
    document: Document | None = None


class CompanyUpdate(Update):
    """With another code, people sign in by that one from now on."""

    code: Code = UNCHANGED
    name: Line = UNCHANGED
    document: Document | None = UNCHANGED
    active: StrictBool = UNCHANGED
    clear: list[Literal["document"]] = Field(default_factory=list)


class CompanyQuery(ListQuery):
    sort: Literal["code", "-code"] = "code"
    active: bool | None = None
