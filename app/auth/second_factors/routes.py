"""`/v1/me/second-factor`: one-time codes beside the password."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.auth.reauthentication.service import PasswordWrong, reauthenticate
from app.auth.second_factors import service as second_factors
from app.auth.second_factors.reads import SECOND_FACTOR
from app.auth.second_factors.schemas import (
    CodeShown,
    RecoveryCodeList,
    SecondFactor,
    SecondFactorSetup,
    SecondFactorWanted,
)
from app.auth.second_factors.service import (
    CodeWrong,
    SecondFactorExists,
    SecondFactorMissing,
    SecondFactorObligatory,
)
from app.auth.throttling.service import Attempt, SignInDelayed, Throttle
from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.http.access import acting, existing
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.security.actors import Actor
from app.core.security.encryption import Encryptor
from app.core.values.errors import NotFound, refuses
from app.people.me.visibility import Oneself
from app.people.models import Person

router = APIRouter(tags=["auth"], route_class=Route)

CanRead = Annotated[Reading, acting("me:read")]
CanWrite = Annotated[TenantSession, acting("me:write")]
CanWritePeople = Annotated[TenantSession, acting("people:write")]
ThePerson = Annotated[Person, existing(Person, "people:write", name="person_id")]


async def _prove(request: Request, wanted: SecondFactorWanted) -> SecondFactorWanted:
    await reauthenticate(request, wanted.password)
    return wanted


async def _slow_down(request: Request) -> AsyncIterator[Encryptor]:
    """Wrong codes are counted, and nothing else: there are only a million of them."""
    actor: Actor = request.scope["actor"]
    runtime = runtime_of(request)
    throttle = Throttle(runtime.redis)
    attempt = Attempt.of(f"code:{actor.person_id}", "", device="signed in")
    await throttle.register_attempt(attempt)
    try:
        yield runtime.encryptor
    except CodeWrong:
        raise
    except Exception:
        await throttle.cancel(attempt)
        raise
    await throttle.reset(attempt)


#: Both are declared before the session in a route: no transaction waits for them.
Proven = Annotated[SecondFactorWanted, Depends(_prove)]
Guarded = Annotated[Encryptor, Depends(_slow_down, scope="function")]


@router.get("/me/second-factor", operation_id="getSecondFactor", response_model=SecondFactor)
async def get_second_factor(reading: CanRead) -> SecondFactor:
    """Get the state of the caller's second factor.

    Says whether the caller signs in with a one-time code, how many recovery codes are left, and
    whether the organization requires a second factor of the caller's role. A second factor that
    waits to be confirmed does not count. Use it for the page of one's own security settings.
    """
    row = await reading.row(SECOND_FACTOR, id=reading.actor.person_id)
    if row is None:
        raise NotFound
    return SecondFactor(**row)


@router.post(
    "/me/second-factor",
    operation_id="setUpSecondFactor",
    response_model=SecondFactorSetup,
    responses=refuses(PasswordWrong, CodeWrong, SignInDelayed, SecondFactorExists),
)
async def set_up_second_factor(
    wanted: Proven, encryptor: Guarded, session: CanWrite, person: Oneself
) -> SecondFactorSetup:
    """Set up a second factor for the caller, or its replacement.

    Answers with a secret for an authenticator app, also as a QR code; nothing changes until
    `confirmSecondFactor` proves with a first code that the app works. An earlier secret that was
    not confirmed is void. The password is asked for again: a wrong one is refused with
    `password_wrong`. Whoever has a second factor sends a code of it as well: without one it is
    refused with `second_factor_exists`, with a wrong one with `code_wrong`. After several wrong
    passwords or codes attempts are refused with `sign_in_delayed` for as long as `Retry-After`
    says.
    """
    made = await second_factors.set_up(session, person, encryptor, wanted.code)
    return SecondFactorSetup(secret=made.secret, otpauth_uri=made.uri, qr_svg=made.qr_svg)


@router.post(
    "/me/second-factor/confirm",
    operation_id="confirmSecondFactor",
    response_model=RecoveryCodeList,
    responses=refuses(CodeWrong, SignInDelayed, SecondFactorExists, SecondFactorMissing),
)
async def confirm_second_factor(
    encryptor: Guarded, session: CanWrite, person: Oneself, shown: CodeShown
) -> RecoveryCodeList:
    """Confirm the caller's new second factor with a first code.

    From now on signing in takes a code, and the second factor that it replaces no longer works. The
    answer has ten recovery codes for the loss of the app, which no other answer contains; earlier
    ones are void. Sessions that have begun continue. A code that is not right is refused with
    `code_wrong`, further attempts after several with `sign_in_delayed`. If nothing waits to be
    confirmed, it is refused with `second_factor_exists` when there is a working one and
    `second_factor_missing` when there is none.
    """
    codes = await second_factors.confirm(session, person, encryptor, shown.code)
    return RecoveryCodeList(recovery_codes=codes)


@router.post(
    "/me/second-factor/recovery-codes",
    operation_id="renewRecoveryCodes",
    response_model=RecoveryCodeList,
    responses=refuses(CodeWrong, SignInDelayed, SecondFactorMissing),
)
async def renew_recovery_codes(
    encryptor: Guarded, session: CanWrite, person: Oneself, shown: CodeShown
) -> RecoveryCodeList:
    """Renew the caller's recovery codes.

    Answers with ten new codes, each of which replaces a one-time code once; the earlier ones are
    void at once. Use it when few are left or a list was lost. It takes a code of the second factor,
    or a recovery code. A wrong code is refused with `code_wrong`, further attempts after several
    with `sign_in_delayed`, and a caller without a second factor with `second_factor_missing`.
    """
    codes = await second_factors.renew_recovery_codes(session, person, encryptor, shown.code)
    return RecoveryCodeList(recovery_codes=codes)


@router.post(
    "/me/second-factor/remove",
    operation_id="removeSecondFactor",
    status_code=204,
    responses=refuses(CodeWrong, SignInDelayed, SecondFactorMissing, SecondFactorObligatory),
)
async def remove_second_factor(
    encryptor: Guarded, session: CanWrite, person: Oneself, shown: CodeShown
) -> Response:
    """Remove the caller's second factor.

    From now on the password alone is enough to sign in, and the recovery codes are void. Sessions
    that have begun continue. It takes a code of the second factor, or a recovery code; a wrong one
    is refused with `code_wrong`, further attempts after several with `sign_in_delayed`. It is
    refused with `second_factor_missing` if there is none, and with `second_factor_obligatory` if
    the organization requires one of the caller's role: set up another one instead.
    """
    await second_factors.remove(session, person, encryptor, shown.code)
    return Response(status_code=204)


@router.post(
    "/people/{person_id}/reset-second-factor",
    operation_id="resetSecondFactor",
    status_code=204,
    responses=refuses(SecondFactorMissing),
)
async def reset_second_factor(session: CanWritePeople, person: ThePerson) -> Response:
    """Reset the second factor of another person.

    For people who have lost both the authenticator app and the recovery codes. Their second factor
    is removed, their recovery codes are void and all their sessions end; the next sign-in takes the
    password alone. It needs the permission that `createPerson` names for the person's role, and
    each permission that the person has; it cannot be done for oneself, nor by an API token
    (`permission_missing`). A person without a second factor is refused with
    `second_factor_missing`.
    """
    await second_factors.reset(session, person)
    return Response(status_code=204)
