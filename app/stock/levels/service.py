"""Stock levels: how much of a product there should be at a place."""

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.ids import new_id
from app.stock.events import StockLevelDeleted, StockLevelSet
from app.stock.ledger.lines import check_quantity
from app.stock.levels.models import StockLevel
from app.stock.levels.schemas import StockLevelPut
from app.stock.models import Product, StockLocation

_SET = sql("""insert into stock_levels as l (organization_id, id, location_id, product_id,
                                      minimum, target, version, created_at, updated_at)
       values (:organization_id, :id, :location_id, :product_id, :minimum, :target, 1, :now, :now)
       on conflict (organization_id, location_id, product_id)
       do update set minimum = excluded.minimum, target = excluded.target,
                     version = l.version + 1, updated_at = excluded.updated_at""")
_DELETE = sql("""delete from stock_levels
        where organization_id = :organization_id and location_id = :location_id
          and product_id = :product_id
    returning id""")


async def level_of(
    session: TenantSession, place: StockLocation, product: Product
) -> StockLevel | None:
    """The level of a product at a place, locked, if there is one."""
    found: StockLevel | None = await session.scalar(
        select(StockLevel)
        .where(StockLevel.location_id == place.id, StockLevel.product_id == product.id)
        .with_for_update()
    )
    return found


async def set_level(
    session: TenantSession, place: StockLocation, product: Product, wanted: StockLevelPut
) -> None:
    """Say how much there should be; nothing moves by it."""
    for field, quantity in (("minimum", wanted.minimum), ("target", wanted.target)):
        if quantity:
            check_quantity(product, quantity, field)
    level = {"location_id": place.id, "product_id": product.id}
    amounts = {"minimum": wanted.minimum, "target": wanted.target}
    await session.rows(_SET, **level, **amounts, id=new_id(), now=now())
    announce(session, StockLevelSet(location_id=place.id, product_id=product.id, **amounts))


async def delete_level(session: TenantSession, place: StockLocation, product: Product) -> None:
    """Expect nothing of this product here any more; 404 if nothing was expected."""
    if await session.row(_DELETE, location_id=place.id, product_id=product.id) is None:
        raise NotFound
    announce(session, StockLevelDeleted(location_id=place.id, product_id=product.id))
