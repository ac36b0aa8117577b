"""Documentation names files and folders that exist; docstrings are noun phrases or sentences."""

import ast
import re
from pathlib import Path

import pytest

PAGES = [
    *(Path("README.md"), Path("CONTRIBUTING.md"), Path("openapi/CHANGELOG.md")),
    *sorted(Path("docs").rglob("*.md")),
    *sorted(Path("clients").glob("*/README.md")),
]
_CODE_PATH = re.compile(r"`((?:app|bench|clients|demo|docs|migrations|openapi|tests)/[\w./-]*)`")
#: Clauses that stand for a noun: the field has a term for each.
_CLAUSE = re.compile(
    r"(What|Who|How|Whether|Where|When|Which|Everything|Whatever|Whoever|All that|Those who"
    r"|The ones? (who|that))\b"
)
_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_path_and_link_leads_somewhere(page: Path) -> None:
    text = page.read_text()
    paths = {Path(found) for found in _CODE_PATH.findall(text)}
    links = {page.parent / found for found in _LINK.findall(text)}
    assert not [str(path) for path in sorted(paths | links) if not path.exists()]


def test_every_decision_has_a_status_and_a_date_and_is_in_the_index() -> None:
    index = Path("docs/decisions/README.md").read_text()
    for page in sorted(Path("docs/decisions").glob("0*.md")):
        number = page.name[:4]
        head = page.read_text()[:400]
        assert head.startswith(f"# {number}. "), page
        assert re.search(r"^Status: (accepted|superseded by \d{4})$", head, re.MULTILINE), page
        assert re.search(r"^Date: \d{4}-\d\d-\d\d$", head, re.MULTILINE), page
        assert f"| {number} | [" in index, page


def test_a_docstring_names_or_does_instead_of_asking() -> None:
    found = [
        f"{path}:{node.lineno} {text.splitlines()[0]}"
        for path in sorted(Path("app").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and _CLAUSE.match(text := ast.get_docstring(node) or "")
    ]
    assert not found
