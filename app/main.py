"""The API: settings, runtime, routers, problem documents."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.contract import description
from app.contract import routes as reference
from app.core.http import problems
from app.core.http.envelope import Envelope
from app.core.http.route_index import RouteIndex
from app.core.settings import Settings
from app.domains import root_routers, routers
from app.gateways.storage import Storage, storage_from
from app.operations.migrations import newest_migration
from app.operations.runtime import Pools, runtime_for
from app.support.grants.service import Grants


def create_app(settings: Settings, grants: Grants | None = None) -> FastAPI:
    """The API for these settings; it connects when it starts and not before."""
    opened = runtime_for(
        settings,
        {Storage: storage_from(settings.storage_url, settings.home / "files")},
        Pools(write=settings.write_pool_size, read=settings.read_pool_size),
        grants=grants,
        verifies_credentials=True,
    )
    newest_migration()  # read from the disk once, before requests come

    @asynccontextmanager
    async def connected(app: FastAPI) -> AsyncIterator[None]:
        async with opened() as app.state.runtime:
            yield

    app = FastAPI(
        lifespan=connected,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # /metrics and the log say how requests fare; this would ask for its settings at each one.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    description.describe(app)
    for router in (reference.root_router, *root_routers()):
        app.include_router(router)
    for router in routers():
        app.include_router(router, prefix="/v1")
    app.router.routes.insert(0, RouteIndex(app.router.routes))
    problems.install(app)
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
    app.add_middleware(Envelope, max_body_bytes=settings.max_body_bytes)
    return app
