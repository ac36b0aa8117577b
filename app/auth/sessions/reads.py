"""Statements that list the sessions of a person."""

from sqlalchemy import bindparam, select

from app.auth.models import SignIn
from app.auth.sessions.visibility import SESSION_VISIBILITY
from app.core.http.listing import Listing

SESSIONS = Listing(
    select(
        SignIn.id,
        SignIn.device_name,
        SignIn.user_agent,
        SignIn.address,
        SignIn.started_at,
        SignIn.last_seen_at,
        SignIn.expires_at,
        SignIn.id.is_not_distinct_from(bindparam("session_id", type_=SignIn.id.type)).label(
            "is_current"
        ),
    ),
    SignIn,
    visibility=SESSION_VISIBILITY,
)
ALIVE = SignIn.ended_at.is_(None)
