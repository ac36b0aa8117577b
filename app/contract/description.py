"""Description of the contract for operators, integrators and SDK authors."""

from functools import cache
from typing import Any

from fastapi import FastAPI

from app.contract.examples import EXAMPLES
from app.contract.openapi import document as openapi
from app.domains import TAGS

VERSION = "1.4.0"

DESCRIPTION = """\
Field service and service desk: tickets, service orders, agendas, stock and signatures.

**Signing in.** People trade domain, company, user name and password for an access token
(`createSession`) and renew it with `refreshSession`; programs use an API token (`createApiToken`).
Both are sent as `Authorization: Bearer …`. Keep `device_token` on the device and send it with the
next sign-in; answer 401 `second_factor_required` with `code`. Whoever gets 403
`password_change_required` or `second_factor_setup_required` reaches `/v1/me` and nothing else until
it is done. Whatever another organization owns answers 404, as if it did not exist.

**Reading.** Every field is always present; `null` means that there is no value. Times are RFC 3339
in UTC, quantities are decimal strings. Values of enumerations may be added: accept the ones you do
not know. Lists are cut into pages: pass `next_cursor` as `cursor` until it is null. A filter given
several times means any of its values, different filters mean all of them; a query parameter that
does not exist is refused.

**Changing.** `PATCH` is a JSON merge patch: what is absent stays, what is null is cleared (or name
it in `clear`). `ETag` is the version of what was read; send it as `If-Match`, and a change made to
an older version answers 412. Give every `POST` an `Idempotency-Key`, and it can be sent again
without being done twice.

**Refusals** are `application/problem+json` (RFC 9457). Switch on `code`, which is stable; `title`
and `detail` are for people, in the language of `Accept-Language` (pt-BR, pt-PT, en). The address in
`type` explains the code.

**Fair shares.** `RateLimit` says what is left; 429 says in `Retry-After` how long to wait.

Within `/v1` the contract only grows.
"""


def describe(app: FastAPI) -> None:
    """Give the app its contract: what is published, linted and generated from."""
    app.title = "Chamado"
    app.version = VERSION
    app.description = DESCRIPTION
    app.license_info = {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}
    app.servers = [{"url": "/", "description": "This installation."}]
    app.openapi_tags = [{"name": name, "description": text} for name, text in TAGS.items()]

    @cache
    def document() -> dict[str, Any]:
        return openapi.build(app, EXAMPLES)

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's documentation has it
