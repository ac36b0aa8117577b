"""Each rule over the contract notices a document that breaks it."""

import json
from collections.abc import Callable
from inspect import iscoroutinefunction, signature
from typing import Any

import pytest

from app.contract.openapi.document import operations
from tests.openapi import test_document, test_generation, test_info, test_shapes, test_words

Part = dict[str, Any]
Rule = Callable[..., None]

MODULES = (test_words, test_shapes, test_generation, test_document, test_info)
#: Compares the document with itself.
UNBREAKABLE = {test_document.test_it_is_the_same_each_time_it_is_built}
_TEXT = {"type": "string", "description": "A text."}
_NUMBER = {"type": "integer", "description": "Number of things."}


class Copy:
    """A copy of the contract that may be broken, and its parts by name."""

    def __init__(self, document: Part) -> None:
        self.document: Part = json.loads(json.dumps(document))
        self.info: Part = self.document["info"]
        self.schemas: Part = self.document["components"]["schemas"]
        self.operations: dict[str, Part] = {
            operation["operationId"]: operation for _, _, operation in operations(self.document)
        }
        self.operation = self.operations["createTicket"]
        (self.scheme,) = self.document["components"]["securitySchemes"].values()

    def schema(self, name: str = "Ticket") -> Part:
        return self.schemas[name]  # type: ignore[no-any-return]

    def field(self, name: str = "subject", schema: str = "Ticket") -> Part:
        return self.schemas[schema]["properties"][name]  # type: ignore[no-any-return]

    def parameter(self, name: str, operation: str = "listOrders") -> Part:
        (found,) = (p for p in self.operations[operation]["parameters"] if p.get("name") == name)
        return found  # type: ignore[no-any-return]

    def body(self) -> Part:
        return self.operation["requestBody"]["content"]["application/json"]  # type: ignore[no-any-return]

    def answers(self, operation: str, status: str = "200") -> Part:
        """Media type -> what is answered in it."""
        return self.operations[operation]["responses"][status]["content"]  # type: ignore[no-any-return]


