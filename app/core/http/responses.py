"""Responses other than JSON."""

import unicodedata
from typing import Any
from urllib.parse import quote

from fastapi import Response

#: Beside letters and digits of ASCII: what a name may hold for programs that know no more.
_PLAIN = " .-_()"


class PdfResponse(Response):
    """A document to be kept or printed."""

    media_type = "application/pdf"


def disposition(name: str, *, inline: bool = False) -> dict[str, str]:
    """The header by which a file is shown (`inline`) or saved under its name (RFC 6266).

    `filename` is for programs that do not know `filename*` (RFC 8187), in what ASCII can write.
    """
    kind = "inline" if inline else "attachment"
    plain = "".join(
        character if character.isascii() and (character.isalnum() or character in _PLAIN) else "_"
        for character in unicodedata.normalize("NFKD", name)
        if not unicodedata.combining(character)
    )
    full = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": f'{kind}; filename="{plain}"{full}'}


def sends(*media_types: str) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that sends a file: text with its charset, all else binary."""
    content = {}
    for media_type in media_types:
        if media_type.startswith("text/"):
            content[f"{media_type}; charset=utf-8"] = {"schema": {"type": "string"}}
        else:
            content[media_type] = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": content}}
