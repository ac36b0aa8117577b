"""Statements that read macros."""

from sqlalchemy import and_, bindparam, cast, or_, select
from sqlalchemy.types import Text

from app.automation.models import Macro
from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing
from app.desks.models import TeamMember
from app.tickets.visibility import ACTOR

_MACROS = select(
    Macro.id,
    Macro.name,
    Macro.person_id,
    Macro.team_id,
    Macro.actions,
    Macro.created_at,
    Macro.version,
)
_OWN = Macro.person_id == ACTOR
_SHARED = Macro.person_id.is_(None)
_MY_TEAMS = select(TeamMember.team_id).where(
    TeamMember.organization_id == Macro.organization_id, TeamMember.person_id == ACTOR
)
#: By whether the reader leads the desk: who does sees the macros of all teams.
SEEN = {
    True: or_(_OWN, _SHARED),
    False: or_(_OWN, and_(_SHARED, or_(Macro.team_id.is_(None), Macro.team_id.in_(_MY_TEAMS)))),
}
MACROS = Listing(_MACROS, Macro)
MACRO = {
    leads: prepared(
        as_json(
            _MACROS.where(
                Macro.organization_id == bindparam("organization_id"),
                Macro.id == bindparam("id"),
                SEEN[leads],
            ),
            "version",
        )
    )
    for leads in (True, False)
}
MACRO_ACTIONS = {
    leads: prepared(
        select(cast(Macro.actions, Text).label("actions")).where(
            Macro.organization_id == bindparam("organization_id"),
            Macro.id == bindparam("id"),
            SEEN[leads],
        )
    )
    for leads in (True, False)
}
