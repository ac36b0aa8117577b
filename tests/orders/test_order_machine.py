"""Orders and visits against a small model of them: random commands over HTTP, and nothing illegal.

The model knows what each state takes and where time went; it is written down a second time, on
purpose, and knows nothing of how the application does it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app.core.values.clock import now
from tests.callers import Caller
from tests.stories import close_order, open_order
from tests.world import World

#: What the visit that counts takes in each state, and where that leads (`none`: none counts now).
VISIT = {
    "none": {},
    "scheduled": {
        "dispatch": "dispatched",
        "depart": "en_route",
        "arrive": "on_site",
        "start": "in_progress",
    },
    "dispatched": {"depart": "en_route", "arrive": "on_site", "start": "in_progress"},
    "en_route": {"arrive": "on_site", "start": "in_progress", "report-no-show": "none"},
    "on_site": {"start": "in_progress", "report-no-show": "none", "report-failed-visit": "none"},
    "in_progress": {"pause": "paused", "report-no-show": "none", "report-failed-visit": "none"},
    "paused": {"resume": "in_progress", "report-failed-visit": "none"},
}
BEFORE_WORK = ("none", "scheduled", "dispatched", "en_route", "on_site")
AT_WORK = ("in_progress", "paused")
#: What time goes to once a step was taken.
SPENDS = {"depart": "travel", "start": "work", "pause": "pause", "resume": "work"}
STEPS = ("depart", "arrive", "start", "pause", "resume", "report-no-show", "report-failed-visit")
COMMANDS = (
    *(*STEPS, "schedule", "dispatch", "intrude", "use-material", "reverse-material"),
    *("cancel", "close", "begin-anew"),
)
Result = TypeVar("Result")


@dataclass
class Model:
    """One order, as it should be."""

    id: str
    visit: str = "none"
    technician: int = 0
    #: Whether a technician had the order at all: nobody else can see it.
    was_scheduled: bool = False
    failed: int = 0
    materials: list[str] = field(default_factory=list)
    over: str = ""
    #: What time goes to now, and since when; and what it went to before.
    running: tuple[str, datetime] | None = None
    last: datetime | None = None
    spent: dict[str, timedelta] = field(default_factory=dict)

    @property
    def status(self) -> str:
        if self.over:
            return self.over
        if self.visit == "none":
            return "awaiting_reschedule" if self.failed else "open"
        return "in_progress" if self.visit in AT_WORK else "scheduled"

    def turn(self, kind: str | None, at: datetime) -> None:
        at = max(at, self.last or at)
        if self.running is not None:
            was, since = self.running
            self.spent[was] = self.spent.get(was, timedelta()) + (at - since)
            self.running = None
        if kind is not None:
            self.running = (kind, at)
        self.last = at

    def seconds(self, kind: str) -> int:
        return round(self.spent.get(kind, timedelta()).total_seconds())


async def test_no_random_commands_lead_where_the_model_does_not(
    ada: Caller, tiago: Caller, carla: Caller, world: World
) -> None:
    del tiago, carla
    loop = asyncio.get_running_loop()

    def wait(work: Awaitable[Result]) -> Result:
        """Do it in the loop of the application, which waits for this thread meanwhile."""

        async def inside() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(inside(), loop).result(60)

    class Here(Orders):
        def __init__(self) -> None:
            super().__init__(ada, world, wait)

    asked = settings(
        max_examples=30,
        stateful_step_count=70,
        deadline=None,
        suppress_health_check=[*HealthCheck],
        derandomize=True,
        print_blob=False,
    )
    await asyncio.to_thread(run_state_machine_as_test, Here, settings=asked)


#: A slot of its own for each visit of the whole run.
_slots = iter(range(100_000))


class Orders(RuleBasedStateMachine):
    """Three orders, two technicians, and whatever may happen to them."""

    def __init__(self, ada: Caller, world: World, wait: Callable[[Awaitable[Any]], Any]) -> None:
        super().__init__()
        self.ada, self.world, self.wait = ada, world, wait
        self.crew: list[Caller] = []
        self.orders: list[Model] = []
        self.clock = now() - timedelta(days=20)
        #: The one that something was done to since it was looked at.
        self.touched: Model | None = None

    def post(self, who: Caller, path: str, body: Any, expect: int) -> Any:
        return self.wait(who.post(path, body, expect))

    @initialize()
    def begin(self) -> None:
        for name in ("Rui Sá", "Eva Sá"):
            technician = self.wait(self.ada.colleague("technician", name))
            van = {"kind": "van", "name": name, "person_id": str(technician.person_id)}
            place = self.post(self.ada, "/v1/locations", van, 201)
            lines = [{"product_id": self.wait(self.world.goods()).product, "quantity": "1000"}]
            receipt = {"kind": "receipt", "to_location_id": place["id"], "lines": lines}
            self.post(self.ada, "/v1/movements", receipt, 201)
            self.crew.append(technician)
        for _ in range(3):
            self.orders.append(Model(self.wait(open_order(self.ada, self.world))["id"]))

    @rule(place=st.integers(0, 2), pick=st.integers(0, 9999), minutes=st.integers(-10, 45))
    def go_on(self, place: int, pick: int, minutes: int) -> None:
        """Something that the order takes now, so that runs come far."""
        order = self.take(place, minutes)
        taken = [*VISIT[order.visit], "schedule"]
        if order.visit in AT_WORK:
            taken = [*VISIT[order.visit], *VISIT[order.visit], "use-material", "reverse-material"]
        if pick % 7 == 0:
            taken = ["close", "cancel"]
        self.do(order, "begin-anew" if order.over else taken[pick % len(taken)], pick % 2)

    @rule(
        place=st.integers(0, 2),
        command=st.sampled_from(COMMANDS),
        technician=st.integers(0, 1),
        minutes=st.integers(-10, 45),
    )
    def try_anything(self, place: int, command: str, technician: int, minutes: int) -> None:
        self.do(self.take(place, minutes), command, technician)

    def take(self, place: int, minutes: int) -> Model:
        """An order, some minutes later by a clock that sometimes runs back."""
        self.clock += timedelta(minutes=minutes)
        self.touched = self.orders[place]
        return self.touched

    def do(self, order: Model, command: str, technician: int) -> None:
        if command in STEPS:
            self.step(order, command)
        elif command == "schedule":
            self.schedule(order, technician)
        else:
            others = {
                "dispatch": self.dispatch,
                "intrude": self.intrude,
                "use-material": self.use_material,
                "reverse-material": self.reverse_material,
                "cancel": self.cancel,
                "close": self.close,
                "begin-anew": self.begin_anew,
            }
            others[command](order)

    def schedule(self, order: Model, technician: int) -> None:
        # Before what the devices say: nothing happens before the day of its visit.
        starts_at = now() - timedelta(days=400) + timedelta(hours=2 * next(_slots))
        slot = {
            "technician_id": str(self.crew[technician].person_id),
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=1)).isoformat(),
        }
        is_taken = not order.over and order.visit in BEFORE_WORK
        expect = (201 if order.visit == "none" else 200) if is_taken else 409
        self.post(self.ada, f"/v1/orders/{order.id}/schedule", slot, expect)
        if is_taken:
            order.visit, order.technician, order.was_scheduled = "scheduled", technician, True
            order.running, order.last, order.spent = None, None, {}

    def dispatch(self, order: Model) -> None:
        is_taken = not order.over and order.visit == "scheduled"
        path = f"/v1/orders/{order.id}/dispatch"
        self.post(self.ada, path, None, 200 if is_taken else 409)
        if is_taken:
            order.visit = "dispatched"

    def step(self, order: Model, command: str) -> None:
        leads_to = None if order.over else VISIT[order.visit].get(command)
        is_taken = leads_to is not None
        if leads_to == "in_progress":
            is_taken = not any(
                other.visit == "in_progress" and other.technician == order.technician
                for other in self.orders
                if other is not order and not other.over
            )
        if command.startswith("report-") and order.materials:
            is_taken = False
        body = {"occurred_at": self.clock.isoformat()}
        if command == "report-failed-visit":
            body["reason"] = "Sem energia."
        who = self.crew[order.technician]
        expect = 200 if is_taken else 409 if order.was_scheduled else 404
        self.post(who, f"/v1/orders/{order.id}/{command}", body, expect)
        if is_taken and leads_to is not None:
            order.turn(SPENDS.get(command), self.clock)
            order.visit = leads_to
            order.failed += command.startswith("report-")

    def intrude(self, order: Model) -> None:
        """Somebody else's order is not there for a technician."""
        other = self.crew[1 - order.technician]
        body = {"occurred_at": self.clock.isoformat()}
        self.post(other, f"/v1/orders/{order.id}/start", body, 404)

    def use_material(self, order: Model) -> None:
        is_taken = not order.over and order.visit in AT_WORK
        used = {"product_id": self.wait(self.world.goods()).product, "quantity": "1.000"}
        expect = 201 if is_taken else 409 if order.was_scheduled else 404
        who = self.crew[order.technician]
        material = self.post(who, f"/v1/orders/{order.id}/materials", used, expect)
        if is_taken:
            order.materials.append(material["id"])

    def reverse_material(self, order: Model) -> None:
        if order.materials:
            is_taken = not order.over and order.visit in AT_WORK
            path = f"/v1/orders/{order.id}/materials/{order.materials[-1]}/reverse"
            self.post(self.crew[order.technician], path, None, 200 if is_taken else 409)
            if is_taken:
                order.materials.pop()

    def cancel(self, order: Model) -> None:
        is_taken = not order.over and not order.materials
        path = f"/v1/orders/{order.id}/cancel"
        self.post(self.ada, path, {"reason": "Desistiu."}, 200 if is_taken else 409)
        if is_taken:
            order.over = "cancelled"

    def close(self, order: Model) -> None:
        if not order.over and order.visit in AT_WORK:
            self.wait(close_order(self.crew[order.technician], {"id": order.id}, self.world))
            order.over = "closed"

    def begin_anew(self, order: Model) -> None:
        """What is over makes room for another order; a closed one is taken up again."""
        if order.over == "closed":
            path = f"/v1/orders/{order.id}/reopen"
            made = self.post(self.ada, path, {"reason": "Voltou a cair."}, 201)
            self.orders[self.orders.index(order)] = Model(made["id"])
        elif order.over:
            made = self.wait(open_order(self.ada, self.world))
            self.orders[self.orders.index(order)] = Model(made["id"])

    @invariant()
    def the_order_is_as_the_model_says(self) -> None:
        if self.touched is not None:
            self.compare(self.touched)
            mine = self.wait(self.crew[self.touched.technician].get("/v1/me/orders"))["items"]
            assert sum(order["visit_status"] == "in_progress" for order in mine) <= 1
            self.touched = None

    def teardown(self) -> None:
        for order in self.orders:
            self.compare(order)

    def compare(self, order: Model) -> None:
        shown = self.wait(self.ada.get(f"/v1/orders/{order.id}"))
        assert shown["status"] == order.status
        assert shown["failed_visits"] == order.failed
        assert shown["materials_count"] == len(order.materials)
        if not order.over:
            assert (shown["visit_status"] or "none") == order.visit
            if order.visit != "none":
                told = [shown[f"{kind}_seconds"] for kind in ("travel", "work", "pause")]
                assert told == [order.seconds(kind) for kind in ("travel", "work", "pause")]
