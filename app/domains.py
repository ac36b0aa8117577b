"""The ordered list of domains, and what is found in their folders: routers, jobs, tables, tags.

The order is the order of imports: a domain may import those before it, never those after it.
Adding a domain takes its folder, one line here and a group for its tags; nothing else keeps a list
of domains.
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
        {"organizations": "The caller's organization: profile, settings, companies, domains."},
    ),
    AppDomain(
        "people",
        {"people": "Staff and customers' contacts: profiles, roles, permissions, invitations."},
    ),
    AppDomain(
        "auth", {"auth": "Sign-in, sessions, second factor, API tokens and service accounts."}
    ),
    AppDomain(
        "audit", {"audit": "The audit trail: who did what, when, from where, on whose behalf."}
    ),
    AppDomain(
        "files",
        {
            "files": "Uploaded files that tickets, orders and customers refer to.",
            "jobs": "Long jobs such as imports and exports: status, progress and result.",
        },
    ),
    AppDomain("calendars", {"calendars": "Calendars: working hours, holidays and overrides."}),
    AppDomain(
        "customers",
        {"customers": "Customers with their sites, contacts, contracts, equipment and documents."},
    ),
    AppDomain(
        "stock", {"stock": "Stock: products, locations, balances and the ledger of movements."}
    ),
    AppDomain(
        "forms",
        {"forms": "Forms, the form tree that leads to them, and processes."},
    ),
    AppDomain(
        "catalog",
        {"catalog": "The catalogue: services, specialties, categories, cities and codes."},
    ),
    AppDomain(
        "schedules",
        {"schedules": "Agendas of technicians: bookings that never overlap."},
    ),
    AppDomain(
        "signatures",
        {"signatures": "Signatures of customers and technicians, as they were drawn."},
    ),
    AppDomain("documents"),
    AppDomain(
        "orders",
        {"orders": "Service orders: scheduling, visits, materials, closing and the signed report."},
    ),
    AppDomain(
        "planning",
        {"planning": "Plans of the agenda: daily plans, repairs after disruptions, figures."},
    ),
    AppDomain(
        "quotes",
        {"quotes": "Quotes: offered, approved with a signature, converted into orders."},
    ),
    AppDomain(
        "desks",
        {"desks": "Desks: limits, status names, teams and agents."},
    ),
    AppDomain(
        "tickets",
        {"tickets": "Tickets of the service desk: opening, replies, assignment, resolution."},
    ),
    AppDomain(
        "incidents",
        {"incidents": "Incidents and outages: one failure behind many tickets."},
    ),
    AppDomain("sla", {"sla": "SLA policies, and the clocks of tickets."}),
    AppDomain("ratings", {"ratings": "Ratings of resolved tickets: one to five stars."}),
    AppDomain(
        "automation",
        {"automation": "Macros, and automation rules with their runs."},
    ),
    AppDomain("support"),
    AppDomain("notifications", {"notifications": "Notifications of the caller (the bell)."}),
    AppDomain("privacy", {"privacy": "Data subject rights: export and anonymization."}),
    AppDomain("reports", {"reports": "Figures of the service desk and of field service."}),
    AppDomain(
        "operations",
        {"dead-letters": "Work that was given up: to be looked at, retried or discarded."},
    ),
)
#: From the ground up, the kernel and the programs included: a folder imports those before it.
FLOORS = (
    *("core", "gateways", "embedded"),
    *(domain.name for domain in DOMAINS),
    *("domains", "contract", "main", "worker", "programs", "cli"),
)
TAGS = {name: text for domain in DOMAINS for name, text in domain.tags.items()}
#: How the reference groups the tags, in the order in which a newcomer reads; each tag once.
TAG_GROUPS = {
    "Start here": ("auth",),
    "Organization and people": ("organizations", "people", "notifications"),
    "Tickets": ("tickets", "desks", "forms", "automation", "sla", "incidents", "ratings"),
    "Orders": ("orders", "quotes", "signatures"),
    "Agenda": ("schedules", "planning", "calendars"),
    "Stock": ("stock",),
    "Customers": ("customers",),
    "Catalog": ("catalog",),
    "Files and jobs": ("files", "jobs", "dead-letters"),
    "Reports and records": ("reports", "audit", "privacy"),
}
#: Modules of the kernel that describe tables.
_KERNEL_TABLES = (
    "app.core.data.counters",
    "app.core.events.event_log",
    "app.core.events.dispatcher",
    "app.core.events.outbox",
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
