"""Types of request fields: strict, so that a wrong value is refused instead of converted."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.core.values.text import N_

_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DECIMAL = re.compile(r"-?\d{1,14}(\.\d{1,6})?", re.ASCII)


def _rfc3339(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC3339.fullmatch(value)):
        return value
    raise PydanticCustomError(
        "not_an_instant", N_("Must be an RFC 3339 date and time with an offset.")
    )


def _within_time(value: datetime) -> datetime:
    """An offset may lead out of the years that there are."""
    try:
        value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("not_an_instant", N_("This instant is out of range.")) from None
    return value


def _decimal(value: Any) -> Any:
    if isinstance(value, Decimal) or (isinstance(value, str) and _DECIMAL.fullmatch(value)):
        return Decimal(value)
    raise PydanticCustomError("not_a_decimal", N_("Must be a decimal number written as a string."))


def _clean(value: str) -> str:
    # PostgreSQL stores no NUL; the other controls are never meant.
    if any(ord(c) < 32 and c not in "\t\n\r" for c in value):
        raise PydanticCustomError("control_character", N_("Must not hold control characters."))
    return value


#: An instant: RFC 3339 with an offset; never a number, never without a zone.
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_rfc3339, json_schema_input_type=AwareDatetime),
    AfterValidator(_within_time),
]
#: An exact number, written as a decimal string: "12.500".
DecimalString = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema(
        {"type": "string", "pattern": r"^-?\d{1,14}(\.\d{1,6})?$", "examples": ["12.500"]}
    ),
]
#: An amount of the organization's currency, to the cent: "149.90".
Money = Annotated[DecimalString, Field(ge=0, le=Decimal("9999999999.99"), decimal_places=2)]
StrictInt = Annotated[int, Strict()]
StrictFloat = Annotated[float, Strict(), Field(allow_inf_nan=False)]
StrictBool = Annotated[bool, Strict()]
Latitude = Annotated[StrictFloat, Field(ge=-90, le=90)]
Longitude = Annotated[StrictFloat, Field(ge=-180, le=180)]
_ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# In the contract each of these is one plain string: generators make nothing of a union of them.
#: A person's id, or `me`: the caller.
IdOrMe = Annotated[
    UUID | Literal["me"], WithJsonSchema({"type": "string", "pattern": f"^(me|{_ID})$"})
]
#: An id, or `none`: nothing is set.
IdOrNone = Annotated[
    UUID | Literal["none"], WithJsonSchema({"type": "string", "pattern": f"^(none|{_ID})$"})
]
#: A person's id, `me` (the caller) or `none` (nobody).
IdOrMeOrNone = Annotated[
    UUID | Literal["me", "none"],
    WithJsonSchema({"type": "string", "pattern": f"^(me|none|{_ID})$"}),
]
#: One line of text, without blanks at its ends, never empty.
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_clean),
]
#: Free text of several lines, never empty.
Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    AfterValidator(_clean),
]


def _not_blank(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", N_("Must not be blank."))
    return value


#: Text that somebody signs: kept as it came, blanks at its ends included, so that hashes agree.
Verbatim = Annotated[
    str, StringConstraints(max_length=20_000), AfterValidator(_clean), AfterValidator(_not_blank)
]

#: The default of a patch's fields: left out. Null is then refused unless the type allows it.
UNCHANGED: Any = Field(default_factory=lambda: None)


class In(BaseModel):
    """A request body: what is not known is refused."""

    model_config = ConfigDict(extra="forbid", str_max_length=100_000)


class Out(BaseModel):
    """An answer: every field is always there; null means that there is no value."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Update(In):
    """A JSON merge patch (RFC 7396): absent is unchanged, null is cleared.

    A field that may be cleared is written `field: X | None = UNCHANGED`, any other `field: X =
    UNCHANGED`. SDKs that cannot send null name the field in `clear`, which each model with such
    fields declares: `clear: list[Literal["field"]] = Field(default_factory=list)`.
    """

    @field_validator("clear", check_fields=False)
    @classmethod
    def _not_both(cls, names: list[str], info: ValidationInfo) -> list[str]:
        if any(info.data.get(name) is not None for name in names):
            raise PydanticCustomError("cleared_and_set", N_("A field is both set and cleared."))
        return names

    def changes(self) -> dict[str, Any]:
        """Field -> new value, for what the caller wants changed."""
        wanted = self.model_dump(exclude_unset=True)
        return wanted | dict.fromkeys(wanted.pop("clear", ()))

    def apply_to(self, row: object) -> list[str]:
        """Change the row as the caller wants; return the names that were sent, sorted."""
        return apply(row, self.changes())


def apply(row: object, wanted: Mapping[str, Any]) -> list[str]:
    """Give these values to the row; return their names, sorted, as events tell them."""
    for name, value in wanted.items():
        setattr(row, name, value)
    return sorted(wanted)


Locale = Literal["pt-BR", "pt-PT", "en"]
