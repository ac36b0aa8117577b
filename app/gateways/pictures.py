"""Pictures: logos and photos, converted to small ones that are safe to show."""

import asyncio
import io
import re
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst
from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError
from py_svg_hush import filter_svg

#: What is read: by content, never by name.
FORMATS = ("PNG", "JPEG", "WEBP")
#: A photo of any telephone, and no bomb.
MOST_PIXELS = 40_000_000
_MOST_SVG_ELEMENTS = 5_000
_SQUARE, _WIDE, _SMALL = (256, 256), (512, 128), (640, 640)
#: Edges of a photo, in pixels.
PHOTO_SIZES = {"small": 96, "large": 512}


class PictureRefused(Exception):
    """Nothing that can be shown: `not_a_picture`, or `too_many_pixels`."""

    def __init__(self, reason: Literal["not_a_picture", "too_many_pixels"]) -> None:
        super().__init__(reason)
        self.reason = reason


async def photo_variants(data: bytes) -> dict[str, bytes]:
    """`small` and `large` squares out of the middle, as WebP, without anything but the picture.

    Raises PictureRefused.
    """
    return await asyncio.to_thread(_photo_variants, data)


async def shrunk(data: bytes) -> bytes:
    """The whole picture, 640 pixels at most, as WebP, without anything but the picture.

    Raises PictureRefused.
    """
    return await asyncio.to_thread(_shrunk, data)


async def camera_of(data: bytes) -> dict[str, Any]:
    """Exif data that the camera wrote into the file; null where there is none.

    `camera_time` (by its clock), `latitude`, `longitude`, `make`, `model`; and `width_px`,
    `height_px`.

    Raises PictureRefused.
    """
    return await asyncio.to_thread(_camera_of, data)


async def logo_variants(data: bytes) -> dict[str, bytes]:
    """`square` and `wide`, as PNG. A drawing (SVG) is drawn here, so that none is ever served.

    Raises PictureRefused.
    """
    return await asyncio.to_thread(_logo_variants, data)


def _photo_variants(data: bytes) -> dict[str, bytes]:
    picture = _upright(data).convert("RGB")
    edge = min(picture.size)
    square = ImageOps.fit(picture, (edge, edge))
    return {name: _webp(square, min(size, edge)) for name, size in PHOTO_SIZES.items()}


def _shrunk(data: bytes) -> bytes:
    small = _contained(_upright(data).convert("RGB"), _SMALL)
    return _bytes_of(small, "WEBP", quality=80, method=4)


def _camera_of(data: bytes) -> dict[str, Any]:
    picture = _opened(data)
    exif = picture.getexif()
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    return {
        "camera_time": _camera_time(taken or exif.get(ExifTags.Base.DateTime)),
        "latitude": _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, 90),
        "longitude": _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, 180),
        "make": _words(exif.get(ExifTags.Base.Make)),
        "model": _words(exif.get(ExifTags.Base.Model)),
        "width_px": picture.width,
        "height_px": picture.height,
    }


def _camera_time(written: Any) -> str | None:
    """`2026:11:26 14:28:00` as `2026-11-26T14:28:00`; cameras know no zone."""
    found = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)", str(written or "").strip("\0 "))
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}" if found else None


def _degrees(place: dict[int, Any], tag: int, side: int, most: int) -> float | None:
    try:
        whole, minutes, seconds = (float(part) for part in place[tag])
        degrees = whole + minutes / 60 + seconds / 3600
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if not 0 <= degrees <= most:
        return None
    return round(-degrees if str(place.get(side)).upper() in ("S", "W") else degrees, 6)


def _words(written: Any) -> str | None:
    plain = re.sub(r"[^\x20-\x7e]", "", str(written or "")).strip()
    return plain[:100] or None


def _logo_variants(data: bytes) -> dict[str, bytes]:
    if _is_svg(data):
        clean = _sanitised(data)
        square, wide = _drawn(clean, _SQUARE), _drawn(clean, _WIDE)
    else:
        picture = _upright(data).convert("RGBA")
        square, wide = _contained(picture, _SQUARE), _contained(picture, _WIDE)
    return {
        "square": _png(ImageOps.pad(square, _SQUARE, color=(0, 0, 0, 0))),
        "wide": _png(wide.crop(wide.getbbox() or (0, 0, *wide.size))),
    }


def _upright(data: bytes) -> Image.Image:
    """The first picture of the file, turned as the camera was held, in sRGB."""
    picture = _opened(data)
    try:
        return ImageOps.exif_transpose(_in_srgb(picture))
    except (OSError, SyntaxError, ValueError):
        raise PictureRefused("not_a_picture") from None


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureRefused("too_many_pixels")
            picture.load()
            return picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused("too_many_pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise PictureRefused("not_a_picture") from None


def _in_srgb(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return picture
    return turned or picture


def _contained(picture: Image.Image, room: tuple[int, int]) -> Image.Image:
    """As large as it fits, never larger than it is."""
    small = picture.copy()
    small.thumbnail(room, Image.Resampling.LANCZOS)
    return small


def _webp(picture: Image.Image, edge: int) -> bytes:
    small = picture.resize((edge, edge), Image.Resampling.LANCZOS)
    return _bytes_of(small, "WEBP", quality=82, method=4)


def _png(picture: Image.Image) -> bytes:
    return _bytes_of(picture, "PNG", optimize=True)


def _bytes_of(picture: Image.Image, kind: str, **options: int | bool) -> bytes:
    """The pixels alone: a new picture carries no EXIF, no profile, no comment."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, kind, **options)
    return out.getvalue()


def _is_svg(data: bytes) -> bool:
    return (
        re.match(rb"\s*(\xef\xbb\xbf)?\s*(<\?xml[^>]*>|<!--.*?-->|\s)*<svg[\s>]", data, re.DOTALL)
        is not None
    )


def _sanitised(data: bytes) -> bytes:
    """Shapes and text, without scripts, handlers or entities.

    A link to elsewhere loses its host here, and whoever draws it refuses what is left.
    """
    declares = re.search(rb"<!(DOCTYPE|ENTITY)", data, re.IGNORECASE)
    if declares or data.count(b"<") > _MOST_SVG_ELEMENTS:
        raise PictureRefused("not_a_picture")
    try:
        return filter_svg(data)
    except ValueError:
        raise PictureRefused("not_a_picture") from None


def _drawn(svg: bytes, room: tuple[int, int]) -> Image.Image:
    width, height = room
    page = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)\n"
        '#align(center + horizon, image("logo.svg", width: 100%, height: 100%, fit: "contain"))\n'
    )
    with TemporaryDirectory() as folder:
        Path(folder, "logo.svg").write_bytes(svg)
        Path(folder, "logo.typ").write_text(page)
        try:
            png = typst.compile(
                Path(folder, "logo.typ"),
                root=Path(folder),
                format="png",
                ppi=72.0,
                ignore_system_fonts=True,
            )
        except (typst.TypstError, RuntimeError):
            raise PictureRefused("not_a_picture") from None
    assert isinstance(png, bytes)
    return Image.open(io.BytesIO(png), formats=("PNG",)).convert("RGBA")
