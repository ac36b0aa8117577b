"""What people read comes in their language: no text without its translation, none left over."""

import ast
import re
from pathlib import Path

import pytest

from app.core.values.errors import catalogue as refusals
from app.core.values.text import C_, catalogue, choose_locale, translate
from app.domains import routers

#: Marker -> how many of its arguments, texts all of them, make up the text.
_MARKERS = {"N_": 1, "translate": 1, "C_": 2}


def _texts() -> set[str]:
    """Every text that the code marks as one that people read."""
    found = set()
    for path in Path("app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = node.args[: _MARKERS.get(node.func.id, 0)]
                parts = [str(part.value) for part in texts if isinstance(part, ast.Constant)]
                if parts and len(parts) == len(texts):
                    found.add(C_(*parts) if len(parts) > 1 else parts[0])
    return found


def _meanings() -> set[str]:
    """The docstring of each refusal, which `/problems/<code>` shows."""
    routers()
    return {refusal.meaning() for refusal in refusals()}


TEXTS = _texts() | _meanings()


@pytest.mark.parametrize("locale", ["pt-BR", "pt-PT"])
def test_every_text_is_translated_and_no_translation_is_left_over(locale: str) -> None:
    translated = catalogue(locale)
    assert TEXTS - translated.keys() == set()
    assert translated.keys() - TEXTS == set()


@pytest.mark.parametrize("locale", ["pt-BR", "pt-PT"])
def test_a_translation_keeps_the_names_in_braces(locale: str) -> None:
    for text, said in catalogue(locale).items():
        assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", text)), text


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "pt-BR"),
        ("en-US,en;q=0.9,pt;q=0.5", "en"),
        ("pt-PT", "pt-PT"),
        ("pt", "pt-BR"),
        ("de, en;q=0.3", "en"),
        ("en;q=0", "pt-BR"),
        ("x" * 10_000, "pt-BR"),
        ("*;q=0.1, ;;;", "pt-BR"),
    ],
)
def test_the_language_is_the_best_of_ours_that_was_asked_for(
    header: str | None, locale: str
) -> None:
    assert choose_locale(header) == locale


def test_an_unknown_text_stays_english() -> None:
    assert translate("Never seen", "pt-BR") == "Never seen"
    assert translate(C_("nowhere", "Never seen"), "pt-BR") == "Never seen"
