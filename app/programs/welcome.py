"""The message of `chamado run` when everything answers; it has the demo made when there is none."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import httpx
import typer

from app.core.settings import Settings
from app.embedded.processes import CannotStartError, end_with_parent

_READY_SECONDS = 60


async def welcome(
    settings: Settings, seed: Sequence[str], environment: Mapping[str, str], began: float
) -> None:
    """Wait until the API is ready, seed where that is wanted, say where everything is."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - translated, not bound
    host = everywhere.get(settings.host, settings.host)
    async with httpx.AsyncClient(base_url=f"http://{host}:{settings.port}") as api:
        await _until_ready(api)
        seconds = time.monotonic() - began
        if settings.env != "production" and not await _has_demo(api):
            await _run(seed, environment)
        has_demo = await _has_demo(api)
    typer.echo(
        f"\nChamado is ready ({seconds:.1f} s).\n\n"
        f"  API      {settings.base_url}/v1\n"
        f"  Docs     {settings.base_url}/docs\n"
        f"  Data     {settings.home}"
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


async def _has_demo(api: httpx.AsyncClient) -> bool:
    return (await api.get("/v1/tenants/demo")).is_success


async def _run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    program = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        preexec_fn=end_with_parent,
        start_new_session=True,
    )
    try:
        if await program.wait() != 0:
            raise CannotStartError("The demo could not be made; everything was stopped.")
    finally:
        if program.returncode is None:
            program.terminate()
