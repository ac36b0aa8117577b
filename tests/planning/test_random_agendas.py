"""Plans of agendas that dice make, held against the agenda itself and not against the problem."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.gateways.travel import GeoPoint, TravelLeg, TravelProfile, estimate
from app.orders.models import OrderPriority, OrderStatus
from app.orders.visits.models import VisitStatus
from app.planning.plans.agenda import (
    AgendaVisit,
    Needs,
    OrderToPlan,
    PlannedAgenda,
    PlannedTechnician,
    TechnicianSkill,
    without,
)
from app.planning.plans.problem import build
from app.planning.plans.schemas import PlanMove
from app.planning.repairs.disruption import Disruption, disrupted
from app.planning.repairs.schemas import DisruptionKind
from app.schedules.routing.repair import repair
from app.schedules.routing.solver import solve

ZONE = ZoneInfo("America/Sao_Paulo")
MIDNIGHT = datetime(2027, 1, 4, 3, tzinfo=UTC)
FIBRE = "fibre"


def _at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def _id(number: int) -> UUID:
    return UUID(int=number)


def _place(dice: Random) -> GeoPoint:
    return GeoPoint(-22.9 + dice.uniform(-0.05, 0.05), -47 + dice.uniform(-0.05, 0.05))


def _needs(dice: Random) -> Needs:
    skills = frozenset({f"{FIBRE} {dice.randint(1, 3)}"}) if dice.random() < 0.2 else frozenset()
    excluded = frozenset({_id(1)}) if dice.random() < 0.1 else frozenset()
    required = frozenset({_id(2)}) if dice.random() < 0.1 else frozenset()
    return Needs(skills, required, excluded)


def _visits(dice: Random, technician_id: UUID, number: int) -> list[AgendaVisit]:
    """Visits one after the other, some of them across lunch or too near to each other."""
    visits: list[AgendaVisit] = []
    at = 8 + dice.choice([0, 0.5])
    while at < 16:
        if dice.random() < 0.6:
            key = 1000 + 100 * number + len(visits)
            first = dice.choice([8.0, at])
            is_fixed = dice.random() < 0.2
            visits.append(
                AgendaVisit(
                    booking_id=_id(10_000 + key),
                    technician_id=technician_id,
                    starts_at=_at(at),
                    ends_at=_at(at + 1),
                    order_id=_id(key),
                    place=_place(dice) if dice.random() < 0.9 else None,
                    needs=_needs(dice),
                    is_movable=False,
                    is_pinned=is_fixed,
                    is_confirmed=False,
                    has_helpers=False,
                    status=VisitStatus.SCHEDULED,
                    promise=(_at(first), _at(dice.choice([12, 18])))
                    if dice.random() < 0.7 and at < 12
                    else None,
                )
            )
        at += dice.choice([1, 1.5])
    return [
        replace(visit, is_movable=not visit.is_pinned and visit.place is not None)
        for visit in visits
    ]


def _agenda(seed: int) -> PlannedAgenda:
    dice = Random(seed)
    technicians = []
    visits: list[AgendaVisit] = []
    for number in range(3):
        works = [(_at(8), _at(12)), (_at(13), _at(17))]
        block = (_at(dice.choice([14, 15])), _at(16))
        own = _visits(dice, _id(1 + number), number)
        if dice.random() < 0.5 and not any(v.ends_at > block[0] for v in own):
            works = without(works, [block])
        skills = [TechnicianSkill(FIBRE, dice.randint(1, 3), None, None)]
        technicians.append(PlannedTechnician(_id(1 + number), ZONE, works, skills))
        visits += own
    orders = [
        OrderToPlan(
            id=_id(500 + number),
            status=OrderStatus.OPEN,
            seconds=dice.choice([1800, 3600, 5400]),
            priority=dice.choice([*OrderPriority]),
            needs=_needs(dice),
            place=_place(dice),
        )
        for number in range(dice.randint(0, 8))
    ]
    return PlannedAgenda((MIDNIGHT, _at(24)), _at(7), technicians, [], visits, orders)


def _legs(agenda: PlannedAgenda) -> tuple[list[GeoPoint], list[list[TravelLeg]]]:
    points = agenda.points()
    return points, [[estimate(a, b, TravelProfile.URBAN) for b in points] for a in points]


def _check(before: PlannedAgenda, after: PlannedAgenda, moves: list[PlanMove]) -> None:
    """Each rule that people would name, minute for minute; `after` is the agenda to be planned."""
    moved = {move.order_id: move for move in moves}
    assert len(moved) == len(moves)
    needs = {v.order_id: v for v in (*after.visits, *after.affected)} | {
        order.id: order for order in after.orders
    }
    for move in moves:
        technician = next(t for t in after.technicians if t.id == move.technician_id)
        assert any(s <= move.starts_at and move.ends_at <= e for s, e in technician.works)
        item = needs[move.order_id]
        assert item.needs.skills <= technician.skills_on(move.starts_at.astimezone(ZONE).date())
        assert technician.id not in item.needs.excluded
        assert not item.needs.required or technician.id in item.needs.required
        if isinstance(item, AgendaVisit):
            assert not item.is_pinned
            assert move.ends_at - move.starts_at == item.ends_at - item.starts_at
            if item.promise:
                assert item.promise[0] <= move.starts_at <= item.promise[1]
        else:
            assert (move.ends_at - move.starts_at).total_seconds() == item.seconds
    for technician in after.technicians:
        _check_day(technician.id, before, after, moved)


def _check_day(
    technician_id: UUID, before: PlannedAgenda, after: PlannedAgenda, moved: dict[UUID, PlanMove]
) -> None:
    places = {v.order_id: v.place for v in before.visits}
    places |= {order.id: order.place for order in after.orders}
    stops = [
        (v.starts_at, v.ends_at, v.order_id, False)
        for v in after.visits
        if v.technician_id == technician_id and v.order_id not in moved
    ]
    stops += [
        (m.starts_at, m.ends_at, m.order_id, True)
        for m in moved.values()
        if m.technician_id == technician_id
    ]
    for one, other in pairwise(sorted(stops)):
        assert one[1] <= other[0]
        origin, destination = places[one[2]], places[other[2]]
        if (one[3] or other[3]) and origin and destination:
            way = estimate(origin, destination, TravelProfile.URBAN).seconds
            assert (other[0] - one[1]).total_seconds() >= way


@pytest.mark.parametrize("seed", range(30))
def test_a_plan_keeps_every_rule_of_the_agenda(seed: int) -> None:
    agenda = _agenda(seed)
    points, legs = _legs(agenda)
    problem = build(agenda, points, legs, start=None, held=set())
    *_, last = solve(problem.routing, seed=seed, rounds=2, seconds=60)
    lost = problem.movable.keys() & last.plan.unplanned.keys()
    problem = build(agenda, points, legs, start=None, held=lost)
    *_, last = solve(problem.routing, seed=seed, rounds=2, seconds=60)
    if not problem.movable.keys() & last.plan.unplanned.keys():
        _check(agenda, agenda, problem.moves(last.plan))


@pytest.mark.parametrize("seed", range(30))
def test_a_repair_keeps_every_rule_of_the_agenda(seed: int) -> None:
    agenda = replace(_agenda(seed), orders=[])
    ill = Disruption(DisruptionKind.TECHNICIAN_ABSENT, None, _id(1), _at(9.5), _at(24))
    then = disrupted(agenda, ill)
    points, legs = _legs(then)
    held = {v.order_id for v in then.visits if v.is_movable and v.order_id}
    problem = build(then, points, legs, start=None, held=held)
    affected = {visit.order_id for visit in then.affected}
    may_move = problem.movable.keys() - affected
    for step in repair(problem.routing, may_move, seed=seed, seconds=60):
        _check(agenda, then, problem.moves(step.plan))
        assert step.plan.unplanned.keys() <= affected
