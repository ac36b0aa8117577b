"""What imports what in `app/`: the modules, and an edge for each import."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Import(NamedTuple):
    """One import: where it stands, and the module that it names, without `app.`"""

    path: Path
    line: int
    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.imported}"


def name_of(path: Path) -> str:
    """`app/people/me/reads.py` -> `people.me.reads`"""
    return ".".join(path.with_suffix("").parts[1:]).removesuffix(".__init__")


@cache
def modules() -> dict[str, Path]:
    """Every module of the app, by its name."""
    return {name_of(path): path for path in sorted(Path("app").rglob("*.py"))}


@cache
def imports() -> tuple[Import, ...]:
    """Every import of a module of the app by another one."""
    return tuple(found for name, path in modules().items() for found in _imports_of(name, path))


def _imports_of(name: str, path: Path) -> Iterator[Import]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "app":
            module = (node.module or "").removeprefix("app").removeprefix(".")
            for alias in node.names:
                # `from app.people import service` names a module, `... import Person` does not.
                below = f"{module}.{alias.name}".strip(".")
                yield Import(path, node.lineno, name, below if below in modules() else module)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("app."):
                    yield Import(path, node.lineno, name, alias.name.removeprefix("app."))
