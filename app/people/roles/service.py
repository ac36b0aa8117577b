"""Permissions, and the sets of them that make up a role."""

from app.people.models import Role

#: permission -> what it allows. API tokens have scopes instead, see `scope_of`.
PERMISSIONS = {
    "me:read": "Read one's own profile, sessions and notifications.",
    "me:write": "Change one's own profile and password, and sign out.",
    "organization:read": "Read the profile of the organization.",
    "organization:write": "Change profile, logo, companies and settings of the organization.",
    "organization:admin": "Claim domains, and decide how people sign in.",
    "people:read": "Read who works in the organization.",
    "people:write": "Give contacts of customers access to the portal, and change it.",
    "people:staff": "Invite and change coordinators, technicians, agents and viewers.",
    "people:admin": "Invite and change managers.",
    "people:owners": "Invite and change owners.",
    "profiles:read": "Read roles and permission profiles.",
    "profiles:write": "Create, change and delete permission profiles.",
    "tokens:read": "Read one's own API tokens, without their secrets.",
    "tokens:write": "Create, rotate and revoke one's own API tokens.",
    "tokens:admin": "Manage service accounts and the API tokens of everyone.",
    "audit:read": "Read and export the audit trail.",
    "privacy:write": "Export what is held on a person, and anonymize a person.",
    "customers:read": "Read customers with their sites, contacts, contracts and equipment.",
    "customers:write": "Create, change and merge customers, and what belongs to them.",
    "catalog:read": "Read services, specialties, categories, cities and codes.",
    "catalog:write": "Create, change and archive entries of the catalog.",
    "stock:read": "Read products, stock locations, balances and movements.",
    "stock:write": "Receive and transfer goods; create products and stock locations.",
    "stock:request": "Request goods for one's own van, receive them there, and count it.",
    "stock:approve": "Approve counts and adjustments, which correct balances.",
    "calendars:read": "Read working hours and holidays.",
    "calendars:write": "Change working hours and holidays.",
    "schedules:read": "Read the agendas of technicians.",
    "schedules:write": "Book absences and blocks in agendas.",
    "schedules:request": "Request absences of one's own, and make calendar feeds of one's agenda.",
    "schedules:lead": "Read the absences of everyone, and approve or refuse them; make and apply"
    " schedule plans.",
    "schedules:override": "Schedule visits in spite of hours, holidays and travel, with a reason.",
    "quotes:read": "Read quotes.",
    "quotes:write": "Write, send, approve and reject quotes, and convert them into orders.",
    "orders:read": "Read one's own service orders.",
    "orders:all": "Read the service orders of everyone.",
    "orders:write": "Create, schedule and cancel service orders.",
    "orders:lead": "Reopen closed service orders.",
    "orders:comment": "Comment on service orders.",
    "orders:execute": "Carry out service orders: travel, work, materials, photos and closing.",
    "visits:choose": "Choose visits of orders of the customer for whom one speaks.",
    "tickets:read": "Read one's own tickets.",
    "tickets:all": "Read the tickets of everyone, and internal notes.",
    "tickets:write": "Open tickets and reply to them.",
    "tickets:work": "Work on tickets: notes, assignment, resolution and orders from tickets.",
    "tickets:lead": "Assign beyond the workload limit of agents; manage shared views and macros.",
    "automation:read": "Read automation rules and their runs.",
    "automation:write": "Create, change and delete automation rules.",
    "incidents:read": "Read incidents and outages with their updates.",
    "incidents:write": "Open, update and resolve incidents and outages.",
    "sla:read": "Read SLA policies, and what is due next.",
    "sla:write": "Create, change and delete SLA policies.",
    "reports:read": "Read ratings and reports.",
    "desks:read": "Read desks with their limits and hours, and the names of statuses.",
    "desks:write": "Change desks, statuses and teams, and make people agents.",
    "forms:read": "Read the form tree and the published forms that open tickets.",
    "forms:write": "Change and publish forms, processes and contracted tools.",
    "designs:read": "Read forms, processes and contracted tools as they are being designed.",
    "files:read": "Download one's own files, and those of what one sees.",
    "files:write": "Upload files.",
}

