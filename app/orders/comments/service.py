"""Comments on an order, by those who work on it."""

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.orders.comments.models import OrderComment
from app.orders.comments.schemas import OrderCommentAdd
from app.orders.events import CommentCreated
from app.orders.models import Order


def create_comment(session: TenantSession, order: Order, new: OrderCommentAdd) -> OrderComment:
    """Tell the others something, even after the order is closed: it is no part of the report."""
    comment = OrderComment(
        id=new.id or new_id(),
        order_id=order.id,
        author_id=session.actor.person_id,
        body=new.body,
        created_at=now(),
    )
    session.add(comment)
    announce(session, CommentCreated(order_id=order.id, comment_id=comment.id))
    return comment
