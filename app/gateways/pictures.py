"""Pictures: logos and photos, converted to small ones that are safe to show."""

import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, ParamSpec, TypeVar

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError
from py_svg_hush import filter_svg

from app.gateways.sandbox import LimitExceeded, Sandbox

P = ParamSpec("P")
Result = TypeVar("Result")
Size = tuple[int, int]
_SANDBOX = Sandbox(seconds=5, memory_bytes=600_000_000)
#: What is read: by content, never by name.
FORMATS = ("PNG", "JPEG", "WEBP")
#: A photo of any telephone, and no bomb.
MOST_PIXELS = 40_000_000
_MOST_SVG_ELEMENTS = 5_000
_SQUARE, _WIDE, _SMALL, _PRINTED = (256, 256), (512, 128), (640, 640), (1000, 1000)
# What was taken for a comment stays one (`*+`): to try otherwise takes exponential time.
_SVG = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE\s[^\[\]<>]*>)*+<svg[\s>]", re.DOTALL
)
#: A document type that only names one of the world's, without a part of its own for entities.
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^\[\]<>]*>")
#: Modes of pixels between which there are others.
_SMOOTH = {"L", "RGB", "RGBA", "CMYK"}
#: Edges of a photo, in pixels.
PHOTO_SIZES = {"small": 96, "large": 512}


class PictureRefused(Exception):
    """Nothing that can be shown, or that would take too long to draw (`too_complex`)."""

    def __init__(self, reason: Literal["not_a_picture", "too_many_pixels", "too_complex"]) -> None:
        super().__init__(reason)
        self.reason = reason


async def _sandboxed(function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    try:
        return await _SANDBOX.run(function, *args, **kwargs)
    except LimitExceeded:
        raise PictureRefused("too_complex") from None


async def photo_variants(data: bytes) -> dict[str, bytes]:
    """`small` and `large` squares out of the middle, as WebP, without anything but the picture.

    Raises PictureRefused.
    """
    return await _sandboxed(_photo_variants, data)


async def shrunk(data: bytes) -> bytes:
    """The whole picture, 640 pixels at most, as WebP, without anything but the picture.

    Raises PictureRefused.
    """
    return await _sandboxed(_shrunk, data)


async def printable(data: bytes) -> bytes:
    """The whole picture, upright, 1000 pixels at most, as JPEG: 300 dots an inch of half a page.

    Raises PictureRefused.
    """
    return await _sandboxed(_printable, data)


async def camera_of(data: bytes) -> dict[str, Any]:
    """Exif data that the camera wrote into the file; null where there is none.

    `camera_time` (by its clock), `latitude`, `longitude`, `make`, `model`; and `width_px`,
    `height_px`.

    Raises PictureRefused.
    """
    return await _sandboxed(_camera_of, data)


async def logo_variants(data: bytes) -> dict[str, bytes]:
    """`square` and `wide`, as PNG. A drawing (SVG) is drawn here, so that none is ever served.

    Raises PictureRefused.
    """
    return await _sandboxed(_logo_variants, data)


def _photo_variants(data: bytes) -> dict[str, bytes]:
    picture = _upright(data, _covering).convert("RGB")
    edge = min(picture.size)
    square = ImageOps.fit(picture, (edge, edge))
    return {name: _webp(square, min(size, edge)) for name, size in PHOTO_SIZES.items()}


def _shrunk(data: bytes) -> bytes:
    small = _upright(data, lambda _: _SMALL).convert("RGB")
    return _bytes_of(small, "WEBP", quality=80, method=4)


def _printable(data: bytes) -> bytes:
    printed = _upright(data, lambda _: _PRINTED).convert("RGB")
    return _bytes_of(printed, "JPEG", quality=80)


def _camera_of(data: bytes) -> dict[str, Any]:
    with _opened(data) as picture:
        picture.load()
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
        picture = _upright(data, lambda _: (_WIDE[0], _WIDE[0])).convert("RGBA")
        square, wide = _contained(picture, _SQUARE), _contained(picture, _WIDE)
    return {
        "square": _png(ImageOps.pad(square, _SQUARE, color=(0, 0, 0, 0))),
        "wide": _png(wide.crop(wide.getbbox() or (0, 0, *wide.size))),
    }


def _upright(data: bytes, room_for: Callable[[Size], Size]) -> Image.Image:
    """The first picture of the file, turned as the camera was held, in sRGB.

    It is made as small as it will be needed before anything else: each copy of a large one would
    take its memory again.
    """
    with _opened(data) as picture:
        room = room_for(picture.size)
        plain = picture if picture.mode in _SMOOTH else picture.convert("RGBA")
        plain.thumbnail(room, Image.Resampling.LANCZOS)
        return ImageOps.exif_transpose(_in_srgb(plain))


def _covering(size: Size) -> Size:
    """The size at which the largest square of a photo just fits into a picture."""
    least, edge = max(PHOTO_SIZES.values()), min(size)
    return (-(-size[0] * least // edge), -(-size[1] * least // edge))


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The picture, not decoded yet. Raises PictureRefused, also for what is found out later."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise PictureRefused("too_many_pixels")
                yield picture
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
    return _SVG.match(data) is not None


def _sanitised(data: bytes) -> bytes:
    """Shapes and text, without scripts, handlers or entities.

    A link to elsewhere loses its host here, and whoever draws it refuses what is left.
    """
    plain = _DOCTYPE.sub(b"", data, count=1)
    declares = re.search(rb"<!(DOCTYPE|ENTITY)", plain, re.IGNORECASE)
    if declares or plain.count(b"<") > _MOST_SVG_ELEMENTS:
        raise PictureRefused("not_a_picture")
    try:
        return filter_svg(plain)
    except ValueError:
        raise PictureRefused("not_a_picture") from None


def _drawn(svg: bytes, room: tuple[int, int]) -> Image.Image:
    import typst

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
