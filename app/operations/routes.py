"""`/healthz`, `/readyz`"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.core.runtime import Runtime, runtime_of
from app.operations.health import NEEDED_SECONDS, optional_checks, status_of, tried
from app.operations.migrations import schema_of

root_router = APIRouter(include_in_schema=False)


@root_router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process runs. Says nothing about what it depends on."""
    return {"status": "ok"}


@root_router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Database, migrations and queue answer: send traffic here.

    Without storage, worker, mail or routing server the status is `degraded`, which is no reason not
    to.
    """
    runtime = runtime_of(request)
    needed = {
        name: await tried(check, NEEDED_SECONDS)
        for name, check in (
            ("database", _database(runtime)),
            ("migrations", _migrations(runtime)),
            ("valkey", _valkey(runtime)),
        )
    }
    optional = await optional_checks(runtime)
    status = status_of(needed, optional)
    return JSONResponse(
        {"status": status, "checks": needed | optional}, 503 if status == "unavailable" else 200
    )


async def _database(runtime: Runtime) -> str:
    async with runtime.database.reads.connection() as connection:
        await connection.execute("select 1")
    return "ok"


async def _migrations(runtime: Runtime) -> str:
    async with runtime.database.reads.connection() as connection:
        return (await schema_of(connection)).refusal or "ok"


async def _valkey(runtime: Runtime) -> str:
    await runtime.queue.redis.ping()
    return "ok"
