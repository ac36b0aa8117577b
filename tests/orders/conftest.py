"""What the tests of orders begin with."""

import pytest

from tests.callers import Caller
from tests.orders.fieldwork import Fieldwork
from tests.stories import World, world_of


@pytest.fixture
async def work(ada: Caller, tiago: Caller) -> Fieldwork:
    """Ada's office and Tiago's van, ready for an order."""
    return await Fieldwork(ada, tiago).prepare()


@pytest.fixture
async def world(ada: Caller, tiago: Caller, carla: Caller) -> World:
    return await world_of(ada, tiago, carla)
