"""A calendar program reads a technician's agenda at an address that can be revoked."""

import asyncio
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import vobject

from app.core.values.clock import now
from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.stories import tomorrow_at

FEEDS = "/v1/schedules/feeds"


async def _feed(technician: Caller, name: str = "Celular") -> dict[str, Any]:
    made: dict[str, Any] = await technician.post(FEEDS, {"name": name})
    return made


async def _fetch(caller: Caller, url: str, **headers: str) -> httpx.Response:
    """As a calendar program does: without signing in."""
    path = httpx.URL(url).path
    return await caller.send("GET", path, headers={"Authorization": ""} | headers)


async def _entries(caller: Caller, url: str) -> dict[str, Any]:
    """The entries by UID, as another program's parser reads them."""
    answer = await _fetch(caller, url)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = vobject.readOne(answer.text, validate=True)
    assert calendar.method.value == "PUBLISH"
    return {entry.uid.value: entry for entry in calendar.contents.get("vevent", [])}


async def _bookings(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await caller.get("/v1/bookings"))["items"]
    return found


async def test_a_calendar_program_reads_visits_and_blocks(work: Fieldwork) -> None:
    title = "Instalação de fibra óptica; levar escada, cabo e conector para o segundo andar"
    order = await work.scheduled(at=10, until=12, title=title, priority="high")
    block = {"kind": "block", "person_id": str(work.technician.person_id), "note": "Reunião"}
    slot = {"starts_at": tomorrow_at(14).isoformat(), "ends_at": tomorrow_at(15).isoformat()}
    await work.office.post("/v1/bookings", block | slot)
    feed = await _feed(work.technician)
    assert feed["person_id"] == str(work.technician.person_id)
    visit_id, block_id = [booking["id"] for booking in await _bookings(work.office)]

    entries = await _entries(work.technician, feed["url"])
    assert entries.keys() == {f"{visit_id}@chamado", f"{block_id}@chamado"}
    visit, meeting = entries[f"{visit_id}@chamado"], entries[f"{block_id}@chamado"]
    assert visit.dtstart.value == tomorrow_at(10)
    assert visit.dtend.value == tomorrow_at(12)
    assert visit.dtstart.value.utcoffset() == tomorrow_at(10).utcoffset()
    assert visit.summary.value == f"{order['protocol']} · {title}"
    assert visit.location.value == "Rua das Flores, 12, Centro, Campinas, SP"
    assert visit.geo.value == "-22.9056;-47.0608"
    assert (visit.status.value, visit.sequence.value, visit.priority.value) == (
        "CONFIRMED",
        "0",
        "3",
    )
    assert (meeting.summary.value, meeting.dtstart.value) == ("Reunião", tomorrow_at(14))


async def test_no_name_and_no_number_of_a_customer_leaves_the_house(work: Fieldwork) -> None:
    await work.scheduled(description="Portão azul, senha 4711")
    feed = await _feed(work.technician)
    told = (await _fetch(work.technician, feed["url"])).text
    for secret in ("Padaria", "98765", "4711", "Nunes"):
        assert secret not in told


async def test_a_visit_that_moves_is_cancelled_and_told_anew(work: Fieldwork) -> None:
    order = await work.scheduled(at=10, until=12)
    feed = await _feed(work.technician)
    [before] = await _entries(work.technician, feed["url"])
    path = f"/v1/orders/{order['id']}/schedule"
    await work.office.post(path, work.slot(14, 16), 200)
    entries = await _entries(work.technician, feed["url"])
    gone = entries.pop(before)
    assert (gone.status.value, gone.sequence.value) == ("CANCELLED", "1")
    [visit] = entries.values()
    assert (visit.status.value, visit.dtstart.value) == ("CONFIRMED", tomorrow_at(14))


