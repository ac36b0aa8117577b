"""Samples of a call in curl, TypeScript and Python, made from the operation and its examples.

They run as they are against an installation at `SERVER`, with a token in `CHAMADO_TOKEN`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from app.contract.reference.document import DocumentedOperation, ReferenceDocument
from app.contract.reference.values import example_of_media, example_of_parameter

#: Where `make run` answers; a page in a browser shows the address that it was loaded from.
SERVER = "http://127.0.0.1:8000"
PAGE_SIZE = 25

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_WIDTH = 64
_FILE_NAMES = {
    "image/webp": "picture.webp",
    "image/png": "picture.png",
    "application/pdf": "document.pdf",
    "text/csv": "table.csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "table.xlsx",
}


@dataclass(frozen=True, slots=True)
class SampleCall:
    """The values of a call: what a reader would fill in to try the operation."""

    operation: DocumentedOperation
    path: dict[str, Any]
    query: dict[str, Any]
    media_type: str | None
    body: Any

    @property
    def url(self) -> str:
        """Path with values, and query."""
        path = self.operation.path
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        query = urlencode(_plain(self.query), doseq=True)
        return f"{path}?{query}" if query else path

    @property
    def uploads(self) -> bool:
        return self.media_type == "multipart/form-data"

    @property
    def download(self) -> str | None:
        """Name for the file that the answer is; None: the answer is JSON or nothing."""
        answer = self.operation.answer
        if answer is None or answer[1] == "application/json":
            return None
        return _FILE_NAMES.get(answer[1].partition(";")[0], "download.bin")


def sample_call(document: ReferenceDocument, operation: DocumentedOperation) -> SampleCall:
    """The documented examples as one call: required parameters, and the size of a page."""
    values: dict[str, dict[str, Any]] = {"path": {}, "query": {}}
    for parameter in operation.parameters:
        if parameter["in"] not in values:
            continue
        if parameter["name"] == "limit":
            values["query"]["limit"] = PAGE_SIZE
        elif parameter.get("required"):
            found = example_of_parameter(document, parameter)
            values[parameter["in"]][parameter["name"]] = found
    media_type, media = operation.body or (None, {})
    body = None if media_type is None else example_of_media(document, media)
    return SampleCall(operation, values["path"], values["query"], media_type, body)


def curl(call: SampleCall) -> str:
    method = call.operation.method
    words = ["curl" if method == "GET" else f"curl -X {method}", f"'{SERVER}{call.url}'"]
    lines = [" ".join(words)]
    if call.operation.needs_token:
        lines.append('-H "Authorization: Bearer $CHAMADO_TOKEN"')
    if call.operation.takes_key:
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if call.uploads:
        lines.append("-F 'file=@photo.jpg'")
    elif call.media_type:
        lines.append(f"-H 'Content-Type: {call.media_type}'")
        body = json.dumps(call.body, ensure_ascii=False, indent=2)
        lines.append("-d '" + body.replace("'", "'\\''") + "'")
    if call.download:
        lines.append(f"-o {call.download}")
    return " \\\n  ".join(lines)


def typescript(call: SampleCall) -> str:
    """A module for Node that calls the function of the generated client."""
    operation = call.operation
    answers = operation.answer is not None
    imports = []
    if call.uploads or call.download:
        names = [*["readFile"] * call.uploads, *["writeFile"] * bool(call.download)]
        imports.append(f"import {{ {', '.join(names)} }} from 'node:fs/promises';")
    imports.append(f"import {{ {operation.id} }} from '@chamado/client';")
    imports.append("import { createClient } from '@chamado/client/client';")
    options = [f"  baseUrl: '{SERVER}',"]
    if operation.needs_token:
        options.append("  auth: process.env['CHAMADO_TOKEN'],")
    lines = [*imports, "", "const client = createClient({", *options, "});", ""]
    taken = "data, error" if answers else "error"
    lines += [f"const {{ {taken} }} = await {operation.id}({{", "  client,"]
    for name, value in (("path", call.path), ("query", call.query)):
        if value:
            lines.append(f"  {name}: {literal(value, TYPESCRIPT, 1)},")
    if operation.takes_key:
        lines.append("  headers: { 'Idempotency-Key': crypto.randomUUID() },")
    if call.uploads:
        lines.append("  body: { file: new File([await readFile('photo.jpg')], 'photo.jpg') },")
    elif call.media_type:
        lines.append(f"  body: {literal(call.body, TYPESCRIPT, 1)},")
    lines += ["});", "if (error) throw new Error(`${error.code}: ${error.detail}`);"]
    if call.download:
        lines.append(f"await writeFile('{call.download}', {_bytes(call)});")
    elif answers:
        lines.append("console.log(data);")
    return "\n".join(lines)


def python(call: SampleCall) -> str:
    """A programme that sends the request with httpx."""
    operation = call.operation
    standard = [*["import os"] * operation.needs_token, *["import uuid"] * operation.takes_key]
    if call.uploads or call.download:
        standard.append("from pathlib import Path")
    path = SampleCall(operation, call.path, {}, None, None).url
    lines = [*standard, *[""] * bool(standard), "import httpx", ""]
    lines += [f"response = httpx.{operation.method.lower()}(", f'    "{SERVER}{path}",']
    if call.query:
        lines.append(f"    params={literal(_plain(call.query), PYTHON, 1)},")
    lines += _python_headers(operation)
    if call.uploads:
        lines.append('    files={"file": ("photo.jpg", Path("photo.jpg").read_bytes())},')
    elif call.media_type:
        lines.append(f"    json={literal(call.body, PYTHON, 1)},")
    lines += [")", "if response.is_error:", "    problem = response.json()"]
    lines.append("    raise SystemExit(f\"{problem['code']}: {problem['detail']}\")")
    if call.download:
        lines.append(f'Path("{call.download}").write_bytes(response.content)')
    elif operation.answer is not None:
        lines.append("print(response.json())")
    return "\n".join(lines)


def _python_headers(operation: DocumentedOperation) -> list[str]:
    """The argument `headers`, in lines; none if nothing has to be sent."""
    headers = []
    if operation.needs_token:
        headers.append('"Authorization": f"Bearer {os.environ[\'CHAMADO_TOKEN\']}"')
    if operation.takes_key:
        headers.append('"Idempotency-Key": str(uuid.uuid4())')
    if len(headers) <= 1:
        return [f"    headers={{{header}}}," for header in headers]
    return ["    headers={", *(f"        {header}," for header in headers), "    },"]


@dataclass(frozen=True, slots=True)
class Syntax:
    """The notation of a language for JSON values."""

    words: dict[Any, str]
    quotes: str
    bare_keys: bool
    indent: str


TYPESCRIPT = Syntax({None: "null", True: "true", False: "false"}, "'", True, "  ")
PYTHON = Syntax({None: "None", True: "True", False: "False"}, '"', False, "    ")


def literal(value: Any, syntax: Syntax, depth: int = 0) -> str:
    """A JSON value as a literal; on one line where it fits."""
    if value is None or isinstance(value, bool):
        return syntax.words[value]
    if isinstance(value, str):
        return _text(value, syntax)
    if not isinstance(value, dict | list):
        return json.dumps(value)
    inner = list(_members(value, syntax, depth + 1))
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    space = " " if syntax.bare_keys and isinstance(value, dict) and inner else ""
    line = f"{opening}{space}{', '.join(inner)}{space}{closing}"
    if len(line) <= _WIDTH and "\n" not in line:
        return line
    margin = syntax.indent * (depth + 1)
    body = "".join(f"{margin}{member},\n" for member in inner)
    return f"{opening}\n{body}{syntax.indent * depth}{closing}"


def _members(value: Any, syntax: Syntax, depth: int) -> Iterator[str]:
    if isinstance(value, list):
        yield from (literal(item, syntax, depth) for item in value)
        return
    for name, item in value.items():
        bare = syntax.bare_keys and _IDENTIFIER.fullmatch(name)
        yield f"{name if bare else _text(name, syntax)}: {literal(item, syntax, depth)}"


def _text(value: str, syntax: Syntax) -> str:
    written = json.dumps(value, ensure_ascii=False)
    if syntax.quotes == '"':
        return written
    return "'" + written[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def _plain(query: dict[str, Any]) -> dict[str, Any]:
    """Query values as they are written in a URL."""
    return {k: str(v).lower() if isinstance(v, bool) else v for k, v in query.items()}


def _bytes(call: SampleCall) -> str:
    """The downloaded `data` as what Node's `writeFile` takes: text, or a Blob made bytes."""
    answer = call.operation.answer
    assert answer is not None
    binary = answer[2].get("schema", {}).get("format") == "binary"
    return "Buffer.from(await data.arrayBuffer())" if binary else "data"
