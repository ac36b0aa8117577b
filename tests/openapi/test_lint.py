"""Two linters that integrators use find nothing to say about the committed contract."""

import subprocess
from pathlib import Path

import pytest

from openapi import node

FOLDER = Path(node.__file__).parent


@pytest.mark.parametrize(
    ("linter", "verdict"), [("spectral", "No results"), ("redocly", "is valid")]
)
def test_a_linter_finds_nothing(linter: str, verdict: str) -> None:
    done = node.run_script(
        FOLDER, linter, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout
    assert verdict in done.stdout
    assert "warning" not in done.stdout.lower(), done.stdout
