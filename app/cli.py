"""`chamado`: the command line."""

import asyncio
import gc
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from app.core.settings import Settings
from app.embedded import servers as embedded
from app.embedded.processes import CannotStartError
from app.programs.supervise import supervise

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


def main() -> None:
    """Run a command; what a person can put right comes as one sentence."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    gc.disable()  # start-up makes much and drops little; those who stay turn it on again
    try:
        app()
    except CannotStartError as refusal:
        sys.exit(f"chamado: {refusal}")


@app.command()
def run() -> None:
    """Run everything until Ctrl-C: the servers, the API and the worker."""
    from app.operations import migrations as migrating
    from app.programs import preflight
    from app.programs.welcome import welcome

    began = time.monotonic()
    with _settings(alone=True) as settings:
        _refuse_taken_port(settings)
        try:
            asyncio.run(preflight.check_servers(settings))
        except preflight.NotMigratedError:
            if not settings.owner_database_url:
                raise
            migrating.migrate(settings.owner_database_url)

        program = (sys.executable, "-c", "from app.cli import main; main()")
        programs = {"API": (*program, "serve"), "worker": (*program, "worker")}
        environment = {
            **os.environ,
            "CHAMADO_HOME": str(settings.home),
            "CHAMADO_DATABASE_URL": settings.database_url,
            "CHAMADO_OWNER_DATABASE_URL": "",
            "CHAMADO_REDIS_URL": settings.redis_url,
        }

        async def say_hello() -> None:
            await welcome(settings, (*program, "seed"), environment, began)

        asyncio.run(supervise(programs, environment, say_hello))


@app.command()
def serve() -> None:
    """Run the API alone."""
    from app.programs import preflight
    from app.programs.serve import serve as serve_api

    with _settings() as settings:
        _refuse_taken_port(settings)
        asyncio.run(preflight.check_servers(settings))
        serve_api(settings)


@app.command()
def worker() -> None:
    """Run the worker alone."""
    from app.programs import preflight
    from app.worker import run_worker

    with _settings() as settings:
        asyncio.run(preflight.check_servers(settings))
        run_worker(settings)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from app.operations import migrations as migrating
    from app.programs import preflight

    with _settings() as settings:
        asyncio.run(preflight.check_owner(settings))
        migrating.migrate(settings.owner_database_url)
        typer.echo(f"The database is at {migrating.newest_migration()}.")


@app.command()
def migration(name: str) -> None:
    """Write a migration for what the models have and the database has not."""
    from app.operations import migrations as migrating
    from app.programs import preflight

    with _settings() as settings:
        asyncio.run(preflight.check_owner(settings))
        migrating.migrate(settings.owner_database_url)
        migrating.write_migration(settings.owner_database_url, name)


@app.command()
def seed(
    scale: Annotated[
        int, typer.Option(min=0, help="So many tickets and orders, for benchmarks.")
    ] = 0,
) -> None:
    """Fill the database with the demo organizations, or with a great many rows."""
    from rich.progress import Progress

    from app.programs import preflight
    from bench.scale.fill import seed_scale
    from demo.builder.organizations import seed_demo

    with _settings() as settings:
        asyncio.run(preflight.check_servers(settings))
        if scale:
            with Progress() as progress:
                asyncio.run(seed_scale(settings, scale, progress))
        elif not asyncio.run(seed_demo(settings)):
            typer.echo("There is an organization already: nothing was added.")


@app.command()
def openapi(
    output: Annotated[Path, typer.Option(help="Where to write it.")] = Path("openapi/openapi.json"),
) -> None:
    """Write the contract of the API."""
    from app.main import create_app

    document = create_app(_read_settings()).openapi()
    output.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


@app.command()
def token(
    domain: str = "demo",
    company: str = "matriz",
    username: str = "gestora",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True)] = "",
) -> None:
    """Sign in at the running API and print an access token, for curl."""
    import httpx

    credentials = {
        "domain": domain,
        "company": company,
        "username": username,
        "password": password,
    }
    url = _read_settings().base_url
    try:
        answer = httpx.post(f"{url}/v1/auth/sessions", json=credentials)
    except httpx.HTTPError:
        raise CannotStartError(f"No API answers at {url}: start it with `chamado run`.") from None
    if answer.is_error:
        raise CannotStartError(f"{url} refuses the sign-in: {answer.json()['title']}.")
    typer.echo(answer.json()["access_token"])


@app.command()
def plan(
    domain: Annotated[str, typer.Argument(help="Of the organization.")],
    technicians: Annotated[
        int | None, typer.Option(min=0, help="How many may be active; left out: any number.")
    ] = None,
    feature: Annotated[
        list[str] | None, typer.Option(help="What is included; left out: everything.")
    ] = None,
) -> None:
    """Say what the plan of an organization includes."""
    from app.core.data.database import Database
    from app.core.security.actors import Actor
    from app.organizations.plans.service import Feature, set_plan
    from app.organizations.service import find_tenant
    from app.programs import preflight

    try:
        included = None if feature is None else [Feature(name) for name in feature]
    except ValueError:
        raise CannotStartError(f"The features are: {', '.join(Feature)}.") from None

    async def change(settings: Settings) -> None:
        await preflight.check_servers(settings)
        database = await Database.connect(settings.database_url, write_pool=1, read_pool=1)
        try:
            organization_id = await find_tenant(database, domain)
            if organization_id is None:
                raise CannotStartError(f"No organization has the domain {domain}.")
            async with database.transaction(Actor(organization_id)) as session:
                await set_plan(session, features=included, technician_limit=technicians)
        finally:
            await database.close()

    with _settings() as settings:
        asyncio.run(change(settings))


@app.command()
def organization(
    *,
    name: Annotated[str, typer.Option(prompt=True)],
    domain: Annotated[str, typer.Option(prompt=True, help="What people type to sign in.")],
    company: Annotated[str, typer.Option(prompt="Code of the company")] = "matriz",
    manager: Annotated[str, typer.Option(prompt="Name of the manager")],
    username: Annotated[str, typer.Option(prompt="User name of the manager")],
    email: Annotated[str, typer.Option(prompt="E-mail of the manager")],
    password: Annotated[
        str, typer.Option(prompt="Password (empty: one is made)", hide_input=True)
    ] = "",
) -> None:
    """Sign up an organization and its first manager."""
    from app.auth.sign_up.service import sign_up
    from app.core.data.database import Database
    from app.core.values.errors import Refusal
    from app.people.models import Role
    from app.people.schemas import PersonCreate
    from app.programs import preflight

    chosen = password or secrets.token_urlsafe(12)

    async def run(settings: Settings) -> None:
        database = await Database.connect(settings.database_url)
        try:
            await sign_up(
                database,
                name=name,
                domain=domain,
                company_code=company,
                company_name=name,
                manager=PersonCreate(
                    name=manager,
                    username=username,
                    email=email,
                    password=chosen,
                    role=Role.OWNER,
                    must_change_password=not password,
                ),
            )
        except Refusal as refusal:
            raise CannotStartError(f"{refusal.title}.") from None
        except ValidationError as error:
            raise CannotStartError(_what_is_wrong(error)) from None
        except ValueError as error:
            raise CannotStartError(str(error)) from None
        finally:
            await database.close()

    with _settings() as settings:
        asyncio.run(preflight.check_servers(settings))
        asyncio.run(run(settings))
    typer.echo(f"{name} signs in with domain {domain}, company {company}, user {username}.")
    if not password:
        typer.echo(f"The password, shown only now: {chosen}")


@contextmanager
def _settings(*, alone: bool = False) -> Iterator[Settings]:
    """The settings with servers behind them: given, found running in the folder, or started."""
    settings = _read_settings()
    settings = settings.model_copy(update={"home": settings.home.absolute()})
    if settings.database_url and settings.redis_url:
        yield settings
    elif settings.database_url or settings.redis_url:
        raise CannotStartError(
            "Set CHAMADO_DATABASE_URL and CHAMADO_REDIS_URL both, or neither for embedded servers."
        )
    elif not alone and (servers := embedded.attach(settings.home)):
        yield _at(settings, servers)
    else:
        with embedded.start(settings.home, url=settings.base_url) as servers:
            yield _at(settings, servers)


def _read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        raise CannotStartError(_what_is_wrong(error, "CHAMADO_")) from None


def _what_is_wrong(error: ValidationError, prefix: str = "") -> str:
    """Names of the wrong fields and the reasons; never their values."""
    wrong = [(prefix + str(each["loc"][0]), each["msg"]) for each in error.errors()]
    return "; ".join(f"{name.upper() if prefix else name}: {why}" for name, why in wrong)


def _at(settings: Settings, servers: embedded.Servers) -> Settings:
    return settings.model_copy(
        update={
            "database_url": servers.database_url,
            "owner_database_url": servers.owner_database_url,
            "redis_url": servers.redis_url,
        }
    )


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CannotStartError(
                f"Port {settings.port} of {settings.host} cannot be used ({error.strerror}):"
                " set CHAMADO_PORT to another."
            ) from error


if __name__ == "__main__":
    main()
