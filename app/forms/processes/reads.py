"""Statements that read processes."""

from typing import Any

from sqlalchemy import JSON, ScalarSelect, Uuid, bindparam, column, select, text

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
_FIRST = """select a.id from activities a
              where a.organization_id = :organization_id
                and a.process_id = processes.id and a.position = 0"""
_ACTIVITIES = """select coalesce(json_agg(json_build_object(
                           'id', a.id, 'key', a.key, 'label_agent', a.label_agent,
                           'label_requester', a.label_requester,
                           'dialogs', (
                             select coalesce(json_agg(json_build_object(
                                      'id', d.id, 'key', d.key, 'audience', d.audience,
                                      'form_id', d.form_id, 'submit_label', d.submit_label,
                                      'submit_advice', d.submit_advice,
                                      'is_opening', d.is_opening) order by d.position), '[]')
                               from activity_dialogs d
                              where d.organization_id = :organization_id
                                and d.activity_id = a.id)) order by a.position), '[]')
                    from activities a
                   where a.organization_id = :organization_id
                     and a.process_id = processes.id"""
_TRANSITIONS = """select coalesce(json_agg(json_build_object(
                            'from_activity', f.key, 'to_activity', o.key,
                            'condition', t.condition, 'automatic', t.automatic,
                            'actions', t.actions) order by t.position), '[]')
                     from transitions t
                     join activities f on f.organization_id = :organization_id
                                      and f.id = t.from_activity_id
                     join activities o on o.organization_id = :organization_id
                                      and o.id = t.to_activity_id
                    where t.organization_id = :organization_id
                      and t.process_id = processes.id"""


def _value(written: str, kind: Any) -> ScalarSelect[Any]:
    """Value that a subquery finds for each process."""
    own = bindparam("organization_id", type_=Uuid())
    return text(written).bindparams(own).columns(column("value", kind)).scalar_subquery()


PROCESS = read_by_id(
    _PROCESSES.add_columns(
        _value(_FIRST, TicketProcess.id.type).label("first_activity_id"),
        _value(_ACTIVITIES, JSON()).label("activities"),
        _value(_TRANSITIONS, JSON()).label("transitions"),
        TicketProcess.unreachable,
    ),
    TicketProcess,
    "version",
)
