"""`/v1/catalog-imports`, `/v1/catalog-export`"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from app.catalog.importing import schemas
from app.catalog.importing.export import as_table
from app.catalog.importing.sheet import IMPORTERS
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading
from app.core.http.access import acting
from app.core.http.problems import request_notation
from app.core.http.responses import disposition, sends
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.files.importing.service import ask_for_import
from app.files.long_jobs.reads import started
from app.files.long_jobs.schemas import LongJob
from app.gateways.spreadsheets import MEDIA_TYPES

router = APIRouter(tags=["catalog"], route_class=Route)
CanExport = Annotated[Reading, acting("catalog:read", limit="export")]
CanWrite = Annotated[TenantSession, acting("catalog:write")]


@router.post(
    "/catalog-imports",
    operation_id="importCatalog",
    status_code=202,
    response_model=LongJob,
    responses=refuses(UnknownReference),
)
async def import_catalog(session: CanWrite, wanted: schemas.CatalogImport) -> Json:
    """Import catalog entries from a table.

    Starts a job that reads entries of one kind from a CSV or XLSX file which was uploaded before
    (`uploadFile`), such as one that `downloadCatalog` made. Entries that exist by their code or
    name are updated, the others are created; nothing is archived because it is missing, and columns
    that the table does not have stay as they are, as do empty cells (`empty_cells`). Headings may
    be the names of fields, as `downloadCatalog` writes them, or what they are called in Portuguese;
    `columns` says what others mean. With `dry_run` the table is only checked.

    The answer is the job: follow it with `getJob`. Its `result` tells how many rows were imported
    and what is wrong, line by line; by default nothing is imported unless every row is right
    (`on_errors`). Refused with `unknown_reference` when `file_id` is no upload of the caller, and
    with `validation_failed` when `columns` names a field that there is not.
    """
    task = f"import_{wanted.kind}"
    return await started(
        session, await ask_for_import(session, task, wanted, IMPORTERS[wanted.kind])
    )


@router.get(
    "/catalog-export",
    operation_id="downloadCatalog",
    response_class=StreamingResponse,
    responses=sends(*MEDIA_TYPES.values()),
)
async def download_catalog(
    request: Request,
    reading: CanExport,
    query: Annotated[schemas.CatalogExportQuery, Query()],
) -> StreamingResponse:
    """Download catalog entries of one kind as a table.

    All entries of the kind, archived ones included, as CSV or XLSX with the headings that
    `importCatalog` understands. Codes are sorted by code, all others by name. The table of services
    does not contain their materials. In Portuguese a CSV has `;` between its cells and a decimal
    comma, as spreadsheets expect there; in English `,` and a point. Exports have a limit of their
    own per minute and caller: `rate_limited`.
    """
    return StreamingResponse(
        as_table(reading, query.kind, query.format, request_notation(request)),
        media_type=MEDIA_TYPES[query.format],
        headers=disposition(f"{query.kind}.{query.format}"),
    )
