"""Rules: what happens by itself, in which order, how often, and why it did not."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine

from app.automation.jobs import KEPT, delete_old_rule_runs
from app.core.data.database import Database
from app.core.values.clock import now
from tests.callers import Caller, Drain
from tests.sweeping import run_sweep

HIGH = {"type": "set_priority", "value": "high"}
SIGNAL = {"field": "text", "operator": "contains", "values": ["sinal"]}
NEW = {"subject": "Sem sinal", "description": "Caiu agora."}


def rule(trigger: str, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Regra", "trigger": trigger, "actions": [*actions]} | more


async def runs_of(caller: Caller, **wanted: Any) -> list[dict[str, Any]]:
    """Oldest first."""
    page = await caller.get("/v1/rule-runs", **wanted)
    return [*reversed(page["items"])]


async def opened(carla: Caller, drain: Drain, **more: Any) -> dict[str, Any]:
    ticket: dict[str, Any] = await carla.post("/v1/tickets", NEW | more)
    await drain(carla.organization_id)
    return ticket


async def test_a_rule_does_what_it_says_and_the_log_says_why(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    made = await ada.post(
        "/v1/automation-rules",
        rule(
            "ticket_opened",
            HIGH,
            {"type": "add_tags", "value": ["fibra"]},
            {
                "type": "reply",
                "value": "Olá {{requester.first_name}}, recebemos o {{ticket.protocol}}.",
            },
            {"type": "note", "value": "Ver a CTO."},
            conditions={"all": [SIGNAL]},
        ),
    )
    ticket = await opened(carla, drain)
    shown = await bob.get(f"/v1/tickets/{ticket['id']}")
    assert (shown["priority"], shown["priority_source"], shown["tags"]) == (
        "high",
        "rule",
        ["fibra"],
    )
    assert (shown["status"], shown["awaiting"], shown["first_response_at"]) == (
        "new",
        "agent",
        None,
    )
    messages = (await bob.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]
    assert [(m["kind"], m["author_kind"], m["body"]) for m in messages[1:]] == [
        ("public_reply", "system", f"Olá Carla, recebemos o {ticket['protocol']}."),
        ("internal_note", "system", "Ver a CTO."),
    ]
    (run,) = await runs_of(bob, ticket_id=ticket["id"])
    assert (run["outcome"], run["rule_name"], run["rule_version"]) == ("fired", "Regra", 1)
    assert run["checks"] == [
        SIGNAL | {"group": "all", "name": None, "found": [], "held": True},
    ]
    timeline = (await bob.get(f"/v1/tickets/{ticket['id']}/timeline"))["items"]
    (entry,) = [e for e in timeline if e["name"] == "ticket.rule_fired"]
    assert entry["data"]["automation_rule_id"] == made["id"]


async def test_a_rule_that_did_not_fire_says_which_condition_failed(
    ada: Caller, carla: Caller, drain: Drain
) -> None:
    asked = {"field": "priority", "operator": "is", "values": ["urgent"]}
    await ada.post(
        "/v1/automation-rules", rule("ticket_opened", HIGH, conditions={"all": [SIGNAL, asked]})
    )
    ticket = await opened(carla, drain)
    (run,) = await runs_of(ada, ticket_id=ticket["id"])
    assert run["outcome"] == "not_matched"
    assert [(c["field"], c["found"], c["held"]) for c in run["checks"]] == [
        ("text", [], True),
        ("priority", ["normal"], False),
    ]
    assert (await ada.get(f"/v1/tickets/{ticket['id']}"))["priority"] == "normal"


async def test_rules_are_tried_in_order_and_see_what_those_before_them_did(
    ada: Caller, carla: Caller, drain: Drain
) -> None:
    if_high = {"all": [{"field": "priority", "operator": "is", "values": ["high"]}]}
    tag = {"type": "add_tags", "value": ["depois"]}
    second = await ada.post(
        "/v1/automation-rules", rule("ticket_opened", tag, position=2, conditions=if_high)
    )
    await ada.post("/v1/automation-rules", rule("ticket_opened", HIGH, position=1))
    ticket = await opened(carla, drain)
    assert (await ada.get(f"/v1/tickets/{ticket['id']}"))["tags"] == ["depois"]
    await ada.patch(f"/v1/automation-rules/{second['id']}", {"position": 0})
    ticket = await opened(carla, drain)
    assert (await ada.get(f"/v1/tickets/{ticket['id']}"))["tags"] == []


async def test_two_rules_that_undo_each_other_come_to_rest(
    ada: Caller, carla: Caller, drain: Drain
) -> None:
    for before, after in (("high", "urgent"), ("urgent", "high")):
        asked = {"all": [{"field": "priority", "operator": "is", "values": [before]}]}
        action = {"type": "set_priority", "value": after}
        await ada.post("/v1/automation-rules", rule("ticket_changed", action, conditions=asked))
    ticket = await opened(carla, drain)
    for _ in range(2):  # each thing that somebody does is a cause of its own
        await ada.patch(f"/v1/tickets/{ticket['id']}", {"priority": "high"})
        await drain(ada.organization_id)
    outcomes = [run["outcome"] for run in await runs_of(ada, ticket_id=ticket["id"])]
    assert outcomes.count("fired") == 4
    assert {*outcomes} == {"fired", "fired_before", "not_matched"}


async def test_a_long_chain_of_rules_ends(ada: Caller, carla: Caller, drain: Drain) -> None:
    teams = [(await ada.post("/v1/teams", {"name": f"N{n}"}))["id"] for n in range(9)]
    for place, (before, after) in enumerate(pairwise(teams)):
        asked = {"all": [{"field": "team_id", "operator": "is", "values": [before]}]}
        action = {"type": "set_team", "value": after}
        # Against the order of the chain, so that each needs the event of the one before.
        more = {"conditions": asked, "position": 100 - place}
        await ada.post("/v1/automation-rules", rule("ticket_changed", action, **more))
    ticket = await opened(carla, drain)
    await ada.patch(f"/v1/tickets/{ticket['id']}", {"team_id": teams[0]})
    await drain(ada.organization_id)
    assert (await ada.get(f"/v1/tickets/{ticket['id']}"))["team_id"] == teams[5]
    ran = await runs_of(ada, ticket_id=ticket["id"], limit=100)
    assert [run["depth"] for run in ran if run["outcome"] == "fired"] == [1, 2, 3, 4, 5]
    assert [run["depth"] for run in ran if run["outcome"] == "too_deep"] == [6]


async def test_what_an_action_refuses_undoes_the_others_and_is_logged(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    await ada.put(f"/v1/agents/{bob.person_id}/support-profile", {"max_open_tickets": 1})
    to_bob = {"type": "assign", "value": str(bob.person_id)}
    hello = {"type": "reply", "value": "Já vamos."}
    await ada.post("/v1/automation-rules", rule("ticket_opened", HIGH, hello, to_bob, position=1))
    tag = {"type": "add_tags", "value": ["visto"]}
    await ada.post("/v1/automation-rules", rule("ticket_opened", tag, position=2))
    first, second = await opened(carla, drain), await opened(carla, drain)
    assert (await ada.get(f"/v1/tickets/{first['id']}"))["assignee_id"] == str(bob.person_id)
    shown = await ada.get(f"/v1/tickets/{second['id']}")
    assert (shown["priority"], shown["assignee_id"], shown["tags"]) == ("normal", None, ["visto"])
    assert len((await carla.get(f"/v1/tickets/{second['id']}/messages"))["items"]) == 1
    failed, fired = await runs_of(ada, ticket_id=second["id"])
    assert (failed["outcome"], failed["failure_code"]) == ("failed", "agent_over_capacity")
    assert (failed["failed_action"], fired["outcome"]) == (2, "fired")
    names = [e["name"] for e in (await ada.get(f"/v1/tickets/{second['id']}/timeline"))["items"]]
    assert "ticket.replied" not in names, "what was undone was not announced"


async def test_a_rule_may_fire_once_for_each_ticket(
    ada: Caller, carla: Caller, drain: Drain
) -> None:
    hello = {"type": "reply", "value": "Recebemos a sua mensagem."}
    await ada.post("/v1/automation-rules", rule("requester_replied", hello, once_per_ticket=True))
    ticket = await opened(carla, drain)
    for _ in range(2):
        await carla.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "E então?"})
        await drain(carla.organization_id)
    outcomes = [run["outcome"] for run in await runs_of(ada, ticket_id=ticket["id"])]
    assert outcomes == ["fired", "fired_before"]


async def test_the_log_goes_after_a_month_and_once_stays_once(
    ada: Caller, carla: Caller, drain: Drain, database: Database
) -> None:
    asked = {"all": [{"field": "priority", "operator": "is", "values": ["normal"]}]}
    more: dict[str, Any] = {"conditions": asked}
    hello = {"type": "note", "value": "Visto."}
    once = await ada.post(
        "/v1/automation-rules", rule("requester_replied", hello, once_per_ticket=True, **more)
    )
    await ada.post("/v1/automation-rules", rule("requester_replied", hello, **more))
    ticket = await opened(carla, drain)
    await carla.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "E então?"})
    await drain(carla.organization_id)
    assert len(await runs_of(ada)) == 2
    with time_machine.travel(now() + KEPT + timedelta(days=1)):
        for _ in range(2):  # the second time there is nothing to do
            await run_sweep(database, ada.organization_id, delete_old_rule_runs)
    [kept] = await runs_of(ada)
    assert (kept["automation_rule_id"], kept["checks"]) == (once["id"], [])
    await carla.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Alô?"})
    await drain(carla.organization_id)
    latest = {run["automation_rule_id"]: run["outcome"] for run in await runs_of(ada)}
    assert latest[once["id"]] == "fired_before"


async def test_a_rule_holds_inside_or_outside_of_the_hours_of_the_desk(
    ada: Caller, carla: Caller, drain: Drain
) -> None:
    await drain(ada.organization_id)
    always = await ada.post("/v1/calendars", {"name": "Sempre", "zone": "UTC", "is_24x7": True})
    never = await ada.post("/v1/calendars", {"name": "Nunca", "zone": "UTC", "intervals": []})
    for hours in ("inside", "outside"):
        await ada.post(
            "/v1/automation-rules",
            rule("ticket_opened", {"type": "add_tags", "value": [hours]}, hours=hours),
        )
    for calendar, tag in ((always, "inside"), (never, "outside")):
        path = f"/v1/desks/{ada.organization_id}"
        await ada.patch(path, {"calendar_id": calendar["id"]})
        ticket = await opened(carla, drain)
        assert (await ada.get(f"/v1/tickets/{ticket['id']}"))["tags"] == [tag]
        outcomes = {run["outcome"] for run in await runs_of(ada, ticket_id=ticket["id"])}
        assert outcomes == {"fired", "wrong_hours"}


async def test_a_dry_run_says_what_would_happen_and_does_nothing(
    ada: Caller, carla: Caller, drain: Drain
) -> None:
    hello = {"type": "reply", "value": "Olá {{requester.name}}."}
    made = await ada.post("/v1/automation-rules", rule("ticket_opened", hello, mode="dry_run"))
    ticket = await opened(carla, drain)
    (run,) = await runs_of(ada, automation_rule_id=made["id"])
    assert run["outcome"] == "would_fire"
    path = f"/v1/automation-rules/{made['id']}"
    verdict = await ada.post(f"{path}/try", {"ticket_id": ticket["id"]}, 200)
    assert verdict["outcome"] == "would_fire"
    assert verdict["actions"] == [{"type": "reply", "value": "Olá Carla Dias."}]
    assert len((await ada.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]) == 1
    other = await opened(carla, drain)
    await ada.post(f"/v1/tickets/{other['id']}/merge", {"into_id": ticket["id"]}, 200)
    refused = await ada.post(f"{path}/try", {"ticket_id": other["id"]}, 409)
    assert (refused["code"], refused["merged_into"]) == ("ticket_merged", ticket["id"])
    await ada.patch(path, {"mode": "inactive"})
    await opened(carla, drain)
    assert len(await runs_of(ada, automation_rule_id=made["id"])) == 2


async def test_a_new_ticket_joins_the_incident_that_a_rule_names(
    ada: Caller, carla: Caller, drain: Drain
) -> None:
    incident = await ada.post("/v1/incidents", {"title": "Backbone rompido"})
    update = {"body": "A equipe está no local."}
    await ada.post(f"/v1/incidents/{incident['id']}/updates", update, 202)
    join = {"type": "join_incident", "value": incident["id"]}
    await ada.post("/v1/automation-rules", rule("ticket_opened", join))
    ticket = await opened(carla, drain)
    await drain(ada.organization_id)
    bodies = [m["body"] for m in (await carla.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]]
    assert bodies == [NEW["description"], update["body"]]
    assert (await ada.get(f"/v1/incidents/{incident['id']}"))["ticket_count"] == 1


async def test_ratings_and_promises_are_occasions_too(
    ada: Caller, bob: Caller, carla: Caller, drain: Drain
) -> None:
    bad = {"all": [{"field": "stars", "operator": "at_most", "values": ["2"]}]}
    tag = {"type": "add_tags", "value": ["insatisfeito"]}
    await ada.post("/v1/automation-rules", rule("ticket_rated", tag, conditions=bad))
    ticket = await opened(carla, drain)
    await bob.post(f"/v1/tickets/{ticket['id']}/solve", {"details": "Feito."}, 200)
    await carla.post(f"/v1/tickets/{ticket['id']}/rating", {"stars": 1})
    await drain(ada.organization_id)
    assert (await bob.get(f"/v1/tickets/{ticket['id']}"))["tags"] == ["insatisfeito"]


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [
        ({"conditions": {"all": [{"field": "text", "operator": "is", "values": ["x"]}]}},
         "#/body/conditions/all/0", "operator"),
        ({"conditions": {"all": [{"field": "priority", "operator": "is", "values": []}]}},
         "#/body/conditions/all/0", "values"),
        ({"conditions": {"any": [{"field": "priority", "operator": "is", "values": ["alta"]}]}},
         "#/body/conditions/any/0", "not_a_choice"),
        ({"conditions": {"all": [{"field": "team_id", "operator": "is", "values": ["N2"]}]}},
         "#/body/conditions/all/0", "not_an_id"),
        ({"conditions": {"all": [{"field": "stars", "operator": "is", "values": ["bad"]}]}},
         "#/body/conditions/all/0", "not_a_number"),
        ({"conditions": {"all": [{"field": "form_field", "operator": "is", "values": ["x"]}]}},
         "#/body/conditions/all/0", "name"),
        ({"actions": [{"type": "reply", "value": "Olá {{requester.cpf}}"}]},
         "#/body/actions/0/reply/value", "unknown_placeholder"),
        ({"actions": [{"type": "assign", "value": "me"}]}, "#/body/actions/0/value", "me"),
        ({"actions": [{"type": "reply", "value": "a"}, {"type": "solve", "value": "b"}]},
         "#/body/actions", "two_public_texts"),
        ({"actions": [{"type": "explode", "value": 1}]}, "#/body/actions/0", "union_tag_invalid"),
    ],
)  # fmt: skip
async def test_a_rule_that_makes_no_sense_is_refused_where_it_is(
    ada: Caller, wrong: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await ada.post("/v1/automation-rules", rule("ticket_opened", HIGH) | wrong, 422)
    (error,) = refused["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert (await ada.get("/v1/automation-rules"))["items"] == []


async def test_a_rule_names_only_what_is_its_own_organizations(
    ada: Caller, stranger: Caller, bob: Caller
) -> None:
    theirs = (await stranger.post("/v1/teams", {"name": "N2"}))["id"]
    condition = {"field": "team_id", "operator": "is", "values": [theirs]}
    for wrong, pointer in (
        ({"conditions": {"all": [condition]}}, "#/body/conditions/all/0/values/0"),
        ({"actions": [{"type": "set_team", "value": theirs}]}, "#/body/actions/0/value"),
    ):
        refused = await ada.post("/v1/automation-rules", rule("ticket_opened", HIGH) | wrong, 422)
        assert refused["errors"][0]["pointer"] == pointer
    refused = await bob.post("/v1/automation-rules", rule("ticket_opened", HIGH), 403)
    assert refused["permission"] == "automation:write"


@pytest.mark.parametrize(
    ("trigger", "fires"),
    [("requester_replied", True), ("agent_replied", False), ("note_written", False)],
)
async def test_a_rule_is_tried_on_the_last_words_that_it_waits_for(
    ada: Caller, bob: Caller, carla: Caller, trigger: str, fires: bool
) -> None:
    ticket = await carla.post("/v1/tickets", {"subject": "Lenta", "description": "Muito."})
    path = f"/v1/tickets/{ticket['id']}"
    await carla.post(f"{path}/replies", {"body": "Agora caiu de vez."})
    await bob.post(f"{path}/replies", {"body": "Vamos ver."})
    await bob.post(f"{path}/notes", {"body": "Parece o roteador."})
    rule = await ada.post(
        "/v1/automation-rules",
        {
            "name": "Caiu",
            "trigger": trigger,
            "conditions": {"all": [{"field": "text", "operator": "contains", "values": ["caiu"]}]},
            "actions": [{"type": "note", "value": "Verificar."}],
        },
    )
    tried = await ada.post(
        f"/v1/automation-rules/{rule['id']}/try", {"ticket_id": ticket["id"]}, 200
    )
    assert (tried["outcome"] == "would_fire") is fires
