"""API tokens: credentials of programs, made by a person and bound to scopes."""

from datetime import timedelta

from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import PermissionMissing
from app.core.events import announce
from app.core.ids import new_id
from app.core.text import N_
from app.core.tokens import fingerprint, new_opaque
from app.people.events import ApiTokenCreated, ApiTokenRevoked
from app.people.models import ApiToken
from app.people.recognition import API_TOKEN
from app.people.schemas import ApiTokenCreate


async def create_api_token(session: TenantSession, new: ApiTokenCreate) -> tuple[ApiToken, str]:
    """Make a token of the caller; its text is returned this once."""
    if session.actor.kind != "person":
        # Its scopes would not bind the token that it makes.
        raise PermissionMissing(N_("A token cannot make another token."))
    secret = new_opaque(API_TOKEN, session.actor.organization_id)
    assert session.actor.person_id is not None
    token = ApiToken(
        id=new_id(),
        person_id=session.actor.person_id,
        name=new.name,
        fingerprint=fingerprint(secret),
        scopes=sorted(set(new.scopes)),
        networks=[],
        expires_at=now() + timedelta(days=new.expires_in_days),
    )
    session.add(token)
    await session.flush()
    announce(session, ApiTokenCreated(api_token_id=token.id, scopes=token.scopes))
    return token, secret


async def revoke_api_token(session: TenantSession, token: ApiToken) -> None:
    if token.revoked_at is None:
        token.revoked_at = now()
        announce(session, ApiTokenRevoked(api_token_id=token.id))
        session.signals.add("credentials")
