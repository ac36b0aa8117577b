"""The rules of forms: a version is worked on as a draft, published once, and then kept for good."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import (
    FieldProblem,
    InvalidTransition,
    Refusal,
    ValidationFailed,
    field_problem,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.forms import events
from app.forms.effective_schema.service import expanded, switch_of
from app.forms.models import Form, FormVersion, FormVersionStatus
from app.forms.schema_rules.service import Broken, check_form_schema, check_names, check_schema
from app.forms.schemas import FormCreate, FormUpdate, FormVersionCreate, FormVersionUpdate

_EMPTY: dict[str, Any] = {
    "json_schema": {"type": "object", "additionalProperties": False, "properties": {}},
    "ui_schema": {},
    "required_on_solve": [],
    "agent_only": [],
    "not_applicable_groups": [],
    "attachment_min": 0,
    "attachment_max": None,
    "side_effects": [],
}


class FormAlreadyPublished(Refusal):
    """A version that was published never changes: tickets keep it."""

    title = N_("This version was published and does not change any more")
    advice = N_("Make a new version with `POST /v1/forms/{form_id}/versions`.")


def create_form(session: TenantSession, new: FormCreate) -> Form:
    form = Form(id=new.id or new_id(), key=new.key, name=new.name)
    session.add(form)
    announce(session, events.FormCreated(form_id=form.id))
    return form


def update_form(session: TenantSession, form: Form, change: FormUpdate) -> None:
    """Rename a form, archive it or offer it again."""
    fields = change.apply_to(form)
    announce(session, events.FormUpdated(form_id=form.id, fields=fields))


async def new_version(session: TenantSession, form: Form, new: FormVersionCreate) -> FormVersion:
    """Begin a draft: what is not given is as in the newest version."""
    newest = await session.scalar(
        select(FormVersion)
        .where(FormVersion.form_id == form.id)
        .order_by(FormVersion.number.desc())
        .limit(1)
    )
    before = {name: getattr(newest, name) for name in _EMPTY} if newest else _EMPTY
    version = FormVersion(
        id=new_id(),
        form_id=form.id,
        number=newest.number + 1 if newest else 1,
        status=FormVersionStatus.DRAFT,
        **before | new.model_dump(mode="json", exclude_unset=True, exclude_none=True),
    )
    _check_draft(version)
    session.add(version)
    announce(
        session,
        events.FormDrafted(form_id=form.id, form_version_id=version.id, number=version.number),
    )
    return version


def update_version(session: TenantSession, version: FormVersion, change: FormVersionUpdate) -> None:
    """Work on a draft; what was published does not change."""
    if version.status is not FormVersionStatus.DRAFT:
        raise FormAlreadyPublished
    wanted = change.model_dump(mode="json", exclude_unset=True)
    wanted |= dict.fromkeys(wanted.pop("clear", ()))
    apply(version, wanted)
    _check_draft(version)
    announce(
        session,
        events.FormDraftUpdated(
            form_id=version.form_id, form_version_id=version.id, fields=sorted(wanted)
        ),
    )


async def publish_version(session: TenantSession, version: FormVersion) -> None:
    """Let this version be the one that is filled in; the one before is retired."""
    if version.status is not FormVersionStatus.DRAFT:
        raise InvalidTransition(version.status, [])
    if problems := problems_of(version):
        raise ValidationFailed(errors=problems)
    # Whoever publishes another version of this form waits here.
    await session.fetch(Form, version.form_id, lock=True)
    current = await published_version(session, version.form_id)
    if current is not None:
        current.status = FormVersionStatus.RETIRED
        await session.flush()  # there is never more than one
    version.status, version.published_at = FormVersionStatus.PUBLISHED, now()
    announce(
        session,
        events.FormPublished(
            form_id=version.form_id, form_version_id=version.id, number=version.number
        ),
    )


async def published_version(session: TenantSession, form_id: UUID) -> FormVersion | None:
    """The version of the form that is filled in now."""
    found: FormVersion | None = await session.scalar(
        select(FormVersion).where(
            FormVersion.form_id == form_id, FormVersion.status == FormVersionStatus.PUBLISHED
        )
    )
    return found


def problems_of(version: FormVersion) -> list[FieldProblem]:
    """Problems that keep a draft from being published."""
    schema = version.json_schema
    try:
        check_form_schema(schema)
        # What references hide is looked at as well.
        check_names(expanded(schema, schema))
    except Broken as broken:
        return [broken.problem("json_schema")]
    fields = schema.get("properties", {})
    problems = []
    for name in ("required_on_solve", "agent_only"):
        for number, wanted in enumerate(getattr(version, name)):
            if wanted not in fields:
                problems.append(_no_such_field(f"{name}/{number}"))
    switches = set()
    for number, group in enumerate(version.not_applicable_groups):
        here = f"not_applicable_groups/{number}"
        for inner, wanted in enumerate(group["field_keys"]):
            if wanted not in fields:
                problems.append(_no_such_field(f"{here}/field_keys/{inner}"))
        switch = switch_of(group)
        if switch in fields or switch in switches:
            detail = N_("The form has the field `{name}` already.")
            problems.append(field_problem(f"{here}/key", "duplicate", detail, name=switch))
        switches.add(switch)
    if version.attachment_max is not None and version.attachment_max < version.attachment_min:
        detail = N_("Not less than the least number.")
        problems.append(field_problem("attachment_max", "less_than_minimum", detail))
    return problems


def _check_draft(version: FormVersion) -> None:
    """A draft may be unfinished, but not hostile; its numbers are ones that can be kept."""
    problems = []
    try:
        check_schema(version.json_schema)
    except Broken as broken:
        problems.append(broken.problem("json_schema"))
    if version.attachment_max is not None and version.attachment_max < version.attachment_min:
        detail = N_("Not less than the least number.")
        problems.append(field_problem("attachment_max", "less_than_minimum", detail))
    if problems:
        raise ValidationFailed(errors=problems)


def _no_such_field(place: str) -> FieldProblem:
    return field_problem(place, "unknown_field", N_("`properties` has no field of this name."))
