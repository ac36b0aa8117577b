"""Permissions, and the sets of them that make up a role."""

from app.people.models import Role

#: permission -> what it allows. `<resource>:read`, `:write` and `:admin` are also the scopes of API
#: tokens: `read` covers `all`, `write` whatever is not of an administrator, `admin` everything.
PERMISSIONS = {
    "me:read": "See one's own profile and notifications.",
    "me:write": "Change them; sign out.",
    "organization:read": "See the organization's profile.",
    "organization:write": "Change it: name, logo, companies and settings.",
    "organization:admin": "Claim domains, and decide how people sign in.",
    "people:read": "See who works here.",
    "people:write": "Give customers' contacts access to the portal, and change it.",
    "people:staff": "Invite and change staff.",
    "people:admin": "Invite and change managers.",
    "people:owners": "Invite and change owners.",
    "profiles:read": "See roles and permission profiles.",
    "profiles:write": "Make and change permission profiles.",
    "tokens:read": "See one's API tokens.",
    "tokens:write": "Create, rotate and revoke API tokens.",
    "tokens:admin": "Manage service accounts, and everyone's tokens.",
    "audit:read": "See and export who did what, when and from where.",
    "privacy:write": "Export what is held on a person, and make a person unknown.",
    "customers:read": "See customers and their sites.",
    "customers:write": "Add and change them.",
    "catalog:read": "See services, specialties, categories, cities and codes.",
    "catalog:write": "Add, rename and archive them.",
    "stock:read": "See products, places and balances.",
    "stock:write": "Receive and transfer goods, add products and places.",
    "calendars:read": "See working hours and holidays.",
    "calendars:write": "Change them.",
    "schedules:read": "See the agenda.",
    "schedules:write": "Book absences and blocks.",
    "quotes:read": "See quotes.",
    "quotes:write": "Write and send quotes, take their answers, and make orders of them.",
    "orders:read": "See service orders: one's own.",
    "orders:all": "See the orders of everyone.",
    "orders:write": "Open, schedule and cancel orders.",
    "orders:lead": "Take up closed orders again.",
    "orders:comment": "Tell those who work on an order something.",
    "orders:execute": "Start an order, use materials and close it.",
    "tickets:read": "See tickets: one's own.",
    "tickets:all": "See the tickets of everyone, and internal notes.",
    "tickets:write": "Open tickets and reply.",
    "tickets:work": "Note, assign, solve, and raise orders from tickets.",
    "tickets:lead": "Assign beyond what agents carry; views and macros of the desk.",
    "automation:read": "See the rules of the desk, and why each did or did not fire.",
    "automation:write": "Change the rules of the desk.",
    "incidents:read": "See mass incidents, and what was told about them.",
    "incidents:write": "Open and resolve mass incidents, and tell everybody concerned.",
    "sla:read": "See what is promised, and what is due next.",
    "sla:write": "Promise something else.",
    "reports:read": "See how the desk does: ratings and figures.",
    "desks:read": "See desks, their limits and hours, and the names of statuses.",
    "desks:write": "Change desks, statuses and teams; make people agents.",
    "forms:read": "See what tickets can be about, and the forms that open them.",
    "forms:write": "Change forms, processes and contracted tools, and publish forms.",
    "designs:read": "See forms, processes and contracted tools as they were written.",
    "files:read": "Download files: one's own, and those of what one sees.",
    "files:write": "Upload files.",
}

_EVERYONE = {
    *("me:read", "me:write", "organization:read", "desks:read", "forms:read"),
    *("files:read", "files:write"),
}
_STAFF = _EVERYONE | {
    "people:read",
    "customers:read",
    "catalog:read",
    "calendars:read",
    "schedules:read",
}
#: What a support profile adds for somebody who is at the desk beside their role.
_AT_THE_DESK = {
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
        _STAFF | {"orders:read", "orders:comment", "orders:execute", "stock:read"}
    ),
    Role.AGENT: frozenset(_STAFF | _AT_THE_DESK | _DISPATCH | {"people:write", "stock:read"}),
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
#: The actions that a token's scope `write` does not cover.
_OF_ADMINISTRATORS = {"admin", "owners"}


def administered_with(role: Role) -> str:
    """The permission that it takes to invite, change or remove somebody of this role."""
    return ADMINISTERED_WITH.get(role, "people:staff")


def allowed_to(role: Role, profile: list[str] | None, *, at_desk: bool = False) -> frozenset[str]:
    """What somebody of a role may do, by a permission profile and by working at the desk."""
    allowed = ROLE_PERMISSIONS[role] if profile is None else frozenset(profile) | ALWAYS
    return allowed | _AT_THE_DESK if at_desk else allowed


def limit_to_scopes(scopes: list[str], permissions: frozenset[str]) -> frozenset[str]:
    """What a token with these scopes may do of what its owner may do (`write` implies `read`)."""
    granted = set()
    for scope in scopes:
        resource, _, level = scope.partition(":")
        for permission in permissions:
            of, _, action = permission.partition(":")
            covered = (
                level == "admin"
                or action in ("read", "all")
                or (level == "write" and action not in _OF_ADMINISTRATORS)
            )
            if of == resource and covered:
                granted.add(permission)
    return frozenset(granted)
