"""`/v1/dead-letters`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.operations.dead_letters import schemas
from app.operations.dead_letters import service as dead_letters

router = APIRouter(prefix="/dead-letters", tags=["dead-letters"], route_class=Route)

CanRead = Annotated[Reading, acting("audit:read")]
CanDecide = Annotated[TenantSession, acting("organization:write")]


@router.get("", operation_id="listDeadLetters", response_model=schemas.DeadLetterList)
async def list_dead_letters(reading: CanRead) -> schemas.DeadLetterList:
    """List work that was given up.

    Mails, documents and reactions to events are attempted again and again, for about a day and a
    half; after the last attempt, or at once when another would not help, they become dead letters.
    Those given up last come first, 200 at most; there is no text search and no filter.
    """
    rows = await reading.rows(dead_letters.LIST, most=dead_letters.MOST_LISTED)
    return schemas.DeadLetterList(
        items=[schemas.DeadLetter.model_validate(dict(row)) for row in rows],
        total_count=rows[0]["total_count"] if rows else 0,
    )


@router.post("/{dead_letter_id}/retry", operation_id="retryDeadLetter", status_code=204)
async def retry_dead_letter(session: CanDecide, dead_letter_id: UUID) -> Response:
    """Retry work that was given up.

    The worker begins with it at once, and attempts it as often as new work. A dead letter that does
    not exist, or was retried or discarded before, is refused with `not_found`.
    """
    await dead_letters.retry(session, dead_letter_id)
    return Response(status_code=204)


@router.post("/{dead_letter_id}/discard", operation_id="discardDeadLetter", status_code=204)
async def discard_dead_letter(session: CanDecide, dead_letter_id: UUID) -> Response:
    """Discard work that was given up.

    Deletes it for good: the mail is not sent, the reaction does not happen. A dead letter that does
    not exist, or was retried or discarded before, is refused with `not_found`.
    """
    await dead_letters.discard(session, dead_letter_id)
    return Response(status_code=204)
