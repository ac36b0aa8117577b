"""Samples of every operation are requests that the contract documents, and programs that run."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs
import pytest

from app.contract.reference import samples
from app.contract.reference.document import DocumentedOperation, ReferenceDocument
from openapi import node
from tests.patience import PATIENCE

SDK = Path(node.__file__).parents[1] / "clients" / "typescript"


@pytest.fixture(scope="module")
def document() -> ReferenceDocument:
    """The committed document: the one that the client was generated from."""
    return ReferenceDocument.committed()


@pytest.fixture(scope="module")
def calls(document: ReferenceDocument) -> list[samples.SampleCall]:
    return [samples.sample_call(document, each) for each in document.operations.values()]


def test_every_curl_is_the_documented_request(
    document: ReferenceDocument, calls: list[samples.SampleCall]
) -> None:
    for call in calls:
        # A shell joins lines that end in a backslash; shlex does not.
        words = shlex.split(samples.curl(call).replace("\\\n", " "))
        assert words.pop(0) == "curl"
        method, headers, body, upload, url = "GET", {}, None, False, ""
        while words:
            word = words.pop(0)
            if word == "-X":
                method = words.pop(0)
            elif word == "-H":
                name, _, value = words.pop(0).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = json.loads(words.pop(0))
            elif word == "-F":
                upload = words.pop(0) == "file=@photo.jpg"
            elif word == "-o":
                assert words.pop(0) == call.download
            else:
                url = word
        _check(document, call.operation, method, url, headers, body, upload=upload)


def test_every_python_sample_sends_the_documented_request(
    document: ReferenceDocument, calls: list[samples.SampleCall], tmp_path: Path
) -> None:
    """One programme runs them all, against a server that notes what it is sent."""
    (tmp_path / "photo.jpg").write_bytes(b"a photo")
    programs = [samples.python(call) for call in calls]
    with _noting() as (url, noted):
        made = [program.replace(samples.SERVER, url) for program in programs]
        done = subprocess.run(
            [sys.executable, "-c", _RUN_ALL],
            check=False,
            input=json.dumps(made),
            cwd=tmp_path,
            env={**os.environ, "CHAMADO_TOKEN": "a-token"},
            text=True,
            capture_output=True,
            timeout=PATIENCE,
        )
    assert done.returncode == 0, done.stderr
    assert len(noted) == len(calls)
    for call, (method, path, headers, sent) in zip(calls, noted, strict=True):
        upload = headers.get("content-type", "").startswith("multipart/form-data")
        body = json.loads(sent) if sent and not upload else None
        named = {name.title(): value for name, value in headers.items()}
        _check(document, call.operation, method, url + path, named, body, upload=upload)


def test_every_python_sample_passes_mypy(calls: list[samples.SampleCall], tmp_path: Path) -> None:
    for call in calls:
        (tmp_path / f"{call.operation.id}.py").write_text(samples.python(call) + "\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file=",
            f"--cache-dir={tmp_path}/c",
            ".",
        ],
        check=False,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_every_typescript_sample_compiles_against_the_client(
    calls: list[samples.SampleCall], tmp_path: Path
) -> None:
    node.install(SDK)
    settings = {
        "extends": str(SDK / "tsconfig.json"),
        "compilerOptions": {
            "paths": {
                "@chamado/client": [str(SDK / "src/client/index.ts")],
                "@chamado/client/client": [str(SDK / "src/client/client/index.ts")],
            },
            "typeRoots": [str(SDK / "node_modules/@types")],
        },
        "include": ["*.ts"],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings))
    (tmp_path / "package.json").write_text('{"type": "module"}')
    for call in calls:
        (tmp_path / f"{call.operation.id}.ts").write_text(samples.typescript(call) + "\n")
    done = node.run_script(
        SDK,
        "check",
        "--project",
        str(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout[:4000]


def _check(
    document: ReferenceDocument,
    operation: DocumentedOperation,
    method: str,
    url: str,
    headers: dict[str, str],
    body: Any,
    *,
    upload: bool,
) -> None:
    """Fail unless the operation documents this request."""
    where = urlsplit(url)
    assert method == operation.method
    shape = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(operation.path))
    assert re.fullmatch(shape, where.path), operation.id
    assert ("Authorization" in headers) == operation.needs_token, operation.id
    assert ("Idempotency-Key" in headers) == operation.takes_key, operation.id
    named = {parameter["name"]: parameter for parameter in operation.parameters}
    given = {name for name, _ in parse_qsl(where.query)}
    wanted = {n for n, p in named.items() if p["in"] == "query" and p.get("required")}
    assert wanted <= given <= set(named), operation.id
    media_type, media = operation.body or (None, {})
    assert upload == (media_type == "multipart/form-data"), operation.id
    assert (body is not None) == (media_type == "application/json"), operation.id
    if body is not None:
        assert headers["Content-Type"] == media_type
        schema = {**media["schema"], "components": document.document["components"]}
        jsonschema_rs.Draft202012Validator(schema).validate(body)


_RUN_ALL = """
import json, sys
for program in json.load(sys.stdin):
    exec(compile(program, "sample.py", "exec"), {})
"""
_Noted = tuple[str, str, dict[str, str], bytes]


@contextmanager
def _noting() -> Iterator[tuple[str, list[_Noted]]]:
    """A server that answers everything with an empty object, and what it has been sent."""
    noted: list[_Noted] = []

    class Noting(BaseHTTPRequestHandler):
        def _note(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            noted.append((self.command, self.path, headers, sent))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _note  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", noted
    finally:
        server.shutdown()
        server.server_close()
