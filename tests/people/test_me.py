"""What everybody changes of oneself: name, telephone, language, mails, and a photo."""

import io

import httpx
import pytest
from PIL import Image

from app.gateways.mail import FakeMailer
from tests.callers import Caller, Drain
from tests.mails import mails_to


def _jpeg(size: tuple[int, int] = (900, 600)) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "canary of the camera"
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


async def _upload(caller: Caller, data: bytes) -> httpx.Response:
    return await caller.send("PUT", "/v1/me/photo", files={"file": ("eu.jpg", data)})


@pytest.mark.parametrize("role", ["owner", "technician", "requester", "viewer"])
async def test_everybody_changes_their_own_data(ada: Caller, role: str) -> None:
    somebody = await ada.colleague(role, "Alguém")
    changed = await somebody.patch(
        "/v1/me", {"name": "Alguém Mais", "phone": "41 99999-0000", "locale": "pt-PT"}
    )
    assert (changed["name"], changed["phone"]) == ("Alguém Mais", "+5541999990000")
    cleared = await somebody.patch("/v1/me", {"clear": ["phone"]})
    assert cleared["phone"] is None
    for wrong in ({"role": "owner"}, {"active": False}, {"phone": "1"}, {"email": "x@example.com"}):
        await somebody.patch("/v1/me", wrong, 422)


async def test_the_language_of_answers_follows_at_once(carla: Caller) -> None:
    await carla.patch("/v1/me", {"locale": "pt-PT"})
    problem = await carla.get("/v1/people", 403)
    assert problem["title"] == "Não tem permissão para fazer isto"


async def test_a_stale_change_is_refused(ada: Caller) -> None:
    me = await ada.send("GET", "/v1/me")
    held = {"If-Match": me.headers["etag"]}
    await ada.patch("/v1/me", {"name": "Ada R."}, headers=held)
    await ada.patch("/v1/me", {"name": "Ada S."}, 412, headers=held)


async def test_who_wants_no_mails_gets_none_and_the_bell_rings_all_the_same(
    bob: Caller, carla: Caller, drain: Drain, mailer: FakeMailer
) -> None:
    await carla.patch("/v1/me", {"notify_by_mail": False})
    ticket = await carla.post("/v1/tickets", {"subject": "Sem sinal", "description": "Em casa."})
    await bob.post(f"/v1/tickets/{ticket['id']}/replies", {"body": "Vamos ver."})
    await drain(bob.organization_id)
    assert mails_to(mailer, carla) == []
    assert len((await carla.get("/v1/notifications"))["items"]) == 1


async def test_a_photo_is_a_square_for_those_of_the_organization(
    ada: Caller, bob: Caller, stranger: Caller
) -> None:
    me = (await _upload(bob, _jpeg())).json()
    (listed,) = [p for p in (await ada.get("/v1/people"))["items"] if p["id"] == me["id"]]
    assert listed["photo_url"] == me["photo_url"]
    for size, edge in (("large", 512), ("small", 96)):
        shown = await ada.send("GET", me["photo_url"], params={"size": size})
        assert Image.open(io.BytesIO(shown.content)).size == (edge, edge)
        assert b"canary" not in shown.content
        assert shown.headers["cache-control"].startswith("private")
    await stranger.get(me["photo_url"], 404)
    nobody = await ada.http.get(me["photo_url"], headers={"Authorization": ""})
    assert nobody.status_code == 401

    await bob.delete("/v1/me/photo")
    assert (await bob.get("/v1/me"))["photo_url"] is None


async def test_what_is_no_photo_is_refused(bob: Caller) -> None:
    assert (await _upload(bob, b"<svg></svg>")).status_code == 415
    large = await _upload(bob, _jpeg() + b"0" * 4_000_000)
    assert (large.status_code, large.json()["code"]) == (413, "picture_too_large")
    for wrong in ("x", "0" * 64):
        await bob.get(f"/v1/photos/{wrong}", 404)
