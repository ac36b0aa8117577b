"""What the tests of quotes begin with: a customer, services, and the public door."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.callers import Caller
from tests.world import World


@pytest.fixture
async def install(ada: Caller) -> dict[str, Any]:
    service: dict[str, Any] = await ada.post(
        "/v1/services", {"code": "INST", "name": "Instalação", "price": "149.90"}
    )
    return service


@pytest.fixture
def anybody(ada: Caller) -> Caller:
    """Whoever opens a link: no account, no credential."""
    visitor = replace(ada)
    del visitor.http.headers["Authorization"]
    return visitor


@dataclass
class Offer:
    """A quote as it stands, with the path of its commands."""

    body: dict[str, Any]

    @property
    def path(self) -> str:
        return f"/v1/quotes/{self.body['id']}"


@pytest.fixture
def offered(ada: Caller, world: World, install: dict[str, Any]) -> Callable[..., Awaitable[Offer]]:
    async def offer(**more: Any) -> Offer:
        wanted = {
            "customer_id": world.customer["id"],
            "site_id": world.site["id"],
            "title": "Rede da loja nova",
            "description": "Dois pontos no balcão.",
            "lines": [
                {"service_id": install["id"], "quantity": "2"},
                {
                    "product_id": (await world.goods()).product,
                    "quantity": "12.5",
                    "unit_price": "3.33",
                },
                {"description": "Andaime", "unit_price": "80.00", "discount_percent": "12.5"},
            ],
        }
        return Offer(await ada.post("/v1/quotes", wanted | more))

    return offer
