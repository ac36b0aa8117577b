"""The line of a request is made without structlog's processors, and is the line they would make."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from app.core import logs
from app.operations.request_log import RequestLog

FIELDS = {
    "request_id": "request-0001",
    "method": "GET",
    "route": 'quoted "path"\\ of\ntwo lines: Sé\u2028\x00電',
    "ms": 0.1,
    "organization": None,
    "actor": "ação",
}


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is written while the configuration is that of production."""
    before = structlog.get_config()
    written: list[str] = []
    levels = dict.fromkeys(("msg", "info", "error"), written.append)
    logs.configure(as_json=True)
    structlog.configure(
        logger_factory=lambda *_: SimpleNamespace(**levels), cache_logger_on_first_use=False
    )
    yield written
    structlog.configure(**before)


@pytest.mark.parametrize(("status", "level"), [(200, 20), (404, 20), (503, 40)])
def test_it_is_the_line_that_structlog_writes(lines: list[str], status: int, level: int) -> None:
    fields: dict[str, Any] = FIELDS | {"status": status}
    RequestLog(as_json=True)(fields, None)
    structlog.get_logger().log(level, "request", **fields, exc_info=None)
    ours, theirs = (re.sub(r"T[\d:.]+Z", "T…Z", line) for line in lines)
    assert ours == theirs
    assert json.loads(lines[0]).items() >= fields.items()
    assert "\n" not in lines[0]


def test_a_failure_comes_with_its_traceback(lines: list[str]) -> None:
    log_request = RequestLog(as_json=True)
    try:
        raise ValueError("ação")
    except ValueError as failure:
        log_request(FIELDS | {"status": 500}, failure)
    (line,) = map(json.loads, lines)
    assert line["exception"].endswith("ValueError: ação")
