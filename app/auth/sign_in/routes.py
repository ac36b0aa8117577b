"""`POST /v1/auth/sessions`: sign-in with domain, company, user name and password."""

from typing import Annotated

from fastapi import APIRouter

from app.auth.sessions import schemas
from app.auth.sign_in import service as sign_in
from app.auth.sign_in.service import InvalidCredentials, SecondFactorRequired, SecondFactorWrong
from app.auth.throttling.service import SignInDelayed
from app.core.http.access import PublicAccess, public_access, spend
from app.core.http.routing import Route
from app.core.values.errors import refuses

router = APIRouter(prefix="/auth", tags=["auth"], route_class=Route)

Public = Annotated[PublicAccess, public_access()]


@router.post(
    "/sessions",
    operation_id="createSession",
    status_code=201,
    response_model=schemas.Session,
    responses=refuses(InvalidCredentials, SecondFactorRequired, SecondFactorWrong, SignInDelayed),
)
async def create_session(access: Public, wanted: schemas.SessionCreate) -> schemas.Session:
    """Sign in with domain, company, user name and password."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    return await sign_in.sign_in(access, wanted)
