"""Lists of tickets as people use them: tabs, months, what is unread, kept searches."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.core.values.clock import now
from tests.callers import Caller
from tests.world import World


async def _opened(who: Caller, subject: str, **more: Any) -> str:
    body = {"subject": subject, "description": "Texto."} | more
    return str((await who.post("/v1/tickets", body))["id"])


async def _subjects(who: Caller, **wanted: Any) -> list[str]:
    page = await who.get("/v1/tickets", sort="opened_at", **wanted)
    return [ticket["subject"] for ticket in page["items"]]


@pytest.fixture
async def five(bob: Caller, carla: Caller, world: World) -> dict[str, str]:
    """One ticket in each place that a tab shows."""
    ids = {
        name: await _opened(carla, name)
        for name in ("novo", "respondido", "pendente", "em espera", "resolvido")
    }
    await bob.post(f"/v1/tickets/{ids['respondido']}/replies", {"body": "Vimos."})
    for name, status in (("pendente", "pending"), ("em espera", "on_hold")):
        await bob.post(f"/v1/tickets/{ids[name]}/transition", {"status": status}, 200)
    await bob.post(f"/v1/tickets/{ids['resolvido']}/solve", {"details": "Feito."}, 200)
    return ids


async def test_closed_ones_are_hidden_from_requesters_until_asked_for(
    bob: Caller, carla: Caller, five: dict[str, str]
) -> None:
    unfinished = ["novo", "respondido", "pendente", "em espera"]
    assert await _subjects(carla) == unfinished
    assert await _subjects(carla, include_closed=True) == [*unfinished, "resolvido"]
    assert await _subjects(carla, q="resolvido") == ["resolvido"]
    assert await _subjects(bob) == [*unfinished, "resolvido"]
    assert await _subjects(bob, include_closed=False) == unfinished


async def test_the_tabs_part_the_tickets(bob: Caller, carla: Caller, five: dict[str, str]) -> None:
    for who in (bob, carla):
        assert await _subjects(who, view="all") == [*five]
        assert await _subjects(who, view="open") == [*five][:4]
        assert await _subjects(who, view="closed") == ["resolvido"]
        assert await _subjects(who, view="pending") == ["novo"]
        assert await _subjects(who, view="answered") == ["respondido", "pendente"]


async def test_a_months_tickets_are_those_of_the_organizations_own_month(
    ada: Caller, bob: Caller
) -> None:
    for instant, subject in (
        ("2026-11-01T02:59:59Z", "ainda outubro"),
        ("2026-11-01T03:00:00Z", "novembro"),
        ("2026-12-01T02:59:59Z", "fim de novembro"),
        ("2026-12-01T03:00:00Z", "dezembro"),
    ):
        with time_machine.travel(instant, tick=False):
            await _opened(bob, subject)
    assert await _subjects(ada, created_month="2026-11") == ["novembro", "fim de novembro"]
    assert await _subjects(ada, created_month="2026-12") == ["dezembro"]
    await ada.get("/v1/tickets", 422, created_month="2026-13")


async def test_the_unread_come_first_for_whoever_asks_twice(
    bob: Caller, carla: Caller, five: dict[str, str]
) -> None:
    assert await _subjects(carla, has_unread=True) == ["respondido"]
    assert "respondido" not in await _subjects(carla, has_unread=False)
    await carla.put(f"/v1/tickets/{five['respondido']}/read-marker", {"seq": 2})
    assert await _subjects(carla, has_unread=True) == []
    assert (await carla.get("/v1/ticket-counts"))["unread"] == 0
    await bob.post(f"/v1/tickets/{five['novo']}/notes", {"body": "Só nós."})
    assert await _subjects(carla, has_unread=True) == []


async def test_the_newest_act_can_lead_the_list(
    bob: Caller, carla: Caller, five: dict[str, str]
) -> None:
    await bob.post(f"/v1/tickets/{five['novo']}/replies", {"body": "Olá."})
    page = await carla.get("/v1/tickets", sort="-last_activity_at", limit=2)
    assert page["items"][0]["subject"] == "novo"
    other_order = await carla.get("/v1/tickets", 400, cursor=page["next_cursor"])
    assert other_order["code"] == "invalid_cursor"
    same = {"sort": "-last_activity_at", "limit": 2, "cursor": page["next_cursor"]}
    assert len((await carla.get("/v1/tickets", **same))["items"]) == 2
    problem = await carla.get("/v1/tickets", 400, **same | {"view": "closed"})
    assert problem["code"] == "invalid_cursor"


async def test_tags_are_the_desks_own(bob: Caller, carla: Caller, five: dict[str, str]) -> None:
    path = f"/v1/tickets/{five['novo']}"
    tagged = await bob.put(f"{path}/tags", {"tags": [" Fibra ", "centro", "fibra"]})
    assert tagged["tags"] == ["centro", "fibra"]
    assert (await carla.get(path))["tags"] == []
    assert await _subjects(bob, tag="fibra") == ["novo"]
    assert await _subjects(bob, tag="FIBRA", view="closed") == []
    await bob.put(f"{path}/tags", {"tags": ["centro"]})
    assert await _subjects(bob, tag="fibra") == []
    events = [
        e for e in (await bob.get(f"{path}/timeline"))["items"] if e["name"] == "ticket.tagged"
    ]
    assert [(e["data"]["added"], e["data"]["removed"]) for e in events] == [
        (["centro", "fibra"], []),
        ([], ["fibra"]),
    ]
    assert "ticket.tagged" not in str(await carla.get(f"{path}/timeline"))
    wish = {"subject": "X", "description": "Y", "tags": ["vip"]}
    await carla.post("/v1/tickets", wish, 403)


async def test_the_counts_are_those_of_the_tabs(
    ada: Caller, bob: Caller, carla: Caller, five: dict[str, str]
) -> None:
    await bob.patch(f"/v1/tickets/{five['novo']}", {"priority": "urgent"})
    counts = await bob.get("/v1/ticket-counts")
    assert counts == {
        "open": 4,
        "pending": 1,
        "answered": 2,
        "on_hold": 1,
        "urgent": 1,
        "unassigned": 4,
        "mine": 0,
        "unread": 0,
        "overdue": 0,
    }
    await bob.post(f"/v1/tickets/{five['novo']}/take", None, 200)
    counts = await bob.get("/v1/ticket-counts")
    assert (counts["mine"], counts["unassigned"], counts["unread"]) == (1, 3, 1)
    assert (await carla.get("/v1/ticket-counts"))["mine"] == 4
    stranger_of_the_customer = await ada.colleague("requester", "Rui Sá")
    assert (await stranger_of_the_customer.get("/v1/ticket-counts"))["open"] == 0


async def test_a_list_is_kept_for_oneself_or_for_the_desk(
    ada: Caller, bob: Caller, carla: Caller
) -> None:
    view = {"name": "Urgentes", "query": {"priority": ["urgent"], "view": "pending"}}
    own = await bob.post("/v1/saved-views", view)
    await bob.post("/v1/saved-views", view | {"shared": True}, 403)
    shared = await ada.post("/v1/saved-views", view | {"name": "Da equipe", "shared": True})
    assert [v["name"] for v in (await bob.get("/v1/saved-views"))["items"]] == [
        *("Da equipe", "Urgentes"),
    ]
    assert [v["name"] for v in (await ada.get("/v1/saved-views"))["items"]] == ["Da equipe"]
    assert (await carla.get("/v1/saved-views"))["items"] == []
    await carla.get(f"/v1/saved-views/{shared['id']}", 404)
    await bob.patch(f"/v1/saved-views/{shared['id']}", {"name": "Minha"}, 403)
    await ada.get(f"/v1/saved-views/{own['id']}", 404)
    wrong = view | {"query": {"prioridade": "urgente"}}
    problem = await bob.post("/v1/saved-views", wrong, 422)
    assert problem["errors"][0]["pointer"] == "#/body/query/prioridade"
    changed = await bob.patch(f"/v1/saved-views/{own['id']}", {"query": {"view": "open"}})
    assert changed["query"] == {"view": "open"}
    await bob.delete(f"/v1/saved-views/{own['id']}")
    await bob.get(f"/v1/saved-views/{own['id']}", 404)


async def test_search_ignores_accents_and_what_was_redacted_is_not_found(
    bob: Caller, carla: Caller
) -> None:
    await _opened(carla, "Conexão instável", description="senha hunter2zz")
    assert await _subjects(carla, q="conexao instavel") == ["Conexão instável"]
    [ticket] = (await bob.get("/v1/tickets", q="hunter2zz"))["items"]
    [first] = (await bob.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]
    await bob.post(f"/v1/messages/{first['id']}/redact", {"reason": "Senha"}, 200)
    assert await _subjects(bob, q="hunter2zz") == []
    with time_machine.travel(now() + timedelta(minutes=1)):
        await bob.patch(f"/v1/tickets/{ticket['id']}", {"subject": "Linha muda"})
    assert await _subjects(carla, q="muda") == ["Linha muda"]
