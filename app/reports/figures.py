"""Rounding of figures that are no counts: SQL expressions, the same in every report."""


def seconds(value: str) -> str:
    """A duration, to the second."""
    return f"round({value})::bigint"


def mean(value: str) -> str:
    """A mean of stars, to two decimals; null stays null."""
    return f"round({value}, 2)::float8"


def share(part: str, whole: str) -> str:
    """A share from 0 to 1, to four decimals: a percentage has two. Null: the whole is 0."""
    return f"round({part}::numeric / nullif({whole}, 0), 4)::float8"
