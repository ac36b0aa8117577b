"""Photos of an order: pictures of whoever took them, each used once, fixed once it is closed."""

import io
from typing import Any

import pytest
from PIL import ExifTags, Image

from app.core.values.clock import now
from tests.callers import Caller, Drain
from tests.stories import close_order, open_order, picture, start_order, upload
from tests.world import World


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
    assert (await tiago.post(path, late, 409))["code"] == "order_already_closed"
    assert (await tiago.delete(f"{path}/{photo['id']}", 409))["code"] == "order_already_closed"
    assert len((await tiago.get(path))["items"]) == 1


def _taken_by_a_camera() -> bytes:
    """A JPEG held upright, as a telephone writes it: turned, with place, time and make."""
    picture = Image.new("RGB", (1600, 900), "navy")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "Fabricante"
    exif[ExifTags.Base.Model] = "Modelo 7"
    exif[ExifTags.Base.DateTime] = "2026:11:25 14:28:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "S",
            ExifTags.GPS.GPSLatitude: (22.0, 54.0, 20.16),
            ExifTags.GPS.GPSLongitudeRef: "W",
            ExifTags.GPS.GPSLongitude: (47.0, 3.0, 38.88),
        }
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_what_the_camera_wrote_is_kept_apart_from_the_small_picture(
    ada: Caller, tiago: Caller, world: World, drain: Drain
) -> None:
    order = await open_order(ada, world)
    path = f"/v1/orders/{order['id']}/photos"
    await start_order(ada, tiago, order)
    taken = _taken_by_a_camera()
    file = await upload(tiago, "foto.jpg", taken)
    photo = await tiago.post(path, {"file_id": file["id"], "kind": "power_meter"})
    assert (photo["camera"], photo["has_thumbnail"]) == (None, False)
    early = await tiago.get(f"{path}/{photo['id']}/thumbnail", 404)
    assert early["code"] == "not_found"
    await drain(ada.organization_id)

    [shown] = (await ada.get(path))["items"]
    assert shown["camera"] == {
        "camera_time": "2026-11-25T14:28:00",
        "latitude": -22.9056,
        "longitude": -47.0608,
        "make": "Fabricante",
        "model": "Modelo 7",
        "width_px": 1600,
        "height_px": 900,
    }
    answer = await ada.send("GET", f"{path}/{photo['id']}/thumbnail")
    small = Image.open(io.BytesIO(answer.content))
    assert (small.format, small.size) == ("WEBP", (360, 640))
    assert not small.getexif()
    original = await ada.send("GET", f"/v1/files/{file['id']}/content")
    assert original.content == taken, "evidence stays as it came"


async def test_a_picture_that_nobody_reads_is_kept_without_a_small_one(
    ada: Caller, tiago: Caller, world: World, drain: Drain
) -> None:
    order = await open_order(ada, world)
    await start_order(ada, tiago, order)
    cut = await upload(tiago, "foto.jpg", _taken_by_a_camera()[:700])
    path = f"/v1/orders/{order['id']}/photos"
    await tiago.post(path, {"file_id": cut["id"]})
    await drain(ada.organization_id)
    [shown] = (await ada.get(path))["items"]
    assert (shown["camera"], shown["has_thumbnail"]) == (None, False)
