"""What the catalogue has done for it in the background: imports, one kind of job for each kind."""

from typing import Any

from app.catalog.importing import IMPORTERS
from app.catalog.schemas import CatalogKind
from app.core.long_jobs import Result, Running, job
from app.files.importing import run_import


def _register(kind: CatalogKind) -> None:
    @job(f"import_{kind}")
    async def run(running: Running, wanted: dict[str, Any]) -> Result:
        return await run_import(running, wanted, IMPORTERS[kind])


for _kind in CatalogKind:
    _register(_kind)
