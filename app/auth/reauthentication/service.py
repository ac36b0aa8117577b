"""Reauthentication: the caller proves the password again before a dangerous change."""

from fastapi import Request
from sqlalchemy import select

from app.auth.throttling.service import Attempt, Throttle
from app.core.data.statements import by_id, prepared
from app.core.runtime import runtime_of
from app.core.security.actors import Actor
from app.core.security.passwords import is_right
from app.core.values.errors import Refusal
from app.core.values.text import N_
from app.people.models import Person

_HASH = prepared(select(Person.password_hash).where(by_id(Person)))


class PasswordWrong(Refusal):
    """The present password, which this asks for again, is another one."""

    status = 422
    title = N_("The present password is not right")
    advice = N_("Type the present password again, or ask for a new one by mail.")


async def reauthenticate(request: Request, password: str) -> None:
    """Let the caller prove the password; wrong ones are slowed down.

    To be called before a transaction begins: looking at a password takes its time.
    """
    actor: Actor = request.scope["actor"]
    runtime = runtime_of(request)
    throttle = Throttle(runtime.redis)
    attempt = Attempt.of(f"person:{actor.person_id}", "", device=str(actor.session_id))
    await throttle.register_attempt(attempt)
    values = _HASH.values({"organization_id": actor.organization_id, "id": actor.person_id})
    async with runtime.database.read(actor) as connection:
        hashed = await connection.fetchval(_HASH.sql, *values)
    if not await is_right(password, hashed):
        raise PasswordWrong
    await throttle.reset(attempt)
