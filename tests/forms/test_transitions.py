"""A submission moves a ticket on: the first transition that fits, and no circle without end."""

from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.data.database import Database
from app.forms.entry.service import check_fields
from app.forms.models import Transition
from app.forms.process_steps.service import (
    MOST_HOPS,
    Step,
    TransitionLimit,
    advance,
    dialogs_open,
    walk,
)
from tests.callers import Caller
from tests.stories import active_process, published_form

PAID = {"properties": {"fields": {"properties": {"paid": {"const": True}}, "required": ["paid"]}}}


def _activities(form_id: str, *keys: str) -> list[dict[str, Any]]:
    opening = {"key": "abrir", "audience": "both", "form_id": form_id, "is_opening": True}
    answer = {"key": "responder", "audience": "requester", "form_id": form_id}
    work = {"key": "encaminhar", "audience": "agent", "form_id": form_id}
    return [
        {
            "key": key,
            "label_agent": key,
            "label_requester": key,
            "dialogs": [answer, work] if number else [opening, answer, work],
        }
        for number, key in enumerate(keys)
    ]


def _way(here: str, there: str, **more: Any) -> dict[str, Any]:
    return {"from_activity": here, "to_activity": there} | more


class Walker:
    """A process, and where submissions lead from its first activity."""

    def __init__(self, ada: Caller, database: Database, process: dict[str, Any]) -> None:
        self.ada, self.database, self.process = ada, database, process
        self.keys: dict[UUID, str] = {UUID(a["id"]): a["key"] for a in process["activities"]}

    async def step(self, fields: Any = None, ticket: Any = None, at: str = "a") -> Step:
        activity_id = next(own for own, key in self.keys.items() if key == at)
        async with self.database.transaction(self.ada.actor) as session:
            return await advance(
                session, UUID(self.process["id"]), activity_id, fields or {}, ticket or {}
            )

    async def goes(self, *given: Any, **more: Any) -> str:
        return self.keys[(await self.step(*given, **more)).activity_id]


async def _walker(ada: Caller, database: Database, *ways: dict[str, Any]) -> Walker:
    form_id = (await published_form(ada, "ajuda"))["form_id"]
    definition = {"activities": _activities(form_id, "a", "b", "c"), "transitions": [*ways]}
    process = await active_process(ada, form_id, definition=definition)
    return Walker(ada, database, process)


async def test_the_first_transition_that_fits_is_taken(ada: Caller, database: Database) -> None:
    high = {"type": "set_priority", "value": "high"}
    walker = await _walker(
        ada,
        database,
        _way("a", "c", condition=PAID, actions=[high]),
        _way("a", "b"),
    )
    step = await walker.step({"paid": True})
    assert walker.keys[step.activity_id] == "c"
    assert (len(step.hops), step.actions) == (1, (high,))
    assert await walker.goes({"paid": False}) == "b"
    assert await walker.goes(at="c") == "c"


async def test_a_condition_sees_the_ticket_as_it_is(ada: Caller, database: Database) -> None:
    urgent = {"properties": {"ticket": {"properties": {"priority": {"const": "urgent"}}}}}
    walker = await _walker(ada, database, _way("a", "b", condition=urgent))
    assert await walker.goes({}, {"priority": "urgent"}) == "b"
    assert await walker.goes({}, {"priority": "low"}) == "a"


async def test_only_automatic_transitions_follow_at_once(ada: Caller, database: Database) -> None:
    walker = await _walker(
        ada,
        database,
        _way("a", "b"),
        _way("b", "a"),
        _way("b", "c", condition=PAID, automatic=True),
    )
    assert await walker.goes({"paid": False}) == "b"
    step = await walker.step({"paid": True})
    assert [walker.keys[hop.to_activity_id] for hop in step.hops] == ["b", "c"]


async def test_a_circle_ends_in_a_refusal(ada: Caller, database: Database) -> None:
    always = {"condition": {}, "automatic": True}
    walker = await _walker(ada, database, _way("a", "b", **always), _way("b", "a", **always))
    with pytest.raises(TransitionLimit) as refused:
        await walker.step()
    assert refused.value.members == {"limit": MOST_HOPS}


async def test_dialogs_are_open_to_their_audience(ada: Caller, database: Database) -> None:
    walker = await _walker(ada, database, _way("a", "b"))

    async def open_to(audience: Any) -> list[str]:
        async with database.transaction(ada.actor) as session:
            first = UUID(walker.process["first_activity_id"])
            found = await dialogs_open(session, UUID(walker.process["id"]), first, audience)
            for dialog in found:
                await check_fields(
                    session,
                    dialog.form_version_id,
                    {"item": "x"},
                    audience=audience,
                    phase="create",
                )
            return [dialog.key for dialog in found]

    assert await open_to("requester") == ["responder"]
    assert await open_to("agent") == ["encaminhar"]
    form_id = walker.process["activities"][0]["dialogs"][0]["form_id"]
    await ada.patch(f"/v1/forms/{form_id}", {"active": False})
    assert await open_to("agent") == []


@pytest.mark.parametrize(("hops", "ends"), [(MOST_HOPS, True), (MOST_HOPS + 1, False)])
def test_a_long_way_is_gone_to_its_end_if_it_has_one(hops: int, ends: bool) -> None:
    places = [uuid4() for _ in range(hops + 1)]
    ways = {
        here: [
            Transition(
                id=uuid4(),
                from_activity_id=here,
                to_activity_id=there,
                condition={},
                automatic=True,
                actions=[],
            )
        ]
        for here, there in pairwise(places)
    }
    if ends:
        assert walk(ways, places[0], {}).activity_id == places[-1]
    else:
        with pytest.raises(TransitionLimit):
            walk(ways, places[0], {})
