"""`chamado`: the command line."""

import asyncio
import gc
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.embedded.processes import CannotStartError

if TYPE_CHECKING:
    from app.core.settings import Settings

app = typer.Typer(
    help=__doc__,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing rich would take longer than the rest of the help
)

_Quiet = Annotated[bool, typer.Option("--quiet", help="Do not say which database it works on.")]


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
    """Run the servers, the API and the worker until Ctrl-C."""
    from app.programs.configuration import read_settings
    from app.programs.first_start import prepare
    from app.programs.servers import own_servers_for
    from app.programs.supervise import supervise
    from app.programs.welcome import welcome

    began = time.monotonic()
    settings = read_settings()
    if not settings.database_url:
        typer.echo(f"Starting PostgreSQL and Valkey in {settings.home} …")
    with own_servers_for(settings) as (settings, own):
        _refuse_taken_port(settings)
        program = (sys.executable, "-c", "from app.cli import main; main()")
        programs = {
            "API": (*program, "serve", "--quiet"),
            "worker": (*program, "worker", "--quiet"),
        }
        environment = {
            **os.environ,
            "CHAMADO_HOME": str(settings.home),
            "CHAMADO_DATABASE_URL": settings.database_url,
            "CHAMADO_OWNER_DATABASE_URL": "",
            "CHAMADO_REDIS_URL": settings.redis_url,
        }
        has_demo = prepare(settings, (*program, "seed"), environment)
        typer.echo("Starting the API and the worker …")

        async def say_hello() -> None:
            await welcome(settings, began, has_demo=has_demo)

        asyncio.run(supervise(programs, environment, say_hello, own))


@app.command()
def serve(
    processes: Annotated[
        int, typer.Option(min=1, help="So many that share a port and what they load.")
    ] = 1,
    *,
    quiet: _Quiet = False,
) -> None:
    """Run the API alone."""
    from app.programs.prefork import shared_metrics

    with _database(quiet=quiet) as settings, nullcontext() if processes == 1 else shared_metrics():
        from app.programs.serve import serve as serve_api

        _refuse_taken_port(settings)
        serve_api(settings, processes)


