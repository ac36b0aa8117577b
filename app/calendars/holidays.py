"""Holidays: national and state holidays by law, city holidays by the organization."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dateutil.easter import easter

#: Countries whose holidays are known here, and the language that names them.
COUNTRIES = {"BR": "pt_BR", "PT": "pt_PT"}


def states_of(country: str) -> set[str]:
    """The states or districts with holidays of their own."""
    import holidays as by_law

    return set(by_law.list_supported_countries().get(country, ()))


@lru_cache(500)
def _of_law(country: str, state: str | None, year: int, *, optional: bool) -> Mapping[date, str]:
    import holidays as by_law

    found = by_law.country_holidays(
        country,
        subdiv=state,
        years=year,
        categories=("public", "optional") if optional else ("public",),
        language=COUNTRIES[country],
    )
    return dict(found.items())


def holidays_of(
    country: str | None, state: str | None, rules: Sequence[dict[str, Any]], *, optional: bool
) -> Callable[[int], Mapping[date, str]]:
    """The holidays of a year, by date."""

    def of_year(year: int) -> Mapping[date, str]:
        legal = _of_law(country, state, year, optional=optional) if country else {}
        return dict(legal) | {
            day: rule["name"] for rule in rules for day in [_day(rule, year)] if day is not None
        }

    return lru_cache(20)(of_year)


def _day(rule: dict[str, Any], year: int) -> date | None:
    """The date of a rule in a year; None when it has none."""
    if rule["kind"] == "easter":
        sunday: date = easter(year)
        return sunday + timedelta(days=rule["offset"])
    if rule["kind"] == "date":
        day = date.fromisoformat(rule["date"])
        return day if day.year == year else None
    try:
        return date(year, rule["month"], rule["day"])
    except ValueError:
        return None  # 29 February
