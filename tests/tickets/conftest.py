"""What the stories of tickets begin with."""

from typing import Any

import pytest

from tests.callers import Caller
from tests.stories import World, world_of


@pytest.fixture
async def world(ada: Caller, tiago: Caller, carla: Caller) -> World:
    return await world_of(ada, tiago, carla)


@pytest.fixture
async def ticket(carla: Caller, world: World) -> dict[str, Any]:
    """What Carla has asked for."""
    found: dict[str, Any] = await carla.post(
        "/v1/tickets",
        {"subject": "Sem internet", "description": "A luz da ONU está vermelha desde ontem."},
    )
    assert found["customer_id"] == world.customer["id"]
    return found
