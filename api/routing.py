"""The routes of the application, one by one."""

from collections.abc import Iterable, Iterator

from starlette.routing import BaseRoute, Route


def every_route(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """FastAPI may keep a router that was included as one entry, with its routes inside."""
    for route in routes:
        if isinstance(route, Route):
            yield route
        else:
            yield from every_route(route.original_router.routes)  # type: ignore[attr-defined]
