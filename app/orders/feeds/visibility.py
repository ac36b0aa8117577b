"""Visibility of calendar feeds: one's own; who leads technicians sees everyone's."""

from typing import Annotated

from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing
from app.orders.feeds.models import AgendaFeed

FEED_VISIBILITY = Visibility(
    AgendaFeed, (AgendaFeed.person_id == ACTOR,), everything="schedules:lead"
)

TheFeed = Annotated[
    AgendaFeed,
    existing(AgendaFeed, "schedules:request", visibility=FEED_VISIBILITY, name="feed_id"),
]
