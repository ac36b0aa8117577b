"""What an operator sees: health, readiness, metrics and one line for each request."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from app.core.settings import Settings
from app.embedded import servers as embedded
from app.embedded.servers import Servers
from app.main import create_app
from app.operations.migrations import migrate
from tests.callers import PASSWORD, Caller, sign_up_organization


async def test_a_server_that_can_serve_says_so(ada: Caller) -> None:
    assert (await ada.send("GET", "/healthz")).json() == {"status": "ok"}
    ready = await ada.send("GET", "/readyz")
    assert ready.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "valkey": "ok"},
    }


async def test_metrics_count_requests_by_route_and_status(ada: Caller) -> None:
    await ada.get(f"/v1/people/{ada.person_id}")
    metrics = (await ada.send("GET", "/metrics")).text
    assert (
        'chamado_http_request_seconds_count{method="GET",route="/v1/people/{person_id}"' in metrics
    )
    assert str(ada.person_id) not in metrics


async def test_a_request_is_one_line_and_no_secret_is_in_it(
    ada: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    credentials = {
        "domain": ada.domain,
        "company": "matriz",
        "username": ada.username,
        "password": PASSWORD,
    }
    session = await ada.post("/v1/auth/sessions", credentials)
    await ada.get("/v1/people")
    printed = capsys.readouterr().out
    lines = [json.loads(line) for line in printed.splitlines()]
    (line,) = [line for line in lines if line.get("route") == "/v1/people"]
    assert (line["method"], line["status"], line["event"]) == ("GET", 200, "request")
    assert line["organization"] == str(ada.organization_id)
    assert line["actor"] == str(ada.person_id)
    assert line["request_id"]
    assert line["ms"] > 0
    for secret in (PASSWORD, session["access_token"], session["refresh_token"], ada.token):
        assert secret not in printed


@pytest.fixture
async def own_servers(tmp_path: Path) -> AsyncIterator[tuple[FastAPI, Servers]]:
    """An API with servers of its own, which a test may stop."""
    with embedded.start(tmp_path / "home", durable=False) as servers:
        await asyncio.to_thread(migrate, servers.owner_database_url)
        app = create_app(
            Settings(
                _env_file=None,
                env="test",
                home=tmp_path / "home",
                database_url=servers.database_url,
                redis_url=servers.redis_url,
                secret_key="tests sign with a secret of their own",
            )
        )
        async with app.router.lifespan_context(app):
            yield app, servers


async def test_without_valkey_reads_go_on_sign_in_waits_and_readiness_tells(
    own_servers: tuple[FastAPI, Servers],
) -> None:
    app, servers = own_servers
    ada = await sign_up_organization(app)
    await ada.get("/v1/people")
    async with Redis.from_url(servers.redis_url) as valkey:
        await valkey.shutdown(nosave=True)

    assert (await ada.send("GET", "/v1/people")).status_code == 200
    created = await ada.send(
        "POST", "/v1/tickets", json={"subject": "Sem sinal", "description": "x"}
    )
    assert created.status_code == 201
    credentials = {"domain": ada.domain, "company": "matriz", "username": "a", "password": "b"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as nobody:
        refused = await nobody.post("/v1/auth/sessions", json=credentials)
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
        ready = await nobody.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["checks"]["database"] == "ok"
    assert ready.json()["checks"]["valkey"] != "ok"
