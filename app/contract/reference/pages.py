"""The pages of the reference as HTML: one for each operation, schema, tag, guide and problem code.

`ReferencePages` is built once for a document. Rendering takes milliseconds and is done in a thread;
finished pages are kept, at most `_KEPT` of them.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.contract.reference import samples
from app.contract.reference.document import (
    AUTOMATIC_HEADERS,
    CHANGELOG,
    DocumentedOperation,
    Part,
    ReferenceDocument,
)
from app.contract.reference.guides import FOLDER, guides
from app.contract.reference.properties import PropertyReader, PropertyRow, type_label
from app.contract.reference.search import SearchIndex, entries
from app.contract.reference.static import STATIC_PATH
from app.contract.reference.text import MarkdownText, first_sentence, highlight
from app.contract.reference.try_it import form_of
from app.contract.reference.values import example_of_media, example_of_parameter
from app.core.values.errors import Refusal, catalogue
from app.core.values.text import DEFAULT_LOCALE, N_, translate

#: Finished pages that are kept; one has about 30 kB.
_KEPT = 256
_TEMPLATES = Path(__file__).with_name("templates")
#: Operations that the start page leads to, in this order.
FIRST_CALLS = ("createSession", "getMe", "createTicket", "listTickets")
_ENGLISH = "en"
#: Share of all operations from which a refusal is a common one.
_COMMON = 0.2
#: Tags whose title is not their name.
_TAG_TITLES = {"auth": "Sign-in and tokens", "sla": "SLA", "schedules": "Agenda"}
#: Kinds of which there is one page, and kinds of which each name has one.
SINGLE_PAGES = ("problems", "permissions", "changelog")
NAMED_PAGES = ("operations", "schemas", "tags", "guides")


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page as it is sent."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    description: str
    media_types: list[str]
    type: Markup | None
    rows: list[PropertyRow]
    headers: list[PropertyRow]
    #: Name and highlighted JSON.
    examples: list[tuple[str, Markup]]


#: Name of a template, and its values.
_Content = tuple[str, dict[str, Any]]


class ReferencePages:
    """Every page about one document."""

    def __init__(self, document: ReferenceDocument, guides_in: Path = FOLDER) -> None:
        self.document = document
        self.guides = guides(guides_in)
        self.refusals = refusals_by_slug()
        self._codes = {refusal.code(): refusal for refusal in self.refusals.values()}
        self.markdown = MarkdownText(self._page_of)
        self._kept = lru_cache(_KEPT)(self._render)
        self._environment = self._prepared()

    @cached_property
    def index(self) -> SearchIndex:
        refusals = self.refusals.values()
        return SearchIndex(entries(self.document, self.guides.values(), refusals, self.markdown))

    def page(self, kind: str, name: str = "", locale: str = _ENGLISH) -> RenderedPage | None:
        """The page of this kind and name; None: there is none. Call it in a thread."""
        kinds = self._kinds()
        if kind not in kinds or (kinds[kind] is not None and name not in (kinds[kind] or ())):
            return None
        return self._kept(kind, name, locale)

    def addresses(self) -> list[tuple[str, str]]:
        """Kind and name of every page."""
        return [
            (kind, name)
            for kind, names in self._kinds().items()
            for name in ([""] if names is None else names)
        ]

    def search(self, query: str) -> RenderedPage:
        """The page of what a query finds."""
        values = {"query": query, "found": self.index.find(query)}
        return self._written("search", "", "search.html", values)

    def not_found(self) -> RenderedPage:
        return self._written("", "", "not_found.html", {})

    def _kinds(self) -> Mapping[str, Mapping[str, object] | None]:
        """Kind of page -> names of which there is one each; None: there is a single one."""
        return {
            "start": None,
            "permissions": None,
            "problems": None,
            "changelog": None,
            "operations": self.document.operations,
            "schemas": self.document.schemas,
            "tags": self.document.tags,
            "guides": self.guides,
            "problem": self.refusals,
        }

    def _render(self, kind: str, name: str, locale: str) -> RenderedPage:
        render: dict[str, Callable[[], _Content]] = {
            "start": self._start,
            "permissions": self._permissions,
            "problems": self._problems,
            "changelog": self._changelog,
            "operations": partial(self._operation, name),
            "schemas": partial(self._schema, name),
            "tags": partial(self._tag, name),
            "guides": partial(self._guide, name),
            "problem": partial(self._problem, name, locale),
        }
        template, values = render[kind]()
        return self._written(kind, name, template, values)

    def _start(self) -> _Content:
        first = [self.document.operations[i] for i in FIRST_CALLS if i in self.document.operations]
        return "start.html", {"first": first}

    def _permissions(self) -> _Content:
        schemes: Part = self.document.document["components"].get("securitySchemes", {})
        return "permissions.html", {"schemes": schemes}

    def _problems(self) -> _Content:
        found = sorted(self.refusals.values(), key=lambda refusal: (refusal.status, refusal.code()))
        return "problems.html", {"refusals": found}

    def _changelog(self) -> _Content:
        _, _, text = CHANGELOG.read_text(encoding="utf-8").partition("\n")
        return "changelog.html", {"text": text}

    def _guide(self, name: str) -> _Content:
        order = list(self.guides.values())
        here = order.index(self.guides[name])
        following = order[here + 1] if here + 1 < len(order) else None
        return "guide.html", {"guide": self.guides[name], "following": following}

    def _tag(self, name: str) -> _Content:
        return "tag.html", {"tag": name}

    def _schema(self, name: str) -> _Content:
        schema = self.document.schemas[name]
        reader = PropertyReader(self.document)
        reference = {"$ref": f"#/components/schemas/{name}"}
        rows = reader.rows(reference)
        whole = None if rows else reader.row(name, schema, required=True)
        kind = None if "properties" in schema else type_label(self.document, schema)
        parts: list[Part] = schema.get("oneOf") or schema.get("anyOf") or []
        variants = [type_label(self.document, part) for part in parts]
        example = example_of_media(self.document, {"schema": reference})
        return "schema.html", {
            "name": name,
            "schema": schema,
            "rows": rows,
            "whole": whole,
            "kind": kind,
            "variants": variants,
            "example": highlight(_json(example), "json"),
            "operations": self.document.used_by_operations.get(name, []),
            "schemas": self.document.used_by_schemas.get(name, []),
            "tag": None,
        }

    def _problem(self, name: str, locale: str) -> _Content:
        refusal = self.refusals[name]
        return "problem.html", {
            "refusal": refusal,
            "locale": locale,
            "told": told(refusal, locale),
            "labels": {
                "meaning": translate(N_("What it means"), locale),
                "advice": translate(N_("What to do"), locale),
                "reference": translate(N_("Reference of the API"), locale),
            },
            "operations": self.document.by_code.get(refusal.code(), []),
        }

    def _operation(self, name: str) -> _Content:
        operation = self.document.operations[name]
        call = samples.sample_call(self.document, operation)
        refusals = [self._codes[code] for codes in operation.codes.values() for code in codes]
        body = None
        if operation.body is not None:
            media_type, media = operation.body
            body = {
                "media_type": media_type,
                "required": operation.part["requestBody"].get("required", False),
                "description": operation.part["requestBody"].get("description", ""),
                "type": type_label(self.document, media["schema"]),
                "rows": PropertyReader(self.document).rows(media["schema"]),
                "examples": [
                    (label, highlight(_json(value), "json"))
                    for label, value in self.document.examples_of(media)
                ],
            }
        return "operation.html", {
            "operation": operation,
            "tag": operation.tag,
            "parameters": self._parameters(operation),
            "body": body,
            "answers": [self._answer(s, r) for s, r in operation.responses.items() if s < "4"],
            "refusals": [refusal for refusal in refusals if not self._is_common(refusal)],
            "common_refusals": [refusal for refusal in refusals if self._is_common(refusal)],
            "samples": [
                ("curl", highlight(samples.curl(call), "bash")),
                ("TypeScript", highlight(samples.typescript(call), "typescript")),
                ("Python", highlight(samples.python(call), "python")),
            ],
            "form": form_of(self.document, operation, call),
        }

    def _parameters(self, operation: DocumentedOperation) -> list[PropertyRow]:
        reader = PropertyReader(self.document)
        order = {"path": 0, "query": 1, "header": 2}
        rows = [
            reader.row(
                parameter["name"],
                parameter["schema"],
                required=parameter.get("required", False),
                description=parameter.get("description", ""),
                place=parameter["in"],
                example=str(example_of_parameter(self.document, parameter))
                if "example" in parameter
                else "",
            )
            for parameter in operation.parameters
        ]
        return sorted(rows, key=lambda row: (order[row.place], row.name in AUTOMATIC_HEADERS))

    def _answer(self, status: str, response: Part) -> _Answer:
        content: dict[str | None, Part] = response.get("content", {})
        media_type, media = next(iter(content.items()), (None, Part()))
        reader = PropertyReader(self.document, is_answer=True)
        examples = self.document.examples_of(media)
        if media_type == "application/json" and not examples:
            examples = [("", example_of_media(self.document, media))]
        as_json = media_type == "application/json"
        return _Answer(
            status=status,
            description=response.get("description", ""),
            media_types=[name for name in content if name],
            type=type_label(self.document, media["schema"]) if as_json else None,
            rows=reader.rows(media["schema"]) if media.get("schema") else [],
            headers=[
                reader.row(
                    header,
                    found.get("schema", {}),
                    required=found.get("required", False),
                    description=found.get("description", ""),
                    place="header",
                )
                for header, part in response.get("headers", {}).items()
                if (found := self.document.follow(part))
            ],
            examples=[
                (
                    label,
                    highlight(_json(value) if as_json else str(value), "json" if as_json else ""),
                )
                for label, value in examples
            ],
        )

    def _is_common(self, refusal: type[Refusal]) -> bool:
        """True if it comes with the shape of an operation and says little about this one."""
        answering = len(self.document.by_code.get(refusal.code(), ()))
        return answering > len(self.document.operations) * _COMMON

    def _page_of(self, word: str) -> str | None:
        """The page about an operation, a schema or a problem code that a text names."""
        if word in self.document.operations:
            return f"/docs/operations/{word}"
        if word in self.document.schemas:
            return f"/docs/schemas/{word}"
        # A code of one word is a word of every day: `duplicate` rarely means the code.
        if "_" in word and word in self._codes:
            return f"/problems/{self._codes[word].slug()}"
        return None

    def _prepared(self) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {
            "markdown": self.markdown.block,
            "line": self.markdown.line,
            "first_sentence": first_sentence,
            "humanized": lambda tag: _TAG_TITLES.get(tag, tag.capitalize()),
        }
        environment.globals |= {
            "document": self.document,
            "guides": self.guides,
            "static": STATIC_PATH,
            "default_locale": DEFAULT_LOCALE,
            "tag": None,
            "server": samples.SERVER,
        }
        return environment

    def _written(self, kind: str, name: str, template: str, values: dict[str, Any]) -> RenderedPage:
        def current(page: str, of: str = "") -> Markup:
            """The attribute of a link to the page that is being rendered."""
            here = Markup(' aria-current="page"')
            return here if (page, of) == (kind, name) else Markup()

        found = self._environment.get_template(template)
        written = found.render(values, current=current).encode()
        return RenderedPage(written, f'"{hashlib.sha256(written).hexdigest()[:20]}"')


def refusals_by_slug() -> dict[str, type[Refusal]]:
    return {refusal.slug(): refusal for refusal in catalogue()}


def told(refusal: type[Refusal], locale: str) -> dict[str, Any]:
    """A code as programs read it, in words of the caller's language."""
    return {
        "code": refusal.code(),
        "status": refusal.status,
        "title": translate(refusal.title, locale),
        "meaning": translate(refusal.meaning(), locale),
        "advice": translate(refusal.advice, locale),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
