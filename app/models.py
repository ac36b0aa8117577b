"""Every table there is: importing this fills `Base.metadata`, for migrations and checks."""

from app.core import counters, events, idempotency, outbox, relay
from app.core.database import Base
from app.files import models as files
from app.organizations import models as organizations
from app.people import models as people

__all__ = [
    "Base",
    "counters",
    "events", "files",
    "idempotency",
    "organizations",
    "outbox",
    "people",
    "relay",
]
