"""`/v1/orders`: what belongs to an order beside its visits; `/v1/me/orders`: one's own list."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.catalog.service import UnknownCode
from app.core.access import acting, existing
from app.core.database import TenantSession
from app.core.errors import InvalidTransition, NotFound, UnknownReference, refuses
from app.core.listing import Page
from app.core.reading import Json, one
from app.core.routing import Route
from app.gateways.storage import Storage, UnknownFile
from app.orders import extras, scheduling, schemas, scope, secrets, service, work_schemas
from app.orders.access import (
    CanExecute,
    CanRead,
    CanWrite,
    TheJob,
    TheOrder,
    card,
    require_visible,
    sight,
)
from app.orders.lifecycle import OrderCancelled, OrderClosed
from app.orders.models import Order
from app.orders.reads import COUNT_TO_DO, ORDERS, TO_DO
from app.orders.secrets import SecretLocked, SecretUnreadable
from app.orders.service import visible
from app.orders.work_reads import (
    COMMENT,
    COMMENTS,
    COMMENTS_OF_ORDER,
    EXPENSE,
    EXPENSES,
    EXPENSES_OF_ORDER,
    ORDER_DETAIL,
    THUMBNAIL,
    VISITS,
)

router = APIRouter(tags=["orders"], route_class=Route)

CanComment = Annotated[TenantSession, acting("orders:comment")]
#: The order in the path, for whoever may say something about it.
SeenOrder = Annotated[Order, existing(Order, "orders:comment", visible=visible)]


@router.get("/me/orders", operation_id="listMyOrders", response_model=work_schemas.MyOrders)
async def list_my_orders(
    reading: CanRead, query: Annotated[work_schemas.MyOrderQuery, Query()]
) -> Json:
    """What the caller has to do, in the order in which it is due, with counters over all of it.

    Orders whose visit is the caller's, until they are closed or cancelled; with `role=helper` those
    to which the caller comes along.
    """
    actor_id = reading.actor.person_id
    as_helper = query.role == "helper"
    page = await ORDERS.page(reading, query, TO_DO[as_helper], actor_id=actor_id)
    counted = await reading.row(COUNT_TO_DO[as_helper], actor_id=actor_id)
    assert counted is not None
    listed = bytes(page.body).decode().removesuffix("}")
    counters = f'"total":{counted["total"]},"urgent_total":{counted["urgent_total"]}'
    return Json(f"{listed},{counters}}}")


@router.get("/orders/{order_id}", operation_id="getOrder", response_model=work_schemas.OrderDetail)
async def get_order(reading: CanRead, order_id: UUID) -> Any:
    """One order with everything that the operation screen shows: its technical side, too."""
    return await one(reading, ORDER_DETAIL, id=order_id, **sight(reading))


@router.get(
    "/orders/{order_id}/pppoe",
    operation_id="getOrderPppoe",
    response_model=work_schemas.Pppoe,
    responses=refuses(SecretLocked, SecretUnreadable),
)
async def get_order_pppoe(request: Request, reading: CanRead, order_id: UUID) -> Json:
    """The account of the customer's line, for the technician whose visit it is, while it is open.

    Each look is an event of the order. 404 when the order's contract has no password.
    """
    account = await secrets.reveal_pppoe(request, reading, order_id)
    return Json(account.model_dump_json(), 200, {"Cache-Control": "no-store"})


@router.post(
    "/orders/{order_id}/dispatch",
    operation_id="dispatchOrder",
    response_model=schemas.Order,
    responses=refuses(InvalidTransition, OrderClosed, OrderCancelled),
)
async def dispatch_order(session: CanWrite, order: TheOrder) -> Any:
    """Tell the technician to go there next."""
    await scheduling.dispatch(session, order)
    return await card(session, order)


@router.post(
    "/orders/{order_id}/clone",
    operation_id="cloneOrder",
    status_code=201,
    response_model=schemas.Order,
    responses=refuses(UnknownReference, UnknownCode),
)
async def clone_order(session: CanWrite, order: TheOrder, wanted: schemas.OrderClone) -> Any:
    """Open the same order again, for the same customer and site and with the same services."""
    clone = await service.clone_order(session, order, wanted)
    return await card(session, clone, status=201, location=f"/v1/orders/{clone.id}")


@router.put(
    "/orders/{order_id}/services",
    operation_id="replaceOrderServices",
    response_model=work_schemas.OrderDetail,
    responses=refuses(UnknownReference, OrderClosed, OrderCancelled),
)
async def replace_order_services(
    session: CanWrite, order: TheOrder, wanted: schemas.OrderServices
) -> Any:
    """Let the order be for these services; what closing it asks for follows from them."""
    await scope.change_services(session, order, wanted.services)
    return await one(session, ORDER_DETAIL, id=order.id, sees_all=True, actor_id=None)


@router.get(
    "/orders/{order_id}/visits",
    operation_id="listOrderVisits",
    response_model=work_schemas.Visits,
)
async def list_order_visits(reading: CanRead, order_id: UUID) -> Json:
    """Every visit of the order: when, by whom, what its time went to and what became of it."""
    await require_visible(reading, order_id)
    found = await reading.rows(VISITS, order_id=order_id)
    return Json(f'{{"items":[{",".join(row["body"] for row in found)}]}}')


@router.get(
    "/orders/{order_id}/expenses",
    operation_id="listOrderExpenses",
    response_model=Page[work_schemas.Expense],
)
async def list_order_expenses(
    reading: CanRead, order_id: UUID, query: Annotated[work_schemas.ExpenseQuery, Query()]
) -> Any:
    """What was paid for the order on the way."""
    await require_visible(reading, order_id)
    return await EXPENSES.page(reading, query, EXPENSES_OF_ORDER, order_id=order_id)


@router.post(
    "/orders/{order_id}/expenses",
    operation_id="addOrderExpense",
    status_code=201,
    response_model=work_schemas.Expense,
    responses=refuses(UnknownReference, InvalidTransition, OrderClosed, OrderCancelled),
)
async def add_order_expense(
    session: CanExecute, order: TheJob, new: work_schemas.ExpenseAdd
) -> Any:
    """Write down a part that was bought, a toll, a parking ticket."""
    expense = await extras.add_expense(session, order, new)
    location = f"/v1/orders/{order.id}/expenses"
    return await one(session, EXPENSE, id=expense.id, status=201, location=location)


@router.delete(
    "/orders/{order_id}/expenses/{expense_id}",
    operation_id="deleteOrderExpense",
    status_code=204,
    responses=refuses(InvalidTransition, OrderClosed, OrderCancelled),
)
async def delete_order_expense(session: CanExecute, order: TheJob, expense_id: UUID) -> Response:
    """Take back an expense that was entered by mistake; not once the order is closed."""
    await extras.remove_expense(session, order, expense_id)
    return Response(status_code=204)


@router.get(
    "/orders/{order_id}/comments",
    operation_id="listOrderComments",
    response_model=Page[work_schemas.Comment],
)
async def list_order_comments(
    reading: CanRead, order_id: UUID, query: Annotated[work_schemas.CommentQuery, Query()]
) -> Any:
    """What those who work on the order told each other."""
    await require_visible(reading, order_id)
    return await COMMENTS.page(reading, query, COMMENTS_OF_ORDER, order_id=order_id)


@router.post(
    "/orders/{order_id}/comments",
    operation_id="addOrderComment",
    status_code=201,
    response_model=work_schemas.Comment,
)
async def add_order_comment(
    session: CanComment, order: SeenOrder, new: work_schemas.CommentAdd
) -> Any:
    """Tell the others something; customers do not see it, and no report has it."""
    comment = extras.add_comment(session, order, new)
    location = f"/v1/orders/{order.id}/comments"
    return await one(session, COMMENT, id=comment.id, status=201, location=location)


@router.get(
    "/orders/{order_id}/photos/{photo_id}/thumbnail",
    operation_id="downloadOrderPhotoThumbnail",
    response_class=Response,
    responses=refuses(NotFound)
    | {200: {"content": {"image/webp": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def download_order_photo_thumbnail(
    request: Request, reading: CanRead, order_id: UUID, photo_id: UUID
) -> Response:
    """The picture small and upright, without anything that the camera wrote beside it."""
    await require_visible(reading, order_id)
    found = await reading.row(THUMBNAIL, order_id=order_id, id=photo_id)
    if found is None:
        raise NotFound
    storage: Storage = request.app.state.storage
    try:
        picture = await storage.get(found["thumbnail_key"])
    except UnknownFile:
        raise NotFound from None
    kept = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(picture, media_type="image/webp", headers=kept)
