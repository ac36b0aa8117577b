"""Photos of an order: pictures of whoever took them, each used once, fixed once it is closed."""

from typing import Any

import pytest

from app.core.clock import now
from tests.callers import Caller
from tests.stories import World, close_order, open_order, picture, start_order, upload


@pytest.fixture
async def order(ada: Caller, tiago: Caller, world: World) -> dict[str, Any]:
    made = await open_order(ada, world)
    await start_order(ada, tiago, made)
    return made


async def test_a_photo_is_kept_with_what_is_said_of_it(
    ada: Caller, tiago: Caller, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}/photos"
    file = await picture(tiago)
    taken = {"kind": "before", "note": "Cabo cortado.", "taken_at": now().isoformat()}
    photo = await tiago.post(path, taken | {"file_id": file["id"]})
    assert (photo["kind"], photo["media_type"]) == ("before", "image/png")
    assert [p["id"] for p in (await ada.get(path))["items"]] == [photo["id"]]
    await tiago.delete(f"{path}/{photo['id']}")
    assert (await ada.get(path))["items"] == []


async def test_what_is_no_picture_is_used_or_is_anothers_is_refused(
    ada: Caller, bob: Caller, tiago: Caller, stranger: Caller, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}/photos"
    text = await upload(tiago)
    refused = await tiago.post(path, {"file_id": text["id"]}, 415)
    assert refused["accepted"] == ["image/*"]
    for other in (bob, stranger):
        theirs = await picture(other)
        refused = await tiago.post(path, {"file_id": theirs["id"]}, 422)
        assert refused["code"] == "unknown_reference"
    file = await picture(tiago)
    await tiago.post(path, {"file_id": file["id"]})
    refused = await tiago.post(path, {"file_id": file["id"]}, 409)
    assert (refused["code"], refused["file_id"]) == ("upload_already_used", file["id"])


async def test_once_the_order_is_closed_its_photos_stay(
    tiago: Caller, world: World, order: dict[str, Any]
) -> None:
    path = f"/v1/orders/{order['id']}/photos"
    photo = await tiago.post(path, {"file_id": (await picture(tiago))["id"]})
    await close_order(tiago, order, world)
    late = {"file_id": (await picture(tiago))["id"]}
    assert (await tiago.post(path, late, 409))["code"] == "order_closed"
    assert (await tiago.delete(f"{path}/{photo['id']}", 409))["code"] == "order_closed"
    assert len((await tiago.get(path))["items"]) == 1
