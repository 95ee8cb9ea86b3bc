"""Long loops of the event loop, in pieces."""

from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

from anyio.lowlevel import checkpoint

T = TypeVar("T")

AT_ONCE = 200


async def yielding_to_loop(rows: Iterable[T]) -> AsyncIterator[T]:
    """Each row. Others have their turn on the event loop meanwhile: thousands of rows are a tenth of a second."""
    for place, row in enumerate(rows, start=1):
        yield row
        if place % AT_ONCE == 0:
            await checkpoint()
