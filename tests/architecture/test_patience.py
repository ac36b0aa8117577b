"""No test fails because its machine stalls: what waits for another process has PATIENCE."""

import ast
import re
from pathlib import Path

import pytest

_GIVES_UP = {
    "tests/journeys/test_chaos.py",  # a client that gives up and sends it again
    "tests/gateways/test_storage.py",  # a server that never answers
    "tests/gateways/test_travel.py",  # the same
    "tests/core/test_rate_limits.py",  # a Valkey that is not there
}
_SECONDS = re.compile(r"[1-9][\d.]*")
_CLIENTS = {"get", "post", "put", "request", "stream", "Client"}


@pytest.mark.parametrize(
    "path", sorted(Path("tests").rglob("*.py")), ids=lambda path: "/".join(path.parts[1:])
)
def test_waits_are_patient(path: Path) -> None:
    if str(path) in _GIVES_UP:
        return
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    hasty = [call.lineno for call in calls if _is_hasty(call)]
    assert not hasty, f"{path}: give lines {hasty} the timeout PATIENCE"


def _is_hasty(call: ast.Call) -> bool:
    told = {keyword.arg: keyword.value for keyword in call.keywords}
    if isinstance(told.get("timeout"), ast.Constant):
        return True
    match call.func:
        case ast.Attribute(ast.Name("httpx"), name) if name in _CLIENTS:
            return not {"timeout", "transport"} & set(told)
        case ast.Attribute(_, "wait" | "timeout") if call.args:
            return bool(_SECONDS.fullmatch(ast.unparse(call.args[0])))
    return False
