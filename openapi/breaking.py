"""Tells whether a new contract breaks clients that were generated from an old one.

`python -m openapi.breaking old.json new.json` lists what changed for clients and exits with 1 if
one of them would break. What callers send may only become freer, what they get only firmer.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Part = dict[str, Any]
Way = Literal["sent", "received"]

_METHODS = ("get", "put", "post", "patch", "delete")
_UPPER_BOUNDS = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")
_LOWER_BOUNDS = ("minLength", "minimum", "exclusiveMinimum", "minItems")


@dataclass(frozen=True, order=True, slots=True)
class Change:
    """One difference that a client can notice."""

    breaks: bool
    where: str
    what: str

    def __str__(self) -> str:
        return f"{'breaks' if self.breaks else 'note  '}  {self.where}: {self.what}"


def changes(old: Part, new: Part) -> list[Change]:
    """Changes for clients of `old`, the breaks last."""
    return sorted(set(_Comparison(old, new).operations()))


class _Comparison:
    def __init__(self, old: Part, new: Part) -> None:
        self.old, self.new = old, new

    def operations(self) -> Iterator[Change]:
        for path, item in self.old["paths"].items():
            for method in _METHODS:
                if method in item:
                    where = f"{method.upper()} {path}"
                    there = self.new["paths"].get(path, {}).get(method)
                    if there is None:
                        yield Change(True, where, "is gone")
                    else:
                        yield from self._operation(where, item[method], there)

    def _operation(self, where: str, old: Part, new: Part) -> Iterator[Change]:
        for key, meaning in (
            ("operationId", "the function's name"),
            ("tags", "the group"),
            ("x-required-permission", "the permission"),
        ):
            if old.get(key) != new.get(key):
                what = f"{meaning} was {old.get(key)}, is {new.get(key)}"
                yield Change(True, where, what)
        yield from self._parameters(where, old, new)
        yield from self._bodies(where, old, new)
        for status, answer in old["responses"].items():
            yield from self._answer(where, status, answer, new["responses"].get(status))

    def _parameters(self, where: str, old: Part, new: Part) -> Iterator[Change]:
        before, after = _by_place(self.old, old), _by_place(self.new, new)
        for place in before.keys() - after.keys():
            yield Change(True, where, f"the parameter {place[1]} is gone")
        for place, parameter in after.items():
            known = before.get(place)
            if parameter.get("required") and not (known and known.get("required")):
                yield Change(True, where, f"the parameter {place[1]} must be given")
            if known:
                at = f"{where} ?{place[1]}"
                yield from self._schema(at, known["schema"], parameter["schema"], "sent")

    def _bodies(self, where: str, old: Part, new: Part) -> Iterator[Change]:
        before = _follow(self.old, old.get("requestBody", {}))
        after = _follow(self.new, new.get("requestBody", {}))
        if after.get("required") and not before.get("required"):
            yield Change(True, where, "a body must be given")
        yield from self._contents(f"{where} body", before, after, "sent")

    def _answer(self, where: str, status: str, old: Part, new: Part | None) -> Iterator[Change]:
        where = f"{where} {status}"
        if new is None:
            yield Change(status.startswith("2"), where, "is not answered any more")
            return
        before, after = _follow(self.old, old), _follow(self.new, new)
        for name in before.get("headers", {}).keys() - after.get("headers", {}).keys():
            yield Change(True, where, f"the header {name} is gone")
        for code in sorted(set(after.get("x-codes", ())) - set(before.get("x-codes", ()))):
            yield Change(False, where, f"has a new code, {code}")
        yield from self._contents(where, before, after, "received")

    def _contents(self, where: str, old: Part, new: Part, way: Way) -> Iterator[Change]:
        for media_type, content in old.get("content", {}).items():
            there = new.get("content", {}).get(media_type)
            if there is None:
                yield Change(True, where, f"{media_type} is gone")
            else:
                schemas = content.get("schema", {}), there.get("schema", {})
                yield from self._schema(where, *schemas, way)

    def _schema(
        self,
        where: str,
        old: Part,
        new: Part,
        way: Way,
        seen: frozenset[tuple[str, str]] = frozenset(),
    ) -> Iterator[Change]:
        names = (old.get("$ref", ""), new.get("$ref", ""))
        if names in seen:
            return
        if any(names):
            seen |= {names}
        old, new = _follow(self.old, old), _follow(self.new, new)
        yield from _type_changes(where, self._types(self.old, old), self._types(self.new, new), way)
        yield from _values(where, old, new, way)
        yield from _bounds(where, old, new, way)
        yield from _fields(where, old, new, way)
        for name in old.get("properties", {}).keys() & new.get("properties", {}).keys():
            parts = old["properties"][name], new["properties"][name]
            yield from self._schema(f"{where}.{name}", *parts, way, seen)
        if "items" in old and "items" in new:
            yield from self._schema(f"{where}[]", old["items"], new["items"], way, seen)
        yield from self._variants(where, old, new, way, seen)

    def _variants(
        self, where: str, old: Part, new: Part, way: Way, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Change]:
        """The members of a union: told apart by their discriminator, else by their place."""
        before, after = _members(old), _members(new)
        for name in before.keys() - after.keys():
            yield Change(way == "sent", where, f"the variant {name} is gone")
        for name in after.keys() - before.keys():
            yield Change(False, where, f"has a new variant, {name}")
        for name in before.keys() & after.keys():
            yield from self._schema(f"{where}<{name}>", before[name], after[name], way, seen)

    def _types(self, document: Part, schema: Part) -> set[str]:
        """`string`, `null` ...: its own types and those of a union's members."""
        named = schema.get("type", [])
        found = {named} if isinstance(named, str) else set(named)
        for member in _members(schema).values():
            found |= self._types(document, _follow(document, member))
        return found


