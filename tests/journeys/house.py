"""A Chamado of its own for one journey: real processes, and a database that nobody shares."""

import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app.core.settings import Settings
from app.embedded.postgres import Postgres
from app.embedded.processes import free_port
from app.embedded.servers import OwnServer, Servers, run_sql
from tests.patience import PATIENCE, wait_for
from tests.platform.commands import COMMAND

PASSWORD = "correct horse battery"


@dataclass
class Program:
    """`chamado serve` or `chamado worker`, and what it prints."""

    process: subprocess.Popen[bytes]
    output: Path

    def until_it_says(self, words: str) -> None:
        wait_for(lambda: words in self.output.read_text(), f"{words!r} in {self.output}")

    def kill(self) -> None:
        """SIGKILL: no farewell, nothing put in order."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)


@dataclass
class House:
    servers: Servers
    home: Path
    port: int = field(default_factory=free_port)
    programs: list[Program] = field(default_factory=list)
    #: Settings beside those that every house has.
    options: dict[str, str] = field(default_factory=dict)
    #: Servers that nobody shares, by name, so that they can be killed.
    own: dict[str, OwnServer] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        return Settings(
            _env_file=None,
            env="test",
            home=self.home,
            database_url=self.servers.database_url,
            owner_database_url=self.servers.owner_database_url,
            redis_url=self.servers.redis_url,
        )

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("CHAMADO_")}
        return inherited | {
            "CHAMADO_ENV": "test",
            "CHAMADO_HOME": str(self.home),
            "CHAMADO_PORT": str(self.port),
            "CHAMADO_DATABASE_URL": self.servers.database_url,
            "CHAMADO_OWNER_DATABASE_URL": self.servers.owner_database_url,
            "CHAMADO_REDIS_URL": self.servers.redis_url,
            "CHAMADO_SECRET_KEY": "journeys sign with a secret of their own",
            "PYTHONUNBUFFERED": "1",
            **self.options,
        }

    def chamado(self, *arguments: str) -> str:
        """Run one command to its good end; what it said."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def found_organization(self, domain: str, manager: str) -> None:
        """Sign an organization up whose manager signs in with PASSWORD."""
        self.chamado(
            *("organization", "--name", domain.title(), "--domain", domain, "--company", "matriz"),
            *("--manager", manager.title(), "--username", manager),
            *("--email", f"{manager}@{domain}.example", "--password", PASSWORD),
        )

    def start(self, command: str, *options: str) -> Program:
        output = self.home / f"{command}-{len(self.programs)}.log"
        with output.open("wb") as opened:
            process = subprocess.Popen(
                [*COMMAND, command, *options],
                env=self.environment,
                stdout=opened,
                stderr=opened,
                start_new_session=True,
            )
        program = Program(process, output)
        self.programs.append(program)
        return program

    def kill_server(self, name: str) -> None:
        """SIGKILL to PostgreSQL or Valkey."""
        server = self.own[name].server
        if isinstance(server, Postgres):
            os.kill(server._pid(), signal.SIGKILL)
        else:
            assert server._process
            server._process.kill()
        wait_for(lambda: not server.is_serving(), f"the end of {name}")

    def serve(self, *options: str) -> Program:
        program = self.start("serve", *options)
        wait_for(self._is_ready, program.output.read_text)
        return program

    def sql(self, script: str) -> list[str]:
        """Ask the database as its superuser, whom no policy binds; one line for each row."""
        return run_sql(self.servers, script).splitlines()

    def mails(self) -> list[Path]:
        return sorted((self.home / "outbox").glob("*.eml"))

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=PATIENCE).is_success
        except httpx.TransportError:
            return False


@dataclass
class Person:
    """Somebody at a client of the API. Each method sends one request and expects one status."""

    http: httpx.Client
    id: str

    @classmethod
    def sign_in(
        cls, house: House, domain: str, username: str, password: str = PASSWORD
    ) -> "Person":
        http = httpx.Client(base_url=house.url, headers={"Accept-Language": "en"}, timeout=PATIENCE)
        credentials = {
            "domain": domain,
            "company": "matriz",
            "username": username,
            "password": password,
        }
        answer = http.post("/v1/auth/sessions", json=credentials)
        assert answer.status_code == 201, answer.text
        session = answer.json()
        http.headers["Authorization"] = f"Bearer {session['access_token']}"
        return cls(http, session["person_id"])

    def get(self, path: str, expect: int = 200, **query: Any) -> Any:
        return _body(self.http.get(path, params=query), expect)

    def items(self, path: str, **query: Any) -> list[Any]:
        """All of a list that fits on one page."""
        page = self.get(path, **query)
        assert page["next_cursor"] is None
        found: list[Any] = page["items"]
        return found

    def post(self, path: str, body: Any = None, expect: int = 201) -> Any:
        return _body(self.http.post(path, json=body), expect)

    def patch(self, path: str, body: Any, expect: int = 200) -> Any:
        return _body(self.http.patch(path, json=body), expect)

    def put(self, path: str, body: Any, expect: int = 200) -> Any:
        return _body(self.http.put(path, json=body), expect)


def _body(response: httpx.Response, expect: int) -> Any:
    assert response.status_code == expect, f"{response.status_code}: {response.text[:2000]}"
    is_json = "json" in response.headers.get("content-type", "")
    return response.json() if is_json else response.content
