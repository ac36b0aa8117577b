"""Answers of the demo organization, made fit to be shown: no churn, no secrets, no long lists."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from itertools import count
from typing import Any

from app.contract.examples import tokens
from app.contract.examples.ids import KNOWN_IDS

_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b")
_TIME = re.compile(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+(Z|\+00:00)")
#: What nobody may take for real, whatever field it stands in -> what is shown instead.
_SECRETS = [
    (re.compile(r"\b(chm_[a-z]+)_[0-9A-Za-z]{46}\b"), lambda found: tokens.token(found[1])),
    (re.compile(r"\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+"), lambda _: tokens.ACCESS_TOKEN),
    (re.compile(r"(otpauth:[^\"]*?secret=)[A-Z2-7]+"), lambda found: found[1] + tokens.TOTP_SECRET),
    (re.compile(r"(chamado-verification=)[0-9a-f]{32}"), lambda found: found[1] + _HEX),
    (re.compile(r"\b(removed-)[0-9a-f]{32}\b"), lambda found: found[1] + _HEX),
    (re.compile(r"http://127\.0\.0\.1:\d+"), lambda _: "https://chamado.conecta.example"),
    (re.compile(r"\b127\.0\.0\.1\b"), lambda _: "203.0.113.24"),
]
_HEX = "0123456789abcdef" * 2
#: What only its field's name tells.
_BY_NAME = {
    "secret": tokens.TOTP_SECRET,
    "qr_svg": tokens.QR_SVG,
    "recovery_codes": tokens.RECOVERY_CODES,
    "next_cursor": tokens.CURSOR,
}
#: How many entries an example shows: of a page, of any other list, of a list of words.
_SHOWN, _SHOWN_INSIDE, _WORDS_SHOWN = 2, 6, 10


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
            key: _BY_NAME[key]
            if inner and key in _BY_NAME
            else _shortened(inner[:_SHOWN] if key == "items" and isinstance(inner, list) else inner)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        words = all(isinstance(inner, str) for inner in value)
        return [_shortened(inner) for inner in value[: _WORDS_SHOWN if words else _SHOWN_INSIDE]]
    return value


def _id(operation_id: str, step: int) -> str:
    digits = sha256(f"{operation_id} {step}".encode()).hexdigest()
    return f"0198c5b0-{digits[:4]}-7{digits[4:7]}-a{digits[7:10]}-{digits[10:22]}"
