"""The contract says who may call what, how often, with which credential, and where to begin."""

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from app import contract
from app.contract.openapi.document import operations
from app.contract.openapi.parts import RESPONSES
from app.core.http.routing import limits_of
from app.core.settings import Settings
from app.core.values.errors import catalogue
from app.domains import TAGS
from app.operations.runtime import quotas
from app.people.models import Role
from app.people.roles.service import PERMISSIONS, limit_to_scopes, scope_of
from tests.architecture.test_routes import ROUTES
from tests.callers import Caller

Document = dict[str, Any]
Operations = dict[str, Document]

GUIDES = Path(contract.__file__).parent / "guides"
#: The same table that a walk over HTTP is held against.
TABLE = Path(__file__).parents[1] / "people" / "permissions.csv"
#: Codes that a description names as those of other operations.
OF_OTHERS = {"createSession": {"password_change_required"}, "updateCode": {"unknown_code"}}


def _lines() -> list[dict[str, str]]:
    with TABLE.open() as file:
        return list(csv.DictReader(file))


def test_it_introduces_itself(document: Document) -> None:
    info = document["info"]
    for key in ("title", "summary", "description", "version"):
        assert info[key], key
    assert info["contact"].keys() == {"name"}, "an address has to be absolute for generators"
    assert info["license"].keys() == {"name", "url"}
    assert document["servers"][0]["description"]
    assert document["externalDocs"].keys() == {"url", "description"}


def test_its_introduction_is_short(document: Document) -> None:
    """Generators copy it into every file."""
    assert len(document["info"]["description"]) < 300


def test_every_group_of_operations_stands_in_one_group_for_newcomers(document: Document) -> None:
    groups = document["x-tagGroups"]
    assert groups[0]["name"] == "Start here"
    assert Counter(tag for group in groups for tag in group["tags"]) == Counter(list(TAGS))
    assert len({group["name"] for group in groups}) == len(groups)


def test_permissions_and_roles_are_those_of_the_table(every_operation: Operations) -> None:
    lines = _lines()
    assert {line["operation"] for line in lines} == every_operation.keys()
    for line in lines:
        operation = every_operation[line["operation"]]
        if line["permission"]:
            assert operation["x-required-permission"] == line["permission"]
            allowed = [role.value for role in Role if line[role] == "allowed"]
            assert operation["x-roles"] == allowed, line["operation"]
        else:
            assert operation["security"] == [], line["operation"]
            assert not operation.keys() & {"x-required-permission", "x-roles"}


def test_every_operation_ends_by_saying_who_may_call_it(every_operation: Operations) -> None:
    for name, operation in every_operation.items():
        last = operation["description"].rpartition("\n\n")[2]
        if permission := operation.get("x-required-permission"):
            roles = operation["x-roles"]
            named = "every role" if len(roles) == len(Role) else ", ".join(roles)
            begin = f"Needs the permission `{permission}` ({named}). Counts in the rate limit"
        else:
            begin = "Public: needs no credential. Counts in the rate limit"
        assert last.startswith(begin), name
        assert f"`{operation['x-rate-limit']}`" in last, name


def test_every_refusal_says_which_codes_it_has_and_when(document: Document) -> None:
    """Own codes are in the description of the operation as well, and it names no others."""
    shared = document["components"]["responses"]
    known = {refusal.code() for refusal in catalogue()}
    for _path, _method, operation in operations(document):
        name = operation["operationId"]
        listed: set[str] = set()
        own: set[str] = set()
        for status, response in operation["responses"].items():
            if status < "400":
                continue
            usual = shared.get(RESPONSES.get(int(status)), {"x-codes": []})
            found = usual if "$ref" in response else response
            told = re.findall(r"^- `([a-z_]+)`: \S", found["description"], re.MULTILINE)
            assert told == found["x-codes"], (name, status)
            assert list(found["content"]["application/problem+json"]["examples"]) == told
            listed |= set(told)
            own |= set(told) - set(usual["x-codes"])
        said = set(re.findall(r"`([a-z_]+)`", operation["description"])) & known
        assert own - said == set(), name
        assert said - listed - OF_OTHERS.get(name, set()) == set(), name


