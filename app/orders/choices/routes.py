"""`/v1/orders/{order_id}/visit-link`, the public link of a visit, and the page behind it."""

import html
import json
from contextlib import AbstractAsyncContextManager
from functools import cache
from pathlib import Path
from string import Template
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.core.data.database import TenantSession
from app.core.http.access import Public, PublicAccess, acting
from app.core.http.problems import request_locale
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.values.errors import InvalidTransition, NotFound, refuses
from app.core.values.text import N_, translate
from app.orders.choices import schemas
from app.orders.choices import service as choices
from app.orders.choices.service import (
    VISIT_TOKEN,
    ChangesUsedUp,
    TooLateToChange,
    VisitLinkDead,
    WindowNotHeld,
)
from app.orders.lifecycle.service import MaxAttempts, OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.models import Order
from app.orders.visibility import CanWrite, TheOrder
from app.organizations.emails.service import link, organization_behind
from app.schedules.checks.service import Holiday, OutsideWorkingHours, TravelTooShort
from app.schedules.service import TechnicianAbsent, TechnicianOverlap
from app.schedules.skills.service import MissingSkill

router = APIRouter(tags=["orders"], route_class=Route)
root_router = APIRouter(include_in_schema=False)

CanChoose = Annotated[TenantSession, acting("visits:choose")]


async def _order_of_contact(session: CanChoose, order_id: UUID) -> Order:
    return await choices.order_of_contact(session, order_id)


OrderOfContact = Annotated[Order, Depends(_order_of_contact)]
_MAY_NOT = (
    *(InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled),
    *(TooLateToChange, ChangesUsedUp),
)
_CHOOSING = (
    *(*_MAY_NOT, WindowNotHeld, MaxAttempts, TechnicianOverlap, TechnicianAbsent),
    *(OutsideWorkingHours, Holiday, TravelTooShort, MissingSkill),
)

_PAGES = Path(__file__).with_name("pages")
_FILES = {"visit.css": "text/css", "visit.js": "text/javascript"}
_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_A_DAY = {"Cache-Control": "public, max-age=86400"}
_LABELS = {
    "title": N_("Your visit"),
    "agreed": N_("We come on"),
    "none_agreed": N_("No visit is agreed yet."),
    "find": N_("Show free windows"),
    "change": N_("Choose another window"),
    "choose": N_("Choose one of these windows:"),
    "kept_until": N_("They are kept for you until"),
    "no_windows": N_("There is no free window now. Please call us."),
    "not_now": N_("The visit can be changed by telephone only."),
    "chosen": N_("Thank you, the visit is agreed."),
    "arrives": N_("We arrive between these times."),
    "unreachable": N_("We could not be reached. Please try again."),
}


