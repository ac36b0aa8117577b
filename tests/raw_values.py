"""Search for values that reached a text for people in the form that programs get."""

import re

_CODE = re.compile(r"`[^`]*`")
#: RFC 3339 or Python's own form of an instant; a code in snake case; Python's form of an object.
_RAW = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*|\b[a-z]+(?:_[a-z]+)+\b|\w+\([^)]*=|<\w+[.: ]")


def raw_values(text: str) -> list[str]:
    """Raw values in the text; codes that a caller may send stand between backticks."""
    return _RAW.findall(_CODE.sub("", text))
