"""Statements that read names of statuses."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing
from app.desks.models import (
    StatusName,
)

_STATUS_NAMES = select(
    StatusName.id,
    StatusName.status,
    StatusName.label_agent,
    StatusName.label_requester,
    StatusName.position,
    StatusName.archived_at,
    StatusName.version,
)
STATUS_NAMES = Listing(_STATUS_NAMES, StatusName)
STATUS_NAME = prepared(
    as_json(
        _STATUS_NAMES.where(
            StatusName.organization_id == bindparam("organization_id"),
            StatusName.id == bindparam("id"),
        ),
        "version",
    )
)
