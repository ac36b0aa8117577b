"""How long a test waits for what must happen: a machine that others use too stalls, and goes on."""

import time
from typing import Any

PATIENCE = 300
"""Seconds after which a wait is a hang. No test passes or fails by its speed."""


def wait_for(is_so: Any, what: Any) -> None:
    """Until `is_so()`; else it says `what`, a text or a function that makes one."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(what() if callable(what) else f"Not within {PATIENCE} s: {what}")
        time.sleep(0.05)
