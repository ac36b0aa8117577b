"""API tokens: credentials of programs, limited by scopes, networks and expiry."""

from datetime import timedelta
from uuid import UUID

from app.auth.api_tokens.schemas import ApiTokenCreate, ApiTokenRotate, ApiTokenUpdate
from app.auth.authentication.service import API_TOKEN
from app.auth.events import ApiTokenCreated, ApiTokenRevoked, ApiTokenRotated, ApiTokenUpdated
from app.auth.models import ApiToken
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.security.tokens import fingerprint, new_opaque
from app.core.values.clock import now
from app.core.values.errors import PermissionMissing, Refusal, UnknownReference, field_problem
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.people.administration.service import require_administrator_of, require_permissions
from app.people.models import Person, PersonKind
from app.people.roles.service import limit_to_scopes
from app.people.service import permissions_of


class TokenEnded(Refusal):
    """The token was revoked, or has expired."""

    title = N_("This token has ended")
    advice = N_("Create another token.")


class TokenReplaced(Refusal):
    """The token was replaced before and is in its time of grace; `successor_id` names the other."""

    title = N_("This token was replaced already")
    advice = N_("Replace its successor, if the text of that one is lost.")


async def create_api_token(session: TenantSession, new: ApiTokenCreate) -> tuple[ApiToken, str]:
    """Make a token of the caller, or of a service account; its text is returned this once."""
    _require_somebody_here(session)
    owner_id = session.actor.person_id
    if new.service_account_id is not None:
        account = await _service_account(session, new.service_account_id)
        await _require_could_make(session, account, new.scopes)
        owner_id = account.id
    assert owner_id is not None
    token, secret = _issue(
        session,
        person_id=owner_id,
        name=new.name,
        scopes=sorted(set(new.scopes)),
        networks=sorted(set(new.networks)),
        lifetime=timedelta(days=new.expires_in_days),
    )
    await session.flush()
    announce(session, ApiTokenCreated(api_token_id=token.id, scopes=token.scopes))
    return token, secret


async def update_api_token(session: TenantSession, token: ApiToken, change: ApiTokenUpdate) -> None:
    """Another name or other networks. What it may do stays: that is another token."""
    if session.actor.kind != "person":
        # It would free itself of the networks that bind it.
        raise PermissionMissing(N_("A token changes no tokens."))
    wanted = change.changes()
    if "networks" in wanted:
        if token.person_id != session.actor.person_id:
            owner = await session.fetch(Person, token.person_id)
            await _require_could_make(session, owner, token.scopes)
        wanted["networks"] = sorted(set(wanted["networks"]))
        session.signals.add("credentials")
    apply(token, wanted)
    announce(session, ApiTokenUpdated(api_token_id=token.id, fields=sorted(wanted)))


async def rotate_api_token(
    session: TenantSession, token: ApiToken, how: ApiTokenRotate
) -> tuple[ApiToken, str]:
    """Make a successor; the old one works on for as long as the grace lasts, and no longer.

    Whoever does gets to hold it: one's own, or one that the caller could have made.
    """
    _require_somebody_here(session)
    if token.person_id != session.actor.person_id:
        owner = await session.fetch(Person, token.person_id)
        if owner.kind is not PersonKind.SERVICE:
            raise PermissionMissing(N_("A token of somebody else can be revoked, not replaced."))
        await _require_could_make(session, owner, token.scopes)
    moment = now()
    if token.revoked_at is not None or token.expires_at <= moment:
        raise TokenEnded
    if token.successor_id is not None:
        raise TokenReplaced(successor_id=token.successor_id)
    successor, secret = _issue(
        session,
        person_id=token.person_id,
        name=token.name,
        scopes=token.scopes,
        networks=token.networks,
        lifetime=token.expires_at - token.created_at,
    )
    await session.flush()
    token.successor_id = successor.id
    token.expires_at = min(token.expires_at, moment + timedelta(hours=how.grace_hours))
    announce(session, ApiTokenRotated(api_token_id=token.id, successor_id=successor.id))
    session.signals.add("credentials")
    return successor, secret


async def revoke_api_token(session: TenantSession, token: ApiToken) -> None:
    """End a token in every process at once. A token may do this to itself."""
    if session.actor.kind != "person" and session.actor.token_id != token.id:
        raise PermissionMissing(N_("A token revokes itself and no other."))
    if token.revoked_at is None:
        token.revoked_at = now()
        announce(session, ApiTokenRevoked(api_token_id=token.id))
        session.signals.add("credentials")


def _issue(
    session: TenantSession,
    *,
    person_id: UUID,
    name: str,
    scopes: list[str],
    networks: list[str],
    lifetime: timedelta,
) -> tuple[ApiToken, str]:
    secret = new_opaque(API_TOKEN, session.actor.organization_id)
    token = ApiToken(
        id=new_id(),
        person_id=person_id,
        name=name,
        fingerprint=fingerprint(secret),
        scopes=scopes,
        networks=networks,
        expires_at=now() + lifetime,
    )
    session.add(token)
    return token, secret


def _require_somebody_here(session: TenantSession) -> None:
    if session.actor.kind != "person":
        # Its scopes would not bind the token that it makes.
        raise PermissionMissing(N_("A token cannot make another token."))
    if session.actor.act is not None:
        # It would open this organization when the visit is long over.
        raise PermissionMissing(N_("Visitors make no tokens."))


async def _service_account(session: TenantSession, person_id: UUID) -> Person:
    session.actor.require("tokens:admin")
    account = await session.refer(Person, person_id, "service_account_id")
    if account.kind is not PersonKind.SERVICE or not account.active:
        detail = N_("This is no active service account.")
        problem = field_problem("service_account_id", "not_a_service_account", detail)
        raise UnknownReference(errors=[problem])
    return account


async def _require_could_make(session: TenantSession, account: Person, scopes: list[str]) -> None:
    """Refuse scopes for a token of the account beyond the permissions of the caller."""
    require_administrator_of(session, account.role)
    require_permissions(session, limit_to_scopes(scopes, await permissions_of(session, account)))
