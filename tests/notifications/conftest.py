"""What the stories of notifications begin with."""

from tests.tickets.conftest import ticket

__all__ = ["ticket"]
