"""Statements that read signatures."""

from sqlalchemy import bindparam, func, select

from app.core.data.statements import as_json, prepared
from app.signatures.models import Signature

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
    Signature.device_time,
    Signature.received_at,
    Signature.latitude,
    Signature.longitude,
    Signature.accuracy_m,
    Signature.offline,
    Signature.svg,
).where(Signature.organization_id == bindparam("organization_id"))

_SIGNATURE = _COLUMNS.where(Signature.id == bindparam("id"))
_COLLECTED = Signature.collected_by_id == bindparam(
    "actor_id", type_=Signature.collected_by_id.type
)

#: By whether the reader sees everybody's; others see what they collected themselves.
SIGNATURE = {
    True: prepared(as_json(_SIGNATURE)),
    False: prepared(as_json(_SIGNATURE.where(_COLLECTED))),
}

#: All under one subject, in the order in which they were received.
SIGNATURES_OF = prepared(
    as_json(
        _COLUMNS.where(
            Signature.subject_kind == bindparam("subject_kind"),
            Signature.subject_id == bindparam("subject_id"),
        ).order_by(Signature.received_at, Signature.id)
    )
)
