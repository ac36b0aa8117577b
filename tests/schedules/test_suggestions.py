"""Suggestions of slots over HTTP: who is offered, why, and why nobody else is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.core.data.database import Database
from app.core.data.reading import Reading
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.suggestions.reads import TECHNICIANS
from app.schedules.suggestions.schemas import SlotsWanted
from app.schedules.suggestions.service import suggest_slots
from tests.callers import Caller
from tests.stories import open_order
from tests.world import World, create_site

Body = dict[str, Any]


def _monday() -> datetime:
    """Midnight in São Paulo, the Monday after next week: nothing is in the way then."""
    today = now().date()
    day = today + timedelta(days=14 - today.weekday())
    return datetime.fromisoformat(f"{day.isoformat()}T03:00:00+00:00")


MONDAY = _monday()
#: All day, every day, in the zone of the organization.
OPEN = {
    "observes_calendar": False,
    "periods": [
        {
            "first_day": "2020-01-06",
            "weeks": [
                {
                    "intervals": [
                        {"weekday": day, "starts": "08:00", "ends": "18:00"} for day in range(7)
                    ]
                }
            ],
        }
    ],
}


def at(hour: float, day: int = 0) -> str:
    moment = MONDAY + timedelta(days=day, hours=hour)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _same(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


async def _asked(caller: Caller, world: World, expect: int = 200, **more: Any) -> Body:
    body = {
        "site_id": world.site["id"],
        "duration_minutes": 60,
        "starts_after": at(0),
        "ends_before": at(24),
        "window": "exact",
    } | more
    told: Body = await caller.post("/v1/schedules/suggestions", body, expect)
    return told


async def _works(ada: Caller, *technicians: Caller) -> None:
    for technician in technicians:
        await ada.put(f"/v1/technicians/{technician.person_id}/working-hours", OPEN)


async def _booked(
    ada: Caller, world: World, technician: Caller, first: float, last: float, **more: Any
) -> Body:
    order = await open_order(ada, world)
    if more:
        await ada.patch(f"/v1/orders/{order['id']}", more)
    slot = {
        "technician_id": str(technician.person_id),
        "starts_at": at(first),
        "ends_at": at(last),
    }
    booked: Body = await ada.post(f"/v1/orders/{order['id']}/schedule", slot)
    return booked


def _offered(told: Body) -> list[tuple[str, datetime]]:
    return [(s["technician_id"], _same(s["starts_at"])) for s in told["items"]]


def _why_not(told: Body) -> dict[str, list[str]]:
    return {t["technician_id"]: [r["code"] for r in t["explanations"]] for t in told["not_offered"]}


async def test_only_who_has_the_skill_is_offered_and_the_others_lack_it(
    ada: Caller, tiago: Caller, world: World
) -> None:
    ines = await ada.colleague("technician", "Inês Prado")
    rui = await ada.colleague("technician", "Rui Alves")
    await _works(ada, tiago, ines, rui)
    fibre = (await ada.post("/v1/specialties", {"name": "Fibra"}))["id"]
    service = await ada.post(
        "/v1/services",
        {
            "code": "FIBRA",
            "name": "Fibra",
            "duration_minutes": 90,
            "needed_specialties": [{"specialty_id": fibre, "least_level": 2}],
        },
    )
    await ada.put(f"/v1/technicians/{ines.person_id}/specialties/{fibre}", {"level": 4})
    await ada.put(f"/v1/technicians/{rui.person_id}/specialties/{fibre}", {"level": 1})
    over = {"level": 5, "last_day": "2026-01-01"}
    await ada.put(f"/v1/technicians/{tiago.person_id}/specialties/{fibre}", over)

    asked: Body = {"service_ids": [service["id"]], "duration_minutes": None}
    told = await _asked(ada, world, 200, **asked)
    assert _offered(told) == [(str(ines.person_id), _same(at(8)))]
    (slot,) = told["items"]
    assert _same(slot["ends_at"]) == _same(at(9.5))
    assert slot["spare_level"] == 2
    assert [r["code"] for r in slot["explanations"]] == ["qualified", "travel_added", "load"]
    lacks = {str(tiago.person_id): ["missing_skill"], str(rui.person_id): ["missing_skill"]}
    assert _why_not(told) == lacks
    missing = {t["technician_name"]: t["missing_skills"] for t in told["not_offered"]}
    assert missing["Rui Alves"] == [
        {"specialty_id": fibre, "name": "Fibra", "least_level": 2, "level": 1}
    ]
    levels = [m["level"] for t in told["not_offered"] for m in t["missing_skills"]]
    assert sorted(levels) == [0, 1]
    in_portuguese = await ada.post(
        "/v1/schedules/suggestions",
        {
            "site_id": world.site["id"],
            "starts_after": at(0),
            "ends_before": at(24),
            "service_ids": [service["id"]],
        },
        200,
        headers={"Accept-Language": "pt-BR"},
    )
    texts = [r["text"] for t in in_portuguese["not_offered"] for r in t["explanations"]]
    assert "Tem Fibra no nível 1; é necessário o nível 2." in texts


async def test_a_technician_who_is_busy_is_offered_the_next_gap_with_the_way(
    ada: Caller, tiago: Caller, world: World
) -> None:
    await _works(ada, tiago)
    far = await create_site(ada, world.customer["id"])
    await ada.patch(f"/v1/sites/{far['id']}", {"latitude": -22.85, "longitude": -47.06})
    await _booked(ada, world, tiago, 8, 11)
    order = await _booked(ada, world, tiago, 13, 17, site_id=far["id"])
    told = await _asked(ada, world)
    (slot,) = told["items"]
    assert _same(slot["starts_at"]) == _same(at(11))
    assert slot["travel_added_seconds"] == 0
    assert slot["load_percent"] == 70
    # Two hours fit between them, but not with the way; after the last one they do not fit at all.
    told = await _asked(ada, world, duration_minutes=120)
    assert told["items"] == []
    assert _why_not(told) == {str(tiago.person_id): ["travel_too_long"]}
    told = await _asked(ada, world, duration_minutes=180)
    assert _why_not(told) == {str(tiago.person_id): ["fully_booked"]}
    await ada.post(f"/v1/orders/{order['id']}/cancel", {"reason": "Resolvido"}, 200)
    assert _offered(await _asked(ada, world, duration_minutes=180)) == [
        (str(tiago.person_id), _same(at(11)))
    ]


async def test_what_the_customer_wants_counts(ada: Caller, tiago: Caller, world: World) -> None:
    ines = await ada.colleague("technician", "Inês Prado")
    await _works(ada, tiago, ines)
    one, other = str(tiago.person_id), str(ines.person_id)
    path = f"/v1/customers/{world.customer['id']}/technicians"

    async def preferring(**wanted: str) -> Body:
        technicians = [{"person_id": wanted[p], "preference": p} for p in wanted]
        await ada.put(path, {"technicians": technicians})
        return await _asked(ada, world)

    told = await preferring(preferred=other)
    assert [s["technician_id"] for s in told["items"]] == [other, one]
    assert [r["code"] for r in told["items"][0]["explanations"]][-1] == "preferred"
    told = await preferring(excluded=other)
    assert _why_not(told) == {other: ["excluded"]}
    told = await preferring(required=one, preferred=other)
    assert [s["technician_id"] for s in told["items"]] == [one]
    assert _why_not(told) == {other: ["another_required"]}


async def test_equal_slots_are_always_in_the_same_order_and_say_so(
    ada: Caller, tiago: Caller, world: World
) -> None:
    others = [await ada.colleague("technician", name) for name in ("Rui", "Ana", "Lia")]
    await _works(ada, tiago, *others)
    told = await _asked(ada, world)
    ids = [s["technician_id"] for s in told["items"]]
    assert ids == sorted(ids)
    assert [any(r["code"] == "tie" for r in s["explanations"]) for s in told["items"]] == [
        False,
        True,
        True,
        True,
    ]
    assert all([(await _asked(ada, world)) == told for _ in range(3)])
    told = await _asked(ada, world, limit=1)
    assert [s["technician_id"] for s in told["items"]] == ids[:1]
    assert _why_not(told) == {key: ["ranked_lower"] for key in ids[1:]}


async def test_windows_are_shifts_or_two_hours_and_can_be_promised(
    ada: Caller, tiago: Caller, world: World
) -> None:
    await _works(ada, tiago)
    told = await _asked(ada, world, window="shift")
    windows = [(_same(s["promised_from"]), _same(s["promised_until"])) for s in told["items"]]
    # From 18 h on nobody works.
    assert windows == [(_same(at(7)), _same(at(12))), (_same(at(12)), _same(at(18)))]
    told = await _asked(ada, world, window="two_hours")
    assert [_same(s["promised_from"]) for s in told["items"]] == [
        _same(at(hour)) for hour in (8, 10, 12, 14, 16)
    ]
    slot = told["items"][2]
    order = await open_order(ada, world)
    names = ("technician_id", "starts_at", "ends_at", "promised_from", "promised_until")
    scheduled = await ada.post(
        f"/v1/orders/{order['id']}/schedule", {name: slot[name] for name in names}
    )
    assert _same(scheduled["starts_at"]) == _same(slot["starts_at"])
    rest = await _asked(ada, world, window="two_hours")
    assert _same(slot["starts_at"]) not in [when for _, when in _offered(rest)]


async def test_what_is_asked_for_wrongly_is_refused(
    ada: Caller, tiago: Caller, world: World, stranger: Caller
) -> None:
    for more, pointer in (
        ({"duration_minutes": None}, "#/body/duration_minutes"),
        ({"site_id": str(new_id())}, "#/body/site_id"),
        ({"service_ids": [str(new_id())]}, "#/body/service_ids/0"),
        ({"specialty_ids": [str(new_id())]}, "#/body/specialty_ids/0"),
        ({"ends_before": at(0)}, "#/body"),
        ({"ends_before": at(1, day=31)}, "#/body"),
        ({"limit": 0}, "#/body/limit"),
        ({"window": "window"}, "#/body/window"),
    ):
        refused = await _asked(ada, world, 422, **more)
        assert [e["pointer"] for e in refused["errors"]] == [pointer]
    for missing in ("starts_after", "ends_before", "site_id"):
        body = {"site_id": world.site["id"], "starts_after": at(0), "ends_before": at(9)}
        del body[missing]
        refused = await ada.post("/v1/schedules/suggestions", body, 422)
        assert [e["pointer"] for e in refused["errors"]] == [f"#/body/{missing}"]
    refused = await _asked(stranger, world, 422)
    assert [e["pointer"] for e in refused["errors"]] == ["#/body/site_id"]
    told = await _asked(tiago, world)
    assert _why_not(told) == {} or told["items"]


@contextmanager
def _counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    sent: list[str] = []
    fetch = asyncpg.Connection.fetch

    async def counting(self: Any, query: str, *args: Any, **options: Any) -> Any:
        sent.append(query)
        return await fetch(self, query, *args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(asyncpg.Connection, "fetch", counting)
        yield sent


async def test_everything_is_read_in_three_statements(
    ada: Caller, tiago: Caller, world: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [await ada.colleague("technician", name) for name in ("Rui", "Ana")]
    await _works(ada, tiago, *others)
    await _booked(ada, world, tiago, 8, 11)
    wanted = SlotsWanted(
        site_id=UUID(world.site["id"]),
        duration_minutes=60,
        starts_after=_same(at(0)),
        ends_before=_same(at(24, day=13)),
    )
    reading = Reading(database, ada.actor, b"")
    with _counted(monkeypatch) as sent:
        found = await suggest_slots(reading, wanted, TECHNICIANS)
    assert found.slots
    assert len(sent) == 3
