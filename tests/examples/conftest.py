"""The demo organization in which the examples of the contract are called."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
import time_machine
from fastapi import FastAPI

from app.core.security.passwords import hash_password
from app.gateways.mail import FakeMailer
from demo.builder.stage import PASSWORD
from tests.callers import Drain
from tests.examples.calls import Demo, create_demo

#: When the story of the examples is told: a Tuesday, at nine in the morning in Campinas.
NOW = datetime(2026, 12, 22, 12, 0, tzinfo=UTC)
for _module in sorted(Path(__file__).parent.glob("before_*.py")):
    import_module(f"tests.examples.{_module.stem}")


@pytest.fixture(scope="module", autouse=True)
def at_that_time() -> Iterator[None]:
    """The tests of these modules, and of no others, are played then."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="session")
async def built_demo(app: FastAPI) -> Demo:
    """Once for all modules: there is one `demo` in a database."""
    with time_machine.travel(NOW, tick=True):
        return await create_demo(app, await hash_password(PASSWORD))


@pytest.fixture
def demo(built_demo: Demo, drain: Drain, mailer: FakeMailer) -> Demo:
    return replace(built_demo, drain_organization=drain, mailer=mailer)
