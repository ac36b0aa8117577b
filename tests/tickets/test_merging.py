"""Tickets are joined and parted, and nobody loses what they wrote (story 17)."""

from typing import Any

import pytest

from tests.callers import Caller


async def _opened(who: Caller, subject: str) -> str:
    ticket = await who.post("/v1/tickets", {"subject": subject, "description": f"Texto {subject}"})
    return f"/v1/tickets/{ticket['id']}"


def _id(path: str) -> str:
    return path.rpartition("/")[2]


@pytest.fixture
async def rui(ada: Caller) -> Caller:
    return await ada.colleague("requester", "Rui Sá")


async def test_a_merged_ticket_goes_on_in_the_other_and_is_read_only(
    bob: Caller, carla: Caller
) -> None:
    first, second = await _opened(carla, "um"), await _opened(carla, "dois")
    await bob.post(f"{first}/notes", {"body": "Nota do primeiro."})
    merged = await bob.post(f"{first}/merge", {"into_id": _id(second)}, 200)
    assert (merged["status"], merged["merged_into_id"]) == ("closed", _id(second))
    assert (await carla.get(first))["merged_into_id"] == _id(second)
    for who, command, body in (
        (carla, "replies", {"body": "Mais isto."}),
        (bob, "notes", {"body": "Mais isto."}),
        (bob, "reopen", None),
        (bob, "solve", {"details": "Feito."}),
    ):
        problem = await who.post(f"{first}/{command}", body, 409)
        assert (problem["code"], problem["merged_into"]) == ("ticket_merged", _id(second))
    said = (await bob.get(f"{second}/messages"))["items"]
    assert [(m["seq"], m["body"]) for m in said] == [
        *((1, "Texto dois"), (2, "Texto um")),
        (3, "Nota do primeiro."),
    ]
    assert [m["body"] for m in (await carla.get(f"{second}/messages"))["items"]] == [
        *("Texto dois", "Texto um"),
    ]
    assert (await carla.get(first))["status"] == "closed"
    names = [e["name"] for e in (await carla.get(f"{second}/timeline"))["items"]]
    assert "ticket.took_over" in names


async def test_chains_end_in_the_last_and_never_turn_back(bob: Caller, carla: Caller) -> None:
    a, b, c = [await _opened(carla, name) for name in ("a", "b", "c")]
    await bob.post(f"{a}/merge", {"into_id": _id(b)}, 200)
    await bob.post(f"{b}/merge", {"into_id": _id(c)}, 200)
    assert (await bob.get(a))["merged_into_id"] == _id(c)
    for target in (a, c):
        problem = await bob.post(f"{c}/merge", {"into_id": _id(target)}, 409)
        assert problem["code"] == "merge_cycle"
    d = await _opened(carla, "d")
    into_the_first = await bob.post(f"{d}/merge", {"into_id": _id(a)}, 200)
    assert into_the_first["merged_into_id"] == _id(c)


async def test_a_requester_who_could_not_follow_is_asked_about(
    bob: Caller, carla: Caller, rui: Caller
) -> None:
    first, second = await _opened(rui, "um"), await _opened(carla, "dois")
    body: dict[str, Any] = {"into_id": _id(second)}
    assert (await bob.post(f"{first}/merge", body, 409))["code"] == "merge_visibility"
    await bob.post(f"{first}/merge", body | {"add_requester": True}, 200)
    assert (await rui.get(second))["subject"] == "dois"
    said = await rui.post(f"{second}/replies", {"body": "Aqui também."})
    assert (said["author_kind"], said["author_name"]) == ("participant", "Rui Sá")
    authors = [m["author_name"] for m in (await carla.get(f"{second}/messages"))["items"]]
    assert authors == ["Carla Dias", "Rui Sá", "Rui Sá"]
    assert [t["id"] for t in (await rui.get("/v1/tickets", scope="participating"))["items"]] == [
        _id(second)
    ]


async def test_a_message_becomes_a_ticket_of_its_own(bob: Caller, carla: Caller) -> None:
    path = await _opened(carla, "um")
    said = await carla.post(f"{path}/replies", {"body": "E o telefone está mudo."})
    split = {"message_id": said["id"], "subject": "Telefone mudo"}
    new = await bob.post(f"{path}/split", split)
    assert (new["requester_name"], new["opened_at"]) == ("Carla Dias", said["created_at"])
    [first] = (await carla.get(f"/v1/tickets/{new['id']}/messages"))["items"]
    assert first["body"] == "E o telefone está mudo."
    [link] = (await bob.get(f"/v1/tickets/{new['id']}/links"))["items"]
    assert (link["kind"], link["other_id"]) == ("split_from", _id(path))
    note = await bob.post(f"{path}/notes", {"body": "Só nós."})
    other = {"message_id": note["id"], "subject": "X"}
    assert (await bob.post(f"{path}/split", other, 422))["code"] == "unknown_reference"


async def test_links_are_the_desks(bob: Caller, carla: Caller, stranger: Caller) -> None:
    first, second = await _opened(carla, "um"), await _opened(carla, "dois")
    link = {"kind": "duplicate", "other_id": _id(second)}
    made = await bob.post(f"{first}/links", link)
    assert (made["other_subject"], made["other_status"]) == ("dois", "new")
    assert (await bob.post(f"{first}/links", link, 409))["code"] == "already_linked"
    await bob.post(f"{first}/links", link | {"other_id": _id(first)}, 422)
    theirs = await _opened(stranger, "alheio")
    await bob.post(f"{first}/links", link | {"other_id": _id(theirs)}, 422)
    await carla.get(f"{first}/links", 404)
    await bob.delete(f"{second}/links/{made['id']}", 404)
    await bob.delete(f"{first}/links/{made['id']}")
    assert (await bob.get(f"{first}/links"))["items"] == []


async def test_who_is_in_copy_reads_writes_and_hears(
    bob: Caller, carla: Caller, rui: Caller, drain: Any
) -> None:
    path = await _opened(carla, "um")
    await rui.get(path, 404)
    copy = {"person_id": str(rui.person_id)}
    joined = await bob.post(f"{path}/participants", copy)
    assert (joined["name"], joined["role"], joined["notify"]) == ("Rui Sá", "cc", True)
    assert (await bob.post(f"{path}/participants", copy, 409))["code"] == "already_takes_part"
    watching = copy | {"role": "watcher"}
    await bob.post(f"{path}/participants", watching, 422)
    await bob.post(f"{path}/replies", {"body": "Vamos ver."})
    await bob.post(f"{path}/notes", {"body": "Só nós."})
    await drain(bob.organization_id)
    assert await rui.get("/v1/counts/notifications") == {"unread": 1}
    assert [m["body"] for m in (await rui.get(f"{path}/messages"))["items"]] == [
        *("Texto um", "Vamos ver."),
    ]
    await bob.delete(f"{path}/participants/{joined['id']}")
    await rui.get(path, 404)
