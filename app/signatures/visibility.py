"""Visibility of signatures: those that one collected; the office sees everybody's."""

from app.core.data.visibility import ACTOR, Visibility
from app.signatures.models import Signature

SIGNATURE_VISIBILITY = Visibility(
    Signature, (Signature.collected_by_id == ACTOR,), everything="orders:all"
)
