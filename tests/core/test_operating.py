"""What an operator sees: health, readiness and one line for each request."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from redis.asyncio import Redis

from app.core.runtime import Runtime
from app.core.settings import Settings
from app.core.values.clock import now
from app.embedded import servers as embedded
from app.embedded.servers import Servers
from app.main import create_app
from app.operations.heartbeat import MISSED_SECONDS, beat
from app.operations.migrations import migrate
from tests.callers import PASSWORD, Caller, sign_up_organization


async def test_a_server_that_can_serve_says_so(app: FastAPI, ada: Caller) -> None:
    await beat(app.state.runtime, silent=[])
    assert (await ada.send("GET", "/healthz")).json() == {"status": "ok"}
    ready = await ada.send("GET", "/readyz")
    needed = {"database": "ok", "migrations": "ok", "valkey": "ok"}
    optional = {"storage": "ok", "worker": "ok", "mailer": "ok"}
    assert ready.json() == {"status": "ok", "checks": needed | optional}


async def test_without_worker_mail_or_storage_it_is_degraded_and_takes_requests(
    app: FastAPI, ada: Caller
) -> None:
    runtime: Runtime = app.state.runtime
    with time_machine.travel(now() - timedelta(seconds=MISSED_SECONDS + 5)):
        await beat(runtime, silent=[])
    missed = await _ready(ada)
    assert missed["worker"].startswith("no heartbeat for")
    assert missed["mailer"] == "unknown: the worker sends mail"

    await beat(runtime, silent=["mail"])
    assert await _ready(ada) == {"mailer": "does not answer"}
    await beat(runtime, silent=[])
    folder = runtime.settings.home / "files"
    folder.rename(folder.with_name("gone"))
    try:
        assert set(await _ready(ada)) == {"storage"}
    finally:
        folder.with_name("gone").rename(folder)


async def _ready(ada: Caller) -> dict[str, str]:
    """What is not well with a server that serves nevertheless."""
    answer = await ada.send("GET", "/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    return {name: result for name, result in answer.json()["checks"].items() if result != "ok"}


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
