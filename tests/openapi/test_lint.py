"""Two linters that integrators use find nothing to say about the committed contract.

Spectral runs its full set and rules of our own, Redocly its strict set and what else it offers.
"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from openapi import node

FOLDER = Path(node.__file__).parent
OWN_RULES = set(re.findall(r"\n  (chamado-[\w-]+):", (FOLDER / ".spectral.yaml").read_text()))


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


def test_each_rule_of_our_own_finds_what_breaks_it(tmp_path: Path) -> None:
    """A rule whose path leads nowhere would be clean for ever."""
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(_broken()))
    found = tmp_path / "found.json"
    node.run_script(FOLDER, "spectral", str(broken), "--format", "json", "--output", str(found))
    reported = {
        finding["code"]
        for finding in json.loads(found.read_text())
        if finding["source"] == str(broken)
    }
    assert OWN_RULES - reported == set()


def _broken() -> dict[str, Any]:
    """A document that breaks every rule of our own, and is an OpenAPI document all the same."""
    inline = {"type": "object"}
    binary = {"type": "string", "format": "binary"}
    kind = {"type": "string", "enum": ["good", "bad"]}
    operation = {
        "tags": ["things"],
        "operationId": "Get_Things",
        "summary": "what there is.",
        "description": "Things.",
        "security": [{"bearer": []}],
        "x-required-permission": "things:read",
        "parameters": [
            {"name": "thingKind", "in": "query", "schema": {"type": "string"}},
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
        ],
        "requestBody": {"content": {"application/json": {"schema": inline}}},
        "responses": {
            "200": {"description": "OK"},
            "201": {"description": "OK", "content": {"application/json": {"schema": inline}}},
            "202": {"description": "OK", "content": {"text/csv": {"schema": binary}}},
            "203": {"description": "OK", "content": {"image/png": {"schema": {}}}},
            "404": {"description": "Gone.", "content": {"application/json": {"schema": inline}}},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Broken", "version": "1", "contact": {}},
        "paths": {"/Things": {"get": operation, "post": operation}},
        "components": {
            "headers": {"X-Thing": {"schema": {"type": "string"}}},
            "schemas": {
                "bad_name": {"type": "object", "properties": {"badName": inline, "kind": kind}},
                "Calendar": {"oneOf": [{"type": "string"}, inline]},
                "Amount": {"type": ["string", "integer"]},
            },
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }
