"""Each dangerous thing is done in one place only."""

import ast
import re
from pathlib import Path

import pytest

HOMES = {
    r"\bcommit\(|\"commit\"": {"app/core/data/transactions.py", "migrations/env.py"},
    r"\bAsyncSession\(": {"app/core/data/database.py"},
    r"\bcreate_async_engine\(": {"app/core/data/database.py", "migrations/env.py"},
    r"\bcreate_pool\(": {"app/core/data/database.py", "app/core/events/queue.py"},
    r"\.outside_tenants\(": {
        *(
            "app/core/data/database.py",
            "app/organizations/service.py",
            "demo/builder/organizations.py",
        ),
    },
    r"\"Content-Disposition\"": {"app/core/http/responses.py"},
    r"\bset_organization\(": {
        "app/core/data/transactions.py",
        "migrations/versions/0001_kernel.py",
    },
    r"datetime\.now\(|time\.time\(": {
        *(
            "app/core/values/clock.py",
            "app/core/http/limits.py",
            "app/embedded/servers.py",
            "app/embedded/processes.py",
        ),
    },
}
#: Values of SQL have names; numbers only where a function is called in one line, or by the servers.
NUMBERED = {
    "app/organizations/service.py": ["select find_tenant($1)"],
}
LIBRARIES = {
    "arq": {"app/worker.py", "app/core/events/queue.py"},
    "jose": {"app/core/security/tokens.py"},
    "obstore": {"app/gateways/storage.py"},
    "aiosmtplib": {"app/gateways/mail.py"},
    "typst": {"app/gateways/pdf.py", "app/gateways/pictures.py"},
    "py_svg_hush": {"app/gateways/pictures.py"},
    "jsonschema_rs": {"app/forms/schema_rules/service.py", "app/forms/validation/service.py"},
    "dns": {"app/gateways/dns.py"},
    "openpyxl": {"app/gateways/spreadsheets.py"},
    "vroom": {"app/schedules/routing/vroom_engine.py"},
    "pyotp": {"app/auth/second_factors/service.py"},
    "zxcvbn": {"app/core/security/passwords.py"},
    "alembic": {
        *("app/operations/migrations.py", "migrations/env.py"),
        *("migrations/tenancy.py", "migrations/releases.py"),
    },
}


def _sources() -> list[Path]:
    return [*Path("app").rglob("*.py"), *Path("migrations").rglob("*.py")]


def _own_programs() -> list[Path]:
    """Whatever talks to the database as the application; the embedded servers are its keepers.

    So is the benchmark where it measures: it asks its own database as the superuser.
    """
    found = [path for room in ("app", "bench", "demo") for path in Path(room).rglob("*.py")]
    keepers = (("app", "embedded"), ("bench", "delivery.py"), ("bench", "idleness.py"))
    return [path for path in found if path.parts[:2] not in keepers]


@pytest.mark.parametrize("pattern", HOMES)
def test_it_happens_at_home_only(pattern: str) -> None:
    elsewhere = {
        str(path)
        for path in _sources()
        if re.search(pattern, path.read_text()) and str(path) not in HOMES[pattern]
    }
    assert not elsewhere


def test_values_of_sql_have_names() -> None:
    numbered: dict[str, list[str]] = {}
    for path in _own_programs():
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"\$\d", node.value)
            ):
                numbered.setdefault(str(path), []).append(node.value)
    assert numbered == NUMBERED


def test_statements_are_made_by_sql_and_prepared_only() -> None:
    elsewhere = {
        str(path) for path in _own_programs() if re.search(r"\bStatement\(", path.read_text())
    }
    assert elsewhere == {"app/core/data/statements.py"}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_known_at_home_only(library: str) -> None:
    elsewhere = set()
    for path in _sources():
        if path.parts[:2] == ("migrations", "versions"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            if any(n.split(".")[0] == library for n in names):
                elsewhere.add(str(path))
    assert elsewhere <= LIBRARIES[library]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path)
        for path in _sources()
        if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_files_fit_one_long_look() -> None:
    long = [str(path) for path in _sources() if len(path.read_text().splitlines()) > 400]
    assert not long
