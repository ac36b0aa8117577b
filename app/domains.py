"""The ordered list of domains, and what is found in their folders: routers, jobs, tables, tags.

The order is the order of imports: a domain may import those before it, never those after it.
Adding a domain takes its folder and one line here; nothing else keeps a list of domains.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType

from fastapi import APIRouter

_APP = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class AppDomain:
    """A folder of `app/`, and the groups of operations (tags) that it adds to the contract."""

    name: str
    tags: dict[str, str] = field(default_factory=dict)


DOMAINS = (
    AppDomain(
        "organizations",
        {"organizations": "The organization that a caller belongs to, and how its people find it."},
    ),
    AppDomain("people", {"people": "Who works here, and the customers' contacts who can sign in."}),
    AppDomain("auth", {"auth": "Sign in and out; tokens for programs."}),
    AppDomain("audit", {"audit": "Who did what, when, from where and on whose behalf."}),
    AppDomain(
        "files",
        {
            "files": "Photos and documents that orders and tickets refer to.",
            "jobs": "Work that takes longer than a request, and what came of it.",
        },
    ),
    AppDomain("calendars", {"calendars": "Working hours, holidays, and days that are different."}),
    AppDomain(
        "customers",
        {"customers": "Who is served, and where: customers, their sites and contacts."},
    ),
    AppDomain(
        "stock", {"stock": "Products, the places they lie in, and the ledger of what moved."}
    ),
    AppDomain(
        "forms",
        {"forms": "What a ticket can be about, what is filled in to open it, where it goes then."},
    ),
    AppDomain(
        "catalog",
        {"catalog": "Services, what they need and cost; specialties, categories, cities, codes."},
    ),
    AppDomain(
        "schedules",
        {"schedules": "The agendas of technicians: visits and absences that cannot overlap."},
    ),
    AppDomain(
        "signatures",
        {"signatures": "What customers and technicians signed, as it was drawn."},
    ),
    AppDomain("orders", {"orders": "Service orders, from the first call to the signed report."}),
    AppDomain(
        "quotes",
        {"quotes": "What work would cost, approved with a signature, and made into orders."},
    ),
    AppDomain(
        "desks",
        {"desks": "Desks and their limits, names of statuses, teams, and the agents there."},
    ),
    AppDomain(
        "tickets",
        {"tickets": "The service desk: what customers ask for, and what they are answered."},
    ),
    AppDomain(
        "incidents",
        {"incidents": "One failure behind the tickets of many: told and solved once for all."},
    ),
    AppDomain(
        "sla", {"sla": "What is promised, and the clocks that tell how each promise stands."}
    ),
    AppDomain(
        "ratings", {"ratings": "What requesters think of the help they got: one to five stars."}
    ),
    AppDomain(
        "automation",
        {"automation": "Macros that agents apply, and rules that apply by themselves, with a log."},
    ),
    AppDomain("support"),
    AppDomain(
        "notifications", {"notifications": "The bell: what happened that a person should know."}
    ),
    AppDomain("privacy", {"privacy": "A person's rights over what is held on them."}),
    AppDomain("reports", {"reports": "How the desk does, in figures."}),
    AppDomain("operations"),
)
#: From the ground up, the kernel and the programs included: a folder imports those before it.
FLOORS = (
    *("core", "gateways", "embedded"),
    *(domain.name for domain in DOMAINS),
    *("domains", "contract", "main", "worker", "programs", "cli"),
)
TAGS = {name: text for domain in DOMAINS for name, text in domain.tags.items()}
#: Modules of the kernel that describe tables.
_KERNEL_TABLES = (
    "app.core.data.counters",
    "app.core.events.event_log",
    "app.core.events.dispatcher",
    "app.core.events.outbox",
    "app.files.long_jobs.service",
    "app.core.http.idempotency",
)


def modules(room: str) -> Iterator[ModuleType]:
    """Import `<domain>/<room>.py` and `<domain>/<capability>/<room>.py` of every domain."""
    for domain in DOMAINS:
        folder = _APP / domain.name
        for path in (folder / f"{room}.py", *sorted(folder.glob(f"*/{room}.py"))):
            if path.exists():
                yield import_module(
                    ".".join(("app", *path.relative_to(_APP).with_suffix("").parts))
                )


def routers() -> list[APIRouter]:
    """Every router that is mounted under `/v1`."""
    return [module.router for module in modules("routes") if hasattr(module, "router")]


def root_routers() -> list[APIRouter]:
    """Routers with paths of their own: pages for people, probes for operators."""
    return [module.root_router for module in modules("routes") if hasattr(module, "root_router")]


def import_jobs() -> None:
    """Register every listener, outbox task and sweep: their decorators do it on import."""
    import_module("app.core.jobs")
    for _module in modules("jobs"):
        pass


def import_tables() -> None:
    """Fill `Base.metadata` with every table."""
    for name in _KERNEL_TABLES:
        import_module(name)
    for _module in modules("models"):
        pass
