"""One word per thing: a class name has one meaning in the whole house."""

import ast
from collections import defaultdict
from pathlib import Path

#: The table of a thing and the shape that callers read of it are one thing, and share its name.
ONE_THING = {"models.py", "schemas.py"}
OURS = ("app", "bench", "demo", "migrations", "openapi")


def _classes() -> dict[str, list[Path]]:
    found = defaultdict(list)
    for path in sorted(Path("app").rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path)
    return found


def test_no_two_classes_share_a_name() -> None:
    """An event is `OrderClosed`, the refusal is `OrderAlreadyClosed`."""
    shared = {
        name: [str(path) for path in paths]
        for name, paths in _classes().items()
        if len(paths) > 1
        and not (
            len(paths) == 2
            and {path.name for path in paths} == ONE_THING
            and len({path.parts[1] for path in paths}) == 1
        )
    }
    assert not shared


def test_no_module_imports_a_private_name_of_another() -> None:
    """What two modules share is public in the one that owns it."""
    private = [
        f"{path}:{node.lineno} {alias.name}"
        for folder in OURS
        for path in sorted(Path(folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert not private


def test_a_module_begins_with_the_term_and_not_with_a_question() -> None:
    questions = ("What ", "Who ", "Where ", "When ", "How ", "Whether ", "Which ", "Why ")
    riddles = [
        str(path)
        for path in sorted(Path("app").rglob("*.py"))
        if (ast.get_docstring(ast.parse(path.read_text())) or "").startswith(questions)
    ]
    assert not riddles


def test_schemas_of_a_capability_are_called_by_its_name() -> None:
    wrong = []
    for path in sorted(Path("app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                folder = (node.module or "").split(".")[-1]
                wrong += [
                    f"{path}:{node.lineno} {alias.asname}"
                    for alias in node.names
                    if alias.name == "schemas" and alias.asname not in {None, f"{folder}_schemas"}
                ]
    assert not wrong
