"""Pages of other origins call the API only where the settings say so."""

import httpx
import pytest

from app.core.settings import Settings
from app.main import create_app

OURS = "https://app.example"


@pytest.mark.parametrize(
    ("origins", "origin", "allowed"),
    [([OURS], OURS, True), ([OURS], "https://evil.example", False), ([], OURS, False)],
    ids=["ours", "another", "none is named"],
)
async def test_an_origin_is_allowed_by_name(
    settings: Settings, origins: list[str], origin: str, allowed: bool
) -> None:
    app = create_app(settings.model_copy(update={"cors_origins": origins}))
    transport = httpx.ASGITransport(app)
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.options("/v1/me", headers=asked)
    assert answer.is_success is allowed
    assert answer.headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert "access-control-allow-credentials" not in answer.headers
