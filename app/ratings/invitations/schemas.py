"""Rating invitations as callers see them."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import In, Out
from app.ratings.schemas import Comment, Stars


class RatingInvitationToken(In):
    token: Annotated[str, Field(max_length=100)]


class RatingInvitation(Out):
    """What the page behind the link of a mail shows. Reading it rates nothing."""

    organization_name: str
    protocol: str
    subject: str
    agent_name: str | None
    stars: int | None = Field(description="How it was rated already; null: not yet.")
    nonce: str = Field(description="To be sent back with the rating; good for one.")


class RatingByInvitation(In):
    token: Annotated[str, Field(max_length=100)]
    nonce: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="From `readRatingInvitation`; without it nothing is rated."
    )
    stars: Stars
    comment: Comment | None = None
