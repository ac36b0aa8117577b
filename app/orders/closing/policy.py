"""Closing policy: requirements of an order's services that its closing report has to meet."""

from app.core.values.errors import FieldProblem, ValidationFailed, field_problem
from app.core.values.text import N_
from app.orders.closing.document import ShownWork
from app.orders.closing.schemas import CloseFacts, OrderClose
from app.orders.photos.models import PhotoKind

_REQUIRED = N_("This field is required.")


def check_policy(work: ShownWork, facts: CloseFacts, *more: FieldProblem) -> None:
    """422 with each thing that the order's services ask for and the work and its report lack."""
    policy = work.order["closing_policy"]
    problems = []
    network = facts.network.model_dump(exclude_none=True) if facts.network else {}
    if policy["needs_network"] and not network:
        problems.append(field_problem("network", "required", _REQUIRED))
    problems += more
    photos = sum(photo["kind"] != PhotoKind.NO_SHOW for photo in work.photos)
    if photos < policy["min_photos"]:
        detail = N_("This order takes {min_photos} photos; it has {photos}.")
        params = {"min_photos": policy["min_photos"], "photos": photos}
        problems.append(field_problem("photos", "too_few_photos", detail, **params))
    if problems:
        raise ValidationFailed(errors=problems)


def check_signed(work: ShownWork, given: OrderClose) -> None:
    """Likewise, when the report is signed: with the technician's signature, if it is asked for."""
    lacks = (
        work.order["closing_policy"]["needs_technician_signature"]
        and given.technician_signature is None
    )
    check_policy(
        work,
        given,
        *([field_problem("technician_signature", "required", _REQUIRED)] if lacks else []),
    )
