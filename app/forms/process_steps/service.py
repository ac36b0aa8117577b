"""Steps of a process: the dialogs open now, and where a submission leads."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.values.errors import Refusal
from app.core.values.text import N_
from app.forms.effective_schema.service import Role
from app.forms.models import (
    Activity,
    ActivityDialog,
    Audience,
    Form,
    FormVersion,
    FormVersionStatus,
    Transition,
)
from app.forms.validation.service import condition_of

MOST_HOPS = 20


class TransitionLimit(Refusal):
    """The transitions of the process lead on and on; nothing was changed."""

    title = N_("The process runs in a circle")
    advice = N_("Let a manager correct the automatic transitions of the process.")


@dataclass(frozen=True, slots=True)
class OpenDialog:
    """A dialog that may be submitted now, with the version that is filled in."""

    id: UUID
    key: str
    audience: Audience
    form_id: UUID
    form_version_id: UUID
    submit_label: str | None
    submit_advice: str | None


@dataclass(frozen=True, slots=True)
class Hop:
    transition_id: UUID
    from_activity_id: UUID
    to_activity_id: UUID


@dataclass(frozen=True, slots=True)
class Step:
    """Result of a submission: the hops in order, their end, and what to do on the way."""

    hops: tuple[Hop, ...]
    activity_id: UUID
    actions: tuple[dict[str, Any], ...]


async def dialogs_open(
    session: TenantSession, process_id: UUID, activity_id: UUID, audience: Role
) -> list[OpenDialog]:
    """The dialogs that this audience may submit; never one that could not be opened."""
    for_whom = (Audience.BOTH, Audience(audience))
    rows = await session.execute(
        select(ActivityDialog, FormVersion.id)
        .join(FormVersion, FormVersion.form_id == ActivityDialog.form_id)
        .join(Form, Form.id == ActivityDialog.form_id)
        .join(Activity, Activity.id == ActivityDialog.activity_id)
        .where(
            Activity.process_id == process_id,
            Activity.id == activity_id,
            ActivityDialog.audience.in_(for_whom),
            ActivityDialog.is_opening.is_(False),
            FormVersion.status == FormVersionStatus.PUBLISHED,
            Form.active,
        )
        .order_by(ActivityDialog.position, ActivityDialog.id)
    )
    return [
        OpenDialog(
            dialog.id,
            dialog.key,
            dialog.audience,
            dialog.form_id,
            form_version_id,
            dialog.submit_label,
            dialog.submit_advice,
        )
        for dialog, form_version_id in rows
    ]


async def advance(
    session: TenantSession,
    process_id: UUID,
    activity_id: UUID,
    submitted: dict[str, Any],
    snapshot: dict[str, Any],
) -> Step:
    """Next activity of a ticket from this activity with these values.

    Conditions see what was submitted in this dialog and the ticket as it is (status, priority).
    At most one transition is taken at a time, the first that fits; after it, only those that are
    marked as automatic are tried, on the same values.
    """
    rows = await session.scalars(
        select(Transition).where(Transition.process_id == process_id).order_by(Transition.position)
    )
    ways: dict[UUID, list[Transition]] = {}
    for way in rows:
        ways.setdefault(way.from_activity_id, []).append(way)
    return walk(ways, activity_id, {"fields": submitted, "ticket": snapshot})


def walk(ways: dict[UUID, list[Transition]], activity_id: UUID, facts: dict[str, Any]) -> Step:
    """Follow the transitions that fit, or answer 409 when they do not end."""
    hops: list[Hop] = []
    actions: list[dict[str, Any]] = []
    while (way := _first(ways.get(activity_id, ()), facts, follows=bool(hops))) is not None:
        if len(hops) == MOST_HOPS:
            raise TransitionLimit(limit=MOST_HOPS)
        hops.append(Hop(way.id, way.from_activity_id, way.to_activity_id))
        actions += way.actions
        activity_id = way.to_activity_id
    return Step(tuple(hops), activity_id, tuple(actions))


def _first(
    ways: Sequence[Transition], facts: dict[str, Any], *, follows: bool
) -> Transition | None:
    for way in ways:
        if follows and not way.automatic:
            continue
        if way.condition is None or _fits(way.condition, facts):
            return way
    return None


def _fits(condition: dict[str, Any], facts: dict[str, Any]) -> bool:
    return condition_of(json.dumps(condition, sort_keys=True)).is_valid(facts)
