"""The API: settings, runtime, routers, problem documents."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from redis.exceptions import RedisError
from starlette.middleware.cors import CORSMiddleware

from app.contract import description
from app.contract import routes as reference
from app.core.http import problems
from app.core.http.envelope import Envelope
from app.core.http.route_index import RouteIndex
from app.core.settings import Settings
from app.domains import root_routers, routers
from app.gateways.storage import Storage, StorageUnavailable, storage_from
from app.gateways.travel import TravelTimes, travel_from
from app.operations.metrics import look_at_process, observed
from app.operations.migrations import newest_migration
from app.operations.request_log import RequestLog
from app.operations.runtime import Pools, runtime_for
from app.operations.traces import traced
from app.support.grants.service import Grants


def create_app(settings: Settings, grants: Grants | None = None) -> FastAPI:
    """The API for these settings; it connects when it starts and not before."""
    opened = runtime_for(
        settings,
        {
            Storage: storage_from(settings.storage_url, settings.home / "files"),
            TravelTimes: travel_from(settings.travel_url),
        },
        Pools(write=settings.write_pool_size, read=settings.read_pool_size),
        grants=grants,
        verifies_credentials=True,
    )
    newest_migration()  # read from the disk once, before requests come

    @asynccontextmanager
    async def connected(app: FastAPI) -> AsyncIterator[None]:
        async with (
            opened() as app.state.runtime,
            observed(app.state.runtime, settings.metrics_port, look_at_process),
            traced(settings, "api"),
        ):
            yield

    app = FastAPI(
        lifespan=connected,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # Metrics, traces and the log are ours; this would ask for its settings at each request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    description.describe(app)
    # As they are: `include_router` would make each route a second time.
    for router in (reference.root_router, *root_routers(), *routers()):
        app.router.routes.extend(router.routes)
    app.router.routes.insert(0, RouteIndex(app.router.routes))
    problems.install(app, StorageUnavailable, RedisError)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=[
                *("ETag", "Location", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"),
                *("X-Request-Id", "Idempotent-Replayed"),
            ],
        )
    app.add_middleware(
        Envelope,
        max_body_bytes=settings.max_body_bytes,
        max_upload_bytes=settings.max_upload_bytes,
        log_request=RequestLog(as_json=settings.logs_as_json),
    )
    return app
