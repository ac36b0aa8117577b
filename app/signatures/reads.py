"""Statements that read signatures."""

from sqlalchemy import bindparam, func, select

from app.core.data.statements import as_json, prepared
from app.signatures.models import Signature
from app.signatures.visibility import SIGNATURE_VISIBILITY

#: Every letter and digit that has three more behind it becomes a star.
MASKED_DOCUMENT = func.regexp_replace(
    Signature.signer_document, "[[:alnum:]](?=(.*[[:alnum:]]){3})", "*", "g"
).label("signer_document")

_COLUMNS = select(
    Signature.id,
    Signature.subject_kind,
    Signature.subject_id,
    Signature.content_hash,
    Signature.role,
    Signature.signer_name,
    MASKED_DOCUMENT,
    Signature.consent_text,
    Signature.consent_version,
    Signature.device_time,
    Signature.received_at,
    Signature.latitude,
    Signature.longitude,
    Signature.accuracy_m,
    Signature.offline,
    Signature.svg,
)

SIGNATURE = SIGNATURE_VISIBILITY.read_by_id(_COLUMNS)

#: All under one subject, in the order in which they were received.
SIGNATURES_OF = prepared(
    as_json(
        _COLUMNS.where(
            Signature.organization_id == bindparam("organization_id"),
            Signature.subject_kind == bindparam("subject_kind"),
            Signature.subject_id == bindparam("subject_id"),
        ).order_by(Signature.received_at, Signature.id)
    )
)
