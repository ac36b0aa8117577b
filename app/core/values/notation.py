"""Notation of a reader: values in a text, written for the locale and time zone of who reads it.

Values go into a text as they are (Decimal, datetime, enum member) and only here become characters.
Programs get the same values in their own form, see `wire`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from string import Formatter
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_currency, format_decimal, get_decimal_symbol
from pydantic_core import to_jsonable_python

from app.core.values.text import DEFAULT_LOCALE, N_, translate

DEFAULT_ZONE = "America/Sao_Paulo"
_labels: dict[type[StrEnum], Mapping[Any, str]] = {}


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity of a product: written with the product's decimals and the label of its unit."""

    amount: Decimal
    unit: StrEnum
    scale: int

    def wire(self) -> str:
        return f"{self.amount:f}"


@dataclass(frozen=True, slots=True)
class CurrencyAmount:
    """An amount of money with the ISO 4217 code of its currency."""

    amount: Decimal
    currency: str

    def wire(self) -> str:
        return f"{self.amount:f}"


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Beginning and end; the day is not repeated when both are on the same one."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Serial:
    """A number that names a thing, such as that of a quote or a line: digits, never grouped."""

    number: int

    def wire(self) -> int:
        return self.number


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes that a program may send: written between backticks, as no words of a language.

    `sent` is their form for programs.
    """

    values: tuple[Any, ...]
    sent: str

    def wire(self) -> str:
        return self.sent


def label_values(kind: type[StrEnum], labels: Mapping[Any, str]) -> None:
    """Give each member of an enum its label, a text of the catalogue. TypeError: one has none."""
    if missing := set(kind) - labels.keys():
        raise TypeError(f"{kind.__name__} has members without a label: {sorted(missing)}.")
    _labels[kind] = labels


def labelled() -> frozenset[type[StrEnum]]:
    """Enums whose members have labels."""
    return frozenset(_labels)


def wire(value: Any) -> Any:
    """The value as JSON for programs: decimal string, RFC 3339, code of an enum member."""
    if isinstance(value, Measure | CurrencyAmount | Serial | Codes):
        return value.wire()
    return to_jsonable_python(value)


def without_zeros(amount: Decimal) -> Decimal:
    """The same number without trailing zeros after the decimal sign: 2.500 -> 2.5, 20 -> 20."""
    shortest = amount.normalize()
    return shortest.quantize(Decimal(1)) if int(shortest.as_tuple().exponent) > 0 else shortest


#: Elsewhere CLDR's short dates have two digits of the year: 11/12/26 could be any of three days.
_WHOLE_YEAR_IN_SHORT = ("pt-BR",)


@dataclass(frozen=True, slots=True)
class Notation:
    """Locale and time zone of a reader; writes values into texts accordingly."""

    locale: str = DEFAULT_LOCALE
    zone: str = DEFAULT_ZONE

    def fill(self, text: str, /, **values: Any) -> str:
        """The text in the reader's language, with its `{names}` replaced by the values.

        Without values it is translated only, braces included. TypeError: a value of a type that
        has no notation.
        """
        found = translate(text, self.locale)
        if not values:
            return found
        names = {name for _, name, _, _ in Formatter().parse(found) if name}
        return found.format(**{name: self.write(values[name]) for name in names})

    def write(self, value: Any) -> str:
        """A value in the reader's notation; None is an empty text. TypeError: no such notation."""
        match value:
            case Measure(amount, unit, scale):
                written = f"{self.number(round(amount, scale))} {self.label(unit)}"
            case CurrencyAmount(amount, currency):
                written = self.money(amount, currency)
            case TimeSpan(starts_at, ends_at):
                is_one_day = self.local(starts_at).date() == self.local(ends_at).date()
                last = self.clock_time(ends_at) if is_one_day else self.moment(ends_at)
                written = f"{self.moment(starts_at)} – {last}"
            case Serial(number):
                written = str(number)
            case Codes(values):
                written = _shortened(f"`{code}`" for code in values)
            case _:
                written = self._simple(value)
        return written

    def _simple(self, value: Any) -> str:
        match value:
            case None:
                written = ""
            case StrEnum():
                written = self.label(value)
            case str() | UUID():
                written = str(value)
            case bool():
                written = translate(N_("Yes") if value else N_("No"), self.locale)
            case int() | float() | Decimal():
                written = self.number(value)
            case datetime():
                written = self.moment(value)
            case date():
                written = self.day(value)
            case _:
                raise TypeError(f"{type(value).__name__} has no notation for people.")
        return written

    def label(self, member: StrEnum) -> str:
        """The label of an enum member. TypeError: its enum has none."""
        labels = _labels.get(type(member))
        if labels is None:
            raise TypeError(f"{type(member).__name__} has no labels for people.")
        return translate(labels[member], self.locale)

    def number(self, value: float | Decimal) -> str:
        """A number with all the decimals that it has: `Decimal("100.000")` keeps three."""
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        decimals = max(0, -int(exact.as_tuple().exponent))
        pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        return str(format_decimal(exact, format=pattern, locale=self._babel))

    def money(self, amount: Decimal, currency: str) -> str:
        return str(format_currency(amount, currency, locale=self._babel))

    def moment(self, value: datetime) -> str:
        """Date and time of day in the reader's zone, to the minute."""
        joined = str(get_datetime_format("short", locale=self._babel))
        return joined.format(self.clock_time(value), self.day(value))

    def clock_time(self, value: datetime) -> str:
        """Time of day in the reader's zone, to the minute."""
        return str(format_time(self.local(value).time(), "short", locale=self._babel))

    def day(self, value: date, length: Literal["short", "medium", "long"] = "short") -> str:
        """A date with its whole year; of a datetime, the day in the reader's zone."""
        day = self.local(value).date() if isinstance(value, datetime) else value
        if length == "short" and self.locale not in _WHOLE_YEAR_IN_SHORT:
            length = "medium"
        return str(format_date(day, length, locale=self._babel))

    def local(self, value: datetime) -> datetime:
        """The same instant in the reader's zone."""
        return value.astimezone(ZoneInfo(self.zone))

    @property
    def decimal_sign(self) -> str:
        """`,` or `.`"""
        return str(get_decimal_symbol(self._babel))

    @property
    def _babel(self) -> str:
        return self.locale.replace("-", "_")


def _shortened(parts: Iterable[str]) -> str:
    """At most 500 characters of an enumeration, cut between its parts."""
    shown = ""
    for part in parts:
        longer = f"{shown}, {part}" if shown else part
        if len(longer) > 500:
            return f"{shown}, …" if shown else "…"
        shown = longer
    return shown
