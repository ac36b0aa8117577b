"""`/v1/me/stock`"""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.data.reading import Json, Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.core.values.errors import refuses
from app.stock.my_stock import schemas
from app.stock.my_stock.reads import FOUND, STOCK, VAN
from app.stock.service import NoVan

router = APIRouter(tags=["stock"], route_class=Route)

CanRead = Annotated[Reading, acting("stock:read")]


@router.get(
    "/me/stock",
    operation_id="getMyStock",
    response_model=schemas.MyStock,
    responses=refuses(NoVan),
)
async def get_my_stock(reading: CanRead, query: Annotated[schemas.MyStockQuery, Query()]) -> Json:
    """Get what the caller's van holds.

    Every product of which something is in the van that the caller drives, sorted by name, with
    serial numbers: what `useOrderMaterial` can take. `q` searches SKU and name by the beginnings of
    words, and finds the product of a barcode or of a serial number that was scanned. All of it
    comes in one answer. Refused with `no_van` when the caller drives none.
    """
    van = await reading.row(VAN)
    if van is None:
        raise NoVan
    given = {"location_id": van["id"]} | ({"q": query.q} if query.q else {})
    items = await reading.rows(FOUND if query.q else STOCK, **given)
    listed = ",".join(row["body"] for row in items)
    return Json(
        f'{{"location":{van["body"]},"items":[{listed}],"total_count":{van["total_count"]}}}'
    )
