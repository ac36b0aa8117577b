"""`/v1/customers/{customer_id}/files`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import NotFound, UnknownReference, refuses
from app.customers.documents import schemas
from app.customers.documents import service as documents
from app.customers.documents.reads import CUSTOMER_FILE, FILES, FILES_OF_CUSTOMER
from app.customers.service import CustomerWasMerged
from app.customers.visibility import CanRead, CanWrite, TheCustomer, require_visible
from app.files.uploads.service import UploadAlreadyUsed

router = APIRouter(tags=["customers"], route_class=Route)


@router.get(
    "/customers/{customer_id}/files",
    operation_id="listCustomerFiles",
    response_model=Page[schemas.CustomerFile],
)
async def list_customer_files(
    reading: CanRead, customer_id: UUID, query: Annotated[schemas.CustomerFileQuery, Query()]
) -> Json:
    """List the documents of a customer.

    The list has name, size and note of each document, oldest first; `downloadFile` sends the
    content by its `file_id`. There is no text search and no filter. An unknown customer is refused
    with `not_found`.
    """
    await require_visible(reading, customer_id)
    return await FILES.page(reading, query, FILES_OF_CUSTOMER, customer_id=customer_id)


@router.post(
    "/customers/{customer_id}/files",
    operation_id="addCustomerFile",
    status_code=201,
    response_model=schemas.CustomerFile,
    responses=refuses(UnknownReference, UploadAlreadyUsed, CustomerWasMerged),
)
async def add_customer_file(
    session: CanWrite, customer: TheCustomer, new: schemas.CustomerFileAdd
) -> Json:
    """Add an uploaded file to the documents of a customer.

    Upload the file with `uploadFile` before. From then on everyone who may read customers can
    download it. It is recorded as `customer.file_created`. A file that is not an upload of the
    caller is refused with `unknown_reference`, one that is a document of a customer already with
    `upload_already_used`, and a customer that was merged with `customer_was_merged`.
    """
    document_id = await documents.create_file(session, customer, new)
    location = f"/v1/customers/{customer.id}/files"
    return await one(session, CUSTOMER_FILE, id=document_id, status=201, location=location)


@router.delete(
    "/customers/{customer_id}/files/{document_id}",
    operation_id="deleteCustomerFile",
    status_code=204,
    responses=refuses(NotFound),
)
async def delete_customer_file(
    session: CanWrite, customer: TheCustomer, document_id: UUID
) -> Response:
    """Delete a document of a customer.

    The document is no longer listed, and whoever saw its file because of it cannot download it any
    more; the person who uploaded it still can. It is recorded as `customer.file_deleted`. A
    document of another customer is refused with `not_found`.
    """
    await documents.delete_file(session, customer, document_id)
    return Response(status_code=204)
