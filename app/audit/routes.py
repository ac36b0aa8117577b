"""`/v1/audit`, `/v1/audit-export`"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from app.audit.events import AuditExported
from app.audit.reads import AUDIT
from app.audit.schemas import AuditEntry, AuditQuery
from app.audit.service import as_csv
from app.core.data.reading import Json, Reading
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.responses import disposition, sends
from app.core.http.routing import Route

router = APIRouter(tags=["audit"], route_class=Route)

CanRead = Annotated[Reading, acting("audit:read")]
CanExport = Annotated[Reading, acting("audit:read", limit="export")]


@router.get("/audit", operation_id="listAudit", response_model=Page[AuditEntry])
async def list_audit(reading: CanRead, query: Annotated[AuditQuery, Query()]) -> Json:
    """List entries of the audit trail.

    Every event of the organization is an entry: who did what, when, from where, and on whose
    behalf. The list is sorted by time, newest first, and can be narrowed by actor, event, subject
    and period; there is no text search. Labels are in the language of the caller. No operation
    changes or deletes entries.
    """
    return await AUDIT.page(reading, query)


@router.get(
    "/audit-export",
    operation_id="downloadAudit",
    response_class=StreamingResponse,
    responses=sends("text/csv"),
)
async def download_audit(
    request: Request, reading: CanExport, query: Annotated[AuditQuery, Query()]
) -> StreamingResponse:
    """Download the audit trail as CSV.

    Sends all entries that the filters of `listAudit` let through, in the same order; `limit` and
    `cursor` are ignored. The table is for spreadsheets: UTF-8 with a byte order mark, headings in
    the language of the caller, times in the time zone of the organization and in UTC, and no cell
    that a spreadsheet would run as a formula. Cells are separated by `;` in Portuguese and by `,`
    in English, as spreadsheets of that language expect. That it was downloaded is an entry itself,
    `organization.audit_exported`. The limit for exports applies beside that for reading.
    """
    await reading.announce(request, AuditExported(organization_id=reading.actor.organization_id))
    return StreamingResponse(
        as_csv(reading, query),
        media_type="text/csv",
        headers=disposition("audit.csv"),
    )
