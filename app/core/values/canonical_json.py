"""Canonical JSON (RFC 8785): one hash for a document, on every device.

What a customer signs is bound by `content_hash`: SHA-256 over the JSON Canonicalization Scheme (RFC
8785). A client computes the same in four steps, with any JCS library (`canonicalize` in
JavaScript):

1. build the document from strings, whole numbers, booleans, null, lists and objects only:
   quantities, money and coordinates are decimal strings exactly as the API gives them (`"35.500"`),
   instants are RFC 3339 strings;
2. leave text as it came: no trimming, no Unicode normalisation (an é of one and of two code points
   differ);
3. canonicalise: no white space, keys sorted by UTF-16 code units, UTF-8;
4. SHA-256, in lower-case hexadecimal.
"""

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import rfc8785

LARGEST_INTEGER = 2**53 - 1


class NotCanonical(ValueError):
    """A value has no canonical JSON; `pointer` (RFC 6901) says where in the document."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer or 'the document'}: {reason}")
        self.pointer = pointer


def canonicalise(document: Any) -> bytes:
    """The RFC 8785 form, in UTF-8, of anything that JSON can say. Numbers are IEEE doubles.

    Raises NotCanonical: for NaN and infinities, integers beyond ±(2**53 - 1) that JavaScript would
    round, keys that are not strings, halves of surrogate pairs, and every Python type that JSON
    does not know.
    """
    _examine(document, "", floats=True)
    return rfc8785.dumps(document)


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 (64 hexadecimal digits) of the canonical document.

    Raises NotCanonical as `canonicalise` does, and for every float: 35.5 and "35.500" would be two
    documents, and a number that has been through arithmetic need not be the one that the customer
    saw.
    """
    _examine(document, "", floats=False)
    return hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()


def _examine(value: Any, pointer: str, *, floats: bool) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(pointer, f"the key {key!r} is not a string")
            below = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            _examine(key, below, floats=floats)
            _examine(item, below, floats=floats)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _examine(item, f"{pointer}/{index}", floats=floats)
    elif fault := _fault(value, floats=floats):
        raise NotCanonical(pointer, fault)


def _fault(value: Any, *, floats: bool) -> str | None:
    match value:
        case None | bool():
            return None
        case str():
            halved = any("\ud800" <= character <= "\udfff" for character in value)
            return "half of a surrogate pair is no text" if halved else None
        case int():
            beyond = abs(value) > LARGEST_INTEGER
            return "an integer beyond 2**53 - 1: write it as a string" if beyond else None
        case float() if not floats:
            return f"{value} is a float: write a decimal string"
        case float():
            return None if math.isfinite(value) else f"{value} is not a number of JSON"
    return f"{type(value).__name__} is not a type of JSON"
