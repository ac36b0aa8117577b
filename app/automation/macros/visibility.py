"""Visibility of macros: one's own, those of one's teams, and those of the desk."""

from typing import Annotated, Any

from sqlalchemy import Select, select

from app.automation.macros.reads import SEEN
from app.automation.models import Macro
from app.core.http.access import existing
from app.core.security.actors import Actor


def _visible(actor: Actor) -> Select[Any]:
    seen = SEEN[actor.may("tickets:lead")]
    return select(Macro).where(seen).params(actor_id=actor.person_id)


TheMacro = Annotated[Macro, existing(Macro, "tickets:work", visible=_visible)]
