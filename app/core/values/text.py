"""Translation: one catalogue for errors, e-mails, documents and labels.

English is the language of the code, so an English text is its own key; `app/locales` holds
pt-BR (the default) and pt-PT. A text that is looked up by variable is marked with `N_`.
"""

import re
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = ("pt-BR", "pt-PT", "en")
DEFAULT_LOCALE = "pt-BR"
CATALOGUES = Path(__file__).parents[2] / "locales"


def N_(text: str) -> str:  # noqa: N802 - gettext's name for a text that is translated elsewhere
    """Mark a text for the catalogue without translating it here."""
    return text


@cache
def catalogue(locale: str) -> dict[str, str]:
    """English text -> text in `locale`; empty for English itself."""
    path = CATALOGUES / f"{locale}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}


def translate(text: str, locale: str, **params: object) -> str:
    """`text` in `locale`, its `{names}` filled in. An unknown text stays English."""
    found = catalogue(locale).get(text, text)
    return found.format(**params) if params else found


@lru_cache(512)
def choose_locale(accept_language: str | None, default: str = DEFAULT_LOCALE) -> str:
    """The best of our languages for an `Accept-Language` header (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in (accept_language or "")[:200].split(","):
        match = re.fullmatch(
            r"\s*([A-Za-z]{1,8}(?:-\w{1,8})*)\s*(?:;\s*q=([01](?:\.\d+)?))?\s*", part
        )
        if match and float(match[2] or 1) > 0:
            wanted.append((float(match[2] or 1), match[1].lower()))
    for _, tag in sorted(wanted, key=lambda pair: -pair[0]):
        for locale in LOCALES:
            if tag == locale.lower() or tag == locale.lower().split("-")[0]:
                return locale
        if tag.startswith("en-"):
            return "en"
    return default
