"""Markdown and code as HTML without any style or script of its own."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, String
from pygments.util import ClassNotFound

#: Token of a highlighter -> class of the style sheet; the rest stays plain.
_CLASSES: Sequence[tuple[Any, str]] = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Tag, "n"),
    (Name.Builtin, "n"),
    (String, "s"),
    (Number, "m"),
    (Literal, "m"),
)
_LANGUAGES = {"sh": "bash", "console": "bash", "ts": "typescript", "js": "javascript"}

#: Word in code -> address of the page about it; None: there is none.
PageOf = Callable[[str], str | None]


def highlight(code: str, language: str) -> Markup:
    """Code as HTML, with a span around keywords, texts, numbers and comments."""
    try:
        lexer = get_lexer_by_name(_LANGUAGES.get(language, language), stripnl=False)
    except ClassNotFound:
        return escape(code)
    written: list[str] = []
    for name, text in _merged(lexer.get_tokens(code.rstrip("\n"))):
        safe = str(escape(text))
        written.append(f'<span class="{name}">{safe}</span>' if name else safe)
    return Markup("".join(written).rstrip("\n"))  # noqa: S704 - escaped token by token


def slug(text: str) -> str:
    """The fragment that leads to a heading: `One at a time` -> `one-at-a-time`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"


class MarkdownText:
    """Renders Markdown, and links words in code to the pages about them."""

    def __init__(self, page_of: PageOf) -> None:
        self._page_of = page_of
        self._parser = MarkdownIt("commonmark", {"html": False, "highlight": _fenced})
        self._parser.enable(["table", "strikethrough"])
        self._parser.core.ruler.push("pages_of_words", self._link_words)
        self._parser.core.ruler.push("addresses_of_headings", _name_headings)

    def block(self, text: str, *, heading: int = 1) -> Markup:
        """Paragraphs, lists, tables and code; `# Title` becomes a heading of this level."""
        tokens = self._parser.parse(text)
        for token in tokens:
            if token.type in {"heading_open", "heading_close"}:
                token.tag = f"h{min(int(token.tag[1:]) + heading - 1, 6)}"
        written = self._parser.renderer.render(tokens, self._parser.options, {})
        written = written.replace("<table>", '<div class="wide" tabindex="0"><table>')
        written = written.replace("</table>", "</table></div>")
        written = written.replace("<pre>", '<pre tabindex="0">')
        return Markup(written)  # noqa: S704 - HTML in the text is escaped by the parser

    def line(self, text: str) -> Markup:
        """One sentence without a paragraph around it."""
        return Markup(self._parser.renderInline(text))  # noqa: S704 - as above

    def sections(self, text: str) -> Iterator[tuple[str, str]]:
        """Heading and plain text of each section; the heading of what precedes the first is ''."""
        heading, words = "", list[str]()
        tokens = self._parser.parse(text)
        for before, token in zip([None, *tokens], tokens, strict=False):
            if before is not None and before.type == "heading_open" and before.tag != "h1":
                yield heading, " ".join(words)
                heading, words = _plain(token), []
            elif before is None or before.type != "heading_open":
                words += [_plain(token)] if token.type == "inline" else []
                words += [token.content] if token.type == "fence" else []
        yield heading, " ".join(words)

    def _link_words(self, state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and token.children:
                token.children = list(self._linked(token.children))

    def _linked(self, children: list[Token]) -> Iterator[Token]:
        within = 0
        for child in children:
            within += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            page = None if within else self._page_of(child.content)
            if child.type == "code_inline" and page:
                yield Token("link_open", "a", 1, attrs={"href": page})
                yield child
                yield Token("link_close", "a", -1)
            else:
                yield child


def first_sentence(text: str) -> str:
    """The first sentence of a description, without the signs of Markdown."""
    paragraph = " ".join(text.partition("\n\n")[0].split())
    sentence = re.split(r"(?<=[.:])\s+(?=[A-Z])", paragraph, maxsplit=1)[0]
    return sentence.replace("`", "").replace("**", "")


def _name_headings(state: StateCore) -> None:
    taken: set[str] = set()
    for token, inner in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "heading_open":
            name = base = slug(_plain(inner))
            number = 2
            while name in taken:
                name, number = f"{base}-{number}", number + 1
            taken.add(name)
            token.attrSet("id", name)


def _plain(token: Token) -> str:
    children = token.children or ()
    return "".join(" " if c.type == "softbreak" else c.content for c in children)


def _fenced(code: str, language: str, _attributes: str) -> str:
    return str(highlight(code, language or "text"))


def _merged(tokens: Iterator[tuple[Any, str]]) -> Iterator[tuple[str, str]]:
    """Class and text of tokens, neighbours of the same class as one."""
    current, collected = "", ""
    for kind, text in tokens:
        name = next((name for parent, name in _CLASSES if kind in parent), "")
        if name != current and text.strip() and collected:
            yield current, collected
            current, collected = name, text
        else:
            current = name if not collected.strip() or text.strip() else current
            collected += text
    if collected:
        yield current, collected
