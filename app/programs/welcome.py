"""The message of `chamado run` when everything answers."""

import asyncio
import time

import httpx
import typer

from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.programs.servers import database_of

#: A busy machine may take minutes; one that has failed says so earlier.
_READY_SECONDS = 300


async def welcome(settings: Settings, began: float, *, has_demo: bool) -> None:
    """Wait until the API is ready; say where everything is and who can sign in."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - translated, not bound
    host = everywhere.get(settings.host, settings.host)
    async with httpx.AsyncClient(base_url=f"http://{host}:{settings.port}") as api:
        await _until_ready(api)
    typer.echo(
        f"\nChamado is ready ({time.monotonic() - began:.1f} s).\n\n"
        f"  API      {settings.base_url}/v1\n"
        f"  Docs     {settings.base_url}/docs\n"
        f"  Data     {settings.home}\n"
        f"  Database {database_of(settings)}"
    )
    if has_demo:
        typer.echo(
            "  Sign in  domain demo, company matriz, password chamado-demo, as one of\n"
            "           gestora, coordenador, tecnico, tecnica, agente, cliente"
        )
    typer.echo("\nCtrl-C stops everything; the data stays.")


async def _until_ready(api: httpx.AsyncClient) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if (await api.get("/readyz")).is_success:
                return
        except httpx.TransportError:
            pass  # not listening yet
        await asyncio.sleep(0.1)
    raise CannotStartError(f"The API was not ready within {_READY_SECONDS} seconds.")