@app.command()
def worker(*, quiet: _Quiet = False) -> None:
    """Run the worker alone."""
    from app.programs.servers import database_of
    from app.worker import run_worker

    with _database(quiet=quiet) as settings:
        run_worker(settings, database_of(settings))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema.

    One that is newer than this code is left alone.
    """
    from app.operations import migrations as migrating
    from app.programs import preflight

    with _database(owner=True) as settings:
        schema = asyncio.run(preflight.check_owner(settings))
        if schema.is_ahead:
            preflight.refuse(schema)
            ours = migrating.newest_migration()
            typer.echo(f"The database is at {schema.newest}, newer than this code ({ours}).")
            return
        migrating.migrate(settings.owner_database_url)
        typer.echo(f"The database is at {migrating.newest_migration()}.")


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A new one.")]) -> None:
    """Copy database, files and keys into a folder.

    They are as they were at one moment.
    """
    from app.programs.backup import back_up

    with _database() as settings:
        typer.echo(back_up(settings, folder))


@app.command()
def restore(folder: Annotated[Path, typer.Argument(help="What `chamado backup` made.")]) -> None:
    """Fill an empty installation from a backup."""
    from app.programs.backup import restore as restore_from
    from app.programs.configuration import read_settings
    from app.programs.servers import servers_for

    with servers_for(read_settings(), alone=True, makes=True) as settings:
        typer.echo(restore_from(settings, folder))


@app.command()
def status() -> None:
    """Say how everything is and what waits.

    Exit code 1: something does not answer, or is missing.
    """
    from app.programs.status import status as status_of

    with _database() as settings:
        text, is_well = asyncio.run(status_of(settings))
    typer.echo(text)
    raise typer.Exit(not is_well)


@app.command("dead-letters")
def dead_letters(
    decision: Annotated[str, typer.Argument(help="list, retry or discard.")] = "list",
    ids: Annotated[list[str] | None, typer.Argument(help="To retry all, name none.")] = None,
) -> None:
    """List work that was given up; retry or discard it."""
    from app.programs.dead_letters import decide

    with _database() as settings:
        typer.echo(asyncio.run(decide(settings, decision, ids or [])))


@app.command()
def migration(name: str) -> None:
    """Write a migration for what the models have in addition."""
    from app.operations import migrations as migrating

    with _database(owner=True) as settings:
        migrating.migrate(settings.owner_database_url)
        migrating.write_migration(settings.owner_database_url, name)


@app.command()
def seed(
    scale: Annotated[
        int, typer.Option(min=0, help="So many tickets and orders, for benchmarks.")
    ] = 0,
) -> None:
    """Add the demo organizations, or a great many rows."""
    from rich.progress import Progress

    from app.programs import preflight
    from bench.scale.fill import seed_scale
    from demo.builder.organizations import seed_demo

    with _database() as settings:
        if scale:
            asyncio.run(preflight.check_owner(settings))
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
    from app.programs.configuration import read_settings

    document = create_app(read_settings()).openapi()
    output.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


@app.command()
def token(
    domain: str = "demo",
    company: str = "matriz",
    username: str = "gestora",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True)] = "",
) -> None:
    """Sign in at the running API and print an access token."""
    import httpx

    from app.programs.configuration import read_settings

    credentials = {
        "domain": domain,
        "company": company,
        "username": username,
        "password": password,
    }
    url = read_settings().base_url
    try:
        answer = httpx.post(
            f"{url}/v1/auth/sessions", json=credentials, headers={"Accept-Language": "en"}
        )
    except httpx.HTTPError:
        raise CannotStartError(f"No API answers at {url}: start it with `chamado run`.") from None
    if answer.is_error:
        raise CannotStartError(f"{url} refuses the sign-in: {answer.json()['title']}.")
    typer.echo(answer.json()["access_token"])


@app.command("verify-chain")
def verify_chain(
    domain: Annotated[str, typer.Argument(help="Of the organization; none: each of them.")] = "",
) -> None:
    """Check the evidence, and name what does not hold.

    Everything that was signed is read again, and the files that were issued. Exits with 1 when
    something does not hold.
    """
    from app.documents.chain.verification import verify_chain as verify
    from app.domains import import_jobs

    import_jobs()  # each domain says how its evidence is read again
    with _database() as settings:
        told, holds = asyncio.run(verify(settings, domain))
    typer.echo(told)
    raise typer.Exit(0 if holds else 1)


@app.command()
def plan(
    domain: Annotated[str, typer.Argument(help="Of the organization.")],
    technicians: Annotated[
        str | None, typer.Option(help="How many may be active: a number, or `any`.")
    ] = None,
    feature: Annotated[
        list[str] | None,
        typer.Option(
            help="All that is included, of chat, knowledge_base, route_planning, network and"
            " webhooks; or `all`, or `none`."
        ),
    ] = None,
) -> None:
    """Show the plan of an organization, or change it.

    Only what is named changes.
    """
    from app.programs import plan as plans

    change = plans.change_of(technicians, feature)
    with _database() as settings:
        typer.echo(asyncio.run(plans.plan(settings, domain, change)))


@app.command("verify-stock")
def verify_stock(domain: Annotated[str, typer.Argument(help="Of the organization.")]) -> None:
    """Rebuild balances and places from the ledger, and compare.

    Exit code 1: something differs; the first difference is named.
    """
    from app.stock.ledger.verification import verify

    with _database() as settings:
        text, is_right = asyncio.run(verify(settings, domain))
    typer.echo(text)
    raise typer.Exit(not is_right)


@app.command()
def organization(
    *,
    name: str = "",
    domain: Annotated[str, typer.Option(help="What people type to sign in.")] = "",
    company: Annotated[str, typer.Option(help="Code of the company [matriz].")] = "",
    manager: Annotated[str, typer.Option(help="Name of the manager.")] = "",
    username: Annotated[str, typer.Option(help="User name of the manager.")] = "",
    email: Annotated[str, typer.Option(help="E-mail of the manager.")] = "",
    password: Annotated[str, typer.Option(help="Of the manager; others see it in `ps`.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Sign up an organization; asks for what is missing."""
    from app.programs import organization as founding

    facts = {
        "name": name,
        "domain": domain,
        "manager": manager,
        "username": username,
        "email": email,
        "company": company,
        "password": sys.stdin.readline().rstrip("\n") if password_stdin else password,
    }
    with _database() as settings:
        typer.echo(asyncio.run(founding.found(settings, founding.completed(facts))))


@contextmanager
def _database(*, owner: bool = False, quiet: bool = False) -> Iterator["Settings"]:
    """The settings of a command whose servers have been checked, and named to the caller."""
    from app.programs import preflight
    from app.programs.configuration import read_settings
    from app.programs.servers import database_of, servers_for

    check = preflight.check_owner if owner else preflight.check_servers
    with servers_for(read_settings(), makes=owner) as settings:
        asyncio.run(check(settings))
        if not quiet:
            typer.echo(f"Database: {database_of(settings, owner=owner)}", err=True)
        yield settings


def _refuse_taken_port(settings: "Settings") -> None:
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
