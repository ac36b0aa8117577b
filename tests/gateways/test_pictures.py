"""Pictures come out small, upright and bare; drawings are drawn; bombs are refused unread."""

import io
import struct
import zlib

import pytest
from PIL import Image

from app.gateways.pictures import PictureRefused, logo_variants, photo_variants


def _picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), **options: object) -> bytes:
    image = Image.new("RGB", size, "navy")
    image.paste("orange", (0, 0, size[0], size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


async def test_a_photo_becomes_two_squares_without_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # held upside down
    exif.get_ifd(0x8825)[2] = (25.0, 25.0, 50.0)  # latitude
    exif[0x010E] = "canary of the camera"
    variants = await photo_variants(_picture(exif=exif, comment=b"canary"))
    assert {name: _opened(data).size for name, data in variants.items()} == {
        "small": (96, 96),
        "large": (512, 512),
    }
    for data in variants.values():
        assert b"canary" not in data
        assert not _opened(data).getexif()
        red, _, blue = _opened(data).convert("RGB").getpixel((48, 5))  # type: ignore[misc]
        assert blue > red  # what was below is above now


async def test_a_small_photo_is_not_blown_up() -> None:
    variants = await photo_variants(_picture("PNG", (60, 80)))
    assert [_opened(data).size for data in variants.values()] == [(60, 60), (60, 60)]


async def test_the_same_picture_gives_the_same_bytes() -> None:
    data = _picture("WEBP")
    assert await photo_variants(data) == await photo_variants(data)
    assert await logo_variants(data) == await logo_variants(data)


async def test_a_logo_becomes_a_square_with_room_around_it_and_a_wide_one() -> None:
    variants = await logo_variants(_picture("PNG", (1000, 200)))
    square, wide = _opened(variants["square"]), _opened(variants["wide"])
    assert (square.size, square.getpixel((0, 0))) == ((256, 256), (0, 0, 0, 0))
    assert wide.size == (512, 102)


SVG = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100" onload="alert(1)">
<script>alert(1)</script><style>@import url(http://127.0.0.1:9/x.css);</style>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><p>x</p></body></foreignObject>
<circle cx="50" cy="50" r="50" fill="#ff0000"/></svg>"""


async def test_a_drawing_is_drawn_and_nothing_in_it_runs() -> None:
    variants = await logo_variants(SVG)
    square = _opened(variants["square"])
    assert (square.format, square.size) == ("PNG", (256, 256))
    assert square.convert("RGBA").getpixel((128, 128)) == (255, 0, 0, 255)
    assert square.convert("RGBA").getpixel((1, 1))[3] == 0  # type: ignore[index]
    assert _opened(variants["wide"]).size == (128, 128)


def _linking(address: str) -> bytes:
    image = f'<image href="{address}" width="10" height="10"/>'
    return SVG.replace(b"<circle", image.encode() + b"<circle")


def _header_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large, and is not."""
    ihdr = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + ihdr
    head = struct.pack(">I", len(ihdr)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + head + _picture("PNG")[33:]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        (b"", "not_a_picture"),
        (b"GIF89a" + b"0" * 100, "not_a_picture"),
        (b"%PDF-1.7 ...", "not_a_picture"),
        (_picture()[:500], "not_a_picture"),
        (_header_of(50_000, 50_000), "too_many_pixels"),
        (b"<svg><broken", "not_a_picture"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>', "not_a_picture"),
        (b"<svg>" + b"<g>" * 6000 + b"</svg>", "not_a_picture"),
        (b"<html><svg></svg></html>", "not_a_picture"),
        (_linking("file:///etc/hostname"), "not_a_picture"),
        (_linking("http://127.0.0.1:9/x.png"), "not_a_picture"),
    ],
)
async def test_what_is_no_picture_is_refused(what: bytes, reason: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        await logo_variants(what)
    assert refused.value.reason == reason


async def test_a_drawing_is_no_photo() -> None:
    with pytest.raises(PictureRefused):
        await photo_variants(SVG)
