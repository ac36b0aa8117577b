"""The servers of a laptop keep their data, say who uses the folder, and survive being killed."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from app.embedded import servers as embedded
from app.embedded.processes import CannotStartError
from app.embedded.servers import Servers, run_sql

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

HOLDER = """
import pathlib, sys
from app.embedded import servers as embedded
with embedded.start(pathlib.Path(sys.argv[1])) as servers:
    embedded.run_sql(servers, "create table kept (it text); insert into kept values ('yes')")
    print("ready", flush=True)
    input()
"""


@contextmanager
def started(home: Path) -> Iterator[Servers]:
    with embedded.start(home, durable=False, url="http://127.0.0.1:8000") as servers:
        yield servers


def test_data_is_there_after_a_restart_that_takes_less_than_three_seconds(tmp_path: Path) -> None:
    with started(tmp_path / "home") as servers:
        run_sql(servers, "create table kept (it text); insert into kept values ('yes')")
        redis.Redis.from_url(servers.redis_url).set("kept", "yes")
    began = time.monotonic()
    with started(tmp_path / "home") as servers:
        assert time.monotonic() - began < 3
        assert run_sql(servers, "select it from kept").strip() == "yes"
        assert redis.Redis.from_url(servers.redis_url).get("kept") == b"yes"
    assert not answers(servers.database_url)
    assert not answers(servers.redis_url)


def test_a_second_start_names_the_first_and_leaves_it_alone(tmp_path: Path) -> None:
    with started(tmp_path) as servers:
        with pytest.raises(CannotStartError) as refused, started(tmp_path):
            pass
        assert f"process {os.getpid()}" in str(refused.value)
        assert "http://127.0.0.1:8000" in str(refused.value)
        assert run_sql(servers, "select 1").strip() == "1"


def test_another_process_finds_the_servers_while_they_run(tmp_path: Path) -> None:
    assert embedded.attach(tmp_path) is None
    with started(tmp_path) as servers:
        assert embedded.attach(tmp_path) == servers
    assert embedded.attach(tmp_path) is None


@linux
def test_servers_of_a_killed_program_are_stopped_by_the_next_start(tmp_path: Path) -> None:
    left = start_and_kill(tmp_path)
    assert answers(left.database_url)
    assert answers(left.redis_url)
    with started(tmp_path) as servers:
        assert not answers(left.database_url)
        assert not answers(left.redis_url)
        assert run_sql(servers, "select it from kept").strip() == "yes"


@linux
def test_a_killed_server_starts_again(tmp_path: Path) -> None:
    start_and_kill(tmp_path)
    postmaster = int((tmp_path / "postgres" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    with started(tmp_path) as servers:
        assert run_sql(servers, "select it from kept").strip() == "yes"


@linux
def test_a_process_that_got_the_old_number_is_left_alone(tmp_path: Path) -> None:
    with started(tmp_path):
        pass
    with subprocess.Popen(["sleep", "60"]) as bystander:
        (tmp_path / "postgres" / "postmaster.pid").write_text(f"{bystander.pid}\n/elsewhere\n")
        with started(tmp_path) as servers:
            assert run_sql(servers, "select 1").strip() == "1"
        assert bystander.poll() is None
        bystander.kill()


def test_a_folder_deeper_than_a_socket_may_lie_is_fine(tmp_path: Path) -> None:
    with started(tmp_path / ("d" * 60) / ("e" * 60)) as servers:
        assert run_sql(servers, "select 1").strip() == "1"


def test_a_folder_that_cannot_be_made_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStartError, match="CHAMADO_HOME"), started(tmp_path / "file"):
        pass


@as_root
def test_a_full_disk_is_named_and_leaves_nothing_behind(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", tmp_path],
        capture_output=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip("may not mount a small disk here")
    try:
        with pytest.raises(CannotStartError, match=r"(?i)full|no space"), started(tmp_path):
            pass
        assert not list(tmp_path.glob("postgres*"))
        assert embedded.running_in(tmp_path) is None
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_data_without_its_passwords_is_refused(tmp_path: Path) -> None:
    with started(tmp_path):
        pass
    (tmp_path / "passwords.json").unlink()
    with pytest.raises(CannotStartError, match=r"passwords\.json is missing"), started(tmp_path):
        pass


def test_a_start_that_was_interrupted_while_it_made_passwords_heals(tmp_path: Path) -> None:
    (tmp_path / "passwords.new").write_text('{"postgres": "' + 1000 * "x")
    with started(tmp_path) as servers:
        assert run_sql(servers, "select 1").strip() == "1"


@linux
def test_passwords_are_private(tmp_path: Path) -> None:
    with started(tmp_path) as servers:
        mode = stat.S_IMODE((tmp_path / "passwords.json").stat().st_mode)
        everyone_sees = b"".join(command_lines())
    assert mode == 0o600
    for url in (servers.database_url, servers.owner_database_url, servers.redis_url):
        assert (urlsplit(url).password or "").encode() not in everyone_sees


def test_the_login_of_the_application_is_bound_by_row_level_security(tmp_path: Path) -> None:
    with started(tmp_path) as servers:
        powers = run_sql(
            servers,
            """select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreatedb or rolcreaterole
                 from pg_roles where rolname like 'chamado%' order by rolname""",
        ).split()
        copy = embedded.create_database(servers, "copy", template="chamado")
        owner = run_sql(copy, "select datdba::regrole from pg_database where datname = 'copy'")
        mark = run_sql(copy, "select proleakproof from pg_proc where proname = 'ts_match_vq'")
    assert powers == ["chamado_app|t|f", "chamado_dispatcher|f|f", "chamado_owner|t|f"]
    assert owner.strip() == "chamado_owner"
    assert mark.strip() == "t"


@as_root
@linux
def test_root_runs_them_as_nobody_even_below_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with started(closed / "home") as servers:
        assert run_sql(servers, "select 1").strip() == "1"
        data = closed / "home" / "postgres"
        postmaster = (data / "postmaster.pid").read_text().split()[0]
        assert Path(f"/proc/{postmaster}").owner() == "nobody"
        assert data.owner() == "nobody"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def start_and_kill(home: Path) -> Servers:
    """Servers whose program was killed before it could stop them."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as started_there:
        assert started_there.stdout
        assert started_there.stdout.readline() == b"ready\n"
        servers = embedded.attach(home)
        started_there.kill()
    assert servers
    return servers


def answers(url: str) -> bool:
    parts = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "", parts.port or 0)) == 0


def command_lines() -> Iterator[bytes]:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield process.read_bytes()
        except OSError:
            continue
