"""What rules ask: what holds, what does not, and what is said about it."""

import pytest

from app.automation.conditions import evaluate

FACTS = {
    "priority": ["high"],
    "team_id": [],
    "tag": ["vip", "fibra"],
    "text": ["Sem conexão desde ontem à noite"],
    "reopened_count": ["2"],
    "hours_open": ["25.5"],
    "form_field.amount": ["12.50"],
    "form_field.kind": ["Fatura"],
}


def condition(
    field: str, operator: str, *values: str, name: str | None = None
) -> dict[str, object]:
    return {"field": field, "name": name, "operator": operator, "values": [*values]}


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (condition("priority", "is", "high", "urgent"), True),
        (condition("priority", "is", "low"), False),
        (condition("priority", "is_not", "low", "normal"), True),
        (condition("team_id", "is_set"), False),
        (condition("team_id", "is_not_set"), True),
        (condition("team_id", "is_not", "x"), True),
        (condition("tag", "is", "VIP"), True),
        (condition("tag", "is_not", "vip"), False),
        (condition("text", "contains", "CONEXAO"), True),
        (condition("text", "contains", "fatura", "a noite"), True),
        (condition("text", "contains_not", "fatura"), True),
        (condition("reopened_count", "at_least", "2"), True),
        (condition("reopened_count", "at_least", "3"), False),
        (condition("reopened_count", "is", "2.0"), True),
        (condition("hours_open", "at_most", "25"), False),
        (condition("form_field", "at_least", "12.5", name="amount"), True),
        (condition("form_field", "is", "fatura", name="kind"), True),
        (condition("form_field", "is_set", name="nothing"), False),
        (condition("form_field", "at_least", "1", name="kind"), False),
    ],
)
def test_one_condition(asked: dict[str, object], holds: bool) -> None:
    outcome, (check,) = evaluate({"all": [asked], "any": []}, FACTS)
    assert outcome is check["held"] is holds


def test_all_of_all_and_one_of_any() -> None:
    yes, no = condition("priority", "is", "high"), condition("priority", "is", "low")
    cases = [
        ([], [], True),
        ([yes, yes], [], True),
        ([yes, no], [], False),
        ([], [no, yes], True),
        ([], [no], False),
        ([yes], [no], False),
        ([no], [yes], False),
    ]
    for every, some, holds in cases:
        assert evaluate({"all": every, "any": some}, FACTS)[0] is holds


def test_every_condition_is_told_even_after_one_that_failed() -> None:
    asked = [condition("priority", "is", "low"), condition("tag", "is", "vip")]
    _, checks = evaluate({"all": asked, "any": []}, FACTS)
    assert [(c["field"], c["found"], c["held"]) for c in checks] == [
        ("priority", ["high"], False),
        ("tag", ["vip", "fibra"], True),
    ]


def test_what_somebody_wrote_is_not_copied_into_the_log() -> None:
    asked = condition("text", "contains", "ontem")
    _, (check,) = evaluate({"all": [asked], "any": []}, FACTS)
    assert (check["held"], check["found"]) == (True, [])
