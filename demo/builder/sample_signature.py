"""Signs for invented people: pen strokes like a finger draws them, for seeds, demos and tests."""

from math import cos, pi, sin
from typing import Any

WIDTH, HEIGHT = 600, 220

Stroke = list[dict[str, float]]


def signature_of(name: str) -> dict[str, Any]:
    """`strokes` and `canvas` of a signature that is always the same for the same name."""
    turns = max(4, min(9, sum(map(str.isalpha, name)) // 2))
    strokes = [_initial(), _letters(name, turns), _flourish(turns)]
    clock = 0.0
    for stroke in strokes:
        for point in stroke:
            point["t"] = clock = clock + 8
        clock += 120  # the pen is lifted
    return {"strokes": strokes, "canvas": {"width": WIDTH, "height": HEIGHT}}


def _initial() -> Stroke:
    """A tall loop, as capitals begin."""
    return [
        _point(90 - 42 * sin(2 * pi * u) + 30 * u, 105 - 75 * cos(1.55 * pi * u - 0.35), u)
        for u in _steps(40)
    ]


def _letters(name: str, turns: int) -> Stroke:
    """Running letters: loops whose heights the name decides, growing flatter towards the end."""
    points = []
    for u in _steps(26 * turns):
        turn = u * turns
        letter = ord(name[int(turn) % len(name)])
        tall = (1.9 if letter % 3 == 0 else 1.0) * (1 - 0.45 * u)
        x = 128 + 40 * turn + 15 * sin(2 * pi * turn)
        points.append(_point(x, 128 - 24 * tall * sin(2 * pi * turn - 0.9), u))
    return points


def _flourish(turns: int) -> Stroke:
    """The line back under the name."""
    right = 140 + 40 * turns
    return [
        _point(right - (right - 70) * u, 178 + 10 * sin(2.4 * pi * u) - 14 * u, u)
        for u in _steps(34)
    ]


def _steps(count: int) -> list[float]:
    return [step / (count - 1) for step in range(count)]


def _point(x: float, y: float, u: float) -> dict[str, float]:
    pressure = round(0.35 + 0.5 * sin(pi * u), 3)
    return {
        "x": round(min(max(x, 4), WIDTH - 4), 2),
        "y": round(min(max(y, 4), HEIGHT - 4), 2),
        "pressure": pressure,
    }
