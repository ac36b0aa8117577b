"""Statements that read a customer's documents."""

from sqlalchemy import bindparam, select

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.customers.models import (
    CustomerFile,
)
from app.files.models import File

_FILES = select(
    CustomerFile.id,
    CustomerFile.file_id,
    File.name,
    File.media_type,
    File.size_bytes,
    CustomerFile.note,
    CustomerFile.created_at,
).join_from(
    CustomerFile,
    File,
    tenant_join(File, CustomerFile, CustomerFile.file_id),
)
FILES = Listing(_FILES, CustomerFile)
CUSTOMER_FILE = read_by_id(_FILES, CustomerFile)
FILES_OF_CUSTOMER = CustomerFile.customer_id == bindparam(
    "customer_id", type_=CustomerFile.customer_id.type
)
