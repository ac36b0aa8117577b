"""Metrics answer on a port of their own, and tell what waits, what failed and what was refused."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from app.core.data.database import Database
from app.core.events.destinations import PermanentFailure
from app.core.events.outbox import Outbox, enqueue, handlers, outbox_task
from app.core.runtime import Runtime
from app.core.settings import Settings
from app.embedded.processes import CannotStartError, free_port
from app.main import create_app
from app.operations import metrics
from app.operations.metrics import look_at_installation, observed
from tests.callers import Caller, sign_up_organization

Scrape = Callable[[], "asyncio.Future[str]"]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def watched(
    settings: Settings, port: int, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    """An API with metrics, which is looked at as often as can be."""
    monkeypatch.setattr(metrics, "_LOOK_SECONDS", 0.01)
    app = create_app(settings.model_copy(update={"metrics_port": port, "search_limit": 1}))
    async with app.router.lifespan_context(app):
        yield app


async def _scraped(port: int) -> str:
    async with httpx.AsyncClient() as prometheus:
        return (await prometheus.get(f"http://127.0.0.1:{port}/metrics")).text


async def _until(port: int, line: str) -> str:
    """What is answered once a line matches."""
    for _ in range(500):
        if re.search(line, text := await _scraped(port), re.MULTILINE):
            return text
        await asyncio.sleep(0.02)
    raise AssertionError(f"no {line} in\n{text}")


async def test_the_public_port_has_none(ada: Caller) -> None:
    assert (await ada.http.get("/metrics")).status_code == 404


async def test_requests_refusals_pools_and_credentials_are_counted(
    watched: FastAPI, port: int
) -> None:
    ada = await sign_up_organization(watched)
    await ada.get(f"/v1/people/{ada.person_id}")
    for _ in range(3):
        await ada.send("GET", "/v1/people", params={"q": "ada"})
    text = await _until(port, r'^chamado_pool_in_use\{pool="read"\} 0\.0$')
    counted = 'chamado_http_request_seconds_count{method="GET",route="/v1/people/{person_id}"'
    assert counted in text
    assert str(ada.person_id) not in text
    assert re.search(
        r'^chamado_rate_limit_refusals_total\{limit="search"\} [1-9]', text, re.MULTILINE
    )
    assert re.search(r"^chamado_credentials_cached [1-9]", text, re.MULTILINE)

    database: Database = watched.state.runtime.database
    held = [await database.reads.acquire() for _ in range(database.reads.size)]
    text = await _until(port, rf'^chamado_pool_in_use\{{pool="read"\}} {len(held)}\.0$')
    waiting = asyncio.create_task(database.reads.acquire())
    await _until(port, r'^chamado_pool_waits_total\{pool="read"\} [1-9]')
    for each in held:
        database.reads.release(each)
    database.reads.release(await waiting)


async def test_what_waits_and_what_was_given_up_is_told(
    app: FastAPI, ada: Caller, database: Database, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "_LOOK_SECONDS", 0.01)
    runtime: Runtime = app.state.runtime

    @outbox_task("test_refused", destination="test_nowhere")
    async def refuse(_context: object, _what: object) -> None:
        raise PermanentFailure("nobody lives there")

    async with observed(runtime, port, look_at_installation):
        before = _value(await _until(port, "^chamado_dead_letters"), "outbox outside")
        async with database.transaction(ada.actor) as session:
            enqueue(session, "test_refused")
        await _until(port, r'^chamado_work_waiting\{work="outbox outside"\} [1-9]')
        await Outbox(runtime).run(ada.organization_id, "outside")
        handlers.pop("test_refused")
        text = await _until(port, r'outbox_task_seconds_count\{kind="test_refused"')
        assert 'outcome="given_up"' in text
        dead = re.escape(f'chamado_dead_letters{{work="outbox outside"}} {before + 1}')
        await _until(port, f"^{dead}")
        await _until(port, r'^chamado_queue_length\{lane="inside"\}')


def _value(text: str, work: str) -> float:
    found = re.search(rf'^chamado_dead_letters\{{work="{work}"\}} (\S+)$', text, re.MULTILINE)
    assert found
    return float(found[1])


async def test_a_taken_port_is_told_in_a_sentence(app: FastAPI, port: int) -> None:
    async with observed(app.state.runtime, port):
        with pytest.raises(CannotStartError, match="cannot be used for metrics"):
            async with observed(app.state.runtime, port):
                pass
