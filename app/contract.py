"""What the contract says about itself to operators, integrators and whoever generates an SDK."""

from functools import cache
from typing import Any

from fastapi import FastAPI

from app.core import openapi
from app.examples import EXAMPLES

VERSION = "1.3.0"

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

TAGS = {
    "auth": "Sign in and out; tokens for programs.",
    "organizations": "The organization that a caller belongs to, and how its people find it.",
    "people": "Who works here, and the customers' contacts who can sign in.",
    "audit": "Who did what, when, from where and on whose behalf.",
    "files": "Photos and documents that orders and tickets refer to.",
    "jobs": "Work that takes longer than a request, and what came of it.",
    "calendars": "Working hours, holidays, and days that are different.",
    "customers": "Who is served, and where: customers, their sites and contacts.",
    "catalog": "Services, what they need and cost; specialties, categories, cities and codes.",
    "stock": "Products, the places they lie in, and the ledger of what moved.",
    "schedules": "The agendas of technicians: visits and absences that cannot overlap.",
    "signatures": "What customers and technicians signed, as it was drawn.",
    "orders": "Service orders, from the first call to the signed report.",
    "quotes": "What work would cost, approved with a signature, and made into orders.",
    "forms": "What a ticket can be about, what is filled in to open it, and where it goes then.",
    "desks": "Desks and their limits, names of statuses, teams, and the agents who work there.",
    "tickets": "The service desk: what customers ask for, and what they are answered.",
    "incidents": "One failure behind the tickets of many: told and solved once for all of them.",
    "ratings": "What requesters think of the help they got: one to five stars.",
    "sla": "What is promised, and the clocks that tell how each promise stands.",
    "automation": "Macros that agents apply, and rules that apply by themselves, with their log.",
    "reports": "How the desk does, in figures.",
    "notifications": "The bell: what happened that a person should know.",
    "privacy": "A person's rights over what is held on them.",
}


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
