"""The TypeScript SDK is the committed contract, compiles strictly, and plays the main job."""

import filecmp
import os
import subprocess
from pathlib import Path
from typing import Any

from openapi import node
from tests.patience import PATIENCE

SDK = Path(node.__file__).parents[1] / "clients" / "typescript"


def _run(script: str, *arguments: str, **environment: str) -> str:
    done = node.run_script(
        SDK,
        script,
        *arguments,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_it_is_generated_from_the_committed_contract(tmp_path: Path) -> None:
    fresh = tmp_path / "client"
    _run("generate", SDK_FOLDER=str(fresh))
    assert _differences(filecmp.dircmp(SDK / "src" / "client", fresh)) == [], "run `make sdk`"


def test_it_compiles_in_strict_mode() -> None:
    _run("check")


def test_it_is_built_for_those_who_install_it(tmp_path: Path) -> None:
    _run("build", "--outDir", str(tmp_path))
    for name in ("index.js", "index.d.ts", "client/index.js", "@tanstack/react-query.gen.js"):
        assert (tmp_path / "client" / name).exists()


def test_the_main_job_is_played_through_it(demo_url: str) -> None:
    told = _run("main-job", demo_url)
    for step in (
        "opens ticket",
        "raises order",
        "is to come at",
        "leave the van",
        "the order is closed",
        "is a PDF",
        "is solved",
        "bell rings",
    ):
        assert step in told, told


def _differences(compared: "filecmp.dircmp[Any]") -> list[str]:
    found = [*compared.left_only, *compared.right_only, *compared.diff_files]
    for name, below in compared.subdirs.items():
        found += [f"{name}/{different}" for different in _differences(below)]
    return found
