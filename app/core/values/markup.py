"""HTML in messages: sanitizing, and conversion to text."""

import html
import re

import nh3

#: What formatted text is made of. Nothing that loads, runs or draws outside of its place.
_TAGS = {
    *("a", "b", "blockquote", "br", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "hr", "i"),
    *("li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th"),
    *("thead", "tr", "u", "ul"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-4]|hr|/blockquote|/pre)\b[^<>]*>", re.IGNORECASE)


def safe_html(text: str) -> str:
    """The same HTML without anything that could run, load or lead astray."""
    return nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",  # it would lead to wherever the text is read
        link_rel="noopener noreferrer nofollow",
    )


def plain_text(text: str) -> str:
    """Plain text of HTML, with a line for each block."""
    bare = nh3.clean(_BREAKS.sub(r"\g<0>\n", text), tags=set())
    lines = (" ".join(line.split()) for line in html.unescape(bare).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
