"""Signing: the signature is bound to the hash of what was shown, and is not blank."""

from dataclasses import dataclass
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.values.clock import now
from app.core.values.errors import Refusal, ValidationFailed, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.signatures.models import Signature
from app.signatures.schemas import SignatureGiven
from app.signatures.strokes.service import BadStrokes, is_blank, to_svg


class SignatureBlank(Refusal):
    """Too little is drawn to be somebody's signature: an accidental touch."""

    status = 422
    title = N_("The signature is blank")
    advice = N_("Let the person sign again, across the whole area.")


class EvidenceHashMismatch(Refusal):
    """The signed content differs from that to be saved: something changed after it was shown."""

    status = 422
    title = N_("The signed content is not this content")
    advice = N_("Show the document of the preview again and have it signed again.")


@dataclass(frozen=True, slots=True)
class Origin:
    """Origin of a signature: program and network address of the request."""

    user_agent: str | None = None
    address: str | None = None


NOWHERE = Origin()


async def sign(
    session: TenantSession,
    given: SignatureGiven,
    *,
    subject_kind: str,
    subject_id: UUID,
    content_hash: str,
    field: str = "signature",
    origin: Origin = NOWHERE,
) -> Signature:
    """Keep a signature under the document with this hash.

    `field` is the signature's place in the body, for problems. 422: the hash differs, or nothing
    that could be a signature was drawn.
    """
    if given.content_hash != content_hash:
        problem = field_problem(
            f"{field}/content_hash", "evidence_hash_mismatch", N_("Not the hash of this document.")
        )
        raise EvidenceHashMismatch(errors=[problem])
    strokes = [[point.model_dump() for point in stroke] for stroke in given.strokes]
    canvas = (given.canvas.width, given.canvas.height)
    try:
        if is_blank(strokes, canvas):
            problem = field_problem(f"{field}/strokes", "blank", N_("Too little is drawn."))
            raise SignatureBlank(errors=[problem])
        svg = to_svg(strokes, canvas)
    except BadStrokes as bad:
        raise ValidationFailed.at(
            f"{field}/strokes{bad.pointer}", "bad_stroke", N_("This is no point on the canvas.")
        ) from None
    signature = Signature(
        **given.model_dump(exclude={"strokes", "canvas", "content_hash"}),
        id=new_id(),
        subject_kind=subject_kind,
        subject_id=subject_id,
        content_hash=content_hash,
        strokes=strokes,
        canvas_width=given.canvas.width,
        canvas_height=given.canvas.height,
        svg=svg,
        received_at=now(),
        collected_by_id=session.actor.person_id,
        user_agent=origin.user_agent,
        address=origin.address,
    )
    session.add(signature)
    await session.flush()
    return signature
