"""Who may call what: every route as every role, held against a table that a reviewer can read."""

import csv
import io
import os
import re
from pathlib import Path
from uuid import uuid4

from app.core.http.routing import permission_of
from app.domains import routers
from app.people.models import Role
from app.people.roles.service import ROLE_PERMISSIONS
from tests.architecture.test_routes import PUBLIC, ROUTES, _method
from tests.callers import Caller

TABLE = Path(__file__).with_name("permissions.csv")
#: After these one is not signed in any more: somebody else goes on.
PARTING = ("signOut", "deleteSessions")


async def _is_allowed(caller: Caller, operation_id: str) -> bool:
    """Whether the caller gets past the door; what is behind it is not there, or not asked well."""
    route = ROUTES[operation_id]
    path = re.sub(r"{\w+}", lambda _: str(uuid4()), route.path)
    answer = await caller.send(_method(route), path, json={})
    assert answer.status_code != 401, operation_id
    assert answer.status_code < 500, f"{operation_id}: {answer.text}"
    return answer.status_code != 403 or answer.json()["code"] != "permission_missing"


async def _walked(ada: Caller) -> str:
    """The table as it is: one line for each route, one column for each role."""
    callers = {role: await ada.colleague(role, "Alguém") for role in Role}
    found = {}
    for operation_id in ROUTES:
        if operation_id in PUBLIC:
            found[operation_id] = ["public"] * len(Role)
        else:
            found[operation_id] = [
                "allowed" if await _is_allowed(callers[role], operation_id) else "-"
                for role in Role
            ]
        if operation_id in PARTING:
            callers = {role: await ada.colleague(role, "Alguém") for role in Role}
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["operation", "method", "path", "permission", *Role])
    for operation_id, route in sorted(ROUTES.items(), key=lambda pair: (pair[1].path, pair[0])):
        permission = permission_of(route.dependant) or ""
        head = (operation_id, _method(route), route.path, permission)
        table.writerow([*head, *found[operation_id]])
    return text.getvalue()


async def test_every_role_may_call_what_the_table_says_and_nothing_else(ada: Caller) -> None:
    walked = await _walked(ada)
    if os.environ.get("WRITE_PERMISSIONS"):
        TABLE.write_text(walked)
    assert walked.splitlines() == TABLE.read_text().splitlines(), (
        "If this is meant: WRITE_PERMISSIONS=1 .venv/bin/pytest tests/people/test_permissions.py"
    )


def test_the_table_says_what_the_roles_say() -> None:
    """Two ways to the same: the walk over HTTP, and the permission that a route names."""
    assert len(ROUTES) == sum(len(router.routes) for router in routers())
    with TABLE.open() as file:
        for line in csv.DictReader(file):
            for role in Role:
                named = line["permission"] in ROLE_PERMISSIONS[role]
                told = "public" if not line["permission"] else "allowed" if named else "-"
                assert line[role] == told, (line["operation"], role)
