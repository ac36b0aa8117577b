"""Sign-in: verifies who somebody is, and tells a guesser nothing about what was wrong."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.auth.events import AccountMistaken, SignInFailed
from app.auth.second_factors import service as second_factors
from app.auth.sessions.schemas import Session, SessionCreate
from app.auth.sessions.service import open_session
from app.auth.throttling.service import Attempt, Throttle
from app.core.data.database import TenantSession
from app.core.data.reading import Json
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.http import idempotency
from app.core.http.access import PublicAccess
from app.core.security.passwords import is_right
from app.core.security.tokens import fingerprint
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.text import N_
from app.organizations.service import find_tenant
from app.people.models import Person

#: A device that somebody signed in from within this time is known.
KNOWN_FOR = timedelta(days=90)
_ACCOUNT = sql("""select p.id, p.password_hash,
              exists (select from sign_ins s
                       where s.organization_id = :organization_id and s.person_id = p.id
                         and s.started_at > :since and s.device = :device) as knows_device,
              exists (select from sign_ins s
                       where s.organization_id = :organization_id and s.person_id = p.id
                         and s.started_at > :since and s.address = :address) as knows_address
         from people p
         join companies c on c.organization_id = :organization_id and c.id = p.company_id
        where p.organization_id = :organization_id and p.username = :username
          and p.kind = 'member' and p.active and c.code = :company and c.active""")


class InvalidCredentials(Refusal):
    """Domain, company, user name or password is wrong; which of them is not told."""

    status = 401
    title = N_("These credentials are not right")
    advice = N_("Check company, user name and password.")

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"WWW-Authenticate": 'Bearer realm="chamado"'}


class SecondFactorRequired(InvalidCredentials):
    """The password is right, and the account asks for a one-time code as well."""

    title = N_("A one-time code is needed as well")
    advice = N_("Send the same request again with `code`.")


class SecondFactorWrong(InvalidCredentials):
    """The password is right; the one-time code is not, or was used already."""

    title = N_("This one-time code is not right")
    advice = N_("Wait for the next code, or use a recovery code.")


async def sign_in(access: PublicAccess, wanted: SessionCreate, key: str | None) -> Session:
    """Start a session, or answer one and the same 401 in one and the same time.

    A key is looked at once the password is right: who repeats a request knows it.
    """
    organization_id = await find_tenant(access.database, wanted.domain)
    found = None
    if organization_id is not None:
        async with access.database.transaction(access.actor(organization_id)) as session:
            found = await _account(session, wanted, access.address)
    attempt = Attempt.of(
        f"{wanted.domain}/{wanted.company}/{wanted.username}".lower(),
        access.address,
        device=_known_device(found, wanted, access.address),
    )
    throttle = Throttle(access.runtime.redis)
    await throttle.register_attempt(attempt)
    if not await is_right(wanted.password, found["password_hash"] if found else None):
        if organization_id is not None:
            await _note_failure(access, organization_id, found["id"] if found else None)
        raise InvalidCredentials
    assert organization_id is not None
    assert found is not None
    try:
        async with access.database.transaction(
            access.actor(organization_id, found["id"])
        ) as session:
            if key:
                await idempotency.claim(session, access.request, key)
            # Locked: while one second factor replaces another, there is none for a moment.
            person = await session.fetch(Person, found["id"], lock=True)
            await _require_code(session, person, access, wanted.code)
            kept = wanted.device_token if found["knows_device"] else None
            opened = await open_session(session, person, access, device_token=kept)
            if key:
                answer = Json(opened.model_dump_json(), 201)
                await idempotency.remember(session, access.request, key, answer)
    except SecondFactorWrong:
        await _note_failure(access, organization_id, found["id"])
        raise
    except SecondFactorRequired:
        await throttle.cancel(attempt)  # no failure: the next request brings the code
        raise
    except idempotency.Replay:
        await throttle.reset(attempt)
        raise
    await throttle.reset(attempt)
    return opened


async def _require_code(
    session: TenantSession, person: Person, access: PublicAccess, code: str | None
) -> None:
    if not await second_factors.is_in_use(session, person.id):
        return
    if code is None:
        raise SecondFactorRequired
    try:
        await second_factors.require_code(session, person.id, access.runtime.encryptor, code)
    except second_factors.CodeWrong:
        raise SecondFactorWrong from None


async def _account(session: TenantSession, wanted: SessionCreate, address: str) -> Any:
    """Whom the names mean, with the hash of the password and whether this device is known."""
    return await session.row(
        _ACCOUNT,
        company=wanted.company.lower(),
        username=wanted.username.lower(),
        device=fingerprint(wanted.device_token or ""),
        address=address,
        since=now() - KNOWN_FOR,
    )


def _known_device(found: Any, wanted: SessionCreate, address: str) -> str | None:
    if found is not None and found["knows_device"]:
        return fingerprint(wanted.device_token or "").hex()
    return address if found is not None and found["knows_address"] else None


async def _note_failure(
    access: PublicAccess, organization_id: UUID, person_id: UUID | None
) -> None:
    async with access.database.transaction(access.actor(organization_id)) as session:
        announce(
            session,
            SignInFailed(person_id=person_id)
            if person_id
            else AccountMistaken(organization_id=organization_id),
        )
