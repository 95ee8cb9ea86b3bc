"""The routes of the application over HTTP, one by one."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio
from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route, WebSocketRoute, compile_path, get_name

from core.tasks.later import MOMENT

REST_TIME = 0.005  # seconds between two of them that are made whole: so long at least the loop is others'


class LateRoute(APIRoute):
    """A route that is found at once, and made whole a moment after the start.

    What FastAPI makes of it to read and to answer requests, dependants, fields and validators, takes a millisecond
    or two: of all routes together a fifth of a start. Whoever asks for any of it before gets it made.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        name: str | None = None,
        methods: set[str] | list[str] | None = None,
        **given: Any,
    ) -> None:
        """As APIRoute. Raises what that raises when the route is made whole."""
        self._make: Callable[[], None] | None = partial(
            super().__init__, path, endpoint, name=name, methods=methods, **given
        )
        self.path, self.endpoint = path, endpoint
        self.name = name or get_name(endpoint)
        self.methods = {method.upper() for method in methods or ["GET"]}
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)

    def make_whole(self) -> None:
        """Harmless for one that is."""
        make, self._make = self._make, None
        if make is not None:
            make()

    def __getattr__(self, name: str) -> Any:
        """What is not there yet."""
        if name == "_make" or self._make is None:
            raise AttributeError(name)
        self.make_whole()
        return getattr(self, name)


class Router(APIRouter):
    """The routes of one part, which the application takes as they are: `app.router.routes.extend(router.routes)`.

    To include a router would make all that FastAPI knows of a route a second time, a tenth of a start.
    """

    def __init__(self, prefix: str = "", tags: Sequence[str] = (), dependencies: Sequence[Depends] = ()) -> None:
        super().__init__(
            prefix=prefix,
            tags=list(tags),
            dependencies=dependencies,
            generate_unique_id_function=_operation_id,
            route_class=LateRoute,
        )


@asynccontextmanager
async def made_whole(routes: Iterable[BaseRoute]) -> AsyncIterator[None]:
    """Inside the block all routes are made whole, one by one, once those who waited for the start are served."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_make_whole, list(routes))
        yield
        tasks.cancel_scope.cancel()


async def _make_whole(routes: Iterable[BaseRoute]) -> None:
    await anyio.sleep(MOMENT)
    for route in routes:
        if isinstance(route, LateRoute):
            route.make_whole()
            await anyio.sleep(REST_TIME)


def every_route(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Those that are asked by HTTP."""
    return (route for route in routes if isinstance(route, Route))


def every_socket(routes: Iterable[BaseRoute]) -> Iterator[WebSocketRoute]:
    """Those that are WebSockets."""
    return (route for route in routes if isinstance(route, WebSocketRoute))


def _operation_id(route: APIRoute) -> str:
    """The name of its function: programs that are generated from the description call it so."""
    return route.name
