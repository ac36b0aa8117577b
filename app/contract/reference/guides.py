"""Guides: Markdown files that stand beside the operations, in the order of their names."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "guides"

_NAME = re.compile(r"(?:\d+-)?(.+)")


@dataclass(frozen=True, slots=True)
class Guide:
    """`01-sign-in.md`, whose first line is `# Signing in`: slug `sign-in`."""

    slug: str
    title: str
    #: Markdown without the first line.
    text: str


def guides(folder: Path = FOLDER) -> dict[str, Guide]:
    """Slug -> guide, in the order of the file names."""
    found = {}
    for path in sorted(folder.glob("*.md")):
        title, _, text = path.read_text(encoding="utf-8").partition("\n")
        name = _NAME.fullmatch(path.stem)
        assert name is not None
        found[name[1]] = Guide(name[1], title.removeprefix("# ").strip(), text)
    return found
