"""Clients that `make sdk-check` generates in six languages say what the contract says.

Generating takes minutes and a package index, so `make test` skips what is not there; `.ci/run`
generates first.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import contract
from openapi import generate
from tests.openapi.taken_names import TAKEN
from tests.patience import PATIENCE

TOUR = generate.ROOT / "clients" / "python" / "examples" / "tour.py"
GUIDE = Path(contract.__file__).parent / "guides" / "14-clients.md"
SCHEMAS = json.loads(generate.DOCUMENT.read_text())["components"]["schemas"]
ENUMS = {name for name, schema in SCHEMAS.items() if "enum" in schema}
#: What a generator calls a part that has no name in the document.
_INVENTED = re.compile(r"Inner|AnyOf|OneOf|AllOf|InlineObject")


@dataclass(frozen=True)
class Language:
    """Where the types of a language stand, and what they look like."""

    models: str
    declared: str
    #: A type that holds nothing.
    empty: str
    #: What lets an enumeration take values that it does not know.
    is_open: str


LANGUAGES = {
    "python": Language(
        "chamado_client/models/*.py",
        r"^class (\w+)[(:]",
        r'^class \w+:\n    """(?:[^"]|"(?!""))*"""\n\n    def to_dict',
        "def _missing_",
    ),
    "kotlin": Language(
        "src/main/kotlin/chamado/client/models/*.kt",
        r"^(?:data class|enum class|sealed interface|interface|class) (\w+)",
        r"^(?:data )?class \w+ ?\(\s*\)",
        "?: {name}.UNKNOWN_DEFAULT_OPEN_API",
    ),
    "swift": Language(
        "Sources/ChamadoClient/Models/*.swift",
        r"^public (?:struct|enum|final class) (\w+)",
        r"^public struct \w+[^{]*\{\s*public init\(\) \{",
        "case unknownDefaultOpenApi",
    ),
    "dart": Language(
        "lib/src/model/*.dart",
        r"^(?:abstract )?class (\w+)",
        r"^abstract class (\w+) implements Built<[^{]*\{\s*\1\._\(\);",
        "fallback: true",
    ),
    "go": Language(
        "model_*.go",
        r"^type ([A-Z]\w+) ",
        r"^type \w+ struct \{\s*\}",
        "*v = {prefix}_UNKNOWN_DEFAULT_OPEN_API",
    ),
    "typescript": Language(
        "src/models/*.ts",
        r"^export (?:interface|type) (\w+)",
        r"^export interface \w+ \{\s*\}",
        "return json as {name};",
    ),
}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    found = str(request.param)
    _skip_unless_generated(found)
    return found


def _skip_unless_generated(language: str) -> None:
    if not generate.is_fresh(language):
        pytest.skip(f"no {language} client of this contract: `make sdk-check` generates it")


def _texts(language: str) -> list[str]:
    found = sorted((generate.CLIENTS / language).glob(LANGUAGES[language].models))
    return [path.read_text() for path in found]


def _types(language: str) -> dict[str, str]:
    """Name of a type -> the file that declares it."""
    pattern = re.compile(LANGUAGES[language].declared, re.MULTILINE)
    return {name: text for text in _texts(language) for name in pattern.findall(text)}


def test_every_language_is_looked_at() -> None:
    assert tuple(LANGUAGES) == generate.LANGUAGES


def test_every_type_has_the_name_of_its_schema(language: str) -> None:
    names = set(_types(language))
    assert SCHEMAS.keys() - names - _nameless(language) == set()
    assert {name for name in names if _INVENTED.search(name)} == set()


def test_no_type_hides_one_of_the_language(language: str) -> None:
    assert _types(language).keys() & TAKEN[language] == set()


def test_no_type_is_empty(language: str) -> None:
    empty = re.compile(LANGUAGES[language].empty, re.MULTILINE)
    assert [found.group() for text in _texts(language) if (found := empty.search(text))] == []


def test_every_enumeration_takes_values_that_it_does_not_know(language: str) -> None:
    types = _types(language)
    marker = LANGUAGES[language].is_open
    closed = [
        name
        for name in ENUMS
        if marker.format(name=name, prefix=name.upper()) not in types.get(name, "")
    ]
    assert closed == []


def _nameless(language: str) -> set[str]:
    """Unions are written out in Python; elsewhere a form becomes arguments of its operation."""
    if language == "python":
        return {name for name, schema in SCHEMAS.items() if "oneOf" in schema}
    return {
        name
        for name, schema in SCHEMAS.items()
        if any(part.get("format") == "binary" for part in schema.get("properties", {}).values())
    }


@pytest.mark.parametrize("name", LANGUAGES)
def test_the_guide_has_the_options(name: str) -> None:
    """A reader without this checkout generates the same."""
    files = [generate.CONFIGS / f"{name}.yaml"]
    if name == "python":
        files += sorted((generate.CONFIGS / "python-templates").iterdir())
    for file in files:
        assert file.read_text() in GUIDE.read_text(), file.name


def test_the_python_client_passes_mypy() -> None:
    _skip_unless_generated("python")
    client = generate.CLIENTS / "python"
    cache = generate.CLIENTS / ".mypy_cache"
    _run(
        *("-m", "mypy", "--strict", "--config-file=", "--cache-dir", str(cache)),
        *(str(client / "chamado_client"), str(TOUR)),
        MYPYPATH=str(client),
    )


def test_the_tour_is_played_through_the_python_client(demo_url: str) -> None:
    _skip_unless_generated("python")
    told = _run(str(TOUR), demo_url, PYTHONPATH=str(generate.CLIENTS / "python"))
    for step in (
        "signed in",
        "is new",
        "replied with modem.log",
        "ticket is open",
        "tickets by two",
        "audit as CSV",
        "codes as a workbook",
        "report as a PDF",
        "refused with 404 not_found",
    ):
        assert step in told, told


def _run(*command: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=generate.CLIENTS,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
