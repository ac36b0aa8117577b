"""Supervision of API and worker side by side."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from app.embedded.processes import CannotStartError, end_with_parent

_GRACE_SECONDS = 30


async def supervise(
    programs: Mapping[str, Sequence[str]],
    environment: Mapping[str, str],
    when_started: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    """Run the programs until somebody asks to stop, then stop them in their order.

    When one ends by itself the others are stopped too, and the sentence says which it was.
    """
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    children: dict[str, asyncio.subprocess.Process] = {}
    try:
        for name, command in programs.items():
            # A session of its own: Ctrl-C reaches this process alone, so that the order is ours.
            children[name] = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                preexec_fn=end_with_parent,
                start_new_session=True,
            )
        await _until_one_ends(asked, children, when_started)
    finally:
        for child in children.values():
            await _stop(child)


async def _until_one_ends(
    asked: asyncio.Event,
    children: Mapping[str, asyncio.subprocess.Process],
    when_started: Callable[[], Coroutine[Any, Any, None]],
) -> None:
    stop = asyncio.create_task(asked.wait())
    started = asyncio.create_task(when_started())
    ends = {asyncio.create_task(child.wait(), name=name) for name, child in children.items()}
    done, _ = await asyncio.wait({stop, started, *ends}, return_when=asyncio.FIRST_COMPLETED)
    if done == {started}:
        # What it failed at may be a program that is ending at this very moment.
        timeout = 1 if started.exception() else None
        done, _ = await asyncio.wait(
            {stop, *ends}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            started.result()
    if stop not in done:
        ended = (done & ends).pop()
        raise CannotStartError(
            f"The {ended.get_name()} ended by itself (exit code {ended.result()});"
            " everything was stopped."
        )


async def _stop(child: asyncio.subprocess.Process) -> None:
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), _GRACE_SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()
