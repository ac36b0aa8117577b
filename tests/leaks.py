"""Watches the whole run: nothing secret stands in a log line, an event or the body of a refusal."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import structlog

from app.embedded.servers import Servers

#: What shows by its form: tokens of ours, signed tokens, hashes of passwords, private keys.
FORMS = re.compile(
    r"chm_[a-z]+_[0-9A-Za-z]{40}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}|\$argon2|PRIVATE KEY|otpauth://"
)
#: Fields whose values are known by nothing but their name.
_FIELDS = {"password", "current_password", "new_password", "secret", "recovery_codes"}
#: Shorter ones would be found in anything.
_SHORTEST = 10


class Watch:
    """Every secret that was sent or shown, and where to look for it."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()

    def see(self, sent: Any, response: httpx.Response) -> None:
        """Remember the secrets of one exchange; a refusal must not repeat any of them."""
        told = sent if isinstance(sent, dict) else {}
        is_json = response.headers.get("content-type", "").endswith("json")
        shown = response.json() if is_json and response.content else {}
        if response.is_error:
            mine = set(_secrets(told))
            assert not FORMS.search(response.text), f"a secret in a refusal: {response.text}"
            assert not [s for s in mine if s in response.text], "a refusal repeats a secret"
        self.secrets.update(_secrets(told), _secrets(shown))

    def found_in(self, text: str) -> list[str]:
        """Where a secret stands in the text, with a little around it."""
        places = [match.start() for match in FORMS.finditer(text)]
        places += [text.find(secret) for secret in self.secrets if secret in text]
        return [text[max(0, place - 150) : place + 60] for place in places]

    async def found_in_events(self, servers: Servers) -> list[str]:
        connection = await asyncpg.connect(servers.admin_url)
        try:
            rows = await connection.fetch("select name, payload::text as payload from events")
        finally:
            await connection.close()
        return self.found_in("\n".join(f"{row['name']} {row['payload']}" for row in rows))


watch = Watch()


def keep_log(path: Path) -> None:
    """Write each log line into a file as well, for the end of the run."""
    file = path.open("w", buffering=1)

    class Both:
        def write(self, text: str) -> None:
            file.write(text)
            sys.stdout.write(text)

        def flush(self) -> None:
            sys.stdout.flush()

    both: Any = Both()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(both))


def _secrets(value: Any, *, named: bool = False) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _secrets(inner, named=key in _FIELDS)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner, named=named)
    elif named and isinstance(value, str) and len(value) >= _SHORTEST:
        yield value
