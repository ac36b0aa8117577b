"""`/v1/customer-imports`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.customers.visibility import CanWrite
from app.files.importing.service import SheetImport, ask_for_import
from app.files.long_jobs.reads import started
from app.files.long_jobs.schemas import LongJob

router = APIRouter(tags=["customers"], route_class=Route)


@router.post(
    "/customer-imports",
    operation_id="importCustomers",
    status_code=202,
    response_model=LongJob,
    responses=refuses(UnknownReference),
)
async def import_customers(session: CanWrite, wanted: SheetImport) -> Json:
    """Take customers out of a table, each with an address if it has one.

    Headings may be the names of fields (`name`, `kind`, `document`, `email`, `phone`, `notes`,
    `site_label`, `street`, `number`, `district`, `city`, `state`, `postal_code`, `country`,
    `latitude`, `longitude`, `access_notes`) or what they are called in Portuguese. The job tells
    how far it is, and its `result` how many `rows` there were, how many were `imported` and
    `refused`, and in `errors` each `line`, `column` and reason; its file has all of them.
    """
    return await started(session, await ask_for_import(session, "import_customers", wanted))
