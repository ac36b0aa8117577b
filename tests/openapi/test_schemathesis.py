"""Whatever a caller sends, the answer is one that the contract has, and never a fault of ours."""

import copy
from contextlib import suppress
from typing import Any

import httpx
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from requests import Request
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.contract.openapi.document import operations
from tests.callers import Caller
from tests.contract import ContractBroken, contract_of
from tests.world import World, create_world

AnyCase = Case[Any]

#: Per operation: so many requests that fit the contract, and so many that do not.
EXAMPLES = {GenerationMode.POSITIVE: 5, GenerationMode.NEGATIVE: 4}
CHECKED: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


async def test_no_request_gets_an_answer_that_is_not_in_the_contract(
    app: FastAPI, ada: Caller, tiago: Caller, carla: Caller
) -> None:
    ids = await _known_ids(ada, await create_world(ada, tiago, carla), tiago)
    headers = {"Authorization": f"Bearer {await _token_for_everything(app, ada)}"}
    found = []
    tried = set()
    for case in _cases(app.openapi()):
        _aim(case, ids)
        request: Any = Request(**case.as_transport_kwargs(base_url="http://test")).prepare()
        response = await ada.http.request(
            request.method,
            request.url,
            headers=httpx.Headers({**request.headers, **headers}, encoding="latin-1"),
            content=request.body,
        )
        tried.add(case.operation.label)
        if wrong := _what_is_wrong(app, case, response):
            found.append(f"{case.as_curl_command()}\n{wrong}")
    assert len(tried) == len(contract_of(app).operations)
    assert not found, "\n\n".join(found[:20])


def _cases(document: dict[str, Any]) -> list[AnyCase]:
    """The same cases in each run; credentials are not among what is varied."""
    open_to_all = copy.deepcopy(document)
    del open_to_all["components"]["securitySchemes"]
    for _, _, operation in operations(open_to_all):
        operation["security"] = []
    made: list[AnyCase] = []
    for result in schemathesis.openapi.from_dict(open_to_all).get_all_operations():
        tried: Any = result.ok()  # type: ignore[union-attr]  # all are: it is linted
        for mode, count in EXAMPLES.items():

            @settings(
                max_examples=count,
                derandomize=True,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(tried.as_strategy(generation_mode=mode))
            def collect(case: AnyCase) -> None:
                made.append(case)

            with suppress(Unsatisfiable):  # nothing can be wrong where nothing is taken
                collect()
    return made


def _what_is_wrong(app: FastAPI, case: AnyCase, response: httpx.Response) -> str:
    # A body over the limit is refused unread, and Schemathesis does not know that as a refusal.
    unread = {negative_data_rejection} if response.status_code == 413 else set()
    try:
        case.validate_response(response, checks=[c for c in CHECKED if c not in unread])
        contract_of(app).check(
            case.method,
            case.formatted_path,
            response.status_code,
            response.headers,
            response.content,
        )
    except (FailureGroup, ContractBroken) as broken:
        return str(broken)
    return ""


def _aim(case: AnyCase, ids: dict[str, str]) -> None:
    """Put real ids where random ones would only ever find nothing."""
    for place in (case.path_parameters, case.body):
        if isinstance(place, dict):
            place |= {name: ids[name] for name in place.keys() & ids.keys()}
    case.headers.pop("If-Match", None)  # a version only the server can know


async def _token_for_everything(app: FastAPI, ada: Caller) -> str:
    """A program's token: it outlives the sign-out that is called on the way."""
    permissions = {
        operation["x-required-permission"].partition(":")[0]
        for operation in contract_of(app).operations.values()
        if "x-required-permission" in operation
    }
    scopes = [f"{name}:admin" for name in sorted(permissions)]
    made = await ada.post("/v1/api-tokens", {"name": "explorer", "scopes": scopes})
    return str(made["token"])


async def _known_ids(ada: Caller, world: World, tiago: Caller) -> dict[str, str]:
    goods = await world.goods()
    order = await ada.post(
        "/v1/orders",
        {
            "customer_id": world.customer["id"],
            "site_id": world.site["id"],
            "problem_code_id": world.problem["id"],
            "title": "Sem sinal",
        },
    )
    ticket = await ada.post("/v1/tickets", {"subject": "Sem sinal", "description": "Desde ontem."})
    return {
        "customer_id": world.customer["id"],
        "site_id": world.site["id"],
        "contact_id": world.contact["id"],
        "code_id": world.cause["id"],
        "problem_code_id": world.problem["id"],
        "cause_code_id": world.cause["id"],
        "solution_code_id": world.solution["id"],
        "product_id": goods.product,
        "location_id": goods.van,
        "from_location_id": goods.warehouse,
        "to_location_id": goods.van,
        "order_id": order["id"],
        "ticket_id": ticket["id"],
        "technician_id": str(tiago.person_id),
        "person_id": str(tiago.person_id),
    }
