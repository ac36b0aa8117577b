"""Types of request fields: strict, so that a wrong value is refused instead of converted."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import (
    UUID7,
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
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.core.values.text import N_

_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: Years that callers may name: wide enough for what people do, and far from the ends of what Python
#: and PostgreSQL can count with, even after an offset, a zone or the length of a contract.
_YEARS = r"(19|20|21)\d\d"
_IN_YEARS = re.compile(_YEARS, re.ASCII)
#: Of instants a century more on both sides: what follows from a day is read by the same type.
_IN_CENTURIES = re.compile("(18|19|20|21|22)", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,14}(\.\d{1,6})?", re.ASCII)


def _rfc3339(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    if not (isinstance(value, str) and _RFC3339.fullmatch(value)):
        raise PydanticCustomError(
            "not_an_instant", N_("Must be an RFC 3339 date and time with an offset.")
        )
    if not _IN_CENTURIES.match(value):
        raise PydanticCustomError("not_an_instant", N_("This instant is out of range."))
    return value


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise PydanticCustomError("not_a_day", N_("Must be a date such as 2026-11-29."))
    if not _IN_YEARS.match(value):
        raise PydanticCustomError("out_of_range", N_("This day is out of range."))
    return value


def _decimal(value: Any) -> Any:
    if isinstance(value, Decimal) or (isinstance(value, str) and _DECIMAL.fullmatch(value)):
        return Decimal(value)
    raise PydanticCustomError("not_a_decimal", N_("Must be a decimal number written as a string."))


#: The controls of ASCII (PostgreSQL stores no NUL) and of Latin-1, and what turns the direction of
#: the text around it, so that people read something else than is there. Never meant in a text.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAKS = re.compile("[\t\n\r\u2028\u2029]")
#: Beside white space: characters without a width, which make two equal texts of unequal characters.
_WITHOUT_WIDTH = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_EDGES = "".join(filter(str.isspace, map(chr, range(0x3001)))) + _WITHOUT_WIDTH


def _control_character() -> PydanticCustomError:
    return PydanticCustomError("control_character", N_("Must not hold control characters."))


def trimmed(value: Any) -> Any:
    """Text without what cannot be seen at its ends."""
    return value.strip(_EDGES) if isinstance(value, str) else value


def one_line(value: Any) -> Any:
    """Text of one line, trimmed."""
    found = trimmed(value)
    if isinstance(found, str) and _BREAKS.search(found):
        raise _control_character()
    return found


def composed(text: str) -> str:
    """Text in composed form (NFC): what looks the same is the same, and is found."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


#: Marks a field whose text is neither composed nor trimmed, since its very bytes matter.
AS_WRITTEN = "as written"


@cache
def _is_as_written(model: type[BaseModel], name: str) -> bool:
    def marked(annotation: Any) -> bool:
        return AS_WRITTEN in getattr(annotation, "__metadata__", ()) or any(
            map(marked, get_args(annotation))
        )

    field = model.model_fields[name]
    return AS_WRITTEN in field.metadata or marked(field.annotation)


class Received(BaseModel):
    """A body or a query: its texts hold no controls and are composed."""

    @model_validator(mode="before")
    @classmethod
    def _compose(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {
            name: _composed_part(value)
            if name in cls.model_fields and not _is_as_written(cls, name)
            else value
            for name, value in given.items()
        }

    @field_validator("*", mode="after")
    @classmethod
    def _refuse_controls(cls, value: Any) -> Any:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and _CONTROLS.search(text):
                raise _control_character()
        return value


def _composed_part(value: Any) -> Any:
    """Texts in composed form; what is nested further composes itself."""
    if isinstance(value, list):
        return [composed(item) if isinstance(item, str) else item for item in value]
    return composed(value) if isinstance(value, str) else value


#: An instant: RFC 3339 with an offset; never a number, never without a zone.
Instant = Annotated[AwareDatetime, BeforeValidator(_rfc3339, json_schema_input_type=AwareDatetime)]
#: A day, whoever's zone it is in: "2026-11-29".
Day = Annotated[date, BeforeValidator(_day, json_schema_input_type=date)]
#: A month: "2026-11".
Month = Annotated[str, StringConstraints(pattern=rf"^{_YEARS}-(0[1-9]|1[0-2])$")]
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
_OWN_ID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$"
#: The id that a client chooses for what it creates: of version 7, as those of the server.
OwnId = Annotated[UUID7, WithJsonSchema({"type": "string", "format": "uuid", "pattern": _OWN_ID})]
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
    BeforeValidator(one_line),
]
#: Free text of several lines, never empty.
Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    BeforeValidator(trimmed),
]


def _not_blank(value: str) -> str:
    if not trimmed(value):
        raise PydanticCustomError("blank", N_("Must not be blank."))
    return value


#: Text that somebody signs: kept as it came, blanks at its ends included, so that hashes agree.
Verbatim = Annotated[
    str, StringConstraints(max_length=20_000), AfterValidator(_not_blank), AS_WRITTEN
]

#: The default of a patch's fields: left out. Null is then refused unless the type allows it.
UNCHANGED: Any = Field(default_factory=lambda: None)


class In(Received):
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
