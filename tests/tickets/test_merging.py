"""Tickets are joined and parted, and nobody loses what they wrote (story 17)."""

import asyncio
from typing import Any

import pytest

from app.core.data.database import Base
from app.tickets.continuing.service import CONTINUED
from app.tickets.merging.carrying import MERGED, Moves
from tests.callers import Caller, Drain
from tests.stories import upload


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


async def test_what_belongs_to_a_merged_ticket_goes_with_it(
    ada: Caller, bob: Caller, carla: Caller, rui: Caller, drain: Drain
) -> None:
    first, second, third = [await _opened(carla, name) for name in ("um", "dois", "tres")]
    for path, tags in ((first, ["fibra", "vip"]), (second, ["vip"])):
        await bob.put(f"{path}/tags", {"tags": tags})
    watcher = {"person_id": str(ada.person_id), "role": "watcher"}
    await bob.post(f"{first}/participants", watcher)
    await bob.post(f"{second}/participants", watcher)
    await bob.post(f"{first}/participants", {"person_id": str(rui.person_id)})
    for path, other in ((first, second), (second, first), (first, third), (third, first)):
        await bob.post(f"{path}/links", {"kind": "relates", "other_id": _id(other)})
    await bob.post(f"{second}/links", {"kind": "relates", "other_id": _id(third)})
    cut = {"title": "Fibra cortada", "ticket_ids": [_id(first)]}
    incident = await ada.post("/v1/incidents", cut)

    into = {"into_id": _id(second)}
    assert (await bob.post(f"{first}/merge", into, 409))["code"] == "merge_visibility"
    await bob.post(f"{first}/merge", into | {"add_requester": True}, 200)
    await drain(bob.organization_id)
    assert (await bob.get(second))["tags"] == ["fibra", "vip"]
    people = (await bob.get(f"{second}/participants"))["items"]
    assert [(p["name"], p["role"]) for p in people] == [
        *(("Ada Reis", "watcher"), ("Rui Sá", "cc")),
    ]
    assert (await rui.get(second))["subject"] == "dois"
    for path, other in ((second, third), (third, second)):
        [link] = (await bob.get(f"{path}/links"))["items"]
        assert (link["kind"], link["other_id"]) == ("relates", _id(other))
    linked = (await ada.get(f"/v1/incidents/{incident['id']}/tickets"))["items"]
    assert [t["ticket_id"] for t in linked] == [_id(second)]
    assert (await bob.get(f"{first}/links"))["items"] == []


@pytest.mark.parametrize(
    ("source", "target", "after"),
    [
        ("new", "solved", ("open", 1, "agent")),
        ("pending", "solved", ("open", 1, "agent")),
        ("new", "closed", ("open", 1, "agent")),
        ("solved", "solved", ("solved", 0, "nobody")),
        ("new", "pending", ("open", 0, "agent")),
        ("pending", "pending", ("pending", 0, "requester")),
        ("new", "on_hold", ("on_hold", 0, "third_party")),
        ("new", "answered", ("open", 0, "agent")),
    ],
)
async def test_a_merge_leaves_nothing_unanswered(
    bob: Caller, carla: Caller, source: str, target: str, after: tuple[str, int, str]
) -> None:
    async def brought_to(status: str, subject: str) -> str:
        path = await _opened(carla, subject)
        if status == "answered":
            await bob.post(f"{path}/replies", {"body": "Qual é a luz?"})
        elif status in ("solved", "closed"):
            await bob.post(f"{path}/solve", {"details": "Feito."}, 200)
        if status in ("pending", "on_hold", "closed"):
            await bob.post(f"{path}/transition", {"status": status}, 200)
        return path

    first, second = await brought_to(source, "um"), await brought_to(target, "dois")
    await bob.post(f"{first}/merge", {"into_id": _id(second)}, 200)
    now = await bob.get(second)
    assert (now["status"], now["reopened_count"], now["awaiting"]) == after


def test_every_table_that_points_at_a_ticket_says_what_a_merge_does_with_it() -> None:
    """By a foreign key, or by its name."""
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "ticket_id"
        or any(
            key.column.table.name == "tickets" and column.name != "organization_id"
            for key in column.foreign_keys
        )
    }
    assert pointing == MERGED.keys() == CONTINUED.keys()
    moved = {place: fate for place, fate in MERGED.items() if isinstance(fate, Moves)}
    assert {place.partition(".")[0] for place in moved} == {
        fate.model.__tablename__ for fate in moved.values()
    }


async def test_a_message_becomes_a_ticket_of_its_own(bob: Caller, carla: Caller) -> None:
    path = await _opened(carla, "um")
    html = {"body": "<p>E o telefone está <b>mudo</b>.</p>", "format": "html"}
    said = await carla.post(f"{path}/replies", html)
    await bob.put(f"{path}/tags", {"tags": ["fibra"]})
    split = {"message_id": said["id"], "subject": "Telefone mudo"}
    new = await bob.post(f"{path}/split", split)
    assert (new["requester_name"], new["opened_at"]) == ("Carla Dias", said["created_at"])
    [first] = (await carla.get(f"/v1/tickets/{new['id']}/messages"))["items"]
    assert (first["body"], first["body_html"]) == ("E o telefone está mudo.", html["body"])
    assert (await bob.get(f"/v1/tickets/{new['id']}"))["tags"] == ["fibra"]
    [link] = (await bob.get(f"/v1/tickets/{new['id']}/links"))["items"]
    assert (link["kind"], link["other_id"]) == ("split_from", _id(path))
    note = await bob.post(f"{path}/notes", {"body": "Só nós."})
    other = {"message_id": note["id"], "subject": "X"}
    assert (await bob.post(f"{path}/split", other, 422))["code"] == "unknown_reference"


