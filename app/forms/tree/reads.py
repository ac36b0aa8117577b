"""Statements that read the form tree."""

from sqlalchemy import or_, select

from app.core.data.statements import Statement, read_by_id
from app.core.http.listing import Listing
from app.forms.models import (
    FormNode,
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
NODE = read_by_id(_NODES, FormNode, "version")

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
