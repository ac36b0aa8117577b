"""Search over operations, schemas, guides and problem codes: every word has to match.

A word matches as it is, by its beginning, or by what newcomers call the thing.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from app.contract.reference.document import ReferenceDocument
from app.contract.reference.guides import Guide
from app.contract.reference.newcomers import STOP_WORDS, meant_by, rephrased
from app.contract.reference.text import MarkdownText, first_sentence, slug
from app.core.values.errors import Refusal
from app.core.values.text import LOCALES, translate

LIMIT = 30
#: Longest query that is looked at, in characters.
LONGEST = 200

_NAMED = 1000
_EXACT = 5

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LETTERS = re.compile(r"[A-Za-z]+")
_CAMEL_CASE = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
#: Without its ending it would be the stem of `rate`.
_WHOLE = "rating"
_ENDINGS = ("ings", "ing", "ies", "es", "ed", "s", "e", "y")
#: Words that a question has and a page about its answer need not have.
_STOP_WORDS = """
a an and are as at be by can could do does for from get how i if in is it its me mean means my of on
one or should that the their them there these they this to us use using want was we what when where
which who why will with would you your v1
"""


@dataclass(frozen=True)
class SearchEntry:
    """A page, or a section of one, with its words by weight."""

    kind: str
    title: str
    url: str
    #: One line about it.
    text: str
    #: Method and path, or status: what stands small beside the title.
    note: str = ""
    #: Names that a program knows it by: whoever asks for one of them wants this entry.
    names: tuple[str, ...] = ()
    #: Weight -> texts whose words have it.
    fields: dict[int, str] = field(default_factory=dict, repr=False)

    @cached_property
    def weights(self) -> dict[str, int]:
        """Stem -> the weight of the best field that it occurs in."""
        found: dict[str, int] = {}
        for weight, text in sorted(self.fields.items()):
            found |= dict.fromkeys([*_wholes(text), *stems(text)], weight)
        return found

    @cached_property
    def shortest(self) -> int:
        """Words of the title, or of the name that has fewer."""
        return min(len(set(stems(text))) or 1 for text in (self.title, *self.names))

    def is_called(self, name: str) -> bool:
        """True if a name of it is this one, in lower case."""
        return any(name == known.lower() for known in self.names)

    def score(self, words: list[list[str]]) -> float:
        """Score of the match of all words, each with what it may mean; 0: one does not match."""
        total = 0.0
        for meanings in words:
            best = max(self._weight(word) for word in meanings)
            if not best:
                return 0.0
            total += best
        # The fewer other words its title or name has, the more exactly it is what was asked for.
        return total + _EXACT * len(words) / self.shortest

    def _weight(self, word: str) -> float:
        found = self.weights.get(word)
        if found is not None or len(word) == 1:
            return found or 0
        starts = (weight for stem, weight in self.weights.items() if stem.startswith(word))
        return max(starts, default=0) / 2


class SearchIndex:
    """All entries; about a thousand, so each search looks at every one."""

    def __init__(self, entries: Iterable[SearchEntry]) -> None:
        self.entries = list(entries)

    def find(self, query: str) -> list[SearchEntry]:
        """The entries in which all words of the query occur, best first."""
        asked = dict.fromkeys(_words(rephrased(_plain(query[:LONGEST]).lower())))
        words = [
            [_stem(word), *map(_stem, meant_by(word))]
            for word in [word for word in asked if _stem(word) not in _STOP_STEMS] or asked
        ]
        if not words:
            return []
        exact = query.strip().lower()
        scored = [
            (entry.score(words) + _NAMED * entry.is_called(exact), entry) for entry in self.entries
        ]
        found = sorted((s for s in scored if s[0]), key=lambda s: -s[0])
        return [entry for _, entry in found[:LIMIT]]


def entries(
    document: ReferenceDocument,
    guides: Iterable[Guide],
    refusals: Collection[type[Refusal]],
    markdown: MarkdownText,
) -> Iterator[SearchEntry]:
    """Entries of the search, guides first: among equals they explain most; then operations."""
    for guide in guides:
        for heading, text in markdown.sections(guide.text):
            yield SearchEntry(
                kind="Guide",
                title=f"{guide.title}: {heading}" if heading else guide.title,
                url=f"/docs/guides/{guide.slug}" + (f"#{slug(heading)}" if heading else ""),
                text=_shortened(text),
                fields={12: heading or guide.title, 7: f"{guide.title} {guide.slug}", 5: text},
            )
    for operation in document.operations.values():
        yield SearchEntry(
            kind="Operation",
            title=operation.summary,
            url=f"/docs/operations/{operation.id}",
            text=first_sentence(operation.description),
            note=f"{operation.method} {operation.path}",
            names=(operation.id, operation.path),
            fields={
                10: f"{operation.id} {operation.summary}",
                6: operation.path,
                3: f"{operation.tag} {document.tags[operation.tag]} {operation.method}",
                1: operation.description,
            },
        )
    for refusal in refusals:
        code, meaning = refusal.code(), refusal.meaning()
        translated = {text: _in_portuguese(text) for text in (refusal.title, meaning)}
        yield SearchEntry(
            kind="Problem",
            title=code,
            url=f"/problems/{refusal.slug()}",
            text=meaning,
            note=str(refusal.status),
            names=(code,),
            fields={
                10: f"{code} {refusal.status}",
                8: f"{refusal.title} {translated[refusal.title]}",
                2: f"{meaning} {translated[meaning]}",
                1: refusal.advice,
            },
        )
    for status in sorted({refusal.status for refusal in refusals}):
        yield SearchEntry(
            kind="Problems",
            title=f"Problem codes of status {status}",
            url=f"/docs/problems#status-{status}",
            text="What each of them means, and what to do.",
            names=(str(status), f"error {status}", f"http {status}"),
            fields={10: f"{status} error problem codes http", 1: "status"},
        )
    for name, schema in document.schemas.items():
        text = schema.get("description", "")
        yield SearchEntry(
            kind="Schema",
            title=name,
            url=f"/docs/schemas/{name}",
            text=first_sentence(text),
            names=(name,),
            fields={7: name, 2: text, 1: " ".join(schema.get("properties", ()))},
        )


def stems(text: str) -> list[str]:
    """Words without their endings: `refreshSession`, `Paging` -> `refresh`, `session`, `pag`."""
    return [_stem(word) for word in _words(text)]


def _words(text: str) -> list[str]:
    """Words in lower case and without accents; a name in camel case is several."""
    return [word.lower() for word in _WORD.findall(_plain(text))]


def _wholes(text: str) -> list[str]:
    """Names in camel case as one word: `ETag` is asked for as `etag`."""
    names = filter(_CAMEL_CASE.search, _LETTERS.findall(_plain(text)))
    return [_stem(name.lower()) for name in names]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _in_portuguese(text: str) -> str:
    return " ".join(translate(text, locale) for locale in LOCALES if locale != "en")


def _stem(word: str) -> str:
    if word.startswith(_WHOLE):
        return _WHOLE
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


_STOP_STEMS = frozenset(_stem(word) for word in (_STOP_WORDS + STOP_WORDS).split())


def _shortened(text: str) -> str:
    sentence = first_sentence(text)
    return sentence if len(sentence) <= 180 else sentence[:179].rsplit(" ", 1)[0] + "…"
