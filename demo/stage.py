"""Stage of the story: one HTTP request after the other, each shown as it happens."""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table

PASSWORD = "chamado-demo"  # noqa: S105 - of invented people; `make run` prints it
TIMEOUT_SECONDS = 30
#: From this many columns on, a request and what came of it fit on one line.
_WIDTH = 118


class DemoFailed(Exception):
    """Why the story did not come to its end, in one sentence."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    username: str
    id: str
    name: str
    token: str


class Stage:
    """Sends requests as people of the domain `demo`, and tells each of them in one line."""

    def __init__(self, http: httpx.Client, console: Console) -> None:
        self.http = http
        self.console = console
        self.requests = 0
        self._acts = itertools.count(1)

    def act(self, title: str) -> None:
        self.console.print()
        self.console.print(Rule(f"[bold]{next(self._acts)}. {title}", align="left", style="dim"))

    def sign_in(self, username: str) -> Person:
        body = {
            "domain": "demo",
            "company": "matriz",
            "username": username,
            "password": PASSWORD,
        }
        nobody = Person(username, "", "", "")
        session = self._send(nobody, "POST", "/v1/auth/sessions", {"json": body}, {201})
        token = session.body["access_token"]
        me = self.http.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
        self._tell(nobody, "POST", "/v1/auth/sessions", session, f"{me['name']}, {me['role']}")
        return Person(username, me["id"], me["name"], token)

    def play(
        self,
        person: Person,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        expect: int = 200,
        says: Callable[[Any], str] = lambda _answer: "",
        **query: Any,
    ) -> Any:
        """Send one request, tell it, and return what was answered."""
        answer = self._send(person, method, path, {"json": body, "params": query}, {expect})
        self._tell(person, method, path, answer, says(answer.body))
        return answer.body

    def wait(
        self,
        person: Person,
        path: str,
        until: Callable[[Any], Any],
        *,
        says: Callable[[Any], str],
    ) -> Any:
        """Ask again and again until the worker has come round; told once, with the whole wait."""
        began = time.perf_counter()
        while True:
            answer = self._send(person, "GET", path, {}, {200})
            if until(answer.body):
                break
            if time.perf_counter() - began > TIMEOUT_SECONDS:
                raise DemoFailed(
                    f"The worker did not do its part within {TIMEOUT_SECONDS} seconds"
                    f" (GET {path}): does it run?"
                )
            time.sleep(0.05)
        answer.milliseconds = (time.perf_counter() - began) * 1000
        self._tell(person, "GET", path, answer, says(answer.body))
        return answer.body

    def download(self, person: Person, path: str, *, says: Callable[[bytes], str]) -> bytes:
        answer = self._send(person, "GET", path, {}, {200})
        self._tell(person, "GET", path, answer, says(answer.content))
        return answer.content

    def note(self, text: str) -> None:
        """Something that is no request."""
        self.console.print(f"  [dim]{escape(text)}")

    def _send(
        self, person: Person, method: str, path: str, options: dict[str, Any], expect: set[int]
    ) -> "_Answer":
        headers = {"Authorization": f"Bearer {person.token}"} if person.token else {}
        began = time.perf_counter()
        try:
            response = self.http.request(method, path, headers=headers, **options)
        except httpx.HTTPError as error:
            raise DemoFailed(f"{method} {path} got no answer: {error!r}.") from None
        answer = _Answer(response, (time.perf_counter() - began) * 1000)
        self.requests += 1
        if response.status_code not in expect:
            raise DemoFailed(
                f"{person.username}: {method} {path} answered {response.status_code}"
                f" instead of {', '.join(map(str, expect))}: {answer.problem()}"
            )
        return answer

    def _tell(self, person: Person, method: str, path: str, answer: "_Answer", result: str) -> None:
        colour = "green" if answer.status < 400 else "yellow"
        # On a narrow terminal the result gets a line of its own.
        aside = self.console.width >= _WIDTH
        line = Table.grid(padding=(0, 1))
        for width in (13, 6, 31, 3):
            line.add_column(width=width, no_wrap=True)
        line.add_column(width=8, justify="right")
        line.add_column(overflow="fold")
        line.add_row(
            f"  [bold cyan]{person.username}",
            f"[magenta]{method}",
            _shortened(path),
            f"[{colour}]{answer.status}",
            f"[dim]{answer.milliseconds:,.0f} ms",
            escape(result) if aside else "",
        )
        self.console.print(line)
        if result and not aside:
            self.console.print(Padding(escape(result), (0, 0, 0, 14)))


@dataclass(slots=True)
class _Answer:
    response: httpx.Response
    milliseconds: float

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def content(self) -> bytes:
        return self.response.content

    @property
    def body(self) -> Any:
        is_json = "json" in self.response.headers.get("content-type", "")
        return self.response.json() if is_json else None

    def problem(self) -> str:
        body = self.body if isinstance(self.body, dict) else {}
        fields = "; ".join(f"{e['pointer']}: {e['detail']}" for e in body.get("errors", []))
        said = [body.get("code", ""), body.get("detail", self.response.text[:200]), fields]
        return " · ".join(filter(None, said))


def _shortened(path: str) -> str:
    """Ids as their last four characters: enough to see that it is the same one."""
    parts = (f"…{part[-4:]}" if len(part) == 36 else part for part in path.split("/"))
    return escape("/".join(parts))
