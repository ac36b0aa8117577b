"""Macros and rules as callers see them."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.automation.actions import Action, Actions
from app.automation.conditions import ConditionField, Operator, operators_of
from app.automation.models import Outcome, RuleHours, RuleMode, Trigger
from app.core.http.listing import ListQuery
from app.core.values.text import N_
from app.core.values.wire import UNCHANGED, In, Instant, Line, Out, StrictBool, StrictInt, Update
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
_UNSET = {Operator.IS_SET, Operator.IS_NOT_SET}
_BOUNDS = {Operator.AT_LEAST, Operator.AT_MOST}


class Condition(In):
    """One of the values has to be found: `priority` `is` [`high`, `urgent`]."""

    field: ConditionField
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        None, description="Of a `form_field`: which."
    )
    operator: Operator
    values: Annotated[list[Line], Field(max_length=100)] = Field(default_factory=list)

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
        return Operator.AT_LEAST in operators_of(self.field)


class Conditions(In):
    all: Annotated[list[Condition], Field(max_length=30)] = Field(
        default_factory=list, description="Each must hold."
    )
    any: Annotated[list[Condition], Field(max_length=30)] = Field(
        default_factory=list, description="One must hold, if any is named."
    )


class ConditionShown(Out):
    field: ConditionField
    name: str | None
    operator: Operator
    values: list[str]


class ConditionsShown(Out):
    all: list[ConditionShown]
    any: list[ConditionShown]


class AutomationRule(Out):
    id: UUID
    name: str
    position: int
    mode: RuleMode
    trigger: Trigger
    conditions: ConditionsShown
    hours: RuleHours
    actions: list[Action]
    once_per_ticket: bool
    created_at: Instant
    version: int


class AutomationRuleQuery(ListQuery):
    sort: Literal["position"] = "position"
    trigger: Trigger | None = None


Position = Annotated[StrictInt, Field(ge=0, le=10_000, description="Lower ones are tried first.")]


class AutomationRuleCreate(In):
    id: UUID | None = Field(None, description="A client may bring its own (UUID version 7).")
    name: Line
    position: Position = 0
    mode: RuleMode = Field(
        RuleMode.ACTIVE, description="`dry_run`: the log says what it would have done."
    )
    trigger: Trigger
    conditions: Conditions = Field(default_factory=Conditions)
    hours: RuleHours = Field(RuleHours.ANY, description="By the calendar of the ticket's desk.")
    actions: Actions
    once_per_ticket: StrictBool = False


class AutomationRuleUpdate(Update):
    name: Line = UNCHANGED
    position: Position = UNCHANGED
    mode: RuleMode = UNCHANGED
    trigger: Trigger = UNCHANGED
    conditions: Conditions = UNCHANGED
    hours: RuleHours = UNCHANGED
    actions: Actions = UNCHANGED
    once_per_ticket: StrictBool = UNCHANGED


class RuleTrial(In):
    """Try the rule on a ticket as it is now; nothing is done."""

    ticket_id: UUID


class RuleCheck(Out):
    group: Literal["all", "any"]
    field: ConditionField
    name: str | None
    operator: Operator
    values: list[str]
    found: list[str] = Field(description="Of `text` nothing: what was written is in the ticket.")
    held: bool


class RuleVerdict(Out):
    outcome: Outcome
    checks: list[RuleCheck]
    actions: list[Action] = Field(description="What would be done, texts filled in.")


class RuleRun(Out):
    id: UUID
    automation_rule_id: UUID
    rule_name: str
    rule_version: int
    ticket_id: UUID
    ticket_number: int
    trigger: Trigger
    outcome: Outcome
    checks: list[RuleCheck]
    problem: str | None = Field(description="The code of the refusal that kept it from acting.")
    failed_action: int | None = Field(description="Which action was refused, counted from 0.")
    depth: int = Field(description="How many steps lie between what somebody did and this.")
    created_at: Instant


class RuleRunQuery(ListQuery):
    sort: Literal["-created_at"] = "-created_at"
    automation_rule_id: UUID | None = None
    ticket_id: UUID | None = None


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _is_number(value: str) -> bool:
    return value.replace(".", "", 1).isdecimal() and value.isascii()
