"""Second factor: one-time codes (TOTP, RFC 6238) and recovery codes."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

import pyotp
import segno
from sqlalchemy import ColumnElement, bindparam, delete, func, select, update

from app.auth.events import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactorAdded,
    SecondFactorRemoved,
)
from app.auth.models import RecoveryCode, SecondFactor
from app.auth.sessions.service import end_sessions
from app.core.data.database import TenantSession
from app.core.data.objects import objects
from app.core.events.event_log import announce
from app.core.security.encryption import Encryptor
from app.core.security.tokens import fingerprint
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.organizations.service import organization_of, settings_of
from app.people.administration.service import require_other_person, require_way_in
from app.people.models import Person

#: A generator's clock may be off by one step of thirty seconds, either way (RFC 6238, 5.2).
_WINDOW = 1
_STEP_SECONDS = 30
_RECOVERY_CODES = 10
#: 80 bits of chance, so that a hash alone keeps them safe.
_RECOVERY_BYTES = 10
_IN_USE = objects(
    select(SecondFactor).where(
        SecondFactor.organization_id == bindparam("organization_id"),
        SecondFactor.person_id == bindparam("person_id"),
        SecondFactor.confirmed_at.is_not(None),
    ),
    lock=True,
)


class SecondFactorExists(Refusal):
    """There is a working second factor already."""

    title = N_("There is a second factor already")
    advice = N_("Send a code of it as well, and the new one will replace it.")


class SecondFactorMissing(Refusal):
    """There is no second factor, or none that waits to be confirmed."""

    title = N_("There is no second factor")
    advice = N_("Set one up with `POST /v1/me/second-factor`.")


class SecondFactorObligatory(Refusal):
    """The organization asks people of this role for a second factor."""

    title = N_("Your organization asks you for a second factor")
    advice = N_("Set up another one instead: it replaces this one.")


class CodeWrong(Refusal):
    """The one-time code is not the one of this moment, or was used already."""

    status = 422
    title = N_("This code is not right")
    advice = N_("Wait for the next code, and check the clock of the device that shows it.")


@dataclass(frozen=True, slots=True)
class Setup:
    """Secret of a code generator, shown once."""

    secret: str
    uri: str
    qr_svg: str


async def set_up(
    session: TenantSession, person: Person, encryptor: Encryptor, code: str | None
) -> Setup:
    """Make a secret for a generator; it counts once a first code has proven that it works.

    Until then the one in use stays, and a code of it says that its owner wants another.
    """
    if await is_in_use(session, person.id):
        if code is None:
            raise SecondFactorExists
        await require_code(session, person.id, encryptor, code)
    await session.execute(delete(SecondFactor).where(*_waiting(person.id)))
    secret = pyotp.random_base32()
    session.add(
        SecondFactor(
            id=new_id(),
            person_id=person.id,
            secret=encryptor.encrypt(secret.encode(), _context(session, person.id)),
            created_at=now(),
            last_step=0,
        )
    )
    await session.flush()
    issuer = (await organization_of(session)).name
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=issuer)
    return Setup(secret, uri, segno.make(uri).svg_data_uri(scale=4))


async def confirm(
    session: TenantSession, person: Person, encryptor: Encryptor, code: str
) -> list[str]:
    """Take the generator into use; returns the codes for its loss, shown this once."""
    factor = await _locked(session, *_waiting(person.id))
    if factor is None:
        raise SecondFactorExists if await is_in_use(session, person.id) else SecondFactorMissing
    if not _takes(session, factor, encryptor, code):
        raise CodeWrong
    await session.execute(delete(SecondFactor).where(*_in_use(person.id)))
    factor.confirmed_at = now()
    announce(session, SecondFactorAdded(person_id=person.id))
    session.signals.add("credentials")
    return await _new_recovery_codes(session, person.id)


async def renew_recovery_codes(
    session: TenantSession, person: Person, encryptor: Encryptor, code: str
) -> list[str]:
    """Ten new codes; the ones before are void."""
    await require_code(session, person.id, encryptor, code)
    announce(session, RecoveryCodesRenewed(person_id=person.id))
    return await _new_recovery_codes(session, person.id)


async def remove(session: TenantSession, person: Person, encryptor: Encryptor, code: str) -> None:
    """Sign in with the password alone from now on, unless the organization asks for more."""
    await require_code(session, person.id, encryptor, code)
    if await is_obligatory(session, person):
        raise SecondFactorObligatory
    await _drop(session, person)


async def reset(session: TenantSession, person: Person) -> None:
    """Help somebody who has lost the generator and the codes. Their sessions end."""
    await require_way_in(session, person)
    require_other_person(session, person)
    if not await is_in_use(session, person.id):
        raise SecondFactorMissing
    await _drop(session, person)
    await end_sessions(session, person.id)


async def is_obligatory(session: TenantSession, person: Person) -> bool:
    return person.role in (await settings_of(session)).second_factor_roles


async def is_in_use(session: TenantSession, person_id: UUID) -> bool:
    """Return True if the person signs in with a code."""
    return await session.object(_IN_USE, person_id=person_id) is not None


async def recovery_codes_left(session: TenantSession, person_id: UUID) -> int:
    left = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    )
    return int(await session.scalar(left) or 0)


async def require_code(
    session: TenantSession, person_id: UUID, encryptor: Encryptor, code: str
) -> None:
    """Use up a code of the generator, or one for its loss. Either is good once."""
    factor = await session.object(_IN_USE, person_id=person_id)
    if factor is None:
        raise SecondFactorMissing
    if not _takes(session, factor, encryptor, code) and not await _recovers(
        session, person_id, code
    ):
        raise CodeWrong


def _takes(session: TenantSession, factor: SecondFactor, encryptor: Encryptor, code: str) -> bool:
    """Return True if it is the generator's code of about now and was not used before.

    The row is locked: of two who show one code at once, the second is late.
    """
    secret = encryptor.decrypt(factor.secret, _context(session, factor.person_id)).decode()
    totp = pyotp.TOTP(secret)
    present = int(now().timestamp()) // _STEP_SECONDS
    given = code.replace(" ", "").encode()
    for step in range(present - _WINDOW, present + _WINDOW + 1):
        right = totp.at(step * _STEP_SECONDS).encode()
        if step > factor.last_step and hmac.compare_digest(right, given):
            factor.last_step = step
            return True
    return False


async def _recovers(session: TenantSession, person_id: UUID, code: str) -> bool:
    used = await session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.organization_id == session.actor.organization_id,
            RecoveryCode.person_id == person_id,
            RecoveryCode.fingerprint == _of_recovery(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.person_id)
    )
    if used.scalar() is None:
        return False
    announce(session, RecoveryCodeUsed(person_id=person_id))
    return True


async def _new_recovery_codes(session: TenantSession, person_id: UUID) -> list[str]:
    await _forget_recovery_codes(session, person_id)
    codes = [
        base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode()
        for _ in range(_RECOVERY_CODES)
    ]
    for code in codes:
        session.add(
            RecoveryCode(
                organization_id=session.actor.organization_id,
                fingerprint=_of_recovery(code),
                person_id=person_id,
            )
        )
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in codes]


async def _drop(session: TenantSession, person: Person) -> None:
    await session.execute(delete(SecondFactor).where(SecondFactor.person_id == person.id))
    await _forget_recovery_codes(session, person.id)
    announce(session, SecondFactorRemoved(person_id=person.id))
    session.signals.add("credentials")


async def _forget_recovery_codes(session: TenantSession, person_id: UUID) -> None:
    await session.execute(
        delete(RecoveryCode).where(
            RecoveryCode.organization_id == session.actor.organization_id,
            RecoveryCode.person_id == person_id,
        )
    )


def _in_use(person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None)


def _waiting(person_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_(None)


async def _locked(session: TenantSession, *which: ColumnElement[bool]) -> SecondFactor | None:
    factor: SecondFactor | None = await session.scalar(
        select(SecondFactor).where(*which).with_for_update()
    )
    return factor


def _of_recovery(code: str) -> bytes:
    return fingerprint(code.replace("-", "").replace(" ", "").upper())


def _context(session: TenantSession, person_id: UUID) -> str:
    return f"second factor {session.actor.organization_id} {person_id}"
