"""Files that the pages are drawn with; their address changes with their content."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).with_name("static")
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file, read when the process starts."""

    media_type: str
    content: bytes


#: Name -> file.
STATIC = {
    path.name: StaticFile(_MEDIA_TYPES[path.suffix], path.read_bytes())
    for path in sorted(_FOLDER.iterdir())
}
#: Folder of the files in addresses: a browser keeps what is in it until any of them changes.
STATIC_PATH = (
    "/docs/static/"
    + hashlib.sha256(b"".join(file.content for file in STATIC.values())).hexdigest()[:10]
)
