"""The description of the web service is complete and true."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
import schemathesis
from anyio.from_thread import start_blocking_portal
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from sqlalchemy import update

from api.app import create_app
from api.http.routing import every_route
from core.db.tables.person_tables import CardRow
from core.settings import Settings
from ops.install.openapi import description
from tests.api.process import WebService, web_service
from tests.support.calls.call_facts import a_served_call
from tests.support.clients.persons import put_person
from tests.support.database.postgres import engine_for
from tests.support.plugins.width import IS_WIDE

DESCRIPTION = create_app(Settings()).openapi()  # takes a second


@pytest.fixture
def described() -> dict[str, Any]:
    return DESCRIPTION


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_has_a_name_a_tag_a_summary_and_a_description(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(names) == len(set(names)) == 495
    tags = {tag["name"] for tag in described["tags"]}
    for path, method, operation in operations(described):
        assert set(operation["tags"]) <= tags, (path, method)
        assert operation["summary"], (path, method)
        assert operation["description"], (path, method)


def test_no_request_waits_until_fastapi_has_made_its_router() -> None:
    routes: list[Any] = list(create_app(Settings()).routes)
    assert len(routes) > 100
    assert not any(hasattr(one, "effective_candidates") for one in routes), (
        "an included router is made at a request"
    )


def test_every_error_is_described_as_a_problem_with_an_example(described: dict[str, Any]) -> None:
    for path, _, operation in operations(described):
        for status, response in operation["responses"].items():
            if path == "/health" or int(status) < 400:
                continue
            content = response["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, (path, status)
            assert content["example"]["message"]
    schemas = described["components"]["schemas"]
    assert {"Problem", "FieldProblem"} <= schemas.keys()
    assert schemas["Problem"]["properties"]["fields"]["items"] == {"$ref": "#/components/schemas/FieldProblem"}
    assert list(schemas) == sorted(schemas)
    assert "HTTPValidationError" not in schemas


def test_no_route_makes_a_validator_of_errors_of_its_own() -> None:
    """There are 1,600 of them, and the process starts a tenth later with them."""
    routes = [route for route in every_route(create_app(Settings()).routes) if isinstance(route, APIRoute)]
    assert len(routes) > 250
    with_models = {route.path for route in routes for status in route.response_fields if int(status) >= 400}
    assert with_models == {"/health"}


def test_the_pages_types_are_made_without_errors() -> None:
    described = json.loads(description())
    assert all(int(status) < 400 for *_, operation in operations(described) for status in operation["responses"])
    assert not {"Problem", "FieldProblem"} & described["components"]["schemas"].keys()


def test_all_but_logging_in_and_health_need_a_token(described: dict[str, Any]) -> None:
    for path, _, operation in operations(described):
        is_open = path in {
            "/health",
            "/api/login",
            "/api/page-errors",
            "/api/password",
            "/api/public/figures",
        } or path.startswith(("/api/activation", "/api/oidc", "/api/demonstration"))
        assert ("security" in operation) != is_open, path
        refuses_nobody = path in {
            "/health",
            "/api/page-errors",
            "/api/public/figures",
            "/api/activation",
            "/api/oidc",
            "/api/oidc/login",
            "/api/oidc/logout",
        } or (
            path.startswith("/api/demonstration")  # at its own machine only, 404 elsewhere
        )
        assert ("401" in operation["responses"]) != refuses_nobody, path


def test_a_page_that_changes_something_may_be_refused_for_its_missing_header(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        if {"page": []} in operation.get("security", []) and method != "get":
            assert "403" in operation["responses"], (path, method)


def test_the_caller_s_number_stands_in_no_address(described: dict[str, Any]) -> None:
    """A client's key may stand in the path of what is asked about that client alone: it says nothing of the
    person, and logs keep the route without it."""
    for path, _, operation in operations(described):
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        if path.startswith("/api/clients/{client_id}/"):
            names -= {"client_id"}
        assert not names & {"caller_number", "client_id", "number", "phone"}, path


OF_CLIENTS = (
    *("/api/clients", "/api/cards", "/api/corrections", "/api/access-log", "/api/exports"),
    *("/api/recordings", "/api/requests", "/api/report"),
)
AT_THE_DESK = ("/api/desk", "/api/clients/{client_id}/contacts")


def account_for(path: str) -> str:
    """Somebody who may ask it: an administrator sees no client, and would be refused before anything is read."""
    if path.startswith(AT_THE_DESK):
        return "k20060-1"
    return "kierownik-20060" if path.startswith(OF_CLIENTS) else "administrator"


async def put_person_of_examples(dsn: str) -> None:
    """A client, and a card without a PIN, under the key and number that stand in the examples."""
    key, number = "client-019ab3c4d5e0000-4f2a91c3d0", "123456782"
    async with engine_for(dsn) as engine:
        await put_person(engine, key, "20060")
        async with engine.begin() as connection:
            await connection.execute(update(CardRow).values(number=number, pin_hash=None))


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WebService, dict[str, str]]]:
    """The running service with somebody's data, and tokens by account."""
    folder = tmp_path_factory.mktemp("api")
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(web_service(folder)) as running,
    ):
        portal.call(running.centre.write, a_served_call().facts)
        accounts = {account_for(path) for path in DESCRIPTION["paths"]}
        tokens = {account: portal.call(running.token, account) for account in accounts}
        token = tokens["administrator"]
        portal.call(put_person_of_examples, running.environment["S724_DATABASE_URL"])
        # The first check of a scenario starts the speech engines, which has its time on a busy machine.
        address, headers = f"{running.address}/api/scenario-checks", {"Authorization": f"Bearer {token}"}
        httpx.post(address, json={"graph": {}}, headers=headers, timeout=60).raise_for_status()
        yield running, tokens


schema = schemathesis.openapi.from_dict(deepcopy(DESCRIPTION))
schema.config.generation.update(with_security_parameters=False)  # the token is right, and put in afterwards
# Every limit of every field is some forty requests for each operation, and is reckoned while tests are collected.
schema.config.phases.update(phases=["examples", *(["coverage"] if IS_WIDE else []), "fuzzing"])


@schema.exclude(path=["/api/logout", "/api/me/log-out-everywhere", "/api/oidc/logout"]).parametrize()
@settings(
    max_examples=100 if IS_WIDE else 2,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_described(
    case: schemathesis.Case[Any], service: tuple[WebService, dict[str, str]]
) -> None:
    """Logging out is left out: it would end the session of the test."""
    running, tokens = service
    token = tokens[account_for(case.path)]
    headers = {} if case.path in {"/api/login", "/api/password"} else {"Authorization": f"Bearer {token}"}
    # Not all that fits the schema is right: a cursor has to be one that was given out.
    case.call_and_validate(base_url=running.address, headers=headers, excluded_checks=[positive_data_acceptance])
