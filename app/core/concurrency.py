"""Two people, one object: versions, ETag and If-Match (RFC 9110, 13.1)."""

from fastapi import Request

from app.core.errors import PreconditionFailed


def etag(version: int) -> str:
    return f'"{version}"'


def check_if_match(request: Request, version: int) -> None:
    """Refuse a change that was made to an older version; without `If-Match` nothing is checked."""
    wanted = request.headers.get("if-match")
    if wanted is None or wanted.strip() == "*":
        return
    if etag(version) not in (tag.strip() for tag in wanted.split(",")):
        refusal = PreconditionFailed()
        refusal.headers = {"ETag": etag(version)}
        raise refusal
