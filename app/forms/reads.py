"""What callers read of forms, the tree and processes: statements, compiled once."""

from typing import Any

from sqlalchemy import JSON, Select, Text, bindparam, literal_column, or_, select

from app.core.listing import Listing
from app.core.statements import Statement, as_json, prepared
from app.forms.models import (
    Form,
    FormNode,
    FormVersion,
    Process,
    ToolEntitlement,
    VersionState,
)


def _one(rows: Select[*tuple[Any, ...]], model: Any) -> Statement:
    owned = model.organization_id == bindparam("organization_id")
    return prepared(as_json(rows.where(owned, model.id == bindparam("id")), "version"))


_FORMS = select(
    Form.id,
    Form.key,
    Form.name,
    Form.active,
    select(FormVersion.id)
    .where(
        FormVersion.organization_id == Form.organization_id,
        FormVersion.form_id == Form.id,
        FormVersion.state == literal_column(f"'{VersionState.PUBLISHED}'", Text()),
    )
    .scalar_subquery()
    .label("published_version_id"),
    Form.version,
    Form.created_at,
    Form.updated_at,
)
FORMS = Listing(_FORMS, Form)
FORM = _one(_FORMS, Form)

_VERSIONS = select(
    FormVersion.id,
    FormVersion.form_id,
    FormVersion.number,
    FormVersion.state,
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
VERSION = _one(_VERSIONS, FormVersion)
OF_FORM = FormVersion.form_id == bindparam("form_id", type_=FormVersion.form_id.type)

#: A version that may be shown to whoever fills it in, with the name of its form.
_SHOWN = _VERSIONS.add_columns(Form.key, Form.name).join(
    Form, (Form.organization_id == FormVersion.organization_id) & (Form.id == FormVersion.form_id)
)
_OWNED = FormVersion.organization_id == bindparam("organization_id")
SHOWN_PUBLISHED = prepared(
    as_json(
        _SHOWN.where(
            _OWNED,
            FormVersion.form_id == bindparam("id"),
            FormVersion.state == literal_column(f"'{VersionState.PUBLISHED}'", Text()),
        )
    )
)
SHOWN_VERSION = prepared(
    as_json(
        _SHOWN.where(
            _OWNED,
            FormVersion.id == bindparam("id"),
            FormVersion.state != literal_column(f"'{VersionState.DRAFT}'", Text()),
        )
    )
)

_NODES = select(
    FormNode.id,
    FormNode.parent_id,
    FormNode.kind,
    FormNode.label,
    FormNode.help,
    FormNode.entitlement_key,
    FormNode.position,
    FormNode.process_id,
    FormNode.form_id,
    or_(FormNode.process_id.is_not(None), FormNode.form_id.is_not(None)).label("selectable"),
    FormNode.active,
    FormNode.version,
    FormNode.created_at,
    FormNode.updated_at,
)
NODES = Listing(_NODES, FormNode)
NODE = _one(_NODES, FormNode)

#: The tree, flat. `form_id`: what is filled in to open a ticket there, null when nothing can be.
TREE = Statement(
    """select n.id, n.parent_id, n.kind, n.label, n.help, n.entitlement_key,
              case when v.id is not null then n.process_id end as process_id,
              case when v.id is not null then f.id end as form_id
         from form_nodes n
         left join processes p
           on p.organization_id = $1 and p.id = n.process_id and p.state = 'active'
         left join lateral (
              select d.form_id
                from activities a
                join activity_dialogs d on d.organization_id = $1 and d.activity_id = a.id
               where a.organization_id = $1 and a.process_id = p.id and a.position = 0
                 and d.is_opening and (d.audience in ('both', $2::text) or $2 = 'agent')
               order by d.audience in ('both', $2) desc, d.position
               limit 1
              ) d on true
         left join forms f
           on f.organization_id = $1 and f.id = coalesce(n.form_id, d.form_id) and f.active
         left join form_versions v
           on v.organization_id = $1 and v.form_id = f.id and v.state = 'published'
        where n.organization_id = $1 and n.active
        order by n.position, n.label, n.id
        limit 5000""",
    ("organization_id", "audience"),
    {},
)
#: Whether tickets of this organization are opened through its tree.
CHOICE_EXISTS = Statement(
    """select 1 from form_nodes
        where organization_id = $1 and active and (process_id is not null or form_id is not null)
        limit 1""",
    ("organization_id",),
    {},
)
#: What is contracted now, by the organization or by the customer.
HELD_KEYS = Statement(
    """select key from tool_entitlements
        where organization_id = $1 and (customer_id is null or customer_id = $2)
          and starts_at <= $3 and (ends_at is null or ends_at > $3)""",
    ("organization_id", "customer_id", "now"),
    {},
)

_ENTITLEMENTS = select(
    ToolEntitlement.id,
    ToolEntitlement.key,
    ToolEntitlement.customer_id,
    ToolEntitlement.source,
    ToolEntitlement.starts_at,
    ToolEntitlement.ends_at,
    ToolEntitlement.version,
    ToolEntitlement.created_at,
    ToolEntitlement.updated_at,
)
ENTITLEMENTS = Listing(_ENTITLEMENTS, ToolEntitlement)
ENTITLEMENT = _one(_ENTITLEMENTS, ToolEntitlement)

_PROCESSES = select(
    Process.id,
    Process.key,
    Process.name,
    Process.state,
    Process.version,
    Process.created_at,
    Process.updated_at,
)
PROCESSES = Listing(_PROCESSES, Process)
_FIRST = """(select a.id from activities a
              where a.organization_id = processes.organization_id
                and a.process_id = processes.id and a.position = 0)"""
_ACTIVITIES = """(select coalesce(json_agg(json_build_object(
                           'id', a.id, 'key', a.key, 'label_agent', a.label_agent,
                           'label_requester', a.label_requester,
                           'dialogs', (
                             select coalesce(json_agg(json_build_object(
                                      'id', d.id, 'key', d.key, 'audience', d.audience,
                                      'form_id', d.form_id, 'submit_label', d.submit_label,
                                      'submit_advice', d.submit_advice,
                                      'is_opening', d.is_opening) order by d.position), '[]')
                               from activity_dialogs d
                              where d.organization_id = a.organization_id
                                and d.activity_id = a.id)) order by a.position), '[]')
                    from activities a
                   where a.organization_id = processes.organization_id
                     and a.process_id = processes.id)"""
_TRANSITIONS = """(select coalesce(json_agg(json_build_object(
                            'from_activity', f.key, 'to_activity', o.key,
                            'condition', t.condition, 'automatic', t.automatic,
                            'actions', t.actions) order by t.position), '[]')
                     from transitions t
                     join activities f on f.organization_id = t.organization_id
                                      and f.id = t.from_activity_id
                     join activities o on o.organization_id = t.organization_id
                                      and o.id = t.to_activity_id
                    where t.organization_id = processes.organization_id
                      and t.process_id = processes.id)"""
PROCESS = _one(
    _PROCESSES.add_columns(
        literal_column(_FIRST, Process.id.type).label("first_activity_id"),
        literal_column(_ACTIVITIES, JSON()).label("activities"),
        literal_column(_TRANSITIONS, JSON()).label("transitions"),
        Process.unreachable,
    ),
    Process,
)
