"""Supervision of the servers, the API and the worker: what ends by itself is started again."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import typer

from app.embedded.processes import CannotStartError, end_with_parent
from app.embedded.servers import OwnServer

_GRACE_SECONDS = 30
#: Between two looks at a server, which is no child that could be waited for.
_LOOK_SECONDS = 0.5
#: What has run so long has started well.
_STEADY_SECONDS = 60
#: Before each start of what ended; when all are used up, everything is stopped.
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)


class _Part(Protocol):
    """Something that runs, may end by itself, and can be started again."""

    @property
    def name(self) -> str: ...

    async def start(self) -> None: ...

    async def ended(self) -> str:
        """Wait for its end; how it came."""
        ...


@dataclass(slots=True)
class _Program:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        # A session of its own: Ctrl-C reaches this process alone, so that the order is ours.
        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            env=self.environment,
            preexec_fn=end_with_parent,
            start_new_session=True,
        )

    async def ended(self) -> str:
        assert self.process
        code = await self.process.wait()
        return f"exit code {code}" if code >= 0 else signal.Signals(-code).name

    async def stop(self) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            await asyncio.wait_for(self.process.wait(), _GRACE_SECONDS)
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


@dataclass(slots=True)
class _Server:
    own: OwnServer

    @property
    def name(self) -> str:
        return self.own.name

    async def start(self) -> None:
        await asyncio.to_thread(self.own.start_again)

    async def ended(self) -> str:
        while self.own.is_serving():  # noqa: ASYNC110 - no child of ours that could be waited for
            await asyncio.sleep(_LOOK_SECONDS)
        return "no longer running"


async def supervise(
    programs: Mapping[str, Sequence[str]],
    environment: Mapping[str, str],
    when_started: Callable[[], Coroutine[Any, Any, None]],
    servers: Sequence[OwnServer] = (),
    pauses: Sequence[float] = PAUSES,
) -> None:
    """Run the programs until somebody asks to stop, then stop them in their order.

    Until `when_started` is through, whatever ends by itself stops everything; afterwards it is
    started again, until that has failed `pauses` times. The servers run already, and whoever has
    started them stops them.
    """
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    parts = [_Program(name, command, environment) for name, command in programs.items()]
    try:
        for part in parts:
            await part.start()
        await _keep_running([*map(_Server, servers), *parts], asked, when_started, pauses)
    finally:
        for part in parts:
            await part.stop()


async def _keep_running(
    parts: Sequence[_Part],
    asked: asyncio.Event,
    when_started: Callable[[], Coroutine[Any, Any, None]],
    pauses: Sequence[float],
) -> None:
    """Until somebody asks to stop. Raises CannotStartError when there is nothing more to try."""
    well_started = asyncio.Event()
    stop = asyncio.create_task(asked.wait())
    hello = asyncio.create_task(when_started())
    keepers = {asyncio.create_task(_keep(part, well_started, pauses)) for part in parts}
    try:
        done = await _first({stop, hello, *keepers})
        if done == {hello}:
            if hello.exception() is None:
                well_started.set()
            # What it failed at may be a part that is ending at this very moment.
            done = await _first({stop, *keepers}, None if well_started.is_set() else 1) or done
        if stop not in done:
            (done & keepers or done).pop().result()
    finally:
        for task in (stop, hello, *keepers):
            task.cancel()
        await asyncio.gather(stop, hello, *keepers, return_exceptions=True)


async def _first(
    tasks: set["asyncio.Task[Any]"], seconds: float | None = None
) -> set["asyncio.Task[Any]"]:
    done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    return done


async def _keep(part: _Part, well_started: asyncio.Event, pauses: Sequence[float]) -> None:
    left = iter(pauses)
    while True:
        began = time.monotonic()
        how = await part.ended()
        if not well_started.is_set():
            raise CannotStartError(
                f"The {part.name} ended by itself ({how}); everything was stopped."
            )
        if time.monotonic() - began > _STEADY_SECONDS:
            left = iter(pauses)
        await _start_again(part, how, left)


async def _start_again(part: _Part, how: str, pauses: Iterator[float]) -> None:
    for pause in pauses:
        typer.echo(f"chamado: {part.name} ended by itself ({how}) and is started again.", err=True)
        await asyncio.sleep(pause)
        try:
            return await part.start()
        except CannotStartError as refusal:
            how = str(refusal)
    raise CannotStartError(
        f"{part.name} ended by itself again and again ({how}); everything was stopped."
    )
