"""Events of forms, the form tree and processes."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class FormCreated(Event):
    name: ClassVar = "form.created"
    label: ClassVar = N_("Form created")
    subject: ClassVar = "form"
    form_id: UUID


class FormUpdated(Event):
    name: ClassVar = "form.updated"
    label: ClassVar = N_("Form changed")
    subject: ClassVar = "form"
    form_id: UUID
    fields: list[str]


class FormDrafted(Event):
    name: ClassVar = "form.drafted"
    label: ClassVar = N_("New version of a form begun")
    subject: ClassVar = "form"
    form_id: UUID
    form_version_id: UUID
    number: int


class FormDraftUpdated(Event):
    name: ClassVar = "form.draft_updated"
    label: ClassVar = N_("Draft of a form changed")
    subject: ClassVar = "form"
    form_id: UUID
    form_version_id: UUID
    fields: list[str]


class FormPublished(Event):
    name: ClassVar = "form.published"
    label: ClassVar = N_("Form published")
    subject: ClassVar = "form"
    form_id: UUID
    form_version_id: UUID
    number: int


class FormNodeCreated(Event):
    name: ClassVar = "form_node.created"
    label: ClassVar = N_("Choice added to the tree of forms")
    subject: ClassVar = "form_node"
    form_node_id: UUID


class FormNodeUpdated(Event):
    name: ClassVar = "form_node.updated"
    label: ClassVar = N_("Choice in the tree of forms changed")
    subject: ClassVar = "form_node"
    form_node_id: UUID
    fields: list[str]


class ProcessCreated(Event):
    name: ClassVar = "process.created"
    label: ClassVar = N_("Process created")
    subject: ClassVar = "process"
    process_id: UUID


class ProcessUpdated(Event):
    name: ClassVar = "process.updated"
    label: ClassVar = N_("Process changed")
    subject: ClassVar = "process"
    process_id: UUID
    fields: list[str]


class ProcessDefined(Event):
    name: ClassVar = "process.defined"
    label: ClassVar = N_("Activities of a process defined")
    subject: ClassVar = "process"
    process_id: UUID


class ProcessActivated(Event):
    name: ClassVar = "process.activated"
    label: ClassVar = N_("Process activated")
    subject: ClassVar = "process"
    process_id: UUID


class ProcessFaded(Event):
    name: ClassVar = "process.faded"
    label: ClassVar = N_("Process takes no new tickets")
    subject: ClassVar = "process"
    process_id: UUID


class ProcessEnded(Event):
    name: ClassVar = "process.retired"
    label: ClassVar = N_("Process retired")
    subject: ClassVar = "process"
    process_id: UUID


class ToolContracted(Event):
    name: ClassVar = "tool_entitlement.contracted"
    label: ClassVar = N_("Tool contracted")
    subject: ClassVar = "tool_entitlement"
    tool_entitlement_id: UUID
    key: str
    customer_id: UUID | None


class ToolEntitlementUpdated(Event):
    name: ClassVar = "tool_entitlement.updated"
    label: ClassVar = N_("Contract of a tool changed")
    subject: ClassVar = "tool_entitlement"
    tool_entitlement_id: UUID
    fields: list[str]
