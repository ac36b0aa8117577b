"""Strokes of a drawn signature: read, told from an accidental touch, and drawn again as SVG."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

MAX_STROKES = 500
MAX_POINTS = 10_000
MAX_MILLISECONDS = 60 * 60 * 1000
SMALLEST_SIDE, LARGEST_SIDE = 50, 10_000

# What a real signature has at least; less is a slip of the hand (or a customer who was not asked).
LEAST_STROKES = 2
LEAST_POINTS = 20
LEAST_SHARE = 0.05

Wire = Sequence[Sequence[Mapping[str, Any]]]
Canvas = tuple[float, float]


class BadStrokes(ValueError):
    """These are not strokes on this canvas. `pointer`, like `/0/12/x`, says which value."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer or 'strokes'}: {reason}")
        self.pointer = pointer


class Point(NamedTuple):
    """One touch. All whole numbers, so that they can be hashed and drawn alike everywhere."""

    t: int
    """Milliseconds since the first touch."""
    x: int
    """Hundredths of a pixel."""
    y: int
    """Hundredths of a pixel."""
    pressure: int | None
    """Thousandths of the full pressure; None when the device does not measure it."""


def normalise(strokes: Wire, canvas: Canvas) -> list[list[Point]]:
    """The strokes in whole units, timed from the first touch, repeated points counted once.

    Rounding is that of JavaScript's Math.round. Raises BadStrokes: for a value that is no finite
    number, a point outside the canvas, a clock that runs backwards within a stroke, more than 500
    strokes or 10,000 points, an hour.
    """
    _refuse_excess(strokes, canvas)
    read = [
        [_point(raw, f"/{s}/{p}", canvas) for p, raw in enumerate(stroke)]
        for s, stroke in enumerate(strokes)
    ]
    start = min((point.t for stroke in read for point in stroke), default=0)
    normal = []
    for s, stroke in enumerate(read):
        kept: list[Point] = []
        for p, point in enumerate(stroke):
            if p and point.t < stroke[p - 1].t:
                raise BadStrokes(f"/{s}/{p}/t", "earlier than the point before")
            if point.t - start > MAX_MILLISECONDS:
                raise BadStrokes(f"/{s}/{p}/t", "more than an hour after the first touch")
            if not kept or (kept[-1].x, kept[-1].y) != (point.x, point.y):
                kept.append(point._replace(t=point.t - start))
        if kept:
            normal.append(kept)
    return normal


def is_blank(strokes: Wire, canvas: Canvas) -> bool:
    """Return True if too little is drawn to be somebody's signature.

    That is fewer than 2 strokes, fewer than 20 points (repeated ones count once), or a bounding box
    of less than 5 % of the canvas's area. Raises BadStrokes.
    """
    drawn = normalise(strokes, canvas)
    if len(drawn) < LEAST_STROKES or sum(map(len, drawn)) < LEAST_POINTS:
        return True
    left, top, right, bottom = _box(drawn)
    return (right - left) * (bottom - top) < LEAST_SHARE * canvas[0] * canvas[1] * 100 * 100


def to_svg(strokes: Wire, canvas: Canvas) -> str:
    """The drawing as an SVG cut to its ink: black lines, smoothed, on nothing.

    The same strokes give the same text. It holds numbers only, nothing that a client wrote. Raises
    BadStrokes.
    """
    drawn = normalise(strokes, canvas)
    left, top, right, bottom = _box(drawn)
    # The pen grows with the signature, so that a small one is legible when the report enlarges it.
    pen = max(round(math.hypot(right - left, bottom - top) / 120), 60)
    width, height = right - left + 2 * pen, bottom - top + 2 * pen
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="{left - pen} {top - pen} {width} {height}" width="{width}" height="{height}">'
        f'<path fill="none" stroke="#000" stroke-width="{pen}" '
        'stroke-linecap="round" stroke-linejoin="round" '
        f'd="{"".join(map(_path, drawn))}"/></svg>'
    )


def _path(stroke: list[Point]) -> str:
    """Quadratic curves between the middles, bent by the points: no corners, no overshoot."""
    first, last = stroke[0], stroke[-1]
    if len(stroke) == 1:
        return f"M{first.x} {first.y}h1"
    curves = [
        f"Q{a.x} {a.y} {(a.x + b.x) // 2} {(a.y + b.y) // 2}" for a, b in pairwise(stroke[1:])
    ]
    return f"M{first.x} {first.y}{''.join(curves)}L{last.x} {last.y}"


def _box(drawn: list[list[Point]]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom, in hundredths of a pixel."""
    xs = [point.x for stroke in drawn for point in stroke] or [0]
    ys = [point.y for stroke in drawn for point in stroke] or [0]
    return min(xs), min(ys), max(xs), max(ys)


def _refuse_excess(strokes: Wire, canvas: Canvas) -> None:
    for side, length in zip(("width", "height"), canvas, strict=True):
        if not SMALLEST_SIDE <= _number(length, f"canvas/{side}") <= LARGEST_SIDE:
            raise BadStrokes(f"canvas/{side}", f"not within {SMALLEST_SIDE}..{LARGEST_SIDE} px")
    if len(strokes) > MAX_STROKES:
        raise BadStrokes("", f"more than {MAX_STROKES} strokes")
    if sum(map(len, strokes)) > MAX_POINTS:
        raise BadStrokes("", f"more than {MAX_POINTS} points")


def _point(raw: Mapping[str, Any], pointer: str, canvas: Canvas) -> Point:
    t, x, y = (_number(raw.get(name), f"{pointer}/{name}") for name in ("t", "x", "y"))
    for name, value, side in (("x", x, canvas[0]), ("y", y, canvas[1])):
        if not 0 <= value <= side:
            raise BadStrokes(f"{pointer}/{name}", "outside the canvas")
    pressure = raw.get("pressure")
    if pressure is not None and not 0 <= _number(pressure, f"{pointer}/pressure") <= 1:
        raise BadStrokes(f"{pointer}/pressure", "not within 0..1")
    return Point(
        t=_rounded(t),
        x=_rounded(x * 100),
        y=_rounded(y * 100),
        pressure=None if pressure is None else _rounded(pressure * 1000),
    )


def _number(value: Any, pointer: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadStrokes(pointer, "not a number")
    if not abs(value) <= 2**53:  # written so that NaN fails too
        raise BadStrokes(pointer, "not a finite number")
    return value


def _rounded(value: float) -> int:
    return math.floor(value + 0.5)
