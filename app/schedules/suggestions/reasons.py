"""Reasons for slots that are suggested and technicians who are not: codes, and texts."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from app.core.values.text import N_
from app.schedules.skills.rules import LackedSkill
from app.schedules.suggestions.engine import Obstacle, Slot


class ReasonText(NamedTuple):
    """A reason: its code, its text in English, and the values of the text."""

    code: str
    text: str
    values: dict[str, Any]


_OBSTACLES = {
    "not_working": N_("Does not work in this period."),
    "shift_too_short": N_("Works {minutes} minutes in one piece at most."),
    "fully_booked": N_("Has {minutes} minutes free in one piece at most."),
    "outside_windows": N_("Is free outside of the windows only."),
    "travel_too_long": N_("Is free for {minutes} minutes in one piece, too short with the way."),
}


def reasons_for(
    slot: Slot, before: Slot | None, *, needs_skills: bool, is_site_known: bool
) -> Iterator[ReasonText]:
    """Reasons for a slot; `before` is the one that is ranked before it."""
    if needs_skills and slot.spare_level:
        text = N_("Has every specialty that is needed, at {levels} above the level.")
        yield ReasonText("qualified", text, {"levels": slot.spare_level})
    elif needs_skills:
        yield ReasonText("qualified", N_("Has every specialty that is needed."), {})
    if not is_site_known:
        text = N_("The way is not counted: the site has no position.")
        yield ReasonText("travel_unknown", text, {})
    elif slot.travel_added:
        text = N_("Adds {minutes} minutes of travel.")
        yield ReasonText("travel_added", text, {"minutes": _minutes(slot.travel_added)})
    else:
        yield ReasonText("travel_added", N_("Adds no travel."), {})
    text = N_("{percent} % of the working day is booked.")
    yield ReasonText("load", text, {"percent": slot.load_percent})
    if slot.is_preferred:
        yield ReasonText("preferred", N_("The customer prefers this technician."), {})
    spare = slot.window[1] - slot.starts
    if spare:
        text = N_("Keeps the promise: starts {minutes} minutes before the window ends.")
        yield ReasonText("promise_kept", text, {"minutes": spare // 60})
    if before is not None and before.cost == slot.cost:
        later = N_("As good as the one before it, which starts earlier.")
        other = N_("As good as the one before it: the order of the technicians decides.")
        yield ReasonText("tie", later if before.starts < slot.starts else other, {})


def excluded() -> ReasonText:
    return ReasonText("excluded", N_("The customer does not want this technician."), {})


def another_required() -> ReasonText:
    return ReasonText("another_required", N_("The customer requires somebody else."), {})


def ranked_lower() -> ReasonText:
    return ReasonText("ranked_lower", N_("Has slots that are ranked lower."), {})


def lacking(missing: Sequence[LackedSkill]) -> Iterator[ReasonText]:
    for skill in missing:
        values = {"specialty": skill.name, "least": skill.least_level, "level": skill.level}
        if skill.level:
            text = N_("Has {specialty} at level {level}; needed is {least}.")
        else:
            text = N_("Lacks {specialty} in this period.")
        yield ReasonText("missing_skill", text, values)


def blocked(obstacle: Obstacle) -> ReasonText:
    return ReasonText(
        obstacle.code, _OBSTACLES[obstacle.code], {"minutes": _minutes(obstacle.longest)}
    )


def _minutes(seconds: int) -> int:
    return round(seconds / 60)
