"""Long jobs that import the catalogue, one kind of job for each kind of entry."""

from typing import Any

from app.catalog.importing.schemas import CatalogKind
from app.catalog.importing.sheet import IMPORTERS
from app.files.importing.service import run_import
from app.files.long_jobs.service import Result, Running, job


def _register(kind: CatalogKind) -> None:
    @job(f"import_{kind}")
    async def run(running: Running, wanted: dict[str, Any]) -> Result:
        return await run_import(running, wanted, IMPORTERS[kind])


for _kind in CatalogKind:
    _register(_kind)
