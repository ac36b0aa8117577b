"""Permission, roles and rate limits of each operation, and the credential they are checked with."""

from typing import Any

from fastapi.dependencies.models import Dependant

from app.core.http.access import SEARCHED, bearer
from app.core.http.routing import limits_of, permission_of
from app.people.models import Role
from app.people.roles.service import PERMISSIONS, ROLE_PERMISSIONS, scope_of

Part = dict[str, Any]

_CREDENTIAL = """\
A token, sent as `Authorization: Bearer <token>`. There are two kinds.

**Access token**, for people. `createSession` exchanges domain, company, user name and password for
an access token and a refresh token. The access token is valid for minutes (`expires_in`, in
seconds). Shortly before it expires, or after 401 `unauthenticated`, send the refresh token to
`refreshSession`: one request at a time, with an `Idempotency-Key`, so that a lost answer can be
asked for again. A refresh token is valid once; its successor comes with the new access token.

**API token** (`chm_live_…`), for programs. `createApiToken` issues it to the caller or to a service
account, for at most a year, with scopes and, where wanted, networks. It cannot be refreshed:
`rotateApiToken` replaces it.

Whoever sends the token needs the permission that an operation names. People have the permissions of
their role, or of the permission profile that their organization has given them, and with a support
profile (`putSupportProfile`) those of the desk as well. An API token has those permissions of its
owner that its scopes cover: `<resource>:read` covers what reads, `<resource>:write` includes it and
covers what changes, `<resource>:admin` covers everything.

| Permission | What it allows | Scope of API tokens | Roles |
|---|---|---|---|
"""


def credential() -> Part:
    """The security scheme: how to get a token and to renew it, and what permissions allow.

    `x-scopes`: scope of API tokens -> what it adds to the narrower ones of its resource.
    """
    rows = [
        f"| `{name}` | {text} | `{scope_of(name)}` | {_named(_roles(name))} |\n"
        for name, text in PERMISSIONS.items()
    ]
    scopes: dict[str, list[str]] = {}
    for name, text in PERMISSIONS.items():
        scopes.setdefault(scope_of(name), []).append(text)
    return {
        **bearer.model.model_dump(mode="json", by_alias=True, exclude_none=True),
        "description": _CREDENTIAL + "".join(rows),
        "x-scopes": {scope: " ".join(texts) for scope, texts in scopes.items()},
    }


def describe_access(operation: Part, dependant: Dependant) -> None:
    """Say which permission and roles an operation needs and which rate limits count it."""
    permission, limits = permission_of(dependant), limits_of(dependant)
    if permission:
        roles = _roles(permission)
        operation["x-required-permission"] = permission
        operation["x-roles"] = roles
        rights = f"Needs the permission `{permission}` ({_named(roles)})."
    else:
        rights = "Public: needs no credential."
    operation["x-rate-limit"] = limits[-1]
    names = " and ".join(f"`{limit}`" for limit in limits)
    counted = f"Counts in the rate limit{'s' if len(limits) > 1 else ''} {names}"
    if any(parameter.get("name") == SEARCHED for parameter in operation.get("parameters", ())):
        counted += f", and with `{SEARCHED}` in `search`"
    text = operation["description"]
    operation["description"] = f"{text}\n\n{rights} {counted}.".lstrip()


def _roles(permission: str) -> list[str]:
    return [role.value for role in Role if permission in ROLE_PERMISSIONS[role]]


def _named(roles: list[str]) -> str:
    return "every role" if len(roles) == len(Role) else ", ".join(roles)
