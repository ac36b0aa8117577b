"""The one clock: tests that move time move it here, and every rule follows."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)
