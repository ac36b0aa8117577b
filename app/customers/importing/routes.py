"""`/v1/customer-imports`"""

from fastapi import APIRouter

from app.core.data.reading import Json
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.customers.importing.sheet import CUSTOMERS
from app.customers.visibility import CanWrite
from app.files.importing.schemas import SheetImport
from app.files.importing.service import ask_for_import
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
    """Import customers from a table.

    Takes a CSV or XLSX upload of at most 50,000 rows; each row is a customer, with one site if it
    has an address. It starts a long job: follow it with `getJob`, whose `result` has the numbers of
    rows (`rows`, `imported`, `refused`) and the errors by line and column, and fetch all errors as
    CSV with `downloadJobResult`. Check a table with `dry_run` first; without `skip_rows` one error
    keeps everything from being imported. A document that another customer or row has is such an
    error. A file that is not an upload of the caller is refused with `unknown_reference`.

    Headings may be the names of fields (`name`, `kind`, `document`, `email`, `phone`, `notes`,
    `site_label`, `street`, `street_number`, `complement`, `district`, `city`, `state`,
    `postal_code`, `country`, `latitude`, `longitude`, `access_notes`) or what they are called in
    Portuguese, in exports of the usual systems too; titles may stand above them. `columns` says
    what other headings mean. Only `name` is required; columns with other headings are ignored, and
    `ignored_columns` lists them. Of several names, telephone numbers or e-mail addresses the first
    is kept as such and the others go into the notes. A CPF, CNPJ or CEP that has lost its leading
    zeros gets them back.
    """
    return await started(
        session, await ask_for_import(session, "import_customers", wanted, CUSTOMERS)
    )
