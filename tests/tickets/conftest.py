"""What the stories of tickets begin with."""

from typing import Any

import pytest

from tests.callers import Caller
from tests.world import World


@pytest.fixture
async def ticket(carla: Caller, world: World) -> dict[str, Any]:
    """What Carla has asked for."""
    found: dict[str, Any] = await carla.post(
        "/v1/tickets",
        {"subject": "Sem internet", "description": "A luz da ONU está vermelha desde ontem."},
    )
    assert found["customer_id"] == world.customer["id"]
    return found
