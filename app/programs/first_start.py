"""Preparation of `chamado run`, before anybody is served: the schema, and the demo."""

import asyncio
import subprocess
from collections.abc import Mapping, Sequence

import typer

from app.core.settings import Settings
from app.embedded.processes import CannotStartError, end_with_parent
from app.operations.migrations import migrate
from app.programs import preflight


def prepare(settings: Settings, seed: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Migrate, and have the demo made where that is wanted; say whether it is there.

    What is interrupted here is not there at all, and is done by the next start.
    """
    try:
        asyncio.run(preflight.check_servers(settings))
    except preflight.NotMigratedError:
        if not settings.owner_database_url:
            raise
        typer.echo("Migrating the database …")
        migrate(settings.owner_database_url)
    if settings.env != "production" and not asyncio.run(preflight.has_demo(settings)):
        typer.echo("Making the demo organizations …")
        _make_demo(seed, environment)
    return asyncio.run(preflight.has_demo(settings))


def _make_demo(seed: Sequence[str], environment: Mapping[str, str]) -> None:
    """In a process of its own: what it loads and makes is not needed any more afterwards."""
    made = subprocess.run(
        seed,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=end_with_parent,
        start_new_session=True,
        check=False,
    )
    if made.returncode != 0:
        reason = made.stderr.strip().rpartition("\n")[2]
        raise CannotStartError(f"The demo could not be made ({reason}); everything was stopped.")
