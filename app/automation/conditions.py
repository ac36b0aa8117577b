"""Conditions of rules: evaluated without a query, with the reason for a mismatch.

Facts are lists of strings by field; an empty list is a field that is not set. Text and names are
compared without case and accents.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypedDict

from app.core.values.text import fold

Facts = Mapping[str, Sequence[str]]


class ConditionField(StrEnum):
    """Field that a condition looks at, as it is when the rule is evaluated.

    - `status`, `priority`, `channel`, `awaiting`: of the ticket.
    - `desk_id`, `team_id`, `assignee_id`, `requester_id`, `customer_id`: of the ticket.
    - `form_node_id`: what was chosen in the form tree.
    - `process_id`: the process that the ticket goes through.
    - `tag`: the tags of the ticket.
    - `text`: the message that the trigger is about; subject and description of a new ticket; with
      other triggers the subject.
    - `form_field`: what was filled in in the form's field that `name` names.
    - `reopened_count`: how often the ticket was reopened.
    - `hours_open`: hours since the ticket was opened, nights and weekends included.
    - `stars`: of the rating, with the trigger `ticket_rated`.
    - `metric`: of the SLA target, with the triggers `sla_warned` and `sla_breached`.
    """

    STATUS = "status"
    PRIORITY = "priority"
    CHANNEL = "channel"
    AWAITING = "awaiting"
    DESK = "desk_id"
    TEAM = "team_id"
    ASSIGNEE = "assignee_id"
    REQUESTER = "requester_id"
    CUSTOMER = "customer_id"
    TOPIC = "form_node_id"
    PROCESS = "process_id"
    TAG = "tag"
    TEXT = "text"
    FORM_FIELD = "form_field"
    REOPENED_COUNT = "reopened_count"
    HOURS_OPEN = "hours_open"
    STARS = "stars"
    METRIC = "metric"


class ConditionOperator(StrEnum):
    """Comparison of a condition. Case and accents are ignored, and numbers compared as numbers.

    - `is`: one of the values is found.
    - `is_not`: none of the values is found.
    - `contains`: one of the values is part of the text.
    - `contains_not`: none of the values is part of the text.
    - `at_least`: a number is found that is not below one of the values.
    - `at_most`: a number is found that is not above one of the values.
    - `is_set`: anything is found.
    - `is_not_set`: nothing is found.
    """

    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS_SET = "is_set"
    IS_NOT_SET = "is_not_set"


_CHOICES = frozenset(
    {
        ConditionOperator.IS,
        ConditionOperator.IS_NOT,
        ConditionOperator.IS_SET,
        ConditionOperator.IS_NOT_SET,
    }
)
_WORDS = frozenset({ConditionOperator.CONTAINS, ConditionOperator.CONTAINS_NOT})
_NUMBERS = frozenset({ConditionOperator.AT_LEAST, ConditionOperator.AT_MOST, ConditionOperator.IS})
#: Field -> the operators that make sense for it; the others are choices.
_OPERATORS: dict[ConditionField, frozenset[ConditionOperator]] = {
    ConditionField.TEXT: _WORDS,
    ConditionField.FORM_FIELD: frozenset(ConditionOperator),
    ConditionField.REOPENED_COUNT: _NUMBERS,
    ConditionField.HOURS_OPEN: _NUMBERS,
    ConditionField.STARS: _NUMBERS,
}


class Check(TypedDict):
    """One condition, what was found, and whether it held."""

    group: str
    field: str
    name: str | None
    operator: str
    values: list[str]
    found: list[str]
    held: bool


def operators_of(field: ConditionField) -> frozenset[ConditionOperator]:
    return _OPERATORS.get(field, _CHOICES)


def evaluate(conditions: Mapping[str, Any], facts: Facts) -> tuple[bool, list[Check]]:
    """Result of `all` and `any` together (`any` may be empty), and of each condition."""
    checks = [
        _check(group, condition, facts)
        for group in ("all", "any")
        for condition in conditions[group]
    ]
    of_any = [check["held"] for check in checks if check["group"] == "any"]
    holds = all(check["held"] for check in checks if check["group"] == "all")
    return holds and (not of_any or any(of_any)), checks


def _check(group: str, condition: Mapping[str, Any], facts: Facts) -> Check:
    name = condition["name"]
    key = f"form_field.{name}" if name else condition["field"]
    found = list(facts.get(key, ()))
    operator, values = ConditionOperator(condition["operator"]), list(condition["values"])
    ask, wanted = _ASKS[operator]
    return Check(
        group=group,
        field=condition["field"],
        name=name,
        operator=operator.value,
        values=values,
        # What was written stays in the ticket: the log says only whether it held.
        found=[] if condition["field"] == ConditionField.TEXT else found,
        held=ask(values, found) is wanted,
    )


def _is_set(_: list[str], found: list[str]) -> bool:
    return bool(found)


def _is(values: list[str], found: list[str]) -> bool:
    """Return True if one of the values was found; numbers are compared as such."""
    if {fold(v) for v in values} & {fold(f) for f in found}:
        return True
    return bool({*_numbers(values)} & {*_numbers(found)})


def _contains(values: list[str], found: list[str]) -> bool:
    return any(fold(value) in fold(text) for value in values for text in found)


def _at_least(values: list[str], found: list[str]) -> bool:
    return any(number >= bound for number in _numbers(found) for bound in _numbers(values))


def _at_most(values: list[str], found: list[str]) -> bool:
    return any(number <= bound for number in _numbers(found) for bound in _numbers(values))


def _numbers(texts: list[str]) -> list[Decimal]:
    numbers = []
    for text in texts:
        try:
            number = Decimal(text)
        except InvalidOperation:
            continue
        if number.is_finite():
            numbers.append(number)
    return numbers


#: Operator -> the question that is asked, and the answer that is wanted.
_ASKS: dict[ConditionOperator, tuple[Callable[[list[str], list[str]], bool], bool]] = {
    ConditionOperator.IS: (_is, True),
    ConditionOperator.IS_NOT: (_is, False),
    ConditionOperator.CONTAINS: (_contains, True),
    ConditionOperator.CONTAINS_NOT: (_contains, False),
    ConditionOperator.AT_LEAST: (_at_least, True),
    ConditionOperator.AT_MOST: (_at_most, True),
    ConditionOperator.IS_SET: (_is_set, True),
    ConditionOperator.IS_NOT_SET: (_is_set, False),
}
