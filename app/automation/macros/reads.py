"""Statements that read macros."""

from sqlalchemy import cast, select
from sqlalchemy.types import Text

from app.automation.macros.visibility import MACRO_VISIBILITY
from app.automation.models import Macro
from app.core.data.statements import by_id
from app.core.http.listing import Listing

_MACROS = select(
    Macro.id,
    Macro.name,
    Macro.person_id,
    Macro.team_id,
    Macro.actions,
    Macro.created_at,
    Macro.version,
)
MACROS = Listing(_MACROS, Macro, visibility=MACRO_VISIBILITY)
MACRO = MACRO_VISIBILITY.read_by_id(_MACROS, "version")
MACRO_ACTIONS = MACRO_VISIBILITY.statement(
    select(cast(Macro.actions, Text).label("actions")).where(by_id(Macro))
)