async def test_what_has_not_changed_is_not_sent_again(work: Fieldwork) -> None:
    order = await work.scheduled()
    feed = await _feed(work.technician)
    first = await _fetch(work.technician, feed["url"])
    tag = first.headers["etag"]
    assert parsedate_to_datetime(first.headers["last-modified"]) <= now()
    again = await _fetch(work.technician, feed["url"], **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    await work.office.patch(f"/v1/orders/{order['id']}", {"title": "Outro título"})
    other = await _fetch(work.technician, feed["url"], **{"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag


async def test_the_address_is_shown_once_and_its_token_is_not_kept(work: Fieldwork) -> None:
    feed = await _feed(work.technician)
    [listed] = (await work.technician.get(FEEDS))["items"]
    assert await work.technician.get(f"{FEEDS}/{feed['id']}") == listed
    assert listed == {name: value for name, value in feed.items() if name != "url"}


async def test_a_feed_is_revoked_by_its_technician_or_by_who_leads(
    work: Fieldwork, stranger: Caller
) -> None:
    tania = await work.office.colleague("technician", "Tânia Luz")
    mine, other = await _feed(work.technician), await _feed(work.technician, "Tablet")
    path = f"{FEEDS}/{mine['id']}"
    for nosy in (tania, stranger):
        await nosy.delete(path, 404)
        await nosy.get(path, 404)
        assert (await nosy.get(FEEDS))["items"] == []
    answers = await asyncio.gather(*(work.technician.send("DELETE", path) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [204] * 5
    assert (await _fetch(work.technician, mine["url"])).status_code == 404
    assert (await _fetch(work.technician, other["url"])).status_code == 200
    await work.office.delete(f"{FEEDS}/{other['id']}")
    assert (await _fetch(work.technician, other["url"])).status_code == 404
    listed = (await work.office.get(FEEDS))["items"]
    assert [feed["revoked_at"] is not None for feed in listed] == [True, True]
    mine_alone = await work.office.get(FEEDS, person_id=str(tania.person_id))
    assert mine_alone["items"] == []


async def test_an_address_that_is_wrong_finds_nothing(work: Fieldwork) -> None:
    url = (await _feed(work.technician))["url"]
    token = url.rpartition("/")[2].removesuffix(".ics")
    other = token[:-1] + ("0" if token[-1] != "0" else "1")
    for wrong in (other, token[:-10], "nothing", token.replace("chm_feed", "chm_quote")):
        answer = await _fetch(work.technician, url.replace(token, wrong))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_feed_ends_with_the_work_of_its_technician(work: Fieldwork) -> None:
    feed = await _feed(work.technician)
    path = f"/v1/people/{work.technician.person_id}"
    await work.office.patch(path, {"active": False})
    assert (await _fetch(work.office, feed["url"])).status_code == 404


async def test_what_the_technician_may_not_see_any_more_is_not_told(work: Fieldwork) -> None:
    """A failed visit stays in the agenda; the order is somebody else's by now."""
    tania = await work.office.colleague("technician", "Tânia Luz")
    order = await work.started(title="Antes")
    await work.technician.post(
        f"/v1/orders/{order['id']}/report-failed-visit", work.start(reason="Chovia"), 200
    )
    path = f"/v1/orders/{order['id']}"
    await work.office.post(f"{path}/schedule", work.slot(10, 12, tania))
    await work.office.patch(path, {"title": "Depois"})
    feed = await _feed(work.technician)
    [visit] = (await _entries(work.technician, feed["url"])).values()
    assert visit.summary.value.endswith("Antes")
    assert not hasattr(visit, "location")


async def test_only_technicians_have_feeds_and_no_program_makes_them(
    work: Fieldwork, carla: Caller
) -> None:
    problem = await work.office.post(FEEDS, {"name": "Minha"}, 422)
    assert problem["code"] == "not_a_technician"
    await carla.post(FEEDS, {"name": "Minha"}, 403)
    await work.technician.post(FEEDS, {"name": " "}, 422)


async def test_the_same_request_makes_one_feed(work: Fieldwork) -> None:
    key = {"Idempotency-Key": "feed-of-tiago-0001"}
    urls = {
        (await work.technician.post(FEEDS, {"name": "Celular"}, headers=key))["url"]
        for _ in range(2)
    }
    assert len(urls) == 1
    assert len((await work.technician.get(FEEDS))["items"]) == 1