@router.post(
    "/orders/{order_id}/visit-link",
    operation_id="sendVisitLink",
    response_model=schemas.VisitLink,
    responses=refuses(OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def send_visit_link(
    request: Request, session: CanWrite, order: TheOrder, how: schemas.VisitLinkSend
) -> schemas.VisitLink:
    """Send the link by which the customer of an order chooses its visit.

    The link is in the answer, and is mailed to the address given or else to the customer's, if
    there is one. Behind it the customer is offered windows and chooses one, and may change the
    visit later, within the settings of the organization (`customer_choice_days`,
    `customer_change_hours`, `customer_changes`). The link stays the same, and leads nowhere once
    the order is over. Refused with `order_already_closed` or `order_already_cancelled` then.
    """
    runtime = runtime_of(request)
    token, address = await choices.send_link(session, order, how, runtime.single_use_key)
    return schemas.VisitLink(link=link(runtime.settings, "visit", token), mailed_to=address)


@router.post(
    "/orders/{order_id}/visit-windows",
    operation_id="findVisitWindows",
    response_model=schemas.VisitToChoose,
    responses=refuses(*_MAY_NOT),
)
async def find_visit_windows(session: CanChoose, order: OrderOfContact) -> schemas.VisitToChoose:
    """Find windows for the visit of an order, as its customer.

    For portals, with the sign-in of a contact of the order's customer; any other order is
    `not_found`. The best windows are offered and kept for this customer for ten minutes: nobody
    else gets them. Asked again meanwhile, the same ones are returned. Recorded as the event
    `order.windows_offered`.

    Refused with `too_late_to_change` or `changes_used_up` when a visit is agreed that the customer
    may not change any more, with `invalid_transition` while the work goes on, and with
    `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    await choices.offer_windows(session, order)
    return await choices.shown_to_customer(session, order)


@router.post(
    "/orders/{order_id}/choose-window",
    operation_id="chooseVisitWindow",
    response_model=schemas.VisitToChoose,
    responses=refuses(*_CHOOSING),
)
async def choose_visit_window(
    session: CanChoose, order: OrderOfContact, chosen: schemas.VisitChosen
) -> schemas.VisitToChoose:
    """Schedule the visit of an order in a window, as its customer.

    The window has to be one that `findVisitWindows` offered and that is still kept. The order is
    scheduled with the technician whose time was kept, with that promise, as confirmed by the
    customer; a visit that was agreed before is given back. Recorded as the events
    `order.scheduled` and `order.visit_chosen`.

    Refused with `window_not_held` when the window is not kept for this order (any more), and with
    `too_late_to_change`, `changes_used_up`, `invalid_transition`, `order_already_closed` or
    `order_already_cancelled` like `findVisitWindows`. What has changed since the window was offered
    is refused as by `scheduleOrder`: `technician_overlap`, `technician_absent`,
    `outside_working_hours`, `holiday`, `travel_too_short`, `missing_skill`, `max_attempts`.
    """
    await choices.choose_window(session, order, chosen.window_id)
    return await choices.shown_to_customer(session, order)


@router.post(
    "/read-visit",
    operation_id="readVisitByLink",
    response_model=schemas.VisitToChoose,
    responses=refuses(NotFound, VisitLinkDead),
)
async def read_visit_by_link(access: Public, shown: schemas.VisitToken) -> schemas.VisitToChoose:
    """Read the visit of an order by its link.

    For the customer, with the token of the link that `sendVisitLink` made: what is agreed, and
    whether it can be changed. Requests are limited per address together with sign-ins:
    `rate_limited`. Refused with `not_found` when this is no token of a link, and with
    `visit_link_dead` when the order is over.
    """
    async with _by_link(access, shown.token) as session:
        order = await choices.order_by_token(session, shown.token)
        return await choices.shown_to_customer(session, order)


@router.post(
    "/find-visit-windows",
    operation_id="findVisitWindowsByLink",
    response_model=schemas.VisitToChoose,
    responses=refuses(NotFound, VisitLinkDead, *_MAY_NOT),
)
async def find_visit_windows_by_link(
    access: Public, shown: schemas.VisitToken
) -> schemas.VisitToChoose:
    """Find windows for the visit of an order by its link.

    For the customer, with the token of the link; else like `findVisitWindows`. Requests are limited
    per address together with sign-ins: `rate_limited`. Refused with `not_found` when this is no
    token of a link, and with `visit_link_dead` when the order is over.

    Refused with `too_late_to_change` or `changes_used_up` when a visit is agreed that the customer
    may not change any more, with `invalid_transition` while the work goes on, and with
    `order_already_closed` or `order_already_cancelled` when the order is over.
    """
    async with _by_link(access, shown.token) as session:
        order = await choices.order_by_token(session, shown.token)
        await choices.offer_windows(session, order)
        return await choices.shown_to_customer(session, order)


@router.post(
    "/choose-visit-window",
    operation_id="chooseVisitWindowByLink",
    response_model=schemas.VisitToChoose,
    responses=refuses(NotFound, VisitLinkDead, *_CHOOSING),
)
async def choose_visit_window_by_link(
    access: Public, chosen: schemas.VisitChosenByLink
) -> schemas.VisitToChoose:
    """Schedule the visit of an order in a window, by its link.

    For the customer, with the token of the link; else like `chooseVisitWindow`. Requests are
    limited per address together with sign-ins: `rate_limited`. Refused with `not_found` when this
    is no token of a link, and with `visit_link_dead` when the order is over.

    Refused with `window_not_held` when the window is not kept for this order (any more), and with
    `too_late_to_change`, `changes_used_up`, `invalid_transition`, `order_already_closed` or
    `order_already_cancelled` like `findVisitWindows`. What has changed since the window was offered
    is refused as by `scheduleOrder`: `technician_overlap`, `technician_absent`,
    `outside_working_hours`, `holiday`, `travel_too_short`, `missing_skill`, `max_attempts`.
    """
    async with _by_link(access, chosen.token) as session:
        order = await choices.order_by_token(session, chosen.token)
        await choices.choose_window(session, order, chosen.window_id)
        return await choices.shown_to_customer(session, order)


@root_router.get("/visit")
async def get_visit_page(request: Request) -> Response:
    """Get the page by which a customer chooses a visit.

    It is in the language of the reader and contains nothing of the order: its script reads the
    token behind `#` and calls the API.
    """
    locale = request_locale(request)
    labels = {name: translate(text, locale) for name, text in _LABELS.items()}
    text = {
        "language": locale,
        "title": labels["title"],
        "loading": translate(N_("One moment …"), locale),
        "needs_script": translate(N_("This page needs JavaScript."), locale),
        "labels": json.dumps(labels, ensure_ascii=False),
    }
    page = Template(_read("visit.html").decode())
    return Response(
        page.substitute({name: html.escape(value) for name, value in text.items()}),
        media_type="text/html",
        headers=_POLICY | {"Vary": "Accept-Language", "Cache-Control": "no-cache"},
    )


@root_router.get("/visit/{name}")
async def get_visit_page_file(name: str) -> Response:
    """Get the style sheet or the script of the page of a visit.

    Not found for any other name.
    """
    if name not in _FILES:
        raise NotFound
    return Response(_read(name), media_type=_FILES[name], headers=_POLICY | _A_DAY)


def _by_link(access: PublicAccess, token: str) -> AbstractAsyncContextManager[TenantSession]:
    """A transaction of the organization behind the link."""
    organization_id = organization_behind(token, VISIT_TOKEN)
    return access.database.transaction(access.actor(organization_id))


@cache
def _read(name: str) -> bytes:
    return (_PAGES / name).read_bytes()
