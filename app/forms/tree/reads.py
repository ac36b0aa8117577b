"""Statements that read the form tree."""

from sqlalchemy import or_, select

from app.core.data.statements import read_by_id, sql
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
TREE = sql("""select n.id, n.parent_id, n.kind, n.label, n.help, n.entitlement_key,
              case when v.id is not null then n.process_id end as process_id,
              case when v.id is not null then f.id end as form_id
         from form_nodes n
         left join processes p
           on p.organization_id = :organization_id and p.id = n.process_id and p.status = 'active'
         left join lateral (
              select d.form_id
                from activities a
                join activity_dialogs d
                  on d.organization_id = :organization_id and d.activity_id = a.id
               where a.organization_id = :organization_id and a.process_id = p.id and a.position = 0
                 and d.is_opening
                 and (d.audience in ('both', :audience::text) or :audience = 'agent')
               order by d.audience in ('both', :audience) desc, d.position
               limit 1
              ) d on true
         left join forms f
           on f.organization_id = :organization_id and f.active
          and f.id = coalesce(n.form_id, d.form_id)
         left join form_versions v
           on v.organization_id = :organization_id and v.form_id = f.id and v.status = 'published'
        where n.organization_id = :organization_id and n.active
        order by n.position, n.label, n.id
        limit 5000""")
#: Whether tickets of this organization are opened through its tree.
CHOICE_EXISTS = sql("""select 1 from form_nodes
        where organization_id = :organization_id and active
          and (process_id is not null or form_id is not null)
        limit 1""")
