"""What the tests of orders begin with."""

import pytest

from tests.orders.fieldwork import Fieldwork
from tests.world import World


@pytest.fixture
def work(world: World) -> Fieldwork:
    """Ada's office and Tiago, ready for an order."""
    return Fieldwork(world)
