"""The API: settings, runtime, routers, problem documents."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.middleware.cors import CORSMiddleware

from app.auth.authentication.service import Authenticator
from app.auth.throttling.service import Throttle
from app.contract import description
from app.contract import routes as reference
from app.core.data.database import Database
from app.core.events.queue import Queue
from app.core.http import problems
from app.core.http.envelope import Envelope
from app.core.http.limits import RateLimits
from app.core.http.listing import cursor_key
from app.core.http.route_index import RouteIndex
from app.core.security.credentials import Credentials
from app.core.security.encryption import Encryptor
from app.core.security.secrets import application_secrets
from app.core.security.tokens import Signer, single_use_key
from app.core.settings import Settings
from app.domains import root_routers, routers
from app.gateways.storage import storage_from
from app.operations.migrations import newest_migration
from app.support.grants.service import Grants, NoGrants


def create_app(settings: Settings, grants: Grants | None = None) -> FastAPI:
    """The API for these settings; it connects when it starts and not before."""
    secrets = application_secrets(settings)
    secret = secrets[0]

    @asynccontextmanager
    async def connected(app: FastAPI) -> AsyncIterator[None]:
        database = await Database.connect(
            settings.database_url,
            write_pool=settings.write_pool_size,
            read_pool=settings.read_pool_size,
        )
        await database.refuse_privileges()
        credentials = Credentials(
            Authenticator(database, app.state.signer, app.state.grants.is_live).verify
        )
        queue = await Queue.connect(settings.redis_url, credentials)
        app.state.database = database
        app.state.queue = queue
        app.state.credentials = credentials
        app.state.limits = RateLimits(
            Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1),
            {
                "read": settings.read_limit,
                "write": settings.write_limit,
                "search": settings.search_limit,
                "export": settings.export_limit,
                "sign_in_address": settings.sign_in_address_limit,
            },
        )
        app.state.throttle = Throttle(app.state.limits.redis)
        database.signal = queue.signal
        queue.start()
        try:
            yield
        finally:
            await queue.close()
            await app.state.limits.redis.aclose()
            await database.close()

    app = FastAPI(
        lifespan=connected,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # /metrics and the log say how requests fare; this would ask for its settings at each one.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.settings = settings
    app.state.grants = grants or NoGrants()
    app.state.signer = Signer(secrets)
    app.state.encryptor = Encryptor(secrets)
    app.state.cursor_key = cursor_key(secret)
    app.state.single_use_key = single_use_key(secret)
    app.state.storage = storage_from(settings.storage_url, settings.home / "files")
    app.state.newest_migration = newest_migration()
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
