"""Statements that read processes."""

from sqlalchemy import JSON, literal_column, select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.forms.models import (
    TicketProcess,
)

_PROCESSES = select(
    TicketProcess.id,
    TicketProcess.key,
    TicketProcess.name,
    TicketProcess.status,
    TicketProcess.version,
    TicketProcess.created_at,
    TicketProcess.updated_at,
)
PROCESSES = Listing(_PROCESSES, TicketProcess)
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
PROCESS = read_by_id(
    _PROCESSES.add_columns(
        literal_column(_FIRST, TicketProcess.id.type).label("first_activity_id"),
        literal_column(_ACTIVITIES, JSON()).label("activities"),
        literal_column(_TRANSITIONS, JSON()).label("transitions"),
        TicketProcess.unreachable,
    ),
    TicketProcess,
    "version",
)
