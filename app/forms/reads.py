"""Statements that read forms and their versions."""

from sqlalchemy import Text, bindparam, literal_column, select

from app.core.data.statements import as_json, prepared, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.forms.models import (
    Form,
    FormVersion,
    FormVersionStatus,
)

_FORMS = select(
    Form.id,
    Form.key,
    Form.name,
    Form.active,
    select(FormVersion.id)
    .where(
        tenant_join(Form, FormVersion, FormVersion.form_id),
        FormVersion.status == literal_column(f"'{FormVersionStatus.PUBLISHED}'", Text()),
    )
    .scalar_subquery()
    .label("published_version_id"),
    Form.version,
    Form.created_at,
    Form.updated_at,
)
FORMS = Listing(_FORMS, Form)
FORM = read_by_id(_FORMS, Form, "version")

_VERSIONS = select(
    FormVersion.id,
    FormVersion.form_id,
    FormVersion.number,
    FormVersion.status,
    FormVersion.json_schema,
    FormVersion.ui_schema,
    FormVersion.required_on_solve,
    FormVersion.agent_only,
    FormVersion.not_applicable_groups,
    FormVersion.attachment_min,
    FormVersion.attachment_max,
    FormVersion.side_effects,
    FormVersion.published_at,
    FormVersion.version,
    FormVersion.created_at,
    FormVersion.updated_at,
)
VERSIONS = Listing(_VERSIONS, FormVersion)
VERSION = read_by_id(_VERSIONS, FormVersion, "version")
OF_FORM = FormVersion.form_id == bindparam("form_id", type_=FormVersion.form_id.type)

#: A version that may be shown to whoever fills it in, with the name of its form.
_SHOWN = _VERSIONS.add_columns(Form.key, Form.name).join(
    Form, tenant_join(Form, FormVersion, FormVersion.form_id)
)
_OWNED = FormVersion.organization_id == bindparam("organization_id")
SHOWN_PUBLISHED = prepared(
    as_json(
        _SHOWN.where(
            _OWNED,
            FormVersion.form_id == bindparam("id"),
            FormVersion.status == literal_column(f"'{FormVersionStatus.PUBLISHED}'", Text()),
        )
    )
)
SHOWN_VERSION = prepared(
    as_json(
        _SHOWN.where(
            _OWNED,
            FormVersion.id == bindparam("id"),
            FormVersion.status != literal_column(f"'{FormVersionStatus.DRAFT}'", Text()),
        )
    )
)
