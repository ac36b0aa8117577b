"""Statements that read photos."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, by_id, prepared, read_by_id, tenant_join
from app.core.http.listing import Listing
from app.files.models import File
from app.orders.photos.models import OrderPhoto

THUMBNAIL = prepared(
    select(OrderPhoto.thumbnail_key).where(
        by_id(OrderPhoto),
        OrderPhoto.order_id == bindparam("order_id"),
        OrderPhoto.thumbnail_key.is_not(None),
    )
)


_PHOTOS = select(
    OrderPhoto.id,
    OrderPhoto.file_id,
    File.name,
    File.media_type,
    File.size_bytes,
    File.sha256,
    OrderPhoto.kind,
    OrderPhoto.note,
    OrderPhoto.taken_at,
    OrderPhoto.taken_by_id,
    OrderPhoto.camera,
    OrderPhoto.thumbnail_key.is_not(None).label("has_thumbnail"),
    OrderPhoto.created_at,
).join_from(OrderPhoto, File, tenant_join(File, OrderPhoto, OrderPhoto.file_id))
PHOTOS = Listing(_PHOTOS, OrderPhoto)
PHOTOS_OF_ORDER = OrderPhoto.order_id == bindparam("order_id", type_=OrderPhoto.order_id.type)
PHOTO = read_by_id(_PHOTOS, OrderPhoto)
#: All of an order, as they are signed.
PHOTOS_TO_SIGN = prepared(
    as_json(
        _PHOTOS.where(
            OrderPhoto.organization_id == bindparam("organization_id"), PHOTOS_OF_ORDER
        ).order_by(OrderPhoto.id)
    )
)
