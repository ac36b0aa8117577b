"""Containers are confined: read-only, without rights, limited in memory, of one known version."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # brings no types

SERVICES: dict[str, Any] = yaml.safe_load(Path("compose.yaml").read_text())["services"]
#: A version that does not move: all its numbers, or a digest.
ONE_VERSION = re.compile(r"[\w./-]+(:v?\d+\.\d+(\.\d+)?(-[\w.]+)?|@sha256:[0-9a-f]{64})")
#: PostgreSQL has two numbers to a version, everybody else three.
NUMBERS = {"postgres": 2}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])


def test_every_image_is_of_one_version() -> None:
    bases = re.findall(r"^FROM (\S+)", Path("Dockerfile").read_text(), re.MULTILINE)
    given = [service["image"] for service in SERVICES.values() if "build" not in service]
    for image in [*bases, *given]:
        assert ONE_VERSION.fullmatch(image), image
        if "@" not in image:
            name, _, version = image.partition(":")
            assert version.count(".") + 1 == NUMBERS.get(name, 3), image