async def test_a_split_takes_along_what_belongs_to_both(
    ada: Caller, bob: Caller, carla: Caller, rui: Caller, drain: Any
) -> None:
    path, other = await _opened(carla, "um"), await _opened(carla, "outro")
    file = await upload(rui)
    for person, role in ((ada, "watcher"), (rui, "cc")):
        joins = {"person_id": str(person.person_id), "role": role}
        await bob.post(f"{path}/participants", joins)
    await bob.post(f"{other}/links", {"kind": "parent", "other_id": _id(path)})
    team = await ada.post("/v1/teams", {"name": "Fibra", "member_ids": [str(bob.person_id)]})
    await bob.patch(path, {"team_id": team["id"]})
    cut = {"title": "Fibra cortada", "ticket_ids": [_id(path)]}
    incident = await ada.post("/v1/incidents", cut)
    said = await rui.post(f"{path}/replies", {"body": "Segue foto.", "file_ids": [file["id"]]})
    new = await bob.post(f"{path}/split", {"message_id": said["id"], "subject": "Foto"})
    await drain(ada.organization_id)
    split = f"/v1/tickets/{new['id']}"
    assert (new["requester_name"], new["team_id"]) == ("Rui Sá", team["id"])
    people = (await bob.get(f"{split}/participants"))["items"]
    assert {(p["name"], p["role"]) for p in people} == {
        *(("Ada Reis", "watcher"), ("Carla Dias", "cc")),
    }
    links = {
        (link["kind"], link["other_id"]) for link in (await bob.get(f"{split}/links"))["items"]
    }
    assert links == {("split_from", _id(path))}
    parents = (await bob.get(f"{other}/links"))["items"]
    assert {(link["kind"], link["other_id"]) for link in parents} == {
        *(("parent", _id(path)), ("parent", new["id"])),
    }
    linked = (await ada.get(f"/v1/incidents/{incident['id']}/tickets"))["items"]
    assert {t["ticket_id"] for t in linked} == {_id(path), new["id"]}
    [first] = (await carla.get(f"{split}/messages"))["items"]
    [attachment] = first["attachments"]
    assert attachment["name"] == "erro.txt"
    shown = await carla.send("GET", f"/v1/attachments/{attachment['id']}/content")
    assert shown.content == b"sem sinal"
    [kept] = (await carla.get(f"{path}/messages"))["items"][-1]["attachments"]
    assert kept["id"] != attachment["id"]
    taken = {"body": "De novo.", "file_ids": [file["id"]]}
    assert (await rui.post(f"{path}/replies", taken, 409))["code"] == "upload_already_used"


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


async def test_merges_that_cross_lose_nothing(bob: Caller, carla: Caller) -> None:
    for _ in range(5):
        a, b, c = [await _opened(carla, name) for name in "abc"]
        ends = await asyncio.gather(
            bob.post(f"{b}/merge", {"into_id": _id(c)}, 200),
            bob.post(f"{a}/merge", {"into_id": _id(b)}, 200),
        )
        assert {merged["status"] for merged in ends} == {"closed"}
        assert [(await bob.get(each))["merged_into_id"] for each in (a, b)] == [_id(c), _id(c)]
        said = (await bob.get(f"{c}/messages"))["items"]
        assert {m["body"] for m in said} == {"Texto a", "Texto b", "Texto c"}
        assert [m["seq"] for m in said] == [1, 2, 3]


async def test_of_two_tickets_that_are_merged_into_each_other_one_goes_on(
    bob: Caller, carla: Caller
) -> None:
    for _ in range(5):
        a, b = [await _opened(carla, name) for name in "ab"]
        answers = await asyncio.gather(
            bob.send("POST", f"{a}/merge", json={"into_id": _id(b)}),
            bob.send("POST", f"{b}/merge", json={"into_id": _id(a)}),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        [refused] = [answer.json() for answer in answers if answer.status_code == 409]
        assert refused["code"] in ("merge_cycle", "ticket_merged")


async def test_what_is_said_during_a_merge_is_said_somewhere(bob: Caller, carla: Caller) -> None:
    for _ in range(5):
        a, b = [await _opened(carla, name) for name in "ab"]
        [first] = (await carla.get(f"{a}/messages"))["items"]
        edited = {"body": "Texto mudado"}
        merged, changed, *replies = await asyncio.gather(
            bob.send("POST", f"{a}/merge", json={"into_id": _id(b)}),
            carla.send("PATCH", f"/v1/messages/{first['id']}", json=edited),
            *(
                carla.send("POST", f"{path}/replies", json={"body": f"Resposta {n} {path}"})
                for n in range(3)
                for path in (a, b)
            ),
        )
        assert (merged.status_code, changed.status_code) == (200, 200)
        refused = [answer.json()["code"] for answer in replies if answer.status_code != 201]
        assert set(refused) <= {"ticket_merged"}
        kept = [answer.json()["id"] for answer in replies if answer.status_code == 201]
        said = (await bob.get(f"{b}/messages"))["items"]
        assert {*kept, first["id"]} <= {m["id"] for m in said}
        assert [m["seq"] for m in said] == [*range(1, len(said) + 1)]
