"""The sweep of held slots: those that nobody has chosen are free again."""

from app.core.data.database import TenantSession
from app.core.events.schedule import every
from app.schedules.offers.service import release_holds_that_are_over


@every(minutes=1, organizations="with_expired_holds")
async def let_holds_expire(session: TenantSession) -> None:
    await release_holds_that_are_over(session)
