"""Signatures in the words of documents: who signed, as whom and when, and what they agreed to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.core.values.notation import Notation
from app.core.values.text import N_
from app.signatures.models import Signature


def described(notation: Notation, signature: Signature, document: str | None) -> dict[str, Any]:
    """A signature as `letter.typ` draws it; `document` is the signer's, masked."""
    # Without network the server heard of it later: then the device's clock says more.
    moment = signature.device_time if signature.offline else signature.received_at
    return {
        "image": picture_of(signature),
        "name": signature.signer_name,
        "document": document and notation.fill(N_("Document {document}"), document=document),
        "role": notation.label(signature.role),
        "signed_at": moment_of(notation, moment),
    }


def picture_of(signature: Signature) -> str:
    """Name of the file with the strokes."""
    return f"{signature.id}.svg"


def consents_of(notation: Notation, signatures: Iterable[Signature]) -> list[dict[str, str]]:
    """`{name, value}` of each text that was agreed to, with its version and who agreed."""
    agreed: dict[tuple[str, str | None], list[str]] = {}
    for signature in signatures:
        if signature.consent_text is not None:
            text = (signature.consent_text, signature.consent_version)
            agreed.setdefault(text, []).append(signature.signer_name)
    return [
        {"name": f"{_titled(notation, version)} – {', '.join(names)}", "value": text}
        for (text, version), names in agreed.items()
    ]


def moment_of(notation: Notation, moment: datetime) -> str:
    """Day and time of day, with the month in words."""
    return f"{notation.day(moment, 'medium')}, {notation.clock_time(moment)}"


def _titled(notation: Notation, version: str | None) -> str:
    if version is None:
        return notation.fill(N_("Consent text"))
    return notation.fill(N_("Consent text, version {version}"), version=version)
