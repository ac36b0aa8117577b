"""The changelog of the contract keeps up with the contract's version."""

import json
import re
from pathlib import Path

OPENAPI = Path(__file__).parents[2] / "openapi"


def test_the_newest_heading_is_the_version_of_the_contract() -> None:
    version = json.loads((OPENAPI / "openapi.json").read_text())["info"]["version"]
    headings = re.findall(r"^## (.+)$", (OPENAPI / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert re.fullmatch(rf"{re.escape(version)} - \d{{4}}-\d\d-\d\d", headings[0])
