"""Logging: one JSON line for each request and each job, without secrets and bodies."""

import json
import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

#: Made once: `json.dumps` would make one for each line.
ENCODER = json.JSONEncoder(default=str, ensure_ascii=False)


def configure(*, as_json: bool) -> None:
    """JSON for machines; coloured text where a person watches."""
    # Tracebacks without local variables: those may hold a password.
    renderer: Any = (
        structlog.processors.JSONRenderer(lambda line, **_: ENCODER.encode(line))
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            *([] if as_json else [_quietly]),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # One write for each line: those of several processes do not run into each other.
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    for name in ("arq.worker", "arq.jobs", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _quietly(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A person who watches need not see what went well unasked."""
    went_well = not line.get("failed") and not line.get("split")
    if line.get("event") in ("job", "drained", "worker_ready", "api_ready") and went_well:
        raise structlog.DropEvent
    return line
