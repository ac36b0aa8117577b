"""A drawing is read strictly, told from an accident, and drawn again the same each time."""

import math
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.signatures.strokes.service import (
    MAX_POINTS,
    MAX_STROKES,
    BadStrokes,
    Point,
    is_blank,
    normalise,
    to_svg,
)

CANVAS = (600, 200)


def wave(left: float, right: float, *, height: float = 80, points: int = 20) -> list[Any]:
    """One stroke that swings around the middle of the canvas."""
    return [
        {
            "t": 10 * i,
            "x": left + (right - left) * i / (points - 1),
            "y": 100 + height / 2 * math.sin(i),
        }
        for i in range(points)
    ]


SIGNATURE = [wave(40, 200), wave(220, 420)]


def points_on(canvas: tuple[float, float]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "t": st.integers(0, 3_000_000),
            "x": st.floats(0, canvas[0]),
            "y": st.floats(0, canvas[1]),
        },
        optional={"pressure": st.none() | st.floats(0, 1)},
    )


drawings = st.lists(
    st.lists(points_on(CANVAS), max_size=12).map(lambda s: sorted(s, key=lambda p: p["t"])),
    max_size=6,
)


def test_a_signature_is_not_blank() -> None:
    assert not is_blank(SIGNATURE, CANVAS)


@pytest.mark.parametrize(
    "strokes",
    [
        pytest.param([], id="nothing"),
        pytest.param([wave(40, 420, points=60)], id="one stroke"),
        pytest.param([wave(40, 200, points=9), wave(220, 420, points=10)], id="19 points"),
        pytest.param([wave(40, 60), wave(60, 80)], id="small"),
        pytest.param([wave(40, 300, height=0), wave(300, 560, height=0)], id="a line"),
        pytest.param([[{"t": i, "x": 9, "y": 9} for i in range(40)]] * 2, id="a resting finger"),
        pytest.param([wave(40, 420, points=60), []], id="an empty stroke does not count"),
    ],
)
def test_an_accident_is_blank(strokes: list[Any]) -> None:
    assert is_blank(strokes, CANVAS)


@pytest.mark.parametrize(("side", "blank"), [(77.4, True), (77.5, False)])
def test_the_box_is_measured_by_its_area(side: float, *, blank: bool) -> None:
    """5 % of 600 x 200 is 6000: the square of 77.46."""
    corners: list[Any] = [{"t": 0, "x": 10, "y": 10}, {"t": 1, "x": 10 + side, "y": 10 + side}]
    inside = [{"t": i, "x": 11 + i, "y": 20} for i in range(18)]
    assert is_blank([corners, inside], CANVAS) is blank


def test_nineteen_points_are_too_few_and_twenty_enough() -> None:
    assert is_blank([wave(40, 200, points=10), wave(220, 420, points=9)], CANVAS)
    assert not is_blank([wave(40, 200, points=10), wave(220, 420, points=10)], CANVAS)


def test_points_are_rounded_as_javascript_does_and_timed_from_the_first_touch() -> None:
    first = {"t": 1000.5, "x": 10.125, "y": 0, "pressure": 0.0625}
    second = {"t": 1012, "x": 600, "y": 200.0, "pressure": None}
    assert normalise([[first, second], []], CANVAS) == [
        [Point(t=0, x=1013, y=0, pressure=63), Point(t=11, x=60_000, y=20_000, pressure=None)]
    ]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"x": -0.1}, "/0/1/x"),
        ({"x": 600.1}, "/0/1/x"),
        ({"y": 200.1}, "/0/1/y"),
        ({"x": float("nan")}, "/0/1/x"),
        ({"y": float("inf")}, "/0/1/y"),
        ({"t": float("-inf")}, "/0/1/t"),
        ({"t": 10**400}, "/0/1/t"),
        ({"t": -1}, "/0/1/t"),
        ({"t": 3_600_001}, "/0/1/t"),
        ({"x": "10"}, "/0/1/x"),
        ({"x": True}, "/0/1/x"),
        ({"x": None}, "/0/1/x"),
        ({"pressure": 1.1}, "/0/1/pressure"),
        ({"pressure": float("nan")}, "/0/1/pressure"),
        ({"pressure": "hard"}, "/0/1/pressure"),
    ],
)
def test_what_is_no_point_on_the_canvas_is_refused_and_located(
    change: dict[str, Any], pointer: str
) -> None:
    strokes = [[{"t": 0, "x": 1, "y": 1}, {"t": 1, "x": 1, "y": 1, **change}]]
    for function in (normalise, is_blank, to_svg):
        with pytest.raises(BadStrokes) as refused:
            function(strokes, CANVAS)
        assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    "canvas", [(49, 200), (600, 49), (10_001, 200), (float("nan"), 200), (600, float("inf"))]
)
def test_a_canvas_that_no_hand_can_sign_on_is_refused(canvas: tuple[float, float]) -> None:
    with pytest.raises(BadStrokes, match="canvas"):
        normalise([], canvas)


def test_sizes_are_bounded() -> None:
    dot = {"t": 0, "x": 1, "y": 1}
    assert len(normalise([[dot]] * MAX_STROKES, CANVAS)) == MAX_STROKES
    with pytest.raises(BadStrokes, match="500 strokes"):
        normalise([[dot]] * (MAX_STROKES + 1), CANVAS)
    normalise([[dot] * MAX_POINTS], CANVAS)
    with pytest.raises(BadStrokes, match="10000 points"):
        normalise([[dot] * (MAX_POINTS + 1)], CANVAS)


@given(drawings)
def test_any_drawing_on_the_canvas_becomes_a_safe_picture_within_its_frame(
    strokes: list[Any],
) -> None:
    svg = to_svg(strokes, CANVAS)
    assert svg == to_svg(strokes, CANVAS)
    root = ET.fromstring(svg)  # noqa: S314 - made by us
    [path] = root
    assert path.tag.endswith("path")
    drawn = path.attrib["d"]
    assert re.fullmatch(r"[MQLh0-9 ]*", drawn)
    left, top, width, height = map(int, root.attrib["viewBox"].split())
    numbers = [int(n) for n in re.findall(r"\d+", drawn.replace("h1", ""))]
    assert all(left <= x <= left + width for x in numbers[0::2])
    assert all(top <= y <= top + height for y in numbers[1::2])


@given(drawings)
def test_normal_strokes_are_their_own_normal_form(strokes: list[Any]) -> None:
    once = normalise(strokes, CANVAS)
    again = [
        [
            {
                "t": p.t,
                "x": p.x / 100,
                "y": p.y / 100,
                "pressure": None if p.pressure is None else p.pressure / 1000,
            }
            for p in stroke
        ]
        for stroke in once
    ]
    assert [[p[1:] for p in s] for s in normalise(again, CANVAS)] == [
        [p[1:] for p in s] for s in once
    ]


def test_the_curve_starts_and_ends_where_the_finger_did() -> None:
    svg = to_svg([[{"t": i, "x": 10 * i, "y": i * i} for i in range(1, 6)]], CANVAS)
    [drawn] = re.findall(r' d="([^"]*)"', svg)
    assert drawn == "M1000 100Q2000 400 2500 650Q3000 900 3500 1250Q4000 1600 4500 2050L5000 2500"


def test_a_touch_is_drawn_as_a_dot() -> None:
    assert 'd="M1000 2000h1"' in to_svg([[{"t": 0, "x": 10, "y": 20}]], CANVAS)
