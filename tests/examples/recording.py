"""Answers of the demo organization, made fit to be shown: no churn, no secrets, no long lists."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from itertools import count
from typing import Any

from app.contract.examples.ids import KNOWN_IDS

_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")
_TIME = re.compile(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+(Z|\+00:00)")
#: How many entries of a page an example shows, and of any other list.
_SHOWN, _SHOWN_INSIDE = 2, 6


def shown(operation_id: str, answer: Any, instead: Mapping[str, str]) -> Any:
    """The answer as an example: shortened, with the ids that the request's example names.

    `instead`: a value that this run made -> the value that the example of the request has.
    """
    text = json.dumps(_shortened(answer), ensure_ascii=False)
    for actual, example in instead.items():
        text = text.replace(actual, example)
    for secret, invented in _SECRETS:
        text = secret.sub(invented, text)
    numbers: dict[str, str] = {}
    steps = count(1)

    def steady(match: re.Match[str]) -> str:
        found = match[0]
        if found in KNOWN_IDS or found in instead.values():
            return found
        return numbers.setdefault(found, _id(operation_id, next(steps)))

    return json.loads(_TIME.sub(r"\1Z", _UUID.sub(steady, text)))


def shape(value: Any) -> Any:
    """The form of an answer: which keys and types it has. While it stays, so does the example."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _shortened(inner[:_SHOWN] if key == "items" and isinstance(inner, list) else inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:_SHOWN_INSIDE]]
    return value


def _id(operation_id: str, step: int) -> str:
    digits = sha256(f"{operation_id} {step}".encode()).hexdigest()
    return f"0198c5b0-{digits[:4]}-7{digits[4:7]}-a{digits[7:10]}-{digits[10:22]}"
