"""`/healthz`, `/readyz`, `/metrics`"""

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.core.runtime import Runtime, runtime_of
from app.operations.migrations import newest_migration

root_router = APIRouter(include_in_schema=False)


@root_router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process runs. Says nothing about what it depends on."""
    return {"status": "ok"}


@root_router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Database, migrations and queue answer: send traffic here."""
    runtime = runtime_of(request)
    checks = {
        name: await _tried(check)
        for name, check in (
            ("database", _database(runtime)),
            ("migrations", _migrations(runtime)),
            ("valkey", _valkey(runtime)),
        )
    }
    ready = all(result == "ok" for result in checks.values())
    return JSONResponse(
        {"status": "ok" if ready else "unavailable", "checks": checks}, 200 if ready else 503
    )


@root_router.get("/metrics")
async def metrics() -> Response:
    """Prometheus metrics of this process."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _tried(check: Any) -> str:
    try:
        async with asyncio.timeout(3):
            return str(await check)
    except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
        return type(error).__name__


async def _database(runtime: Runtime) -> str:
    async with runtime.database.reads.connection() as connection:
        await connection.execute("select 1")
    return "ok"


async def _migrations(runtime: Runtime) -> str:
    async with runtime.database.reads.connection() as connection:
        here = await connection.fetchval("select version_num from alembic_version")
    return "ok" if here == newest_migration() else "not current: run `chamado migrate`"


async def _valkey(runtime: Runtime) -> str:
    await runtime.queue.redis.ping()
    return "ok"
