"""Routes are found at once, and made whole when somebody asks for them or a moment after the start."""

from typing import Any

import anyio
import httpx
from fastapi import FastAPI
from pydantic import BaseModel

from api.http.routing import LateRoute, Router, made_whole
from core.tasks.later import MOMENT
from tests.support.timing.virtual_time import in_virtual_time


class Answer(BaseModel):
    number: int


def an_application() -> FastAPI:
    router = Router("/things", tags=["things"])

    @router.get("/{number}")
    async def thing(number: int) -> Answer:
        return Answer(number=number)

    @router.post("/{number}", status_code=204)
    async def change(number: int) -> None:
        """Change it."""

    app = FastAPI()
    app.router.routes.extend(router.routes)
    return app


def late_routes(app: FastAPI) -> list[LateRoute]:
    return [route for route in app.routes if isinstance(route, LateRoute)]


def whole(app: FastAPI) -> list[str]:
    return [route.name for route in late_routes(app) if "dependant" in vars(route)]


async def status_of(app: FastAPI, method: str, path: str) -> int:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        return (await client.request(method, path)).status_code


def test_no_route_is_made_whole_at_the_start() -> None:
    assert whole(an_application()) == []


@in_virtual_time
async def test_first_request_makes_its_own_route_whole_and_no_other() -> None:
    app = an_application()
    assert await status_of(app, "GET", "/things/7") == 200
    assert whole(app) == ["thing"]
    assert await status_of(app, "GET", "/things/seven") == 422


@in_virtual_time
async def test_request_for_another_method_or_address_makes_no_route_whole() -> None:
    app = an_application()
    assert await status_of(app, "DELETE", "/things/7") == 405
    assert await status_of(app, "GET", "/nothing") == 404
    assert whole(app) == []


@in_virtual_time
async def test_all_routes_are_whole_a_moment_after_the_start() -> None:
    app = an_application()
    async with made_whole(app.routes):
        await anyio.sleep(MOMENT - 1)
        assert whole(app) == []
        await anyio.sleep(10)  # after the models of all that is loaded
        assert whole(app) == ["thing", "change"]


def test_route_that_is_not_whole_is_described_as_any_other() -> None:
    described: dict[str, Any] = an_application().openapi()["paths"]["/things/{number}"]
    assert described["get"]["operationId"] == "thing"
    assert described["post"]["description"] == "Change it."
