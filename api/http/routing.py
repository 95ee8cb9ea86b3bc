"""The routes of the application over HTTP, one by one."""

from collections.abc import Iterable, Iterator

from starlette.routing import BaseRoute, Route, WebSocketRoute


def every_route(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Those that are asked by HTTP."""
    return (route for route in _every(routes) if isinstance(route, Route))


def every_socket(routes: Iterable[BaseRoute]) -> Iterator[WebSocketRoute]:
    """Those that are WebSockets."""
    return (route for route in _every(routes) if isinstance(route, WebSocketRoute))


def prepare(routes: Iterable[BaseRoute]) -> None:
    """Make what FastAPI else makes of a router when the first request comes by it: for all of them some hundred
    milliseconds, in which the event loop would do nothing else."""
    for route in routes:
        if (make := getattr(route, "effective_candidates", None)) is not None:
            make()


def _every(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """FastAPI may keep a router that was included as one entry, with its routes inside."""
    for route in routes:
        if isinstance(route, Route | WebSocketRoute):
            yield route
        else:
            yield from _every(route.original_router.routes)  # type: ignore[attr-defined]
