"""Visibility of macros: one's own, those of one's teams, and those of the desk."""

from typing import Annotated

from sqlalchemy import and_, or_, select

from app.automation.models import Macro
from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing
from app.desks.models import TeamMember

_OWN = Macro.person_id == ACTOR
_SHARED = Macro.person_id.is_(None)
_MY_TEAMS = select(TeamMember.team_id).where(
    TeamMember.organization_id == Macro.organization_id, TeamMember.person_id == ACTOR
)
#: Whoever leads the desk sees the macros of all teams; nobody sees another's own.
MACRO_VISIBILITY = Visibility(
    Macro,
    (or_(_OWN, and_(_SHARED, or_(Macro.team_id.is_(None), Macro.team_id.in_(_MY_TEAMS)))),),
    everything="tickets:lead",
    whole=or_(_OWN, _SHARED),
)

TheMacro = Annotated[Macro, existing(Macro, "tickets:work", visibility=MACRO_VISIBILITY)]
