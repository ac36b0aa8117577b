"""Optimistic concurrency: versions, ETag and If-Match (RFC 9110, 13.1)."""

from fastapi import Request

from app.core.values.errors import PreconditionFailed


def etag(version: int, state: str = "") -> str:
    """The tag of a version; `state` tells apart what it looks like as time goes by."""
    return f'"{version}-{state}"' if state else f'"{version}"'


def check_if_match(request: Request, version: int) -> None:
    """Refuse a change that was made to an older version; without `If-Match` nothing is checked."""
    wanted = request.headers.get("if-match")
    if wanted is None or wanted.strip() == "*":
        return
    known = (tag.strip().strip('"').partition("-")[0] for tag in wanted.split(","))
    if str(version) not in known:
        refusal = PreconditionFailed()
        refusal.headers = {"ETag": etag(version)}
        raise refusal
