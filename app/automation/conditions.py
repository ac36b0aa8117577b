"""Conditions of rules: evaluated without a query, with the reason for a mismatch.

Facts are lists of strings by field; an empty list is a field that is not set. Text and names are
compared without case and accents.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypedDict

Facts = Mapping[str, Sequence[str]]


class ConditionField(StrEnum):
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
    #: What was just written; of a new ticket its subject too.
    TEXT = "text"
    #: What was filled in under `name`.
    FORM_FIELD = "form_field"
    REOPENED_COUNT = "reopened_count"
    HOURS_OPEN = "hours_open"
    #: Of the rating that was given.
    STARS = "stars"
    #: Of the promise that is due soon, or was broken.
    METRIC = "metric"


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IS_SET = "is_set"
    IS_NOT_SET = "is_not_set"


_CHOICES = frozenset({Operator.IS, Operator.IS_NOT, Operator.IS_SET, Operator.IS_NOT_SET})
_WORDS = frozenset({Operator.CONTAINS, Operator.CONTAINS_NOT})
_NUMBERS = frozenset({Operator.AT_LEAST, Operator.AT_MOST, Operator.IS})
#: Field -> the operators that make sense for it; the others are choices.
_OPERATORS: dict[ConditionField, frozenset[Operator]] = {
    ConditionField.TEXT: _WORDS,
    ConditionField.FORM_FIELD: frozenset(Operator),
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


def operators_of(field: ConditionField) -> frozenset[Operator]:
    return _OPERATORS.get(field, _CHOICES)


def evaluate(conditions: Mapping[str, Any], facts: Facts) -> tuple[bool, list[Check]]:
    """Whether all of `all` hold, and at least one of `any` if it names some; and each of them."""
    checks = [
        _check(group, condition, facts)
        for group in ("all", "any")
        for condition in conditions[group]
    ]
    of_any = [check["held"] for check in checks if check["group"] == "any"]
    holds = all(check["held"] for check in checks if check["group"] == "all")
    return holds and (not of_any or any(of_any)), checks


def fold(text: str) -> str:
    """Without case and accents: what people mean when they say that two words are the same."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def _check(group: str, condition: Mapping[str, Any], facts: Facts) -> Check:
    name = condition["name"]
    key = f"form_field.{name}" if name else condition["field"]
    found = list(facts.get(key, ()))
    operator, values = Operator(condition["operator"]), list(condition["values"])
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
    """Whether one of the values was found; numbers are compared as such."""
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
_ASKS: dict[Operator, tuple[Callable[[list[str], list[str]], bool], bool]] = {
    Operator.IS: (_is, True),
    Operator.IS_NOT: (_is, False),
    Operator.CONTAINS: (_contains, True),
    Operator.CONTAINS_NOT: (_contains, False),
    Operator.AT_LEAST: (_at_least, True),
    Operator.AT_MOST: (_at_most, True),
    Operator.IS_SET: (_is_set, True),
    Operator.IS_NOT_SET: (_is_set, False),
}
