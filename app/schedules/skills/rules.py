"""The rule of skills: what somebody lacks for a visit on a day."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID


class NeededSkill(NamedTuple):
    """A specialty that a visit needs, and the lowest level that will do."""

    specialty_id: UUID
    name: str
    least_level: int


class HeldSkill(NamedTuple):
    """A specialty that a technician has at a level, from a first to a last day (None: no end)."""

    level: int
    first_day: dt.date | None = None
    last_day: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        return (self.first_day or day) <= day <= (self.last_day or day)


class LackedSkill(NamedTuple):
    """A skill that somebody lacks: the level that is needed, and theirs that day (0: none)."""

    specialty_id: UUID
    name: str
    least_level: int
    level: int


def missing_skills(
    needed: Iterable[NeededSkill], held: Mapping[UUID, HeldSkill], day: dt.date
) -> list[LackedSkill]:
    """Skills that a technician who has `held` lacks on a local day, in the order of the needs."""
    found = []
    for need in needed:
        skill = held.get(need.specialty_id)
        level = skill.level if skill is not None and skill.holds_on(day) else 0
        if level < need.least_level:
            found.append(LackedSkill(*need, level))
    return found


def days_without_lack(
    needed: Iterable[NeededSkill],
    held: Mapping[UUID, HeldSkill],
    first_day: dt.date,
    last_day: dt.date,
) -> tuple[dt.date, dt.date] | None:
    """First and last day of these on which nothing is lacking; None: there is no such day."""
    for need in needed:
        skill = held.get(need.specialty_id)
        if skill is None or skill.level < need.least_level:
            return None
        first_day = max(first_day, skill.first_day or first_day)
        last_day = min(last_day, skill.last_day or last_day)
    return (first_day, last_day) if first_day <= last_day else None


def spare_level(needed: Sequence[NeededSkill], held: Mapping[UUID, HeldSkill]) -> int:
    """Number of levels that somebody who lacks nothing has more than needed, where it is least."""
    return min((held[need.specialty_id].level - need.least_level for need in needed), default=0)
