"""The rule of skills: level and day decide what somebody lacks."""

import datetime as dt

import pytest

from app.core.values.ids import new_id
from app.schedules.skills.rules import (
    HeldSkill,
    LackedSkill,
    NeededSkill,
    days_without_lack,
    missing_skills,
    spare_level,
)

DAY = dt.date(2026, 12, 14)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
FIBRE, RADIO = NeededSkill(new_id(), "Fibra", 3), NeededSkill(new_id(), "Rádio", 1)


@pytest.mark.parametrize(
    ("held", "level"),
    [
        (None, 0),
        (HeldSkill(2), 2),
        (HeldSkill(3), None),
        (HeldSkill(5, DAY, DAY), None),
        (HeldSkill(5, AFTER, None), 0),
        (HeldSkill(5, None, BEFORE), 0),
    ],
)
def test_a_skill_counts_from_its_level_on_and_on_its_days(
    held: HeldSkill | None, level: int | None
) -> None:
    has = {RADIO.specialty_id: HeldSkill(1)}
    if held is not None:
        has[FIBRE.specialty_id] = held
    missing = missing_skills([FIBRE, RADIO], has, DAY)
    assert missing == ([] if level is None else [LackedSkill(*FIBRE, level)])
    able = days_without_lack([FIBRE, RADIO], has, DAY, DAY)
    assert able == ((DAY, DAY) if level is None else None)


def test_several_skills_are_there_on_the_days_that_they_share() -> None:
    held = {
        FIBRE.specialty_id: HeldSkill(3, DAY, None),
        RADIO.specialty_id: HeldSkill(5, None, DAY),
    }
    assert days_without_lack([FIBRE, RADIO], held, BEFORE, AFTER) == (DAY, DAY)
    assert days_without_lack([RADIO], held, BEFORE, AFTER) == (BEFORE, DAY)
    assert days_without_lack([], held, BEFORE, AFTER) == (BEFORE, AFTER)
    assert (spare_level([FIBRE, RADIO], held), spare_level([RADIO], held)) == (0, 4)
    assert spare_level([], held) == 0
