"""The dashboard, the alerts and the page about metrics know the metrics that there are."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it brings no types
from prometheus_client import REGISTRY

import app.core.events.outbox
import app.core.http.envelope
import app.core.http.limits
import app.operations.metrics  # noqa: F401 - they make the metrics

FOLDER = Path("docs/operations")
_NAME = re.compile(r"\bchamado_[a-z_]+\b")


def _known() -> set[str]:
    return {
        name
        for family in REGISTRY.collect()
        if family.name.startswith("chamado_")
        for suffix in ("", "_total", "_bucket", "_count", "_sum")
        for name in [family.name + suffix]
    }


@pytest.mark.parametrize("file", ["alerts.yaml", "grafana-dashboard.json", "watching.md"])
def test_every_metric_that_is_named_exists(file: str) -> None:
    named = set(_NAME.findall((FOLDER / file).read_text()))
    assert named
    assert named <= _known()


def test_every_metric_is_explained() -> None:
    page = (FOLDER / "watching.md").read_text()
    families = {each.name for each in REGISTRY.collect() if each.name.startswith("chamado_")}
    assert not {name for name in families if name not in page}


def test_every_alert_is_explained() -> None:
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"][0]["rules"]
    page = (FOLDER / "watching.md").read_text()
    assert len({rule["alert"] for rule in rules}) == len(rules)
    assert not [rule["alert"] for rule in rules if f"`{rule['alert']}`" not in page]


def test_every_panel_has_its_place() -> None:
    panels: list[dict[str, Any]] = json.loads((FOLDER / "grafana-dashboard.json").read_text())[
        "panels"
    ]
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels}
    assert len(places) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])
