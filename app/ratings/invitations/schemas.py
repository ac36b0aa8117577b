"""Rating invitations as callers see them."""

from typing import Annotated

from pydantic import Field

from app.core.values.wire import In, Out
from app.ratings.schemas import Comment, Stars

_FROM_LINK = (
    "Token from the link of the rating e-mail. It is valid for 30 days, until the ticket is"
    " reopened."
)


class RatingInvitationToken(In):
    """The token of a rating e-mail, to be shown what it asks to rate."""

    token: Annotated[str, Field(max_length=100)] = Field(description=_FROM_LINK)


class RatingInvitation(Out):
    """Content of the page behind the link of a rating e-mail. Reading it rates nothing."""

    organization_name: str = Field(description="Name of the organization that asks.")
    protocol: str = Field(description="Protocol of the ticket, as people quote it.")
    subject: str = Field(description="Subject of the ticket.")
    agent_name: str | None = Field(
        description="Name of the agent that the ticket is assigned to. Null: nobody."
    )
    stars: int | None = Field(
        description="Stars that the current cycle was rated with already, 1 to 5. Null: not rated."
    )
    nonce: str = Field(
        description="Value to be sent with the rating. It is valid until the ticket is rated."
    )


class RatingByInvitation(In):
    """A rating by the link of an e-mail, in the requester's name, without signing in."""

    token: Annotated[str, Field(max_length=100)] = Field(description=_FROM_LINK)
    nonce: Annotated[str, Field(max_length=100)] | None = Field(
        None,
        description="The `nonce` from `readRatingInvitation`. Without it the rating is refused.",
    )
    stars: Stars
    comment: Comment | None = Field(
        None, description="What the requester writes about it. Null: nothing."
    )
