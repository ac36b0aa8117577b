"""Domains call down and announce up. A failure here names the line to move."""

import ast
from collections.abc import Iterator
from pathlib import Path

#: From the ground up: a package may import those before it in this list, never those after.
FLOORS = [
    *("core", "gateways", "organizations", "people", "files", "calendars", "customers", "stock"),
    *("catalog", "network", "schedules", "signatures", "orders", "quotes"),
    *("forms", "desks", "tickets", "incidents", "sla", "ratings", "automation", "chat", "help"),
    *("support", "billing", "notifications", "webhooks", "privacy", "reports", "sync"),
]
#: What a domain shows to those above it.
OPEN_TO_OTHERS = {"service", "models", "schemas", "events", "reads"}
#: Capabilities that were split off a service and are as public as it.
OPEN_CAPABILITIES = {
    "people.founding", "people.passwords", "people.roles", "people.timeline", "people.letters",
    "people.visiting",
    "people.keeping", "people.photos", "people.sessions",
    "customers.contracts", "orders.scheduling", "orders.access", "orders.scope",
    "organizations.plans", "organizations.logos",
    "forms.entering", "forms.stepping", "forms.validation", "forms.effective", "forms.planting",
    "tickets.access", "tickets.assigning", "tickets.conversation", "tickets.merging",
    "tickets.opening", "tickets.link_schemas", "tickets.message_schemas",
    "tickets.lifecycle", "tickets.sight", "tickets.raising",
    "desks.agents", "calendars.arithmetic",
    "files.uploads", "files.importing", "files.cells",
    "orders.photos", "stock.ledger", "signatures.canonical", "signatures.strokes",
}  # fmt: skip
#: The programs: they put the house together and may import all of it.
PROGRAMS = {path.stem for path in Path("app").glob("*.py")}
LISTENING_ROOMS = {"routes", "jobs"}


def imports() -> Iterator[tuple[Path, int, str, str]]:
    """file, line, importing package, imported module (without `app.`)"""
    for path in Path("app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app"):
                module = (node.module or "").removeprefix("app").removeprefix(".")
                for alias in node.names:
                    # `from app.people import service` names a module, `... import Person` does not.
                    below = Path("app", *module.split("."), f"{alias.name}.py")
                    name = f"{module}.{alias.name}" if below.exists() else module
                    yield path, node.lineno, path.parts[1].removesuffix(".py"), name.strip(".")
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.startswith("app."):
                        name = alias.name.removeprefix("app.")
                        yield path, node.lineno, path.parts[1].removesuffix(".py"), name


def test_every_package_has_a_floor() -> None:
    packages = {path.parent.name for path in Path("app").glob("*/__init__.py")}
    assert packages <= {*FLOORS, "locales"}


def test_domains_call_down_and_never_up() -> None:
    wrong = [
        f"{path}:{line} imports {name}"
        for path, line, package, name in imports()
        if package not in PROGRAMS
        and (
            name.split(".")[0] in PROGRAMS
            or FLOORS.index(name.split(".")[0]) > FLOORS.index(package)
        )
    ]
    assert not wrong


def test_domains_meet_only_at_their_public_rooms() -> None:
    wrong = [
        f"{path}:{line} imports {name}"
        for path, line, package, name in imports()
        if package not in PROGRAMS
        and name.split(".")[0] not in (package, "core", "gateways")
        and not set(name.split(".")[1:2]) & OPEN_TO_OTHERS
        and name not in OPEN_CAPABILITIES
    ]
    assert not wrong


def test_routes_and_jobs_are_imported_by_the_programs_alone() -> None:
    wrong = [
        f"{path}:{line} imports {name}"
        for path, line, package, name in imports()
        if package not in PROGRAMS and name.split(".")[-1] in LISTENING_ROOMS
    ]
    assert not wrong


def test_a_package_is_a_folder_and_no_logic_hides_in_its_init() -> None:
    wrong = [str(path) for path in Path("app").rglob("__init__.py") if path.read_text().strip()]
    assert not wrong


def test_nothing_is_called_utils() -> None:
    vague = {"utils", "helpers", "managers", "common", "base", "misc"}
    assert not [str(path) for path in Path("app").rglob("*.py") if path.stem in vague]
