"""Tables of forms, the form tree, processes and tool entitlements."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference
from app.core.values.clock import now
from app.core.values.notation import label_values
from app.core.values.text import C_


class FormVersionStatus(StrEnum):
    """Stage in the life of a version of a form.

    - `draft`: being written; it can be changed and is not filled in yet.
    - `published`: the one that is filled in now; it does not change any more.
    - `retired`: was published, and another version took its place; tickets keep it.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


label_values(
    FormVersionStatus,
    {
        FormVersionStatus.DRAFT: C_("form version", "Draft"),
        FormVersionStatus.PUBLISHED: C_("form version", "Published"),
        FormVersionStatus.RETIRED: C_("form version", "Retired"),
    },
)


class SideEffect(StrEnum):
    """Side effect of opening a ticket with a form.

    - `support_access`: ask whether support may be given access (`enable_support_access`).
    - `payment_promise`: take a promise of payment; declared by the form, not acted on yet.
    """

    SUPPORT_ACCESS = "support_access"
    PAYMENT_PROMISE = "payment_promise"


class NodeKind(StrEnum):
    """Kind of a form node: how a client shows it. Only `group` has a rule of its own.

    - `channel`: a department or line of service, usually at the top of the tree.
    - `tool`: a tool that customers contract.
    - `module`: a part of a channel or tool.
    - `topic`: a subject that a ticket can be about.
    - `group`: holds other nodes only, and never leads to a process or form.
    """

    CHANNEL = "channel"
    TOOL = "tool"
    MODULE = "module"
    TOPIC = "topic"
    GROUP = "group"


