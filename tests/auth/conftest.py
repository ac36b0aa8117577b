"""What tests of signing in share."""

import pytest

from app.auth.throttling.service import Backoff
from tests.patience import PATIENCE


@pytest.fixture
def long_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    """No delay is over before the next request has come, however slow the machine is."""
    monkeypatch.setattr(Backoff, "delay", lambda *_: PATIENCE)
