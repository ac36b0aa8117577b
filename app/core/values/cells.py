"""Types of spreadsheet cells: numbers with a decimal comma, `sim` and `não`."""

import re
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app.core.values.text import N_
from app.core.values.wire import Latitude, Longitude

_YES = {"true", "1", "sim", "s", "yes", "y", "x", "verdadeiro"}
_NO = {"false", "0", "nao", "não", "n", "no", "falso"}


def _number(cell: str) -> Decimal:
    """`1.234,56` and `1234.56` are the same number; the last of `,` and `.` is the decimal one."""
    plain = re.sub(r"\s", "", str(cell))
    if plain.rfind(",") > plain.rfind("."):
        plain = plain.replace(".", "").replace(",", ".")
    elif plain.count(",") == 1 and "." in plain:
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise PydanticCustomError("not_a_number", N_("Must be a number.")) from None
    if not number.is_finite():
        raise PydanticCustomError("not_a_number", N_("Must be a number."))
    return number


def _int(cell: str) -> int:
    number = _number(cell)
    if number != number.to_integral_value():
        raise PydanticCustomError("not_a_number", N_("Must be a whole number."))
    return int(number)


def _bool(cell: str) -> bool:
    word = str(cell).lower()
    if word not in _YES | _NO:
        raise PydanticCustomError("not_yes_or_no", N_("Must be `yes` or `no`."))
    return word in _YES


def _degrees(cell: str) -> float:
    return float(_number(cell))


LatitudeCell = Annotated[Latitude, BeforeValidator(_degrees)]
LongitudeCell = Annotated[Longitude, BeforeValidator(_degrees)]
IntCell = Annotated[int, BeforeValidator(_int)]
MoneyCell = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=Decimal("9999999999.99"), decimal_places=2),
]
BoolCell = Annotated[bool, BeforeValidator(_bool)]
