"""The statement that reads a close report."""

from typing import Any

from sqlalchemy import bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import aliased

from app.catalog.models import Code
from app.core.data.statements import as_json, prepared, tenant_join
from app.documents.chain.models import EvidenceRecord
from app.orders.closing.models import CloseReport

_Solution = aliased(Code)


def _code(code: Any) -> Any:
    return func.json_build_object("id", code.id, "code", code.code, "label", code.label, type_=JSON)


CLOSE_REPORT = prepared(
    as_json(
        select(
            CloseReport.id,
            CloseReport.order_id,
            _code(Code).label("cause"),
            _code(_Solution).label("solution"),
            CloseReport.details,
            CloseReport.address_changed,
            CloseReport.attended_by,
            CloseReport.network,
            CloseReport.content_hash,
            cast(CloseReport.content, JSON).label("content"),
            CloseReport.closed_by_id,
            CloseReport.closed_at,
            select(EvidenceRecord.code)
            .where(
                EvidenceRecord.organization_id == CloseReport.organization_id,
                EvidenceRecord.subject_id == CloseReport.order_id,
                EvidenceRecord.code.is_not(None),
            )
            .limit(1)
            .scalar_subquery()
            .label("verification_code"),
        )
        .join_from(CloseReport, Code, tenant_join(Code, CloseReport, CloseReport.cause_code_id))
        .join(_Solution, tenant_join(_Solution, CloseReport, CloseReport.solution_code_id))
        .where(
            CloseReport.organization_id == bindparam("organization_id"),
            CloseReport.order_id == bindparam("order_id"),
        )
    )
)
