"""A real server for the generated clients."""

from tests.live import demo_url

__all__ = ["demo_url"]
