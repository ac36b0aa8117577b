"""What callers read of the catalogue: statements, compiled once."""

from sqlalchemy import bindparam, select

from app.catalog.models import Code
from app.core.listing import Listing
from app.core.statements import as_json, prepared

_CODES = select(
    Code.id,
    Code.kind,
    Code.code,
    Code.label,
    Code.active,
    Code.version,
    Code.created_at,
    Code.updated_at,
)
CODES = Listing(_CODES, Code, search="prefixes")
CODE = prepared(
    as_json(
        _CODES.where(
            Code.organization_id == bindparam("organization_id"), Code.id == bindparam("id")
        ),
        "version",
    )
)
