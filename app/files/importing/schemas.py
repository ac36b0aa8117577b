"""Imports of tables as callers ask for them, and the types of a table's cells."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import In, Latitude, Line, Longitude, StrictBool
from app.gateways.spreadsheets import Numeric

_YES = {"true", "1", "sim", "s", "yes", "y", "x", "verdadeiro"}
_NO = {"false", "0", "nao", "não", "n", "no", "falso"}
#: Decimal sign -> numbers that are written with it, with or without a sign between thousands.
_WRITTEN = {
    "comma": re.compile(r"[+-]?([0-9]+|[1-9][0-9]{0,2}(\.[0-9]{3})+)(,[0-9]+)?"),
    "point": re.compile(r"[+-]?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]+)?"),
}
_DEGREES = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


def _headings(columns: dict[str, str | None]) -> dict[str, str | None]:
    for heading in columns:
        if not (heading.isprintable() and 0 < len(heading.strip()) <= 200):
            raise PydanticCustomError(
                "not_a_heading", N_("A heading has up to 200 characters, and none that are unseen.")
            )
    return columns


class SheetImport(In):
    """A table to be imported: a CSV file or the first visible sheet of an XLSX file.

    One row holds the headings; titles may stand above it.
    """

    file_id: UUID = Field(description="The table, as an upload of the caller (`uploadFile`).")
    dry_run: StrictBool = Field(
        False,
        description="Whether the table is only checked: the result tells what would be imported,"
        " and nothing is written.",
    )
    on_errors: Literal["skip_rows", "import_nothing"] = Field(
        "import_nothing",
        description="What happens if some rows have errors: `skip_rows` imports the others,"
        " `import_nothing` imports none.",
    )
    columns: Annotated[dict[str, Line | None], AfterValidator(_headings)] = Field(
        default_factory=dict,
        max_length=100,
        description="Heading of a column -> field that it means, for headings that are not known;"
        " null leaves a column out. Columns that are not named here are found by their headings.",
        examples=[{"Cliente final": "name", "Vendedor": None}],
    )
    decimal_sign: Literal["comma", "point"] | None = Field(
        None,
        description="Decimal sign of numbers in texts. Absent or null: each number tells by itself,"
        " and one that has two readings, such as `1.500`, is an error of its row.",
    )
    empty_cells: Literal["keep", "clear"] = Field(
        "keep",
        description="What an empty cell does to an entry that exists already: `keep` leaves the"
        " value as it is, `clear` removes one that may be absent. Columns that the table does not"
        " have are always kept.",
    )


def _readings(text: str, info: ValidationInfo) -> Iterator[Decimal]:
    named = (info.context or {}).get("decimal_sign")
    for sign, written in _WRITTEN.items():
        if sign == (named or sign) and written.fullmatch(text):
            between, decimal = ".," if sign == "comma" else ",."
            yield Decimal(text.replace(between, "").replace(decimal, "."))


def _number(cell: str, info: ValidationInfo) -> Decimal:
    """`1.234,56` and `1234.56` are the same number; `1.500` could be two, and is none."""
    if isinstance(cell, Numeric):
        return Decimal(cell)
    plain = re.sub(r"\s", "", cell).removeprefix("R$").strip("€")
    found = {*_readings(plain, info)}
    if len(found) > 1:
        raise PydanticCustomError(
            "ambiguous_number",
            N_(
                "This number has two readings. Write it without a sign between thousands, or tell"
                " the decimal sign of the table (`decimal_sign`)."
            ),
        )
    if not found:
        raise PydanticCustomError("not_a_number", N_("Must be a number."))
    return found.pop()


def _int(cell: str, info: ValidationInfo) -> int:
    number = _number(cell, info)
    if number != number.to_integral_value():
        raise PydanticCustomError("not_a_number", N_("Must be a whole number."))
    return int(number)


def _bool(cell: str) -> bool:
    word = str(cell).lower()
    if word not in _YES | _NO:
        raise PydanticCustomError("not_yes_or_no", N_("Must be `yes` or `no`."))
    return word in _YES


def _degrees(cell: str) -> float:
    """Degrees have no thousands: `-22.905` and `-22,905` are the same."""
    plain = re.sub(r"\s", "", str(cell))
    if not isinstance(cell, Numeric) and not _DEGREES.fullmatch(plain):
        raise PydanticCustomError("not_a_number", N_("Must be a number."))
    return float(plain.replace(",", "."))


LatitudeCell = Annotated[Latitude, BeforeValidator(_degrees)]
LongitudeCell = Annotated[Longitude, BeforeValidator(_degrees)]
IntCell = Annotated[int, BeforeValidator(_int)]
MoneyCell = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=Decimal("9999999999.99"), decimal_places=2),
]
BoolCell = Annotated[bool, BeforeValidator(_bool)]
