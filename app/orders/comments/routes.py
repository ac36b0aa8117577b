"""`/v1/orders/{order_id}/comments`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.orders.comments import schemas
from app.orders.comments import service as comments
from app.orders.comments.reads import COMMENT, COMMENTS, COMMENTS_OF_ORDER
from app.orders.models import Order
from app.orders.visibility import (
    ORDER_VISIBILITY,
    CanRead,
    require_visible,
)

router = APIRouter(tags=["orders"], route_class=Route)

CanComment = Annotated[TenantSession, acting("orders:comment")]
#: The order in the path, for whoever may say something about it.
SeenOrder = Annotated[Order, existing(Order, "orders:comment", visibility=ORDER_VISIBILITY)]


@router.get(
    "/orders/{order_id}/comments",
    operation_id="listOrderComments",
    response_model=Page[schemas.OrderComment],
)
async def list_order_comments(
    reading: CanRead, order_id: UUID, query: Annotated[schemas.OrderCommentQuery, Query()]
) -> Json:
    """List the comments on a service order.

    What those who work on the order wrote to each other, oldest first unless `sort` says otherwise.
    Customers do not see comments, and no report contains them. A technician finds the orders of
    their visits and those they help with.
    """
    await require_visible(reading, order_id)
    return await COMMENTS.page(reading, query, COMMENTS_OF_ORDER, order_id=order_id)


@router.post(
    "/orders/{order_id}/comments",
    operation_id="addOrderComment",
    status_code=201,
    response_model=schemas.OrderComment,
)
async def add_order_comment(
    session: CanComment, order: SeenOrder, new: schemas.OrderCommentAdd
) -> Json:
    """Add a comment to a service order.

    Tells the others who work on the order something, in any status, even after it is closed.
    Customers do not see it, and no report contains it. A comment cannot be changed or deleted, and
    nobody is notified of it. Recorded as the event `order.comment_created`. A technician can
    comment on the orders of their visits and on those they help with.
    """
    comment = comments.create_comment(session, order, new)
    location = f"/v1/orders/{order.id}/comments"
    return await one(session, COMMENT, id=comment.id, status=201, location=location)
