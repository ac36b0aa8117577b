"""Visibility of sessions: a session belongs to whoever signed in."""

from typing import Annotated

from app.auth.models import SignIn
from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing

SESSION_VISIBILITY = Visibility(SignIn, (SignIn.person_id == ACTOR,))

TheSession = Annotated[
    SignIn, existing(SignIn, "me:write", visibility=SESSION_VISIBILITY, name="session_id")
]