BREAKS: list[tuple[Rule, Callable[[Copy], object]]] = [
    # words
    (test_words.test_every_schema_says_what_it_is, lambda c: c.schema().pop("description")),
    (test_words.test_every_property_says_what_it_holds, lambda c: c.field().pop("description")),
    (
        test_words.test_no_property_repeats_its_own_name,
        lambda c: c.field("customer_id").update(description="Customer ID."),
    ),
    (
        test_words.test_every_number_says_what_it_measures_and_its_unit,
        lambda c: c.field("consumed_seconds", "TicketClock").update(description="Time so far."),
    ),
    (
        test_words.test_every_number_says_what_it_measures_and_its_unit,
        lambda c: c.field("price", "Service").update(description="Price of the service."),
    ),
    (
        test_words.test_every_parameter_says_what_it_is_for,
        lambda c: c.parameter("status").pop("description"),
    ),
    (
        test_words.test_every_parameter_says_what_it_is_for,
        lambda c: c.document["components"]["parameters"]["IfMatch"].update(description=""),
    ),
    (
        test_words.test_what_every_list_takes_is_said_in_the_same_words,
        lambda c: c.parameter("limit").update(description="How many."),
    ),
    *(
        (
            test_words.test_every_operation_is_named_by_a_verb_and_explained,
            lambda c, words=words: c.operation.update(words),
        )
        for words in (
            {"summary": "Opening of a ticket"},
            {"summary": "What is open"},
            {"summary": "Open a ticket."},
            {"summary": "List tickets"},
            {"summary": "Open " + "a ticket " * 10},
            {"description": "Opens one.\n\nNeeds the permission `tickets:create`."},
        )
    ),
    # shapes
    (test_shapes.test_one_word_has_one_type, lambda c: c.field().update(type="integer")),
    (
        test_shapes.test_one_word_has_one_type,
        lambda c: c.parameter("q")["schema"].update(type="integer"),
    ),
    (
        test_shapes.test_an_id_that_a_client_chooses_is_of_version_7,
        lambda c: c.field("id", "OrderCreate").pop("pattern"),
    ),
    *(
        (
            test_shapes.test_no_type_hides_one_of_a_language,
            lambda c, name=name: c.schemas.update({name: c.schema()}),
        )
        for name in ("Calendar", "History", "Operator", "Process", "Unit")
    ),
    # generation
    (
        test_generation.test_no_union_of_primitives,
        lambda c: c.field().update(anyOf=[_TEXT, _NUMBER]),
    ),
    (
        test_generation.test_no_union_of_primitives,
        lambda c: c.parameter("status")["schema"]["items"].update(anyOf=[_TEXT, _NUMBER]),
    ),
    (
        test_generation.test_no_value_of_several_types,
        lambda c: c.field().update(type=["string", "integer"]),
    ),
    (
        test_generation.test_every_union_is_a_component_with_a_discriminator,
        lambda c: c.schema("AutomationAction").pop("discriminator"),
    ),
    (
        test_generation.test_every_union_is_a_component_with_a_discriminator,
        lambda c: c.field().update(oneOf=[_to("Ticket"), _to("Order")]),
    ),
    (test_generation.test_every_object_is_a_component, lambda c: c.field().update(properties={})),
    (test_generation.test_every_enum_is_a_component, lambda c: c.field().update(enum=["a"])),
    (test_generation.test_every_enum_is_a_component, lambda c: c.field().update(const="a")),
    (
        test_generation.test_every_enum_is_a_component,
        lambda c: c.parameter("q")["schema"].update(enum=["a"]),
    ),
    *(
        (
            test_generation.test_every_enum_is_marked_as_open_and_has_names_for_its_values,
            lambda c, marks=marks: c.schema("Priority").update(marks),
        )
        for marks in (
            {"x-ms-enum": {"modelAsString": False}},
            {"x-speakeasy-unknown-values": "forbid"},
            {"enum": ["very-urgent", "low"]},
            {"x-enum-varnames": ["low", "low", "low", "low"]},
        )
    ),
    (
        test_generation.test_every_list_has_an_order_of_its_own_with_two_directions,
        lambda c: c.parameter("sort").update(schema=_to("ListQuotesSort")),
    ),
    (
        test_generation.test_every_list_has_an_order_of_its_own_with_two_directions,
        lambda c: c.schema("ListOrdersSort")["x-enum-varnames"].reverse(),
    ),
    *(
        (
            test_generation.test_one_rule_for_media_types,
            lambda c, media=media: c.answers("downloadAudit").update(media),
        )
        for media in (
            {"text/csv; charset=utf-8": {"schema": {"type": "string", "format": "binary"}}},
            {"text/csv": {"schema": {"type": "string"}}},
            {"application/pdf": {"schema": {"type": "string"}}},
        )
    ),
    (
        test_generation.test_what_holds_every_format_comes_first,
        lambda c: c.answers("downloadAudit").update({"application/pdf": {}}),
    ),
    # document
    (test_document.test_it_is_valid_openapi, lambda c: c.info.pop("title")),
    *(
        (
            test_document.test_every_function_of_an_sdk_has_a_name_of_its_own,
            lambda c, name=name: c.operation.update(operationId=name),
        )
        for name in ("getTicket", "create_ticket", "Ticket")
    ),
    (
        test_document.test_functions_that_read_write_and_remove_are_named_so,
        lambda c: c.operations["getTicket"].update(operationId="openTicket"),
    ),
    (
        test_document.test_every_operation_stands_in_one_described_group,
        lambda c: c.operation["tags"].append("orders"),
    ),
    (
        test_document.test_every_operation_stands_in_one_described_group,
        lambda c: c.document["tags"].pop(),
    ),
    (test_document.test_every_operation_is_explained, lambda c: c.operation.update(description="")),
    (
        test_document.test_what_is_read_is_never_what_is_sent,
        lambda c: c.schemas.update({"Ticket-Input": c.schema()}),
    ),
    (test_document.test_generated_titles_are_gone, lambda c: c.field().update(title="Subject")),
    (
        test_document.test_only_json_can_say_null,
        lambda c: c.parameter("q")["schema"].update(type=["string", "null"]),
    ),
    (
        test_document.test_every_field_of_an_answer_is_promised,
        lambda c: c.schema()["required"].remove("subject"),
    ),
    (
        test_document.test_every_code_that_is_documented_is_in_the_catalogue,
        lambda c: c.document["components"]["examples"].update(unheard_of={}),
    ),
    (
        test_document.test_every_body_comes_with_an_example_that_fits_it,
        lambda c: c.body().pop("example"),
    ),
    (
        test_document.test_every_body_comes_with_an_example_that_fits_it,
        lambda c: c.body()["example"].update(subject=1),
    ),
    (
        test_document.test_every_json_answer_comes_with_an_example_that_fits_it,
        lambda c: c.answers("getTicket")["application/json"].pop("example"),
    ),
    (
        test_document.test_every_json_answer_comes_with_an_example_that_fits_it,
        lambda c: c.answers("getTicket")["application/json"]["example"].pop("subject"),
    ),
    (test_document.test_no_example_is_left_over, lambda c: c.schemas.pop("TicketCreate")),
    # info
    *(
        (test_info.test_it_introduces_itself, lambda c, key=key: c.info.update({key: {}}))
        for key in ("title", "summary", "description", "version", "contact", "license")
    ),
    (
        test_info.test_it_introduces_itself,
        lambda c: c.document["servers"][0].update(description=""),
    ),
    (test_info.test_it_introduces_itself, lambda c: c.document.update(externalDocs={})),
    (test_info.test_its_introduction_is_short, lambda c: c.info.update(description="Long " * 60)),
    (
        test_info.test_every_group_of_operations_stands_in_one_group_for_newcomers,
        lambda c: c.document["x-tagGroups"][1]["tags"].pop(),
    ),
    (
        test_info.test_every_group_of_operations_stands_in_one_group_for_newcomers,
        lambda c: c.document["x-tagGroups"].reverse(),
    ),
    *(
        (
            test_info.test_permissions_and_roles_are_those_of_the_table,
            lambda c, access=access: c.operation.update(access),
        )
        for access in ({"x-required-permission": "tickets:all"}, {"x-roles": ["owner"]})
    ),
    (
        test_info.test_permissions_and_roles_are_those_of_the_table,
        lambda c: c.operations["createSession"].update(security=[{"bearer": []}]),
    ),
    *(
        (
            test_info.test_every_operation_ends_by_saying_who_may_call_it,
            lambda c, name=name: c.operations[name].update(description="Says nothing of it."),
        )
        for name in ("createTicket", "createSession")
    ),
    (
        test_info.test_every_refusal_says_which_codes_it_has_and_when,
        lambda c: c.operations["scheduleOrder"]["responses"]["409"]["x-codes"].pop(),
    ),
    (
        test_info.test_every_refusal_says_which_codes_it_has_and_when,
        lambda c: c.operations["scheduleOrder"]["responses"]["409"].update(description="Conflict"),
    ),
    (
        test_info.test_every_refusal_says_which_codes_it_has_and_when,
        lambda c: c.operations["scheduleOrder"].update(description="Never refuses anything."),
    ),
    (
        test_info.test_every_refusal_says_which_codes_it_has_and_when,
        lambda c: c.operation.update(description="Refuses with `technician_overlap`."),
    ),
    (
        test_info.test_what_is_refused_with_a_code_is_refused_with_one_of_the_catalogue,
        lambda c: c.field().update(description="Nonsense is refused with `nonsense`."),
    ),
    (
        test_info.test_advice_names_what_the_contract_has,
        lambda c: c.schemas.clear(),
    ),
    (
        test_info.test_every_rate_limit_is_explained,
        lambda c: c.operation.update({"x-rate-limit": "burst"}),
    ),
    (
        test_info.test_rate_limits_are_those_of_the_routes,
        lambda c: c.operation.update({"x-rate-limit": "export"}),
    ),
    (
        test_info.test_the_credential_says_how_to_get_and_renew_it,
        lambda c: c.scheme.update(description="A token."),
    ),
    (test_info.test_every_scope_is_said_in_words, lambda c: c.scheme["x-scopes"].popitem()),
    (test_info.test_every_extension_is_explained, lambda c: c.operation.update({"x-new": True})),
]


@pytest.mark.parametrize(
    ("rule", "damage"),
    [pytest.param(*case, id=f"{number}-{case[0].__name__}") for number, case in enumerate(BREAKS)],
)
def test_a_broken_document_is_noticed(
    document: Part, rule: Rule, damage: Callable[[Copy], object]
) -> None:
    broken = Copy(document)
    damage(broken)
    known = {"document": broken.document, "every_operation": broken.operations}
    with pytest.raises(AssertionError):
        rule(**{name: known[name] for name in signature(rule).parameters})


def test_no_rule_was_never_broken() -> None:
    rules = {
        rule
        for module in MODULES
        for name, rule in vars(module).items()
        if name.startswith("test_") and not iscoroutinefunction(rule)
        if {"document", "every_operation"} & signature(rule).parameters.keys()
    }
    assert rules - UNBREAKABLE == {rule for rule, _ in BREAKS}


def _to(schema: str) -> Part:
    return {"$ref": f"#/components/schemas/{schema}"}
