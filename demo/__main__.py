"""`make demo`: plays the main job over HTTP and ends with the path of the signed PDF."""

import signal
import sys
import time
from email import policy
from email.parser import BytesParser
from pathlib import Path

import httpx
from rich.console import Console

from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.programs.configuration import read_settings
from demo.server import running_server
from demo.stage import TIMEOUT_SECONDS, DemoFailed, Stage
from demo.story import play


def main() -> None:
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=140)
    try:
        settings = read_settings()
        with running_server(settings, console) as url:
            _perform(settings, console, url)
    except (CannotStartError, DemoFailed) as failure:
        console.print(f"\n[bold red]The demo stopped:[/] {failure}", soft_wrap=True)
        sys.exit(1)
    except LookupError as missing:
        console.print(
            f"\n[bold red]The demo stopped:[/] its organization lacks {missing}, which the story"
            " needs. Begin anew with CHAMADO_HOME set to an empty folder.",
            soft_wrap=True,
        )
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _perform(settings: Settings, console: Console, url: str) -> None:
    console.print(f"[bold]Chamado[/]: from the first call to the signed report, at {url}")
    began = time.time()
    with httpx.Client(base_url=url, timeout=30) as http:
        stage = Stage(http, console)
        saved, ticket = play(stage, settings.home / "demo")
        if settings.smtp_url:
            stage.note("and a mail is on its way to her")
        else:
            mail = _mail(settings.home / "outbox", ticket["protocol"], began)
            stage.note(f"and a mail reached her: {_shown(mail)}")
    seconds = time.time() - began
    console.print(f"\nEverything in {seconds:.1f} s and {stage.requests} requests.")
    console.print("[bold green]The signed report:[/]", _shown(saved), soft_wrap=True)


def _mail(outbox: Path, protocol: str, since: float) -> Path:
    """The mail that says that this ticket is solved, and how."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        fresh = [path for path in outbox.glob("*.eml") if path.stat().st_mtime >= since]
        for path in fresh:
            if protocol in _subject(path) and "resolvido" in _subject(path):
                return path
        time.sleep(0.05)
    raise DemoFailed(f"No mail about {protocol} came to {outbox} in {TIMEOUT_SECONDS} seconds.")


def _subject(path: Path) -> str:
    return str(BytesParser(policy=policy.default).parsebytes(path.read_bytes())["Subject"])


def _shown(path: Path) -> str:
    """From here, if it is below here."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