class TicketProcessStatus(StrEnum):
    """Stage in the life of a process.

    - `draft`: being defined; no ticket begins in it yet.
    - `active`: tickets begin in it.
    - `fade_away`: no new tickets; those that run in it go on.
    - `inactive`: ended; it can be activated again.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    #: No new tickets; those that run go on.
    FADE_AWAY = "fade_away"
    INACTIVE = "inactive"


label_values(
    TicketProcessStatus,
    {
        TicketProcessStatus.DRAFT: C_("process", "Draft"),
        TicketProcessStatus.ACTIVE: C_("process", "Active"),
        TicketProcessStatus.FADE_AWAY: C_("process", "Only for open tickets"),
        TicketProcessStatus.INACTIVE: C_("process", "Inactive"),
    },
)


class Audience(StrEnum):
    """People who fill in a dialog.

    - `agent`: the desk.
    - `requester`: the person the ticket is for.
    - `both`: either of them.
    """

    AGENT = "agent"
    REQUESTER = "requester"
    BOTH = "both"


class EntitlementSource(StrEnum):
    """Why a tool is available.

    - `plan`: it is part of the plan that was booked.
    - `contract`: it was contracted by itself.
    """

    PLAN = "plan"
    CONTRACT = "contract"


class Form(Owned, Versioned, Base):
    """A form under its name; what it asks stands in its versions."""

    __tablename__ = "forms"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        Index(None, "organization_id", "key", "id"),
    )

    key: Mapped[str]
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class FormVersion(Owned, Versioned, Base):
    """Version of a form. Once published it never changes: tickets keep it for good."""

    __tablename__ = "form_versions"
    __table_args__ = (
        owned_reference("form_id", "forms"),
        UniqueConstraint("organization_id", "form_id", "number"),
        CheckConstraint("attachment_min >= 0", name="attachment_min"),
        CheckConstraint("attachment_max >= attachment_min", name="attachment_range"),
        Index(None, "organization_id", "form_id", "number", "id"),
        Index(
            "form_versions_published_key",
            "organization_id",
            "form_id",
            unique=True,
            postgresql_where=text("status = 'published'"),
        ),
    )

    form_id: Mapped[UUID]
    number: Mapped[int]
    status: Mapped[FormVersionStatus] = mapped_column(default=FormVersionStatus.DRAFT)
    #: JSON and not JSONB, which forgets in which order the fields were written down.
    json_schema: Mapped[dict[str, Any]] = mapped_column(JSON)
    ui_schema: Mapped[dict[str, Any]] = mapped_column(JSON)
    required_on_solve: Mapped[list[str]] = mapped_column(JSONB)
    agent_only: Mapped[list[str]] = mapped_column(JSONB)
    #: [{"key": …, "field_keys": […]}]: see `effective.py`.
    not_applicable_groups: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    attachment_min: Mapped[int]
    attachment_max: Mapped[int | None]
    side_effects: Mapped[list[str]] = mapped_column(JSONB)
    published_at: Mapped[datetime | None]


class TicketProcess(Owned, Versioned, Base):
    """The way of a ticket through activities; it begins at the activity of position 0."""

    __tablename__ = "processes"
    __table_args__ = (
        UniqueConstraint("organization_id", "key"),
        Index(None, "organization_id", "key", "id"),
        Index(None, "organization_id", "status", "key", "id"),
    )

    key: Mapped[str]
    name: Mapped[str]
    status: Mapped[TicketProcessStatus] = mapped_column(default=TicketProcessStatus.DRAFT)
    #: When it was first active: from then on tickets may stand in any of its activities.
    activated_at: Mapped[datetime | None]
    defined_at: Mapped[datetime | None]
    #: Keys of the activities that no transition leads to: told, not refused.
    unreachable: Mapped[list[str]] = mapped_column(JSONB, default=list)


class Activity(Owned, Base):
    """A step of a process, as the desk and as the requester call it."""

    __tablename__ = "activities"
    __table_args__ = (
        owned_reference("process_id", "processes"),
        UniqueConstraint("organization_id", "process_id", "key"),
    )

    process_id: Mapped[UUID]
    key: Mapped[str]
    label_agent: Mapped[str]
    label_requester: Mapped[str]
    position: Mapped[int]


class ActivityDialog(Owned, Base):
    """A form that may be submitted while a ticket stands in the activity."""

    __tablename__ = "activity_dialogs"
    __table_args__ = (
        owned_reference("activity_id", "activities"),
        owned_reference("form_id", "forms"),
        UniqueConstraint("organization_id", "activity_id", "key"),
    )

    activity_id: Mapped[UUID]
    key: Mapped[str]
    audience: Mapped[Audience]
    form_id: Mapped[UUID]
    submit_label: Mapped[str | None]
    submit_advice: Mapped[str | None]
    position: Mapped[int]
    #: The dialog that opens a ticket.
    is_opening: Mapped[bool] = mapped_column(default=False)


class Transition(Owned, Base):
    """The way from an activity to another, and when it is taken."""

    __tablename__ = "transitions"
    __table_args__ = (
        owned_reference("process_id", "processes"),
        owned_reference("from_activity_id", "activities"),
        owned_reference("to_activity_id", "activities"),
        UniqueConstraint("organization_id", "process_id", "position"),
    )

    process_id: Mapped[UUID]
    from_activity_id: Mapped[UUID]
    to_activity_id: Mapped[UUID]
    #: A JSON Schema over {"fields": …, "ticket": …}; null: always.
    condition: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    #: Whether it may follow another one at once, on the same values.
    automatic: Mapped[bool] = mapped_column(default=False)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    position: Mapped[int]


class FormNode(Owned, Versioned, Base):
    """A place in the tree. One that leads to a process or to a form can be chosen."""

    __tablename__ = "form_nodes"
    __table_args__ = (
        owned_reference("parent_id", "form_nodes"),
        owned_reference("process_id", "processes"),
        owned_reference("form_id", "forms"),
        CheckConstraint("process_id is null or form_id is null", name="one_way"),
        Index(None, "organization_id", "label", "id"),
        Index(None, "organization_id", "parent_id", "label", "id"),
        Index(None, "organization_id", "process_id"),
    )

    parent_id: Mapped[UUID | None]
    kind: Mapped[NodeKind]
    label: Mapped[str]
    help: Mapped[str | None]
    #: What has to be contracted, such as `tool:erp`, for this node and all below it.
    entitlement_key: Mapped[str | None]
    position: Mapped[int]
    process_id: Mapped[UUID | None]
    form_id: Mapped[UUID | None]
    active: Mapped[bool] = mapped_column(default=True)


class ToolEntitlement(Owned, Versioned, Base):
    """A tool that the whole organization, or one of its customers, has contracted."""

    __tablename__ = "tool_entitlements"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        UniqueConstraint(
            "organization_id", "customer_id", "key", postgresql_nulls_not_distinct=True
        ),
        CheckConstraint("ends_at > starts_at", name="period"),
        Index(None, "organization_id", "key", "id"),
    )

    key: Mapped[str]
    #: Null: the whole organization.
    customer_id: Mapped[UUID | None]
    source: Mapped[EntitlementSource]
    starts_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime | None]
