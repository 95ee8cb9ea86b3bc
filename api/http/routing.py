"""The routes of the application over HTTP, one by one."""

from collections.abc import Iterable, Iterator, Sequence

from fastapi import APIRouter
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route, WebSocketRoute


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
        )


def every_route(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Those that are asked by HTTP."""
    return (route for route in routes if isinstance(route, Route))


def every_socket(routes: Iterable[BaseRoute]) -> Iterator[WebSocketRoute]:
    """Those that are WebSockets."""
    return (route for route in routes if isinstance(route, WebSocketRoute))


def _operation_id(route: APIRoute) -> str:
    """The name of its function: programs that are generated from the description call it so."""
    return route.name
