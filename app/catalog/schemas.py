"""Codes as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.catalog.models import CodeKind
from app.core.listing import ListQuery
from app.core.wire import UNCHANGED, In, Instant, Line, Out, Update, YesNo

CodeText = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
]


class Code(Out):
    """What a problem, a cause or a solution is called here."""

    id: UUID
    kind: CodeKind
    code: str
    label: str
    active: bool = Field(description="False: archived, not offered any more.")
    version: int
    created_at: Instant
    updated_at: Instant


class CodeCreate(In):
    id: UUID | None = None
    kind: CodeKind
    code: CodeText = Field(description="Short and unique within its kind.", examples=["FIBRA-01"])
    label: Line


class CodeUpdate(Update):
    label: Line = UNCHANGED
    active: YesNo = UNCHANGED


class CodeQuery(ListQuery):
    sort: Literal["code", "-code"] = "code"
    q: str | None = Field(None, max_length=200, description="Beginnings of words.")
    kind: list[CodeKind] | None = None
    active: bool | None = None
