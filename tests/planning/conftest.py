"""What tests of plans begin with."""

import pytest

from tests.callers import Drain
from tests.orders.fieldwork import Fieldwork
from tests.planning.days import Planner
from tests.world import World


@pytest.fixture
async def planner(world: World, drain: Drain) -> Planner:
    """Plans the day of Tiago, who has hours of his own."""
    found = Planner(Fieldwork(world), drain)
    await found.give_hours(world.technician)
    return found
