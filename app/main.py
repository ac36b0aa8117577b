"""The API, put together: settings -> database and queue -> routers -> answers to failures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from redis.asyncio import Redis
from starlette.middleware.cors import CORSMiddleware

from app import contract
from app.automation import macro_routes
from app.automation import routes as automation
from app.calendars import routes as calendars
from app.catalog import routes as catalog
from app.core import health, keys, problems, reference
from app.core.access import Credentials
from app.core.database import Database
from app.core.directory import Directory
from app.core.http import Envelope
from app.core.limits import Limits
from app.core.listing import cursor_key
from app.core.queue import Queue
from app.core.sealing import Seal
from app.core.secrets import application_secrets
from app.core.settings import Settings
from app.core.tokens import Signer, single_use_key
from app.customers import belonging_routes as customer_belongings
from app.customers import routes as customers
from app.desks import routes as desks
from app.files import job_routes
from app.files import routes as files
from app.forms import process_routes, tree_routes
from app.forms import routes as forms
from app.gateways.storage import storage_from
from app.incidents import routes as incidents
from app.migrating import newest_migration
from app.notifications import routes as notifications
from app.orders import field_routes as orders_in_the_field
from app.orders import routes as orders
from app.orders import work_routes as order_work
from app.organizations import routes as organizations
from app.people import (
    audit_routes,
    auth_routes,
    entitlement_routes,
    invitation_routes,
    me_routes,
    profile_routes,
    second_factor_routes,
    token_routes,
)
from app.people import routes as people
from app.people.guarding import Guard
from app.people.recognition import Recognition
from app.privacy import routes as privacy
from app.quotes import page_routes as quote_page
from app.quotes import routes as quotes
from app.ratings import routes as ratings
from app.reports import field_routes as field_reports
from app.reports import history_routes as customer_history
from app.reports import routes as reports
from app.schedules import routes as schedules
from app.signatures import routes as signatures
from app.sla import routes as sla
from app.stock import routes as stock
from app.support import routes as support
from app.support.grants import Grants, NoGrants
from app.tickets import link_routes, message_routes, view_routes
from app.tickets import routes as tickets

ROUTERS: list[APIRouter] = [
    organizations.router,
    auth_routes.router,
    me_routes.router,
    people.router,
    invitation_routes.router,
    profile_routes.router,
    second_factor_routes.router,
    token_routes.router,
    audit_routes.router,
    entitlement_routes.router,
    files.router,
    job_routes.router,
    calendars.router,
    customers.router,
    customer_belongings.router,
    catalog.router,
    stock.router,
    schedules.router,
    signatures.router,
    orders.router,
    order_work.router,
    quotes.router,
    orders_in_the_field.router,
    forms.router,
    tree_routes.router,
    process_routes.router,
    desks.router,
    tickets.router,
    message_routes.router,
    link_routes.router,
    view_routes.router,
    incidents.router,
    sla.router,
    ratings.router,
    automation.router,
    macro_routes.router,
    support.router,
    notifications.router,
    privacy.router,
    reports.router,
    customer_history.router,
    field_reports.router,
]


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
            Recognition(database, app.state.signer, app.state.grants.is_live).verify
        )
        queue = await Queue.connect(settings.redis_url, credentials)
        app.state.database = database
        app.state.queue = queue
        app.state.credentials = credentials
        app.state.limits = Limits(
            Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1),
            {
                "read": settings.read_limit,
                "write": settings.write_limit,
                "search": settings.search_limit,
                "export": settings.export_limit,
                "sign_in_address": settings.sign_in_address_limit,
            },
        )
        app.state.guard = Guard(app.state.limits.redis)
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
    app.state.seal = Seal(secrets)
    app.state.cursor_key = cursor_key(secret)
    app.state.single_use_key = single_use_key(secret)
    app.state.storage = storage_from(settings.storage_url, settings.home / "files")
    app.state.newest_migration = newest_migration()
    contract.describe(app)
    app.include_router(health.router)
    app.include_router(reference.router)
    app.include_router(quote_page.router)
    app.include_router(keys.router)
    for router in ROUTERS:
        app.include_router(router, prefix="/v1")
    app.router.routes.insert(0, Directory(app.router.routes))
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
