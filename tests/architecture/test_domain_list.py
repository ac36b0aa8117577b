"""`app/domains.py` finds whatever a domain's folder holds; no other file names the domain."""

import ast
import json
import shutil
import subprocess
import sys
from collections import Counter
from filecmp import dircmp
from pathlib import Path

from fastapi import APIRouter

from app.domains import root_routers, routers

METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}
#: Pages about the contract are mounted by `main.py` itself: the contract knows all domains.
MOUNTED_BY_MAIN = "app.contract.routes"


def _written() -> Counter[tuple[str, str]]:
    """Module and function of every `@router.<method>(...)` in the source."""
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted(Path("app").rglob("*.py")):
        module = ".".join(path.with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[module, node.name] += sum(_is_route(one) for one in node.decorator_list)
    return +found


def _is_route(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in METHODS
        and isinstance(decorator.func.value, ast.Name)
        and decorator.func.value.id.endswith("router")
    )


def _mounted(found: list[APIRouter]) -> Counter[tuple[str, str]]:
    endpoints = [getattr(route, "endpoint", None) for router in found for route in router.routes]
    return Counter((str(one.__module__), str(one.__name__)) for one in endpoints if one)


def test_every_route_that_is_written_is_mounted() -> None:
    """A second `router = APIRouter(...)` in a file would lose the routes above it in silence."""
    written = Counter({k: n for k, n in _written().items() if k[0] != MOUNTED_BY_MAIN})
    assert len(written) > 300
    assert written == _mounted([*routers(), *root_routers()])


TOY = {
    "models.py": '''"""The toys."""

from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned


class Toy(Owned, Base):
    __tablename__ = "toys"

    name: Mapped[str]
''',
    "routes.py": '''"""Toys over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.routing import Route

router = APIRouter(tags=["toys"], route_class=Route)


@router.get("/toys", operation_id="listToys")
async def list_toys(reading: Annotated[Reading, acting("stock:read")]) -> list[str]:
    """Every toy."""
    return []
''',
    "jobs.py": '''"""The sweep that winds toys up."""

from app.core.data.database import TenantSession
from app.core.events.schedule import every


@every(hours=1, organizations="all_organizations")
async def wind_up(session: TenantSession) -> None:
    """Nothing yet."""
''',
    "wheels/routes.py": '''"""Wheels of toys over HTTP: a capability."""

from typing import Annotated

from fastapi import APIRouter

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.routing import Route

router = APIRouter(tags=["toys"], route_class=Route)


@router.get("/wheels", operation_id="listWheels")
async def list_wheels(reading: Annotated[Reading, acting("stock:read")]) -> list[str]:
    """Every wheel."""
    return []
''',
}
LINE = '    AppDomain("toys", {"toys": "What children play with."}),\n'
#: What the composition roots read, asked in a process that sees the copy.
ASKED = """
import json, app.domains as domains
from app.core.data.database import Base
from app.core.events.schedule import sweeps
from app.core.settings import Settings
from app.main import create_app
domains.import_jobs()
domains.import_tables()
document = create_app(Settings(_env_file=None, env="test")).openapi()
print(json.dumps({
    "floor": domains.FLOORS.index("toys"),
    "table": "toys" in Base.metadata.tables,
    "sweep": "toys.jobs.wind_up" in sweeps,
    "paths": [path for path in document["paths"] if "toys" in path or "wheels" in path],
    "tag": [tag["description"] for tag in document["tags"] if tag["name"] == "toys"],
}))
"""


def test_a_new_domain_is_its_folder_and_one_line(tmp_path: Path) -> None:
    """Rule 5 of section 2 of `docs/architecture.md`, as far as code goes."""
    for folder in ("app", "migrations"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(folder, tmp_path / folder, ignore=ignored)
    shutil.copy("alembic.ini", tmp_path)
    toys = tmp_path / "app" / "toys"
    for name, content in TOY.items():
        path = toys / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(content)
    listed = tmp_path / "app" / "domains.py"
    last = '    AppDomain("support"),\n'
    listed.write_text(listed.read_text().replace(last, LINE + last))

    asked = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "CHAMADO_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    found = json.loads(asked.stdout.splitlines()[-1])
    assert found.pop("floor") > 0
    assert found == {
        "table": True,
        "sweep": True,
        "paths": ["/v1/toys", "/v1/wheels"],
        "tag": ["What children play with."],
    }
    compared = dircmp("app", tmp_path / "app", ignore=["__pycache__"])
    assert _touched(compared) == {"toys", "domains.py"}
    assert listed.read_text().replace(LINE, "") == Path("app/domains.py").read_text()


def _touched(compared: "dircmp[str]") -> set[str]:
    """What is new, changed or gone, by name, at whatever depth."""
    here = {*compared.right_only, *compared.left_only, *compared.diff_files}
    return here.union(*(_touched(below) for below in compared.subdirs.values()))
