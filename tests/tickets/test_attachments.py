"""Files come with messages: uploaded first, used once, read by whoever reads the message."""

from typing import Any

import pytest

from tests.callers import Caller
from tests.stories import upload


@pytest.fixture
def path(ticket: dict[str, Any]) -> str:
    return f"/v1/tickets/{ticket['id']}"


async def test_a_file_comes_with_a_reply_and_is_downloaded_through_it(
    bob: Caller, carla: Caller, stranger: Caller, path: str
) -> None:
    file = await upload(carla)
    said = await carla.post(f"{path}/replies", {"body": "Segue.", "file_ids": [file["id"]]})
    [attached] = said["attachments"]
    assert (attached["name"], attached["media_type"]) == ("erro.txt", "text/plain")
    content = f"/v1/attachments/{attached['id']}/content"
    for reader in (bob, carla):
        answer = await reader.send("GET", content)
        assert (answer.status_code, answer.content) == (200, b"sem sinal")
    await stranger.get(content, 404)
    [shown] = (await bob.get(f"{path}/messages", sort="-seq", limit=1))["items"]
    assert shown["attachments"] == [attached]


async def test_a_file_of_a_note_is_the_desks_own(bob: Caller, carla: Caller, path: str) -> None:
    file = await upload(bob)
    note = await bob.post(f"{path}/notes", {"body": "Veja.", "file_ids": [file["id"]]})
    await carla.get(f"/v1/attachments/{note['attachments'][0]['id']}/content", 404)


async def test_an_upload_is_ones_own_and_used_once(bob: Caller, carla: Caller, path: str) -> None:
    file = await upload(carla)
    body = {"body": "Segue.", "file_ids": [file["id"]]}
    await bob.post(f"{path}/replies", body, 404)
    await carla.post(f"{path}/replies", body)
    used = await carla.post(f"{path}/replies", body, 409)
    assert (used["code"], used["file_id"]) == ("upload_already_used", file["id"])
    other = await upload(carla)
    twice = {"body": "Segue.", "file_ids": [other["id"], other["id"]]}
    await carla.post(f"{path}/replies", twice, 409)
    assert len((await carla.get(f"{path}/messages"))["items"]) == 2


async def test_the_sixth_file_is_too_many_and_nothing_is_written(carla: Caller, path: str) -> None:
    ids = [(await upload(carla))["id"] for _ in range(6)]
    problem = await carla.post(f"{path}/replies", {"body": "Seis.", "file_ids": ids}, 422)
    assert [(e["pointer"], e["code"], e["params"]) for e in problem["errors"]] == [
        ("#/body/file_ids", "too_many_files", {"limit": 5})
    ]
    await carla.post(f"{path}/replies", {"body": "Cinco.", "file_ids": ids[:5]})


async def test_the_desks_limit_of_the_moment_holds(ada: Caller, carla: Caller, path: str) -> None:
    sent = await carla.send("POST", "/v1/files", files={"file": ("a.txt", b"x" * 2000)})
    ids = [sent.json()["id"]]
    desk = f"/v1/desks/{ada.organization_id}"
    await ada.patch(desk, {"max_attachment_bytes": 1999})
    problem = await carla.post(f"{path}/replies", {"body": "Segue.", "file_ids": ids}, 413)
    assert (problem["code"], problem["limit_bytes"], problem["size_bytes"]) == (
        *("attachment_too_large", 1999),
        2000,
    )
    await ada.patch(desk, {"max_attachment_bytes": 2000, "accepted_media_types": ["image/png"]})
    problem = await carla.post(f"{path}/replies", {"body": "Segue.", "file_ids": ids}, 415)
    assert problem["code"] == "media_type_not_supported"
    await ada.patch(desk, {"clear": ["accepted_media_types"]})
    await carla.post(f"{path}/replies", {"body": "Segue.", "file_ids": ids})


async def test_two_megabytes_to_the_byte(carla: Caller) -> None:
    fits = await carla.send("POST", "/v1/files", files={"file": ("a.txt", b"x" * 2_097_152)})
    assert fits.status_code == 201
    over = await carla.send("POST", "/v1/files", files={"file": ("a.txt", b"x" * 2_097_153)})
    assert (over.status_code, over.json()["code"]) == (413, "attachment_too_large")
    assert (over.json()["limit_bytes"], over.json()["size_bytes"]) == (2_097_152, 2_097_153)


async def test_a_new_ticket_takes_files_too(carla: Caller) -> None:
    file = await upload(carla)
    body = {"subject": "X", "description": "Y", "file_ids": [file["id"]]}
    ticket = await carla.post("/v1/tickets", body)
    [first] = (await carla.get(f"/v1/tickets/{ticket['id']}/messages"))["items"]
    assert [a["name"] for a in first["attachments"]] == ["erro.txt"]
    await carla.post("/v1/tickets", body, 409)
    assert len((await carla.get("/v1/tickets"))["items"]) == 1
