"""`POST /v1/auth/sessions`: sign-in with domain, company, user name and password."""

from fastapi import APIRouter

from app.auth.sessions import schemas
from app.auth.sign_in import service as sign_in
from app.auth.sign_in.service import InvalidCredentials, SecondFactorRequired, SecondFactorWrong
from app.auth.throttling.service import SignInDelayed
from app.core.http.access import Public
from app.core.http.idempotency import GivenKey
from app.core.http.routing import Route
from app.core.values.errors import refuses

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)


@router.post(
    "/sessions",
    operation_id="createSession",
    status_code=201,
    response_model=schemas.Session,
    responses=refuses(InvalidCredentials, SecondFactorRequired, SecondFactorWrong, SignInDelayed),
)
async def create_session(
    access: Public, wanted: schemas.SessionCreate, key: GivenKey
) -> schemas.Session:
    """Sign in with domain, company, user name and password.

    Starts a session: keep the refresh token and the device token, and send the access token with
    every request. If domain, company, user name or password is wrong, or person or company is not
    active, the answer is the same `invalid_credentials`. With the right password, an account with a
    second factor is refused with `second_factor_required` until the same request brings a `code`,
    and with `second_factor_wrong` for a wrong or used one. After several failures attempts are
    refused with `sign_in_delayed` for as long as `Retry-After` says. A sign-in with a temporary
    password succeeds, but until it is changed most other requests are refused with
    `password_change_required`.
    """
    return await sign_in.sign_in(access, wanted, key)
