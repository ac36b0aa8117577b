"""Two programs that run together, are started again, and stop with the first one first."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.embedded.processes import CannotStartError
from app.programs.supervise import supervise
from tests.patience import PATIENCE

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
    async with asyncio.timeout(PATIENCE):
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


async def test_one_that_ends_before_all_is_well_takes_the_other_along(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    with pytest.raises(CannotStartError, match=r"worker ended by itself \(exit code 3\)"):
        await supervise(
            programs(ENDS_BY_ITSELF), {**os.environ, "DIARY": str(diary)}, lambda: asyncio.sleep(60)
        )
    assert diary.read_text() == "api "


COUNTS_AND_ENDS = """
import os, sys, time
diary = os.environ["DIARY"] + "worker"
open(diary, "a").write("x")
time.sleep(1)  # not before all have been started
sys.exit(3)
"""


async def test_one_that_ends_later_is_started_again_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    diary = tmp_path / "diary"
    started = asyncio.Event()

    async def until_started() -> None:
        await until_both_run(diary)
        started.set()

    supervised = asyncio.create_task(
        supervise(programs(), {**os.environ, "DIARY": str(diary)}, until_started)
    )
    await started.wait()
    kill_worker(diary)
    await until_both_run(diary)
    assert "worker ended by itself (SIGKILL) and is started again." in capsys.readouterr().err
    os.kill(os.getpid(), signal.SIGTERM)
    await supervised
    assert diary.read_text() == "api worker "


async def test_one_that_ends_again_and_again_stops_everything(tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(CannotStartError, match=r"worker ended by itself again and again"):
            await supervise(
                programs(COUNTS_AND_ENDS),
                {**os.environ, "DIARY": str(diary)},
                lambda: asyncio.sleep(0),
                pauses=(0, 0.1, 0.1),
            )
    assert diary.read_text() == "api "
    assert starts_of_worker(diary) == 4


def kill_worker(diary: Path) -> None:
    Path(f"{diary}worker").unlink()
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", " worker 0"],
        capture_output=True,
        text=True,
        check=True,
    )
    os.kill(int(found.stdout), signal.SIGKILL)


def starts_of_worker(diary: Path) -> int:
    return len(Path(f"{diary}worker").read_text())


async def test_what_fails_after_the_start_stops_both(tmp_path: Path) -> None:
    diary = tmp_path / "diary"

    async def fail() -> None:
        await until_both_run(diary)
        raise CannotStartError("The API was not ready.")

    with pytest.raises(CannotStartError, match="not ready"):
        await supervise(programs(), {**os.environ, "DIARY": str(diary)}, fail)
    assert diary.read_text() == "api worker "
