"""`docs/security.md` leaves no requirement out and names tests that there are."""

import ast
import re
from pathlib import Path

PAGE = Path("docs/security.md")
#: Requirements of levels 1 and 2 in each chapter of ASVS 5.0.0; the other chapters have one line.
CHAPTERS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16)
NUMBERS = (27, 11, 19, 10, 9, 35, 18, 7, 7, 14, 9, 13, 9, 13, 16)
_NOT_HERE = ("Not here", "Operator", "Open")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_ROWS = re.compile(
    r"^\| ([\d., ]+|V?[\d.]+ to [\d.]+|API\d+ .+?) \| (.+?) \| ?(.*?) ?\|$", re.MULTILINE
)


def test_every_requirement_has_a_line() -> None:
    walked = [
        requirement
        for requirements, _, _ in _ROWS.findall(PAGE.read_text())
        for requirement in re.findall(r"\d+\.\d+\.\d+", requirements)
        if " to " not in requirements
    ]
    assert len(walked) == len(set(walked))
    chapters = [int(requirement.partition(".")[0]) for requirement in walked]
    assert {chapter: chapters.count(chapter) for chapter in chapters} == dict(
        zip(CHAPTERS, NUMBERS, strict=True)
    )


def test_every_line_has_a_test_or_says_why_not() -> None:
    rows = _ROWS.findall(PAGE.read_text())
    assert len(rows) > 100
    silent = [
        requirements
        for requirements, answer, tests in rows
        if not _TEST.search(tests) and not re.search(rf"\b({'|'.join(_NOT_HERE)})\b", answer)
    ]
    assert not silent


def test_every_test_that_is_named_is_there() -> None:
    missing = [
        f"{path}::{name}"
        for path, name in _TEST.findall(PAGE.read_text())
        if not Path(path).exists() or name not in _tests(path)
    ]
    assert not missing


def _tests(path: str) -> set[str]:
    return {
        node.name
        for node in ast.parse(Path(path).read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