_EVERYONE = {
    *("me:read", "me:write", "organization:read", "desks:read", "forms:read"),
    *("files:read", "files:write"),
    # Whoever gives customers access has it; it opens nothing but to a contact of the customer.
    "visits:choose",
}
_STAFF = _EVERYONE | {
    "people:read",
    "customers:read",
    "catalog:read",
    "calendars:read",
    "schedules:read",
}
#: What a support profile adds for somebody who is at the desk beside their role.
AT_THE_DESK = {
    *("tickets:read", "tickets:all", "tickets:write", "tickets:work"),
    *("automation:read", "incidents:read", "sla:read", "reports:read"),
}
_DISPATCH = {
    *("orders:read", "orders:all", "orders:comment", "orders:write"),
    *("quotes:read", "quotes:write"),
    *("schedules:write", "customers:write"),
}
_MANAGERS_ALONE = {
    "organization:write",
    "organization:admin",
    "people:admin",
    "profiles:write",
    "tokens:admin",
    "audit:read",
    "privacy:write",
}

ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.OWNER: frozenset(PERMISSIONS),
    Role.MANAGER: frozenset(PERMISSIONS) - {"people:owners"},
    Role.COORDINATOR: frozenset(PERMISSIONS) - {"people:owners"} - _MANAGERS_ALONE,
    Role.TECHNICIAN: frozenset(
        _STAFF
        | {"orders:read", "orders:comment", "orders:execute", "stock:read"}
        | {"schedules:request", "stock:request"}
    ),
    Role.AGENT: frozenset(_STAFF | AT_THE_DESK | _DISPATCH | {"people:write", "stock:read"}),
    Role.REQUESTER: frozenset(_EVERYONE | {"tickets:read", "tickets:write"}),
    Role.VIEWER: frozenset(
        (_STAFF - {"files:write"})
        | {"orders:read", "orders:all", "quotes:read", "tickets:read", "tickets:all", "stock:read"}
        | {"automation:read", "incidents:read", "sla:read", "reports:read"}
    ),
}
#: What nobody can do without: to see oneself, change one's password and sign out.
ALWAYS = frozenset({"me:read", "me:write"})
#: What it takes to invite, change or remove somebody of a role.
ADMINISTERED_WITH = {
    Role.OWNER: "people:owners",
    Role.MANAGER: "people:admin",
    Role.REQUESTER: "people:write",
}
#: The levels of scopes: each includes those before it.
_LEVELS = ("read", "write", "admin")
_LEVEL_OF_ACTION = {"read": "read", "all": "read", "admin": "admin", "owners": "admin"}


def administered_with(role: Role) -> str:
    """The permission that it takes to invite, change or remove somebody of this role."""
    return ADMINISTERED_WITH.get(role, "people:staff")


def allowed_to(role: Role, profile: list[str] | None, *, at_desk: bool = False) -> frozenset[str]:
    """Permissions of a person of a role, by a permission profile and by working at the desk."""
    allowed = ROLE_PERMISSIONS[role] if profile is None else frozenset(profile) | ALWAYS
    return allowed | AT_THE_DESK if at_desk else allowed


def scope_of(permission: str) -> str:
    """The narrowest scope of an API token that covers a permission: `orders:all` -> `orders:read`.

    `read` covers what reads, `admin` what administrators do, `write` everything else.
    """
    resource, _, action = permission.partition(":")
    return f"{resource}:{_LEVEL_OF_ACTION.get(action, 'write')}"


def limit_to_scopes(scopes: list[str], permissions: frozenset[str]) -> frozenset[str]:
    """Permissions of its owner that a token with these scopes has; `write` implies `read`."""
    covered = {
        f"{resource}:{level}"
        for resource, _, widest in (scope.partition(":") for scope in scopes)
        for level in _LEVELS[: _LEVELS.index(widest) + 1]
    }
    return frozenset(p for p in permissions if scope_of(p) in covered)
