"""Domains call down and announce up, and meet at their public rooms; see `docs/architecture.md`.

A failure names the line to move. There is no list of exceptions.
"""

import re
from collections import defaultdict
from pathlib import Path

from app.domains import DOMAINS, FLOORS
from tests.architecture.imports import imports, modules, name_of

#: What a domain, and each of its capabilities, shows to other domains.
PUBLIC_ROOMS = {"service", "models", "schemas", "events", "reads", "visibility"}
#: What only the composition roots import: they run unasked, or on request.
LISTENING_ROOMS = {"routes", "jobs"}
#: Every module of these folders is public: they know no domain.
FOUNDATIONS = {"core", "gateways", "embedded"}
#: What puts the house together may look into every room.
ROOTS = {"contract", "domains", "main", "worker", "programs", "cli"}
NAMES_OF_DOMAINS = {domain.name for domain in DOMAINS}
#: `app/` itself holds nothing else.
LOOSE_FILES = {"__init__.py", "main.py", "worker.py", "cli.py", "domains.py"}
#: Files in one folder, `__init__.py` not counted.
MOST_FILES = 14
#: Folders that belong to the kernel, and how many lines of Python it may have in all.
KERNEL_LINES = 6047
WINGS = {"values", "data", "security", "events", "http"}


def _floor(module: str) -> int:
    return FLOORS.index(module.split(".", maxsplit=1)[0])


def test_every_folder_and_file_of_app_has_a_floor() -> None:
    assert {path.name for path in Path("app").glob("*.py")} == LOOSE_FILES
    folders = {path.parent.name for path in Path("app").glob("*/__init__.py")}
    assert folders | {"main", "worker", "cli", "domains"} == set(FLOORS)


def test_nothing_imports_what_lies_above_it() -> None:
    assert not [
        str(found)
        for found in imports()
        if found.imported and _floor(found.imported) > _floor(found.importer)
    ]


def test_no_two_files_import_each_other_not_even_around_a_corner() -> None:
    after = defaultdict(set)
    for found in imports():
        after[found.importer].add(found.imported)
    done: set[str] = set()

    def follow(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in done:
            for imported in sorted(after[module]):
                follow(imported, (*way, module))
            done.add(module)

    for module in modules():
        follow(module, ())


def test_domains_meet_only_at_their_public_rooms() -> None:
    assert not [
        str(found)
        for found in imports()
        if (domain := found.imported.split(".")[0]) in NAMES_OF_DOMAINS
        and found.importer.split(".")[0] not in {domain, *ROOTS}
        and found.imported.split(".")[-1] not in PUBLIC_ROOMS
    ]


def test_routes_and_jobs_are_imported_by_the_composition_roots_alone() -> None:
    assert not [
        str(found)
        for found in imports()
        if found.imported.split(".")[-1] in LISTENING_ROOMS
        and found.imported.split(".")[0] in NAMES_OF_DOMAINS
    ]


def test_a_capability_is_a_folder_and_folders_are_one_level_deep() -> None:
    rooms = PUBLIC_ROOMS | LISTENING_ROOMS
    split = rf"\w+_({'|'.join(sorted(rooms))})"
    wrong = []
    for name, path in modules().items():
        parts = name.split(".")
        if (
            path.name != "__init__.py"
            and parts[0] in NAMES_OF_DOMAINS
            and (len(parts) > 3 or (re.fullmatch(split, parts[-1]) and len(parts) > 1))
        ):
            wrong.append(name)
    assert not wrong


def test_folders_fit_one_look() -> None:
    counts: dict[Path, int] = defaultdict(int)
    for path in Path("app").rglob("*.py"):
        counts[path.parent] += path.name != "__init__.py"
    assert not {str(folder): n for folder, n in counts.items() if n > MOST_FILES}


def test_the_kernel_keeps_within_its_wings_and_its_budget_of_lines() -> None:
    assert {path.parent.name for path in Path("app/core").glob("*/__init__.py")} == WINGS
    lines = sum(len(path.read_text().splitlines()) for path in Path("app/core").rglob("*.py"))
    assert lines <= KERNEL_LINES


def test_routes_leave_the_kernel() -> None:
    assert not [
        str(path)
        for path in Path("app/core").rglob("*.py")
        if "APIRouter(" in path.read_text() and name_of(path) != "core.http.routing"
    ]


def test_a_package_is_a_folder_and_no_logic_hides_in_its_init() -> None:
    wrong = [str(path) for path in Path("app").rglob("__init__.py") if path.read_text().strip()]
    assert not wrong


def test_nothing_is_called_utils() -> None:
    vague = {"utils", "helpers", "managers", "common", "base", "misc", "extras"}
    assert not [str(path) for path in Path("app").rglob("*.py") if path.stem in vague]
