"""Description of the contract for operators, integrators and SDK authors."""

from functools import cache
from typing import Any

from fastapi import FastAPI

from app.contract.examples.answers import recorded
from app.contract.examples.bodies import BODIES, PARAMETERS
from app.contract.openapi import document as openapi
from app.contract.openapi.access import rate_limits
from app.domains import TAG_GROUPS, TAGS

VERSION = "1.5.0"
#: Nobody in particular: every installation has an operator of its own.
CONTACT = {"name": "The operator of this installation", "url": "/docs"}

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

**Rate limits.** Each operation counts in the limit that it names, in windows of a minute. The
header `RateLimit` says what is left, `RateLimit-Policy` how many requests a window allows; 429
`rate_limited` says in `Retry-After` how many seconds to wait. Operators may set other quotas than
these.

{rate_limits}
**Extensions.** `x-required-permission`: the permission that an operation needs; absent, it is
public. `x-roles`: the roles that have it, unless the organization gives them another permission
profile. `x-rate-limit`: the rate limit that the header `RateLimit` of its answer reports; a search
reports `search` instead. `x-codes`: the problem codes of a response. `x-scopes`, at the security
scheme: the scopes of API tokens, with what each adds to the narrower ones. `x-tagGroups`: the tags
by task. `x-ms-enum` and `x-speakeasy-unknown-values`, at every enumeration: generators are to let
values pass that they do not know; `x-enum-varnames` names those that are no identifiers.

Within `/v1` the contract only grows.
"""


def describe(app: FastAPI) -> None:
    """Give the app its contract: what is published, linted and generated from."""
    app.title = "Chamado"
    app.version = VERSION
    app.summary = "Field service and service desk, as one API."
    app.description = DESCRIPTION.format(rate_limits=rate_limits())
    app.license_info = {
        "name": "AGPL-3.0-or-later",
        "url": "https://www.gnu.org/licenses/agpl-3.0.html",
    }
    app.servers = [{"url": "/", "description": "The installation that serves this document."}]
    app.openapi_tags = [{"name": name, "description": TAGS[name]} for name in sorted(TAGS)]
    document = cache(lambda: document_of(app))
    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's documentation has it


def document_of(app: FastAPI) -> dict[str, Any]:
    """The whole document of a described app.

    What refers to pages of the same installation is added here: FastAPI takes absolute URLs only.
    """
    document = openapi.build(app, openapi.Examples(BODIES, PARAMETERS, recorded()))
    document["info"]["contact"] = dict(CONTACT)
    document["externalDocs"] = {"url": "/docs", "description": "Reference and guides."}
    document["x-tagGroups"] = [
        {"name": name, "tags": list(tags)} for name, tags in TAG_GROUPS.items()
    ]
    return document
