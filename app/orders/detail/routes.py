"""`/v1/orders`: what belongs to an order beside its visits; `/v1/me/orders`: one's own list."""

from fastapi import APIRouter

from app.core.http.routing import Route

router = APIRouter(tags=["orders"], route_class=Route)
