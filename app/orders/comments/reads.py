"""Statements that read comments."""

from sqlalchemy import bindparam, select

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.orders.comments.models import OrderComment
from app.people.models import Person

_COMMENTS = select(
    OrderComment.id,
    OrderComment.author_id,
    Person.name.label("author_name"),
    OrderComment.body,
    OrderComment.created_at,
).outerjoin_from(OrderComment, Person, tenant_join(Person, OrderComment, OrderComment.author_id))
COMMENTS = Listing(_COMMENTS, OrderComment)
COMMENTS_OF_ORDER = OrderComment.order_id == bindparam("order_id", type_=OrderComment.order_id.type)
COMMENT = read_by_id(_COMMENTS, OrderComment)
