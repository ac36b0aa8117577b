"""The statement that reads on-call duty."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, prepared
from app.schedules.on_call.models import OnCallDuty

ON_CALL = prepared(
    as_json(
        select(OnCallDuty.person_id, OnCallDuty.periods, OnCallDuty.version).where(
            OnCallDuty.organization_id == bindparam("organization_id"),
            OnCallDuty.person_id == bindparam("id"),
        ),
        "version",
    )
)
