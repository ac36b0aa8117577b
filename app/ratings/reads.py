"""Statements that read ratings."""

from sqlalchemy import bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.types import Uuid

from app.core.data.statements import as_json, by_id, prepared, read_by_id, rfc3339, tenant_join
from app.core.http.listing import Listing
from app.people.models import Person
from app.ratings.models import Rating, RatingRevision
from app.tickets.models import Ticket
from app.tickets.visibility import TICKET_VISIBILITY

_history = (
    select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_object(
                        *("stars", RatingRevision.stars, "comment", RatingRevision.comment),
                        *("replaced_at", rfc3339(RatingRevision.__table__.c.replaced_at)),
                    ),
                    RatingRevision.number,
                )
            ),
            cast("[]", JSON),
        )
    )
    .select_from(RatingRevision)
    .where(tenant_join(Rating, RatingRevision, RatingRevision.rating_id))
    .correlate(Rating)
    .scalar_subquery()
)
_RATINGS = select(
    Rating.id,
    Rating.ticket_id,
    Rating.cycle,
    Rating.stars,
    Rating.comment,
    Rating.agent_id,
    Person.name.label("agent_name"),
    Rating.team_id,
    Rating.rated_by_id,
    Rating.source,
    Rating.editable_until,
    _history.label("history"),
    Rating.created_at,
    Rating.version,
).outerjoin(Person, tenant_join(Person, Rating, Rating.agent_id))
RATINGS = Listing(_RATINGS, Rating)
RATING = read_by_id(_RATINGS, Rating, "version")
RATINGS_OF = prepared(
    as_json(
        _RATINGS.where(
            Rating.organization_id == bindparam("organization_id"),
            Rating.ticket_id == bindparam("ticket_id", type_=Uuid()),
        ).order_by(Rating.cycle.desc()),
        "cycle",
    )
)
RATEABLE = TICKET_VISIBILITY.statement(
    select(
        Ticket.reopened_count,
        Ticket.first_response_at,
        Ticket.status,
        Ticket.is_spam,
        Ticket.merged_into_id,
        Ticket.requester_id,
    ).where(by_id(Ticket))
)
