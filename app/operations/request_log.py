"""The log line of each request."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import structlog

from app.core.logs import ENCODER
from app.core.values.clock import now

log = structlog.get_logger()


class RequestLog:
    """Writes one line for each request, as `log` would: its processors take twice as long."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    @cached_property
    def _write(self) -> Callable[[str], None]:
        write: Callable[[str], None] = structlog.get_config()["logger_factory"]().msg
        return write

    def __call__(self, fields: dict[str, Any], failure: BaseException | None) -> None:
        """Write the fields of a request; from `status` 500 on it is an error."""
        failed = fields["status"] >= 500
        if failure or not self._as_json:
            log.log(40 if failed else 20, "request", **fields, exc_info=failure)
            return
        level, moment = "error" if failed else "info", now().isoformat()[:-6] + "Z"
        line = fields | {"event": "request", "level": level, "timestamp": moment}
        self._write(ENCODER.encode(line))
