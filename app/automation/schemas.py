"""Macros and rules as callers see them."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.automation.actions import Actions, AutomationAction
from app.automation.conditions import ConditionField, ConditionOperator, operators_of
from app.automation.models import Outcome, RuleHours, RuleMode, Trigger
from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    StrictBool,
    StrictInt,
    Update,
)
from app.desks.models import TicketStatus
from app.sla.models import Metric
from app.tickets.models import Awaiting, Channel, Priority

_CHOICES: dict[ConditionField, type[Any]] = {
    ConditionField.STATUS: TicketStatus,
    ConditionField.PRIORITY: Priority,
    ConditionField.CHANNEL: Channel,
    ConditionField.AWAITING: Awaiting,
    ConditionField.METRIC: Metric,
}
_UNSET = {ConditionOperator.IS_SET, ConditionOperator.IS_NOT_SET}
_BOUNDS = {ConditionOperator.AT_LEAST, ConditionOperator.AT_MOST}


_FIELD = "What the condition looks at."
_FORM_KEY = "Key of the form's field. Required with the field `form_field`; otherwise null."
_OPERATOR = (
    "How it compares. `text` takes `contains` and `contains_not`; `reopened_count`, `hours_open`"
    " and `stars` take `is`, `at_least` and `at_most`; `form_field` takes all; the others take"
    " `is`, `is_not`, `is_set` and `is_not_set`."
)
_VALUES = (
    "What it is compared with, as text: ids, values of the field, numbers. One of them is enough."
    " Empty with `is_set` and `is_not_set`, otherwise not."
)
_ALL = "Conditions that have to match, all of them."
_ANY = "Conditions of which at least one has to match, if there are any."
_NAME = "Name of the rule; need not be unique."
_POSITION = (
    "Order in which the rules of a trigger are evaluated, lower numbers first. Each sees what those"
    " before it did."
)
_MODE = "Whether the rule acts."
_TRIGGER = "The kind of event that the rule reacts to."
_CONDITIONS = "What has to match. Without any condition every ticket matches."
_HOURS = "When the rule applies, by the calendar of the ticket's desk."
_ACTIONS = (
    "What is done, in this order; all of it or, if one action is refused, none of it. At most one"
    " action writes to the requester."
)
_ONCE = "Whether the rule fires at most once for each ticket."
_CHECKS = "The conditions with what was found, in their order."


class Condition(In):
    """A field, an operator and values that have to match: `priority` `is` [`high`, `urgent`]."""

    field: ConditionField = Field(description=_FIELD)
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description=_FORM_KEY
    )
    operator: ConditionOperator = Field(description=_OPERATOR)
    values: Annotated[list[Line], Field(max_length=100)] = Field(
        default_factory=list, description=_VALUES
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        problem = self._problem()
        if problem is not None:
            raise PydanticCustomError(*problem)
        return self

    def _problem(self) -> tuple[str, str] | None:  # noqa: PLR0911 - one for each way to be wrong
        if self.operator not in operators_of(self.field):
            return "operator", N_("This operator says nothing about this field.")
        if (self.name is None) is (self.field is ConditionField.FORM_FIELD):
            return "name", N_("A field of the form has a name, and no other field has.")
        if bool(self.values) is (self.operator in _UNSET):
            return "values", N_("Values are named, unless it is asked whether there is any.")
        choices = _CHOICES.get(self.field)
        if choices is not None and not {*self.values} <= {str(choice) for choice in choices}:
            return "not_a_choice", N_("This is not a value of this field.")
        if self.field.endswith("_id") and not all(map(_is_id, self.values)):
            return "not_an_id", N_("This field is compared with ids.")
        if self._is_numeric() and not all(map(_is_number, self.values)):
            return "not_a_number", N_("This field is compared with numbers.")
        return None

    def _is_numeric(self) -> bool:
        if self.field is ConditionField.FORM_FIELD:
            return self.operator in _BOUNDS
        return ConditionOperator.AT_LEAST in operators_of(self.field)


class Conditions(In):
    """Conditions of a rule: all of `all` must match, and at least one of `any` if it has some."""

    all: Annotated[list[Condition], Field(max_length=30)] = Field(
        default_factory=list, description=_ALL
    )
    any: Annotated[list[Condition], Field(max_length=30)] = Field(
        default_factory=list, description=_ANY
    )


class ConditionShown(Out):
    """A field, an operator and values that have to match."""

    field: ConditionField = Field(description=_FIELD)
    name: str | None = Field(description="Key of the form's field. Null for all other fields.")
    operator: ConditionOperator = Field(description="How it compares.")
    values: list[str] = Field(
        description="What it is compared with, as text. Empty with `is_set` and `is_not_set`."
    )


class ConditionsShown(Out):
    """Conditions of a rule: all of `all` must match, and at least one of `any` if it has some."""

    all: list[ConditionShown] = Field(description=_ALL)
    any: list[ConditionShown] = Field(description=_ANY)


class AutomationRule(Out):
    """Actions that the desk applies by itself to a ticket when conditions are met."""

    id: UUID
    name: str = Field(description=_NAME)
    position: int = Field(description=_POSITION)
    mode: RuleMode = Field(description=_MODE)
    trigger: Trigger = Field(description=_TRIGGER)
    conditions: ConditionsShown = Field(description=_CONDITIONS)
    hours: RuleHours = Field(description=_HOURS)
    actions: list[AutomationAction] = Field(description=_ACTIONS)
    once_per_ticket: bool = Field(description=_ONCE)
    created_at: Instant
    version: int


class AutomationRuleQuery(ListQuery):
    """Filters and order of the list of automation rules."""

    sort: Literal["position"] = "position"
    trigger: Trigger | None = Field(None, description="Only rules with this trigger.")


Position = Annotated[StrictInt, Field(ge=0, le=10_000, description=_POSITION)]


class AutomationRuleCreate(In):
    """A new automation rule. It reacts to events from now on."""

    id: OwnId | None = Field(None, description="A client may bring its own (UUID version 7).")
    name: Line = Field(description=_NAME)
    position: Position = 0
    mode: RuleMode = Field(RuleMode.ACTIVE, description=_MODE)
    trigger: Trigger = Field(description=_TRIGGER)
    conditions: Conditions = Field(default_factory=Conditions, description=_CONDITIONS)
    hours: RuleHours = Field(RuleHours.ANY, description=_HOURS)
    actions: Actions = Field(description=_ACTIONS)
    once_per_ticket: StrictBool = Field(False, description=_ONCE)


class AutomationRuleUpdate(Update):
    """Changes to an automation rule. What it did is not undone."""

    name: Annotated[Line, Field(description=_NAME)] = UNCHANGED
    position: Position = UNCHANGED
    mode: Annotated[RuleMode, Field(description=_MODE)] = UNCHANGED
    trigger: Annotated[Trigger, Field(description=_TRIGGER)] = UNCHANGED
    conditions: Annotated[Conditions, Field(description=f"{_CONDITIONS} Replaces all of them.")] = (
        UNCHANGED
    )
    hours: Annotated[RuleHours, Field(description=_HOURS)] = UNCHANGED
    actions: Annotated[Actions, Field(description=f"{_ACTIONS} Replaces all of them.")] = UNCHANGED
    once_per_ticket: Annotated[StrictBool, Field(description=_ONCE)] = UNCHANGED


class RuleTrial(In):
    """The ticket on which a rule is tried. Nothing is changed and nothing is logged."""

    ticket_id: UUID = Field(
        description="The ticket, as it is now. The rule is evaluated as if its trigger happened"
        " now; with triggers about messages, with the last such message."
    )


class RuleCheck(Out):
    """One condition of a rule, what was found, and whether it matched."""

    group: Literal["all", "any"] = Field(
        description="The group that the condition is in. `all`: it has to match; `any`: one of the"
        " group has to match."
    )
    field: ConditionField = Field(description=_FIELD)
    name: str | None = Field(description="Key of the form's field. Null for all other fields.")
    operator: ConditionOperator = Field(description="How it compares.")
    values: list[str] = Field(
        description="What it is compared with, as text. Empty with `is_set` and `is_not_set`."
    )
    found: list[str] = Field(
        description="What the field held, as text. Empty if it held nothing, and always for `text`:"
        " what people write is not logged."
    )
    held: bool = Field(description="Whether the condition matched.")


class RuleVerdict(Out):
    """Result of a rule for a ticket, with the reasons; nothing is changed."""

    outcome: Outcome = Field(description="What would come of it; never `fired`.")
    checks: list[RuleCheck] = Field(description=_CHECKS)
    actions: list[AutomationAction] = Field(
        description="The actions of the rule, with placeholders replaced as for this ticket. They"
        " would be carried out if the outcome is `would_fire`."
    )


class RuleRun(Out):
    """One evaluation of a rule for a ticket, with its outcome and the reason. Kept for 30 days.

    With `once_per_ticket`, runs with the outcome `fired` are kept for longer, without `checks`.
    """

    id: UUID
    automation_rule_id: UUID
    rule_name: str = Field(description="Name of the rule, as it is now.")
    rule_version: int = Field(description="Version of the rule that was evaluated.")
    ticket_id: UUID
    ticket_number: int = Field(description="Number of the ticket.")
    trigger: Trigger = Field(description="The kind of event that happened.")
    outcome: Outcome = Field(description="What came of it.")
    checks: list[RuleCheck] = Field(description=_CHECKS)
    failure_code: str | None = Field(
        description="Code of the problem with which an action was refused. Null unless the outcome"
        " is `failed`."
    )
    failed_action: int | None = Field(
        description="Which action was refused, counted from 0. Null unless the outcome is `failed`."
    )
    depth: int = Field(
        description="Number of automatic steps from what a person did to this evaluation, counted"
        " from 1. Above 5 no rule fires."
    )
    created_at: Instant


class RuleRunQuery(ListQuery):
    """Filters and order of the list of rule runs."""

    sort: Literal["-created_at"] = "-created_at"
    automation_rule_id: UUID | None = Field(None, description="Only runs of this rule.")
    ticket_id: UUID | None = Field(None, description="Only runs for this ticket.")


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdecimal() and value.isascii()
