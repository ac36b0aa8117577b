"""`make demo`, as a person at a terminal sees it."""

import socket
import subprocess
import sys
from pathlib import Path

from app.embedded import servers as embedded
from app.embedded.processes import free_port
from tests.patience import PATIENCE
from tests.platform.commands import running


def test_it_starts_a_server_where_none_runs_and_plays_again_where_one_does(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    settings = {"CHAMADO_HOME": str(home), "CHAMADO_PORT": str(free_port())}
    first = saved_report(demo(**settings))
    assert embedded.running_in(home) is None
    with running(home) as everything:
        everything.until_ready()
        second = saved_report(demo(**everything.settings))
    assert first != second
    for pdf in (first, second):
        assert pdf.parent == home / "demo"
        assert pdf.read_bytes().startswith(b"%PDF")


def test_what_keeps_it_from_beginning_comes_as_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        played = demo(CHAMADO_HOME=str(tmp_path / "home"), CHAMADO_PORT=port)
    assert played.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in played.stdout
    assert "Traceback" not in played.stdout + played.stderr


def demo(**settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demo"],
        env=settings,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def saved_report(played: subprocess.CompletedProcess[str]) -> Path:
    """Where its last line says that the report is."""
    assert played.returncode == 0, played.stdout + played.stderr
    assert "technician_overlap: nobody is in two places at once" in played.stdout
    assert "and a mail reached her" in played.stdout
    words, _, path = played.stdout.strip().rpartition("\n")[2].partition(": ")
    assert words == "The signed report"
    return Path(path)
