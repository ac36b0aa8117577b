"""Two programs that run and stop together, the first one first."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from app.embedded.processes import CannotStartError
from app.programs.supervise import supervise

PROGRAM = """
import os, signal, sys, time
def leave(*_):
    time.sleep(float(sys.argv[2]))
    with open(os.environ["DIARY"], "a") as diary:
        diary.write(sys.argv[1] + " ")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
open(os.environ["DIARY"] + sys.argv[1], "w").close()
time.sleep(30)
"""

ENDS_BY_ITSELF = """
import os, sys, time
while not os.path.exists(os.environ["DIARY"] + "api"):
    time.sleep(0.02)
sys.exit(3)
"""


def programs(worker: str = PROGRAM) -> dict[str, list[str]]:
    # The API takes longer to leave than the worker, and still leaves first.
    return {
        "API": [sys.executable, "-c", PROGRAM, "api", "0.5"],
        "worker": [sys.executable, "-c", worker, "worker", "0"],
    }


async def until_both_run(diary: Path) -> None:
    async with asyncio.timeout(20):
        while not both_run(diary):  # noqa: ASYNC110 - other processes make the files
            await asyncio.sleep(0.02)


def both_run(diary: Path) -> bool:
    return all(Path(f"{diary}{name}").exists() for name in ("api", "worker"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_api_stops_before_the_worker(tmp_path: Path, number: signal.Signals) -> None:
    diary = tmp_path / "diary"

    async def ask_to_stop() -> None:
        await until_both_run(diary)
        os.kill(os.getpid(), number)

    await supervise(programs(), {**os.environ, "DIARY": str(diary)}, ask_to_stop)
    assert diary.read_text() == "api worker "


async def test_one_that_ends_takes_the_other_along(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    with pytest.raises(CannotStartError, match=r"worker ended by itself \(exit code 3\)"):
        await supervise(
            programs(ENDS_BY_ITSELF), {**os.environ, "DIARY": str(diary)}, lambda: asyncio.sleep(0)
        )
    assert diary.read_text() == "api "


async def test_what_fails_after_the_start_stops_both(tmp_path: Path) -> None:
    diary = tmp_path / "diary"

    async def fail() -> None:
        await until_both_run(diary)
        raise CannotStartError("The API was not ready.")

    with pytest.raises(CannotStartError, match="not ready"):
        await supervise(programs(), {**os.environ, "DIARY": str(diary)}, fail)
    assert diary.read_text() == "api worker "
