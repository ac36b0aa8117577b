"""`/v1/me/second-factor`: one-time codes beside the password."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.auth.reauthentication.service import PasswordWrong, reauthenticate
from app.auth.second_factors import service as second_factors
from app.auth.second_factors.reads import SECOND_FACTOR
from app.auth.second_factors.schemas import (
    CodeShown,
    RecoveryCodes,
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
    """Whether the caller signs in with a code, and whether the organization asks for it."""
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
    """Get a secret for a generator of codes. Nothing changes until it is confirmed."""
    made = await second_factors.set_up(session, person, encryptor, wanted.code)
    return SecondFactorSetup(secret=made.secret, otpauth_uri=made.uri, qr_svg=made.qr_svg)


@router.post(
    "/me/second-factor/confirm",
    operation_id="confirmSecondFactor",
    response_model=RecoveryCodes,
    responses=refuses(CodeWrong, SignInDelayed, SecondFactorExists, SecondFactorMissing),
)
async def confirm_second_factor(
    encryptor: Guarded, session: CanWrite, person: Oneself, shown: CodeShown
) -> RecoveryCodes:
    """Prove with a first code that the generator works. From now on signing in takes a code."""
    codes = await second_factors.confirm(session, person, encryptor, shown.code)
    return RecoveryCodes(recovery_codes=codes)


@router.post(
    "/me/second-factor/recovery-codes",
    operation_id="renewRecoveryCodes",
    response_model=RecoveryCodes,
    responses=refuses(CodeWrong, SignInDelayed, SecondFactorMissing),
)
async def renew_recovery_codes(
    encryptor: Guarded, session: CanWrite, person: Oneself, shown: CodeShown
) -> RecoveryCodes:
    """Get ten new recovery codes. The ones before are void."""
    codes = await second_factors.renew_recovery_codes(session, person, encryptor, shown.code)
    return RecoveryCodes(recovery_codes=codes)


@router.post(
    "/me/second-factor/remove",
    operation_id="removeSecondFactor",
    status_code=204,
    responses=refuses(CodeWrong, SignInDelayed, SecondFactorMissing, SecondFactorObligatory),
)
async def remove_second_factor(
    encryptor: Guarded, session: CanWrite, person: Oneself, shown: CodeShown
) -> Response:
    """Sign in with the password alone from now on."""
    await second_factors.remove(session, person, encryptor, shown.code)
    return Response(status_code=204)


@router.post(
    "/people/{person_id}/reset-second-factor",
    operation_id="resetSecondFactor",
    status_code=204,
    responses=refuses(SecondFactorMissing),
)
async def reset_second_factor(session: CanWritePeople, person: ThePerson) -> Response:
    """Help somebody who has lost generator and recovery codes. Their sessions end."""
    await second_factors.reset(session, person)
    return Response(status_code=204)
