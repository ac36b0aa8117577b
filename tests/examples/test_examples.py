"""Every operation of the contract, called as its example says, does what it is for.

The answers are the examples of the contract: `WRITE_EXAMPLES=1 pytest tests/examples` writes those
whose form has changed, `WRITE_EXAMPLES=all` every one it plays.
"""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from app.contract.examples.answers import RECORDED, recorded
from app.contract.openapi.document import operations
from app.contract.reference.document import COMMITTED
from tests.examples.calls import PREPARATIONS, Call, Demo
from tests.examples.recording import shape, shown

_WRITE = os.environ.get("WRITE_EXAMPLES", "")
_OPERATIONS = [
    operation["operationId"] for _, _, operation in operations(json.loads(COMMITTED.read_text()))
]
Answers = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def answers() -> Iterator[Answers]:
    """operationId -> status -> answer, of this run; written down at its end if that is wanted."""
    found: Answers = {}
    yield found
    if _WRITE:
        known = recorded()
        for operation_id, answer in found.items():
            if _WRITE == "all" or shape(known.get(operation_id)) != shape(answer):
                known[operation_id] = answer
        kept = {name: known[name] for name in _OPERATIONS if name in known}
        RECORDED.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.usefixtures("paula")
@pytest.mark.parametrize("operation_id", _OPERATIONS)
async def test_the_example_works(demo: Demo, answers: Answers, operation_id: str) -> None:
    prepare = PREPARATIONS.get(operation_id)
    call = await prepare(demo) if prepare else Call()
    response = await demo.call(operation_id, call)
    assert response.is_success, response.text
    if response.headers.get("content-type") == "application/json":
        operation = demo.operations[operation_id]
        instead = {
            str(actual): str(example)
            for given, examples in (
                (call.path, operation.parameters),
                (call.body, operation.body or {}),
            )
            for name, actual in given.items()
            if isinstance(actual, str) and isinstance(example := examples.get(name), str)
        }
        recorded_now = answers.setdefault(operation_id, {})
        for _ in operation.successes:  # whoever may answer in two ways is asked twice
            status = str(response.status_code)
            recorded_now[status] = shown(operation_id, response.json(), instead)
            if recorded_now.keys() >= operation.successes:
                break
            response = await demo.call(operation_id, call)


def test_nothing_is_prepared_in_vain() -> None:
    assert set(PREPARATIONS) <= set(_OPERATIONS)


def test_every_json_answer_has_an_example() -> None:
    known = recorded()
    document = json.loads(COMMITTED.read_text())
    silent = [
        (operation["operationId"], status)
        for _, _, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status.startswith("2") and "application/json" in answer.get("content", {})
        if status not in known.get(operation["operationId"], {})
    ]
    assert silent == []


def test_an_example_of_a_list_shows_an_entry() -> None:
    empty = [name for name, found in recorded().items() if found.get("200", {}).get("items") == []]
    assert empty == []