def test_what_is_refused_with_a_code_is_refused_with_one_of_the_catalogue(
    document: Document,
) -> None:
    known = {refusal.code() for refusal in catalogue()}
    told = re.findall(r"refuse[ds] with `(\w+)`", json.dumps(document), re.IGNORECASE)
    assert set(told) - known == set()


def test_advice_names_what_the_contract_has(document: Document) -> None:
    """A field, a code or a member that the refusal tells of; a path is one of an operation."""
    words = set(re.findall(r"\w+", json.dumps(document["components"]["schemas"])))
    paths = {f"{method.upper()} {path}" for path, method, _ in operations(document)}
    for refusal in catalogue():
        named = re.findall(r"`([A-Z]+ /[^`?]+)", refusal.advice)
        assert set(named) <= paths, refusal
        told = set(re.findall(r"\w+", refusal.meaning()))
        assert set(re.findall(r"`([a-z]+_\w+)`", refusal.advice)) <= words | told, refusal


def test_every_rate_limit_is_explained(every_operation: Operations) -> None:
    used = {operation["x-rate-limit"] for operation in every_operation.values()}
    assert used == {"sign_in", "read", "write", "export"}
    guide = (GUIDES / "07-rate-limits.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| \S.* \| (\d+) \|$", guide, re.MULTILINE))
    assert told.keys() == used | {"search"}
    by_default = quotas(Settings.model_construct())
    assert told == {name: str(quota) for name, quota in by_default.items()}


def test_rate_limits_are_those_of_the_routes(every_operation: Operations) -> None:
    for name, operation in every_operation.items():
        assert operation["x-rate-limit"] == limits_of(ROUTES[name].dependant)[-1], name


async def test_answers_report_the_rate_limit_that_is_documented(
    ada: Caller, every_operation: Operations
) -> None:
    anonymous = ada.holding("")
    signing_in = {"domain": "a.example", "company": "b", "username": "c", "password": "d"}
    asked = {
        "listOrders": await ada.send("GET", "/v1/orders"),
        "createCustomer": await ada.send("POST", "/v1/customers", json={}),
        "downloadAudit": await ada.send("GET", "/v1/audit-export"),
        "createSession": await anonymous.send("POST", "/v1/auth/sessions", json=signing_in),
        "getTenant": await anonymous.send("GET", "/v1/tenants/a.example"),
        "downloadLogo": await anonymous.send("GET", "/v1/logos/none"),
        "exchangeToken": await ada.send("POST", "/v1/auth/exchange", json={}),
    }
    for name, answer in asked.items():
        limit = every_operation[name]["x-rate-limit"]
        assert answer.headers["ratelimit"].startswith(f'"{limit}";'), name
    searched = await ada.send("GET", "/v1/orders?q=modem")
    assert searched.headers["ratelimit"].startswith('"search";')
    assert "with `q` in `search`" in every_operation["listOrders"]["description"]


def test_the_credential_says_how_to_get_and_renew_it(document: Document) -> None:
    (scheme,) = document["components"]["securitySchemes"].values()
    for operation in ("createSession", "refreshSession", "createApiToken", "rotateApiToken"):
        assert f"`{operation}`" in scheme["description"]


def test_every_scope_is_said_in_words(document: Document) -> None:
    (scheme,) = document["components"]["securitySchemes"].values()
    assert scheme["x-scopes"].keys() == {scope_of(permission) for permission in PERMISSIONS}
    for permission, text in PERMISSIONS.items():
        assert text[0].isupper(), permission
        assert text.endswith("."), permission
        scope = scope_of(permission)
        assert permission in limit_to_scopes([scope], frozenset(PERMISSIONS))
        assert text in scheme["x-scopes"][scope]
        assert f"| `{permission}` | {text} | `{scope}` |" in scheme["description"]


def test_every_extension_is_explained(document: Document) -> None:
    found = set(_extensions(document))
    guide = (GUIDES / "14-clients.md").read_text()
    assert {name for name in found if f"`{name}`" not in guide} == set()


def _extensions(node: Any) -> set[str]:
    if isinstance(node, dict):
        inside = set().union(*(_extensions(value) for value in node.values()))
        return inside | {key for key in node if key.startswith("x-")}
    if isinstance(node, list):
        return set().union(*(_extensions(value) for value in node))
    return set()
