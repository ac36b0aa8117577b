"""The checker refuses a plan that is broken in any of the ways it knows."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.schedules.routing.feasibility import PlanInfeasible, PlanRule, check_plan, find_violations
from app.schedules.routing.models import (
    PlannableVisit,
    RoutePlan,
    RoutingProblem,
    ShiftBreak,
    ShiftRoute,
    StartWindow,
    Stop,
    UnplannedReason,
    VisitPin,
    WorkShift,
)
from tests.schedules.problems import ANA, BIA, EIGHT, NINE, NOON, SIX, TWO, visit_id

LEG = 600
LUNCH = ShiftBreak(3600, (StartWindow(NOON - 3600, NOON), StartWindow(TWO, TWO + 60)))
WINDOW = (StartWindow(EIGHT + LEG, NINE),)


def _shift(technician_id: UUID, **changes: object) -> WorkShift:
    given = {"skills": frozenset({"fiber"}), "breaks": (LUNCH,)} | changes
    return WorkShift(
        technician_id=technician_id,
        starts_at=EIGHT,
        ends_at=SIX,
        start_place=0,
        end_place=0,
        **given,  # type: ignore[arg-type]
    )


def _visit(number: int, **changes: object) -> PlannableVisit:
    return PlannableVisit(
        id=visit_id(number),
        place=number,
        seconds=1800,
        setup_seconds=300,
        **changes,  # type: ignore[arg-type]
    )


def _stop(number: int, starts_at: int, seconds: int = 2100) -> Stop:
    return Stop(starts_at, starts_at + seconds, visit_id(number))


def _rest(starts_at: int, seconds: int = 3600, rest: int = 0) -> Stop:
    return Stop(starts_at, starts_at + seconds, rest=rest)


FIRST = EIGHT + LEG
PIN = VisitPin(0, NINE + 3600, NINE + 3600 + 1800)
PROBLEM = RoutingProblem(
    (_shift(ANA), _shift(BIA, skills=frozenset(), capacity=2)),
    (
        _visit(1, windows=WINDOW, skills=frozenset({"fiber"}), load=1),
        _visit(2, pin=PIN),
        _visit(3, technician_id=BIA, load=2),
        _visit(4, refused_technician_ids=frozenset({BIA})),
        _visit(5, load=1),
    ),
    tuple(tuple(None if {a, b} == {4, 5} else LEG * (a != b) for b in range(6)) for a in range(6)),
)
#: 4 comes after lunch, at which the technician has come half of the way.
OF_ANA = (
    _stop(1, FIRST),
    Stop(PIN.starts_at, PIN.ends_at, visit_id(2)),
    _rest(PIN.ends_at + 1800),
    _stop(4, PIN.ends_at + 1800 + 3600),
)
OF_BIA = (_stop(3, FIRST), _rest(NOON))
LEFT = {visit_id(5): UnplannedReason.NO_TIME_LEFT}
PLAN = RoutePlan((ShiftRoute(0, OF_ANA), ShiftRoute(1, OF_BIA)), LEFT)


def _ana(**by_index: Stop | None) -> RoutePlan:
    """The plan with other stops of Ana: `at_0` is the first, None takes it away."""
    stops = [by_index.get(f"at_{i}", stop) for i, stop in enumerate(OF_ANA)]
    return _with_ana(*(stop for stop in stops if stop))


def _with_ana(*stops: Stop) -> RoutePlan:
    return replace(PLAN, routes=(ShiftRoute(0, stops), PLAN.routes[1]))


def _with_bia(*stops: Stop) -> RoutePlan:
    return replace(PLAN, routes=(PLAN.routes[0], ShiftRoute(1, stops)))


def _without(number: int, *others: ShiftRoute) -> RoutePlan:
    """The plan without a visit of Ana, who is told to be unplanned, and with other routes."""
    left = LEFT | {visit_id(number): UnplannedReason.NO_TIME_LEFT}
    stops = tuple(stop for stop in OF_ANA if stop.visit_id != visit_id(number))
    return RoutePlan((ShiftRoute(0, stops), *(others or (PLAN.routes[1],))), left)


def test_the_whole_plan_is_feasible() -> None:
    check_plan(PROBLEM, PLAN)
    check_plan(PROBLEM, _without(1))
    assert PLAN.cost(PROBLEM) == (0, 1, 6 * LEG)


@pytest.mark.parametrize(
    ("plan", "rule"),
    [
        (_ana(at_0=_stop(9, FIRST)), PlanRule.KNOWN),
        (replace(PLAN, unplanned=LEFT | {visit_id(9): UnplannedReason.NO_WINDOW}), PlanRule.KNOWN),
        (replace(PLAN, routes=(*PLAN.routes, ShiftRoute(2, ()))), PlanRule.KNOWN),
        (replace(PLAN, routes=(*PLAN.routes, ShiftRoute(-1, ()))), PlanRule.KNOWN),
        (_ana(at_2=_rest(NOON, rest=1)), PlanRule.KNOWN),
        (_ana(at_2=Stop(NOON, NOON + 3600)), PlanRule.KNOWN),
        (_ana(at_0=OF_ANA[0]._replace(rest=0), at_2=None), PlanRule.KNOWN),
        (_with_bia(*OF_BIA, _stop(4, TWO)), PlanRule.PLANNED_ONCE),
        (_with_bia(*OF_BIA, _stop(5, TWO, 2100)), PlanRule.PLANNED_ONCE),
        (replace(PLAN, routes=(*PLAN.routes, ShiftRoute(1, ()))), PlanRule.PLANNED_ONCE),
        (replace(PLAN, unplanned={}), PlanRule.NOTHING_FORGOTTEN),
        (_ana(at_3=None), PlanRule.NOTHING_FORGOTTEN),
        (_without(2), PlanRule.PIN_KEPT),
        (_ana(at_1=OF_ANA[1]._replace(starts_at=PIN.starts_at + 1)), PlanRule.PIN_KEPT),
        (_ana(at_1=OF_ANA[1]._replace(ends_at=PIN.ends_at - 1)), PlanRule.PIN_KEPT),
        (_without(1, ShiftRoute(1, (_stop(1, FIRST), _rest(NOON)))), PlanRule.RIGHT_TECHNICIAN),
        (_without(4, ShiftRoute(1, (_stop(4, FIRST), _rest(NOON)))), PlanRule.RIGHT_TECHNICIAN),
        (_ana(at_3=_stop(3, TWO)), PlanRule.RIGHT_TECHNICIAN),
        (_ana(at_0=_stop(1, NINE + 1)), PlanRule.IN_WINDOW),
        (_ana(at_3=_stop(4, TWO, 2099)), PlanRule.WHOLE_DURATION),
        (_ana(at_3=_stop(4, TWO, 2101)), PlanRule.WHOLE_DURATION),
        (_ana(at_3=_stop(4, TWO, 1800)), PlanRule.WHOLE_DURATION),
        (_with_ana(OF_ANA[1], OF_ANA[0], *OF_ANA[2:]), PlanRule.TIME_TO_TRAVEL),
        (
            _ana(at_2=_rest(PIN.ends_at), at_3=_stop(4, PIN.ends_at + 3600 + LEG - 1)),
            "time_to_travel",
        ),
        (_ana(at_3=_stop(4, PIN.ends_at + 1800 + 3599)), PlanRule.TIME_TO_TRAVEL),
        (_ana(at_2=_rest(PIN.ends_at - 1)), PlanRule.TIME_TO_TRAVEL),
        (_with_bia(_stop(3, FIRST - 1), _rest(NOON)), PlanRule.TIME_TO_TRAVEL),
        (_with_ana(*OF_ANA, _stop(5, TWO + 7200)), PlanRule.THERE_IS_A_WAY),
        (_with_bia(_rest(NOON), _stop(3, SIX - 2100 - LEG + 1)), PlanRule.WITHIN_SHIFT),
        (_with_bia(_stop(3, EIGHT - 60), _rest(NOON)), PlanRule.WITHIN_SHIFT),
        (_ana(at_2=None), PlanRule.BREAKS_TAKEN),
        (_with_bia(*OF_BIA, _rest(TWO)), PlanRule.BREAKS_TAKEN),
        (_with_bia(_stop(3, FIRST), _rest(NOON + 1)), PlanRule.BREAKS_TAKEN),
        (_with_bia(_stop(3, FIRST), _rest(NOON, 3599)), PlanRule.BREAKS_TAKEN),
        (
            replace(_with_bia(*OF_BIA, _stop(5, TWO)), unplanned={}),
            PlanRule.WITHIN_CAPACITY,
        ),
    ],
)
def test_a_broken_plan_is_refused(plan: RoutePlan, rule: PlanRule) -> None:
    with pytest.raises(PlanInfeasible) as refused:
        check_plan(PROBLEM, plan)
    assert rule in {violation.rule for violation in refused.value.violations}


def test_a_way_home_that_does_not_exist_is_refused() -> None:
    shift = replace(_shift(ANA, breaks=()), end_place=1)
    problem = RoutingProblem((shift,), (), ((0, None), (LEG, 0)))
    assert [v.rule for v in find_violations(problem, RoutePlan((ShiftRoute(0, ()),)))] == [
        PlanRule.THERE_IS_A_WAY
    ]


def test_at_the_same_place_nobody_parks_again() -> None:
    visits = (_visit(1), replace(_visit(2), place=1))
    travel = ((0, LEG), (LEG, 0))
    problem = RoutingProblem((_shift(ANA, breaks=()),), visits, travel)
    stops = (_stop(1, FIRST), _stop(2, FIRST + 2100, 1800))
    check_plan(problem, RoutePlan((ShiftRoute(0, stops),)))
