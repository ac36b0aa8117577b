"""Responses other than JSON."""

from typing import Any

from fastapi import Response


class PdfResponse(Response):
    """A document to be kept or printed."""

    media_type = "application/pdf"


def sends(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that sends a file: text with its charset, all else binary."""
    content = {}
    for media_type in media_types:
        if media_type.startswith("text/"):
            content[f"{media_type}; charset=utf-8"] = {"schema": {"type": "string"}}
        else:
            content[media_type] = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": content}}
