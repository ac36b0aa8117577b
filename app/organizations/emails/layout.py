"""Layout of an e-mail: the same content as text and as HTML, in the organization's looks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from app.core.values.markup import plain_text
from app.core.values.notation import Notation
from app.core.values.text import N_

DEFAULT_COLOR = "#1f2937"
_URL = re.compile(r"https?://[^\s<>\"]+")
_NO_ANSWER = N_("Please do not answer this e-mail: nobody reads what is sent to its address.")
_ANSWER_BY_LINK = N_(
    "Please do not answer this e-mail: nobody reads what is sent to its address. Answer by the link"
    " above."
)
_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f4f6;font:16px/1.5 sans-serif;color:#111827">
<div style="max-width:600px;margin:0 auto;background:#ffffff;border-top:4px solid {color}">
<div style="padding:24px">
{head}
{content}
</div>
<div style="padding:16px 24px;border-top:1px solid #e5e7eb;font-size:13px;color:#4b5563">
{foot}
</div>
</div></body></html>
"""
_BUTTON = (
    '<p><a href="{url}" style="display:inline-block;padding:10px 18px;background:{color};'
    'color:{ink};text-decoration:none">{label}</a></p>'
)


@dataclass(frozen=True, slots=True)
class Brand:
    """Looks of an organization in e-mails."""

    name: str
    color: str = DEFAULT_COLOR
    #: Address of its logo; empty: its name stands there instead.
    logo_url: str = ""
    #: Where it reads answers to what has no link to answer by; empty: nowhere.
    email: str = ""

    @property
    def ink(self) -> str:
        """Colour of letters on `color`: white on dark, black on light ones."""
        red, green, blue = (int(self.color[n : n + 2], 16) for n in (1, 3, 5))
        return "#000000" if red * 299 + green * 587 + blue * 114 > 150_000 else "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Words of an e-mail, in the language of who reads it; `text` has an empty line between parts.

    `body` is what somebody else has written, `body_html` the same as safe HTML, `byline` who and
    when. `link` is where it goes on, if it leads anywhere.
    """

    text: str
    byline: str = ""
    body: str = ""
    body_html: str | None = None
    attachments: Sequence[str] = ()
    link: str = ""
    link_label: str = ""


def as_text(content: Content, brand: Brand, notation: Notation) -> str:
    """The e-mail as plain text; where a link of the body leads stands behind its words."""
    body = with_targets(content.body_html) if content.body_html else content.body
    parts = [content.text.strip(), content.byline, body.strip(), _named(content, notation)]
    if content.link:
        parts.append(f"{content.link_label}:\n{content.link}")
    parts.append(f"-- \n{brand.name}\n{_foot(content, brand, notation)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(content: Content, brand: Brand, notation: Notation, *, title: str) -> str:
    """The e-mail as HTML that needs no style sheet; all that is not HTML already is escaped."""
    parts = [_paragraph(part, brand) for part in content.text.strip().split("\n\n")]
    if content.byline:
        parts.append(_paragraph(content.byline, brand))
    if content.body or content.body_html:
        body = content.body_html or _lines(content.body)
        parts.append(
            f'<blockquote style="margin:16px 0;padding:4px 16px;border-left:4px solid #e5e7eb">'
            f"{body}</blockquote>"
        )
    if named := _named(content, notation):
        parts.append(f"<p>{_lines(named)}</p>")
    if content.link:
        parts.append(_button(content.link, content.link_label, brand))
    name = escape(brand.name)
    logo = f'<img src="{escape(brand.logo_url)}" alt="{name}" style="max-height:48px;border:0">'
    return _PAGE.format(
        lang=escape(notation.locale),
        title=escape(title),
        color=brand.color,
        head=f"<p>{logo if brand.logo_url else f'<strong>{name}</strong>'}</p>",
        content="\n".join(parts),
        foot=f"{name}<br>{escape(_foot(content, brand, notation))}",
    )


def with_targets(html: str) -> str:
    """Plain text of HTML, with the address of each link behind its words."""
    found = _Targets()
    found.feed(html)
    found.close()
    return plain_text("".join(found.parts))


class _Targets(HTMLParser):
    """Writes HTML again, with the address of each link as text before its end."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(f"<{tag}>")
        if tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            url, begin = self._links.pop()
            words = "".join(self.parts[begin:])
            if url and escape(url) not in words:
                self.parts.append(f" ({escape(url)})")
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data))


def _named(content: Content, notation: Notation) -> str:
    names = ", ".join(content.attachments)
    return notation.fill(N_("Attachments: {names}"), names=names) if names else ""


def _foot(content: Content, brand: Brand, notation: Notation) -> str:
    """The way to answer, or that there is none."""
    if content.link:
        return notation.fill(_ANSWER_BY_LINK)
    return brand.email or notation.fill(_NO_ANSWER)


def _paragraph(text: str, brand: Brand) -> str:
    """A paragraph; one that is nothing but an address becomes something to press."""
    if _URL.fullmatch(text.strip()):
        return _button(text.strip(), text.strip(), brand)
    return f"<p>{_lines(text)}</p>"


def _lines(text: str) -> str:
    return escape(text.strip()).replace("\n", "<br>\n")


def _button(url: str, label: str, brand: Brand) -> str:
    return _BUTTON.format(url=escape(url), label=escape(label), color=brand.color, ink=brand.ink)
