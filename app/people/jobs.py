"""What people's credentials need without being asked for."""

from datetime import timedelta

from sqlalchemy import delete

from app.core.clock import now
from app.core.database import TenantSession
from app.core.schedule import every
from app.people.models import SignIn

#: How long an expired session stays, for whoever wants to know where an account was used.
KEPT = timedelta(days=90)


@every(hours=24)
async def forget_old_sessions(session: TenantSession) -> None:
    """Sessions that ended long ago go, and their refresh tokens with them."""
    await session.execute(delete(SignIn).where(SignIn.expires_at < now() - KEPT))
