"""The permissions there are, and the sets of them that people are given as a role."""

from enum import StrEnum


class Role(StrEnum):
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"
    AGENT = "agent"
    REQUESTER = "requester"


#: permission -> what it allows. `<resource>:read` and `:write` are also the scopes of API tokens;
#: a token's scope `write` covers every permission of its resource except `admin`.
PERMISSIONS = {
    "me:read": "See one's own profile and notifications.",
    "me:write": "Change them; sign out.",
    "organization:read": "See the organization's profile.",
    "organization:write": "Change it.",
    "people:read": "See who works here.",
    "people:write": "Add and change people.",
    "people:admin": "Add and change managers.",
    "tokens:read": "See one's API tokens.",
    "tokens:write": "Create and revoke API tokens.",
    "customers:read": "See customers and their sites.",
    "customers:write": "Add and change them.",
    "catalog:read": "See problem, cause and solution codes.",
    "catalog:write": "Add, rename and archive them.",
    "stock:read": "See products, places and balances.",
    "stock:write": "Receive and transfer goods, add products and places.",
    "schedules:read": "See the agenda.",
    "schedules:write": "Book absences and blocks.",
    "orders:read": "See service orders: one's own.",
    "orders:all": "See the orders of everyone.",
    "orders:write": "Open, schedule and cancel orders.",
    "orders:execute": "Start an order, use materials and close it.",
    "tickets:read": "See tickets: one's own.",
    "tickets:all": "See the tickets of everyone, and internal notes.",
    "tickets:write": "Open tickets and reply.",
    "tickets:work": "Note, assign, solve, and raise orders from tickets.",
    "files:read": "Download files: one's own.",
    "files:all": "Download the files of everyone.",
    "files:write": "Upload files.",
}

_EVERYONE = {"me:read", "me:write", "organization:read", "files:read", "files:write"}
_STAFF = _EVERYONE | {
    "files:all",
    "people:read",
    "customers:read",
    "catalog:read",
    "schedules:read",
}
_DESK = {"tickets:read", "tickets:all", "tickets:write", "tickets:work"}
_DISPATCH = {"orders:read", "orders:all", "orders:write", "schedules:write", "customers:write"}

ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.MANAGER: frozenset(PERMISSIONS),
    Role.COORDINATOR: frozenset(PERMISSIONS) - {"organization:write", "people:admin"},
    Role.TECHNICIAN: frozenset(_STAFF | {"orders:read", "orders:execute", "stock:read"}),
    Role.AGENT: frozenset(_STAFF | _DESK | _DISPATCH | {"stock:read"}),
    Role.REQUESTER: frozenset(_EVERYONE | {"tickets:read", "tickets:write"}),
}


def within(scopes: list[str], permissions: frozenset[str]) -> frozenset[str]:
    """What a token with these scopes may do of what its owner may do (`write` implies `read`)."""
    granted = set()
    for scope in scopes:
        resource, _, level = scope.partition(":")
        for permission in permissions:
            of, _, action = permission.partition(":")
            if of == resource and (level == "write" or action in ("read", "all")):
                granted.add(permission)
    return frozenset(granted)
