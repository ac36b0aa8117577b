"""Translation: one catalogue for errors, e-mails, documents and labels.

English is the language of the code, so an English text is its own key; `app/locales` holds
pt-BR (the default) and pt-PT. A text that is looked up by variable is marked with `N_`.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = ("pt-BR", "pt-PT", "en")
DEFAULT_LOCALE = "pt-BR"
#: Between context and text, as in gettext's compiled catalogues.
_CONTEXT_END = "\x04"
CATALOGUES = Path(__file__).parents[2] / "locales"


def N_(text: str) -> str:  # noqa: N802 - gettext's name for a text that is translated elsewhere
    """Mark a text for the catalogue without translating it here."""
    return text


def C_(context: str, text: str) -> str:  # noqa: N802 - as N_, after gettext's pgettext
    """Mark a text that is translated in this context only: `Open` of an order or of a ticket."""
    return f"{context}{_CONTEXT_END}{text}"


@cache
def catalogue(locale: str) -> dict[str, str]:
    """English text, with its context in front -> text in `locale`; empty for English itself."""
    path = CATALOGUES / f"{locale}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        found = [message for message in read_po(file) if message.id and message.string]
    return {C_(m.context, str(m.id)) if m.context else str(m.id): str(m.string) for m in found}


def fold(text: str) -> str:
    """Without case and accents: what people mean when they say that two words are the same."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def translate(text: str, locale: str) -> str:
    """`text` in `locale`; an unknown one stays English. Values go in with `Notation.fill`."""
    return catalogue(locale).get(text) or text.rpartition(_CONTEXT_END)[2]


@lru_cache(512)
def choose_locale(accept_language: str | None, default: str = DEFAULT_LOCALE) -> str:
    """The best of our languages for an `Accept-Language` header (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in (accept_language or "")[:200].split(","):
        match = re.fullmatch(
            r"([A-Za-z]{1,8}(?:-\w{1,8})*)(?:\s*;\s*q=([01](?:\.\d+)?))?", part.strip()
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
