"""Examples of answers: what the demo organization answered to the example of each request."""

import json
from pathlib import Path
from typing import Any

#: Written by `WRITE_EXAMPLES=1 pytest tests/examples`, which sends the requests.
RECORDED = Path(__file__).parents[3] / "openapi" / "examples.json"


def recorded() -> dict[str, dict[str, Any]]:
    """operationId -> status -> answer; empty where the file is not shipped."""
    if not RECORDED.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(RECORDED.read_text())
    return found