def _type_changes(where: str, before: set[str], after: set[str], way: Way) -> Iterator[Change]:
    if before and after:
        if way == "received" and after - before:
            yield Change(True, where, f"may now be {_listed(after - before)}")
        if way == "sent" and before - after:
            yield Change(True, where, f"may no longer be {_listed(before - after)}")


def _values(where: str, old: Part, new: Part, way: Way) -> Iterator[Change]:
    if old.get("format") and old["format"] != new.get("format"):
        yield Change(True, where, f"the format was {old['format']}, is {new.get('format')}")
    named, named_now = set(old.get("enum", ())), set(new.get("enum", ()))
    if named_now and way == "sent" and (gone := named - named_now):
        yield Change(True, where, f"the values {_listed(gone)} are gone")
    if named and way == "received" and (fresh := named_now - named):
        yield Change(False, where, f"has new values, {_listed(fresh)}")


def _bounds(where: str, old: Part, new: Part, way: Way) -> Iterator[Change]:
    if way == "received":
        return
    for keys, sign in ((_UPPER_BOUNDS, 1), (_LOWER_BOUNDS, -1)):
        for key in keys:
            before, after = old.get(key), new.get(key)
            if after is not None and (before is None or sign * (after - before) < 0):
                yield Change(True, where, f"{key} was {before}, is {after}")
    if new.get("pattern") and new["pattern"] != old.get("pattern"):
        yield Change(True, where, f"the pattern is now {new['pattern']}")


def _fields(where: str, old: Part, new: Part, way: Way) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before.keys() - after.keys():
        yield Change(True, f"{where}.{name}", "is gone")
    must, must_now = set(old.get("required", ())), set(new.get("required", ()))
    if way == "sent":
        for name in must_now - must:
            yield Change(True, f"{where}.{name}", "must be given")
    else:
        for name in (must - must_now) & after.keys():
            yield Change(True, f"{where}.{name}", "is not always there any more")


def _members(schema: Part) -> dict[str, Part]:
    if mapping := schema.get("discriminator", {}).get("mapping"):
        return {name: {"$ref": address} for name, address in mapping.items()}
    union = [m for key in ("anyOf", "oneOf", "allOf") for m in schema.get(key, ())]
    return {m.get("$ref") or str(m.get("type", i)): m for i, m in enumerate(union)}


def _by_place(document: Part, operation: Part) -> dict[tuple[str, str], Part]:
    found = (_follow(document, parameter) for parameter in operation.get("parameters", ()))
    return {(parameter["in"], parameter["name"]): parameter for parameter in found}


def _follow(document: Part, part: Part) -> Part:
    """The part itself, or what it refers to."""
    while "$ref" in part:
        _, *steps = part["$ref"].split("/")
        part = document
        for step in steps:
            part = part[step]
    return part


def _listed(values: set[Any]) -> str:
    return ", ".join(sorted(map(str, values)))


def main() -> int:
    """Compare the two documents that the command line names; `-` is read from standard input."""
    old, new = (
        json.loads(sys.stdin.read() if name == "-" else Path(name).read_text())
        for name in sys.argv[1:3]
    )
    found = changes(old, new)
    sys.stdout.writelines(f"{change}\n" for change in found)
    return int(any(change.breaks for change in found))


if __name__ == "__main__":
    sys.exit(main())
