"""The contract survives the generation of clients: what every target language can express."""

from collections.abc import Iterator
from typing import Any

from app.contract.openapi.json_schema import every_schema

Document = dict[str, Any]

#: How each media type is described; all others are JSON.
TEXT = {"type": "string"}
BINARY = {"type": "string", "format": "binary"}


def test_no_union_of_primitives(document: Document) -> None:
    """A union has objects of the contract as members, or is a value that may be null."""
    unions = [
        (where, schema)
        for where, schema in _schemas(document)
        if len(_members(schema)) > 1 and not all("$ref" in member for member in _members(schema))
    ]
    assert unions == []


def test_no_value_of_several_types(document: Document) -> None:
    several = [
        where
        for where, schema in _schemas(document)
        if isinstance(schema.get("type"), list) and len(set(schema["type"]) - {"null"}) != 1
    ]
    assert several == []


def test_every_union_is_a_component_with_a_discriminator(document: Document) -> None:
    components = document["components"]["schemas"]
    named = {id(schema) for schema in components.values()}
    loose = [
        where
        for where, schema in _schemas(document)
        if len(_members(schema)) > 1 and (id(schema) not in named or "discriminator" not in schema)
    ]
    assert loose == []


def test_every_object_is_a_component(document: Document) -> None:
    named = {id(schema) for schema in document["components"]["schemas"].values()}
    inline = [
        where
        for where, schema in _schemas(document)
        if "properties" in schema and id(schema) not in named
    ]
    assert inline == []


def test_every_enum_is_a_component(document: Document) -> None:
    components = document["components"]["schemas"]
    named = {id(schema) for schema in components.values()}
    tags = {
        schema["discriminator"]["propertyName"]
        for _, schema in _schemas(document)
        if "discriminator" in schema
    }
    inline = [
        where
        for where, schema in _schemas(document)
        if ("enum" in schema and id(schema) not in named)
        or ("const" in schema and where.rpartition(" ")[2] not in tags)
    ]
    assert inline == []


def test_every_enum_is_marked_as_open_and_has_names_for_its_values(document: Document) -> None:
    for name, schema in document["components"]["schemas"].items():
        if "enum" not in schema:
            continue
        assert schema["x-ms-enum"] == {"modelAsString": True}, name
        assert schema["x-speakeasy-unknown-values"] == "allow", name
        names = schema.get("x-enum-varnames", schema["enum"])
        assert len(set(names)) == len(schema["enum"]), name
        assert all(word.isidentifier() for word in names), name


def test_every_list_has_an_order_of_its_own_with_two_directions(document: Document) -> None:
    """Lists that share one by chance could not get another one alone."""
    components = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter.get("name") != "sort":
                    continue
                operation_id = operation["operationId"]
                name = f"{operation_id[0].upper()}{operation_id[1:]}Sort"
                assert parameter["schema"]["$ref"] == f"#/components/schemas/{name}"
                for value, word in zip(
                    components[name]["enum"], components[name]["x-enum-varnames"], strict=True
                ):
                    assert word == f"{value.removeprefix('-')}_{'desc' if '-' in value else 'asc'}"


def test_one_rule_for_media_types(document: Document) -> None:
    """CSV is text with its charset; pictures, PDF, workbooks and other files are binary."""
    wrong = []
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                for media_type, media in answer.get("content", {}).items():
                    if "json" in media_type:
                        continue
                    is_text = media_type.startswith("text/")
                    expected = TEXT if is_text else BINARY
                    if media["schema"] != expected or is_text != ("charset=" in media_type):
                        wrong.append((operation["operationId"], status, media_type))
    assert wrong == []


def test_what_holds_every_format_comes_first(document: Document) -> None:
    """Generators take the type of the first one, and text holds no workbook."""
    for path in document["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                is_text = [name.startswith("text/") for name in answer.get("content", ())]
                assert is_text == sorted(is_text), operation["operationId"]


def _members(schema: Document) -> list[Document]:
    """Those of a union, null aside."""
    union = schema.get("anyOf") or schema.get("oneOf") or []
    return [member for member in union if member != {"type": "null"}]


def _schemas(document: Document) -> Iterator[tuple[str, Document]]:
    """Where it stands, ending in a property's or parameter's name, and the schema."""
    for name, schema in document["components"]["schemas"].items():
        fields = schema.get("properties", {})
        labels = {
            id(part): f"{name} {field}"
            for field, kind in fields.items()
            for part in every_schema(kind)
        }
        for part in every_schema(schema):
            yield labels.get(id(part), name), part
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                for part in every_schema(parameter.get("schema")):
                    yield f"{operation['operationId']} {parameter['name']}", part
