"""Generates a client for each language that the contract is held against, into `var/sdk/`.

`python -m openapi.generate` runs all of them, `python -m openapi.generate go` one. It fails when a
generator does, or says something about the document.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "openapi" / "openapi.json"
CONFIGS = ROOT / "openapi" / "generators"
CLIENTS = ROOT / "var" / "sdk"
LANGUAGES = ("python", "kotlin", "swift", "dart", "go", "typescript")

_PROGRAMS = ROOT / ".venv-sdk" / "bin"
#: Without pages and tests of their own, which are as many files again.
_PARTS = "apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,modelTests=false"
#: A generator runs for seconds: what the best compiler gains is less than it costs.
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
_COMPLAINT = re.compile(r"\b(WARN(ING)?|ERROR|Exception)\b|Unsupported|omitted", re.IGNORECASE)
#: What a generator says whatever the document is, and why nobody can mend it here.
_KNOWN = {
    "OpenAPI 3.1 support is still in beta": "said about each document of that version",
    "Type (reserved word) cannot be used as model name": "Swift nests an enumeration in each member"
    " of a union, for the one value of its `type`, and calls it ModelType",
}


def generate(language: str) -> list[str]:
    """Write the client of one language anew; what its generator complains about."""
    client = CLIENTS / language
    shutil.rmtree(client, ignore_errors=True)
    client.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        _command(language, client),
        env={
            **os.environ,
            "PATH": f"{_PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "JDK_JAVA_OPTIONS": _JAVA,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    if done.returncode:
        return [*lines[-20:], f"ended with {done.returncode}"]
    complaints = [line for line in lines if _COMPLAINT.search(line) and not _is_known(line)]
    if not complaints:
        _stamp(language).write_text(_source(language))
    return complaints


def is_fresh(language: str) -> bool:
    """Return True if the client was generated from what is committed."""
    stamp = _stamp(language)
    return stamp.exists() and stamp.read_text() == _source(language)


def _command(language: str, client: Path) -> list[str]:
    config = CONFIGS / f"{language}.yaml"
    if language == "python":
        return [
            str(_PROGRAMS / "openapi-python-client"),
            *("generate", "--meta", "none", "--path", str(DOCUMENT), "--config", str(config)),
            *("--custom-template-path", str(CONFIGS / "python-templates")),
            *("--output-path", str(client / "chamado_client")),
        ]
    return [
        str(_PROGRAMS / "openapi-generator-cli"),
        *("generate", "-i", str(DOCUMENT), "-c", str(config), "-o", str(client)),
        *("--global-property", _PARTS),
    ]


def _is_known(line: str) -> bool:
    return any(known in line for known in _KNOWN)


def _stamp(language: str) -> Path:
    return CLIENTS / language / ".generated-from"


def _source(language: str) -> str:
    """Fingerprint of the document and of how this client is made of it."""
    found = [DOCUMENT, ROOT / "requirements-sdk.txt", *sorted(CONFIGS.rglob(f"{language}*"))]
    if language == "python":
        found += sorted((CONFIGS / "python-templates").iterdir())
    files = [path for path in found if path.is_file()]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def main(languages: Iterable[str]) -> int:
    failed = 0
    for language in languages:
        begun = time.monotonic()
        complaints = generate(language)
        verdict = "failed" if complaints else "clean"
        sys.stdout.write(f"{language:<12}{verdict:<8}{time.monotonic() - begun:4.0f} s\n")
        sys.stdout.writelines(f"  {line}\n" for line in complaints)
        sys.stdout.flush()
        failed += bool(complaints)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or LANGUAGES))
