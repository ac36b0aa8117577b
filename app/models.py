"""Every table there is: importing this fills `Base.metadata`, for migrations and checks."""

from app.automation import models as automation
from app.calendars import models as calendars
from app.catalog import models as catalog
from app.core import counters, events, idempotency, long_jobs, outbox, relay
from app.core.database import Base
from app.customers import models as customers
from app.desks import models as desks
from app.files import models as files
from app.forms import models as forms
from app.incidents import models as incidents
from app.notifications import models as notifications
from app.orders import models as orders
from app.orders import work_models as order_work
from app.organizations import models as organizations
from app.people import models as people
from app.quotes import models as quotes
from app.ratings import models as ratings
from app.schedules import models as schedules
from app.signatures import models as signatures
from app.sla import models as sla
from app.stock import models as stock
from app.tickets import models as tickets

__all__ = [
    "Base",
    "automation",
    "calendars",
    "catalog",
    "counters",
    "customers",
    "desks",
    "events",
    "files",
    "forms",
    "idempotency",
    "incidents",
    "long_jobs",
    "notifications",
    "order_work",
    "orders",
    "organizations",
    "outbox",
    "people",
    "quotes",
    "ratings",
    "relay",
    "schedules",
    "signatures",
    "sla",
    "stock",
    "tickets",
]
