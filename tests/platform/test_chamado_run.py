"""`chamado run`, as a person at a terminal sees it."""

import os
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from app.embedded import servers as embedded
from app.embedded.processes import free_port
from app.embedded.servers import Servers
from tests.patience import PATIENCE
from tests.platform.commands import chamado, running

FIRST_LINES = """\
Starting PostgreSQL and Valkey in {home} …
Migrating the database …
Making the demo organizations …
Starting the API and the worker …

Chamado is ready ("""


def test_it_starts_says_where_everything_is_and_starts_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(home) as first:
        first.until_ready()
        said = first.until_it_says("Ctrl-C")  # first, or the log of the request stands before it
        assert httpx.get(f"{first.url}/v1/tenants/demo", timeout=PATIENCE).is_success
        assert said.startswith(FIRST_LINES.format(home=home)), said
        assert f"{first.url}/docs" in said
        assert "domain demo, company matriz, password chamado-demo" in said

        second = chamado("run", **first.settings)
        assert second.returncode == 1
        assert f"process {first.process.pid}" in second.stderr
        assert first.url in second.stderr
        assert second.stderr.count("\n") == 1

        assert first.stop() == 0
        assert embedded.running_in(home) is None
    with running(home) as again:
        again.until_ready()
        assert again.stop() == 0


PRODUCTION = {
    "CHAMADO_ENV": "production",
    "CHAMADO_EMBEDDED_SERVERS": "true",
    "CHAMADO_SECRET_KEY": "s" * 32,
}


def test_whatever_is_killed_is_started_again_and_the_others_stay(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(home, **PRODUCTION) as everything:
        everything.until_ready()
        everything.until_it_says("Ctrl-C")
        servers = embedded.attach(home)

        def postgres() -> int:
            return int((home / "postgres" / "postmaster.pid").read_text().split()[0])

        for name, pid, how in (
            ("PostgreSQL", postgres, signal.SIGKILL),
            ("Valkey", everything.valkey, signal.SIGKILL),
            # It lets nobody in any more, and would wait for ever until our pools leave.
            ("PostgreSQL", postgres, signal.SIGTERM),
        ):
            before = everything.children()
            os.kill(pid(), how)
            everything.until_it_says(f"{name} ended by itself")
            everything.until_ready_again()
            assert everything.children() == before
        for name, program in (("API", "serve"), ("worker", "worker")):
            killed = everything.children()[program]
            os.kill(killed, signal.SIGKILL)
            everything.until_it_says(f"{name} ended by itself (SIGKILL)")
            everything.until_ready_again()
            assert everything.children()[program] != killed
        assert embedded.attach(home) == servers
        assert everything.stop() == 0
        assert embedded.running_in(home) is None


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = chamado("run", CHAMADO_HOME=str(tmp_path / "home"), CHAMADO_PORT=str(port))
    assert one_sentence(refused.stderr) == (
        f"chamado: Port {port} of 127.0.0.1 cannot be used (Address already in use):"
        " set CHAMADO_PORT to another."
    )
    assert refused.returncode == 1
    assert embedded.running_in(tmp_path / "home") is None


def test_servers_of_ones_own_that_do_not_work_are_named_without_their_password(
    servers: Servers,
) -> None:
    good = urlsplit(servers.database_url)
    nobody_there = f"postgresql://chamado_app:secret@127.0.0.1:{free_port()}/chamado"
    wrong_password = f"postgresql://chamado_app:secret@127.0.0.1:{good.port}/chamado"
    no_database = servers.with_database("absent").database_url
    not_migrated = servers.with_database("postgres").database_url
    for url, words in (
        (nobody_there, "no PostgreSQL answers at 127.0.0.1"),
        (wrong_password, "refuses the user or the password"),
        (no_database, "has no such database"),
        (not_migrated, "run `chamado migrate`"),
    ):
        refused = chamado("serve", CHAMADO_DATABASE_URL=url, CHAMADO_REDIS_URL=servers.redis_url)
        assert refused.returncode == 1
        assert words in one_sentence(refused.stderr)
        assert "secret" not in refused.stderr


def test_a_valkey_that_does_not_work_is_named(servers: Servers) -> None:
    port = urlsplit(servers.redis_url).port
    for url, words in (
        (f"redis://:secret@127.0.0.1:{free_port()}/0", "no Valkey answers"),
        (f"redis://:secret@127.0.0.1:{port}/0", "refuses the password"),
        ("nonsense", "it is no URL"),
    ):
        refused = chamado(
            "worker", CHAMADO_DATABASE_URL=servers.database_url, CHAMADO_REDIS_URL=url
        )
        assert refused.returncode == 1
        assert words in one_sentence(refused.stderr)
        assert "secret" not in refused.stderr


def one_sentence(said: str) -> str:
    assert said.count("\n") == 1, said
    return said.strip()
