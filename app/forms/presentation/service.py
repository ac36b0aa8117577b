"""Presentation: the tree to choose from, and the form to fill in, for one audience."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.data.reading import Reading
from app.core.data.statements import Statement
from app.core.security.actors import Actor
from app.core.values.clock import now
from app.core.values.errors import NotFound, PermissionMissing
from app.core.values.text import N_
from app.customers.contacts.reads import SPEAKS_FOR
from app.forms.effective_schema.service import Role
from app.forms.reads import SHOWN_PUBLISHED, SHOWN_VERSION
from app.forms.schemas import FormSchema, SchemaQuery
from app.forms.tool_entitlements.reads import HELD_KEYS
from app.forms.tree.reads import TREE
from app.forms.tree.schemas import FormTree, TreeNode, TreeQuery
from app.forms.validation.service import schema_for

#: Deeper than any tree that people find their way in.
MOST_LEVELS = 24


@dataclass(slots=True)
class _Place:
    """A row of the tree, before its children are known."""

    row: Any
    children: list["_Place"]


def audience_of(actor: Actor, wanted: Role | None) -> Role:
    """Whose forms are shown: the desk may ask for either, everyone else is a requester."""
    desk = actor.may("tickets:all")
    if wanted == "agent" and not desk:
        raise PermissionMissing(N_("Only the desk sees what the desk fills in."))
    return wanted or ("agent" if desk else "requester")


async def tree_of(reading: Reading, query: TreeQuery) -> FormTree:
    """The places that the caller may choose, and those that hold them."""
    actor = reading.actor
    audience = audience_of(actor, query.audience)
    customer_id = query.customer_id
    if not actor.may("tickets:all"):
        if customer_id is not None:
            raise PermissionMissing(N_("Only the desk asks on behalf of a customer."))
        speaks_for = await reading.row(SPEAKS_FOR, person_id=actor.person_id)
        customer_id = speaks_for["customer_id"] if speaks_for else None
    rows = await reading.rows(TREE, audience=audience)
    if audience == "requester":
        held = await reading.rows(HELD_KEYS, customer_id=customer_id, now=now())
        keys = {None, *(row["key"] for row in held)}
        rows = [row for row in rows if row["entitlement_key"] in keys]
    places = {row["id"]: _Place(row, []) for row in rows}
    roots: list[_Place] = []
    for place in places.values():
        parent_id = place.row["parent_id"]
        if parent_id is None:
            roots.append(place)
        elif parent_id in places:
            places[parent_id].children.append(place)
    return FormTree(nodes=_nodes(roots))


def _nodes(places: list[_Place], level: int = 1) -> list[TreeNode]:
    """The nodes from which something can be opened, or that hold one from which it can."""
    found = []
    for place in places if level <= MOST_LEVELS else ():
        row, children = place.row, _nodes(place.children, level + 1)
        if row["form_id"] is not None or children:
            found.append(
                TreeNode(
                    id=row["id"],
                    kind=row["kind"],
                    label=row["label"],
                    help=row["help"],
                    selectable=row["form_id"] is not None,
                    process_id=row["process_id"],
                    form_id=row["form_id"],
                    children=children,
                )
            )
    return found


@dataclass(slots=True)
class _Asked:
    """A version as it was read, for `schema_for`."""

    organization_id: UUID
    id: UUID
    version: int
    json_schema: dict[str, Any]
    agent_only: list[str]
    required_on_solve: list[str]
    not_applicable_groups: list[dict[str, Any]]


async def published_schema(reading: Reading, form_id: UUID, query: SchemaQuery) -> FormSchema:
    """The form as it is filled in now; 404 while no version is published."""
    return await _shown(reading, SHOWN_PUBLISHED, form_id, query)


async def version_schema(reading: Reading, version_id: UUID, query: SchemaQuery) -> FormSchema:
    """A version as tickets keep it: published, or retired since."""
    return await _shown(reading, SHOWN_VERSION, version_id, query)


async def _shown(
    reading: Reading, statement: Statement, id: UUID, query: SchemaQuery
) -> FormSchema:
    audience = audience_of(reading.actor, query.audience)
    found = await reading.row(statement, id=id)
    if found is None:
        raise NotFound
    row = json.loads(found["body"])
    asked = _Asked(
        reading.actor.organization_id,
        *(row[name] for name in ("id", "version", "json_schema", "agent_only")),
        *(row[name] for name in ("required_on_solve", "not_applicable_groups")),
    )
    hidden = set(asked.agent_only) if audience == "requester" else set()
    groups = [
        {
            "key": group["key"],
            "field_keys": [name for name in group["field_keys"] if name not in hidden],
        }
        for group in asked.not_applicable_groups
    ]
    kept = ("form_id", "number", "key", "name", "attachment_min", "attachment_max", "side_effects")
    return FormSchema(
        **{name: row[name] for name in kept},
        form_version_id=row["id"],
        audience=audience,
        phase=query.phase,
        json_schema=schema_for(asked, audience, query.phase),
        ui_schema=_presented(row["ui_schema"], hidden),
        not_applicable_groups=[group for group in groups if group["field_keys"]],
    )


def _presented(ui_schema: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    """UI schema of the visible fields; hidden ones are named nowhere at the top."""
    return {
        name: [part for part in value if not (isinstance(part, str) and part in hidden)]
        if isinstance(value, list)
        else value
        for name, value in ui_schema.items()
        if name not in hidden
    }
