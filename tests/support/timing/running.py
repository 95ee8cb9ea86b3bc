"""Tasks of the product, at work while a test looks at what they do."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import anyio


@asynccontextmanager
async def running(*works: Callable[[], Coroutine[Any, Any, object]]) -> AsyncIterator[None]:
    """They begin with the block and are cancelled at its end. A failure of one ends the block."""
    async with anyio.create_task_group() as tasks:
        for work in works:
            tasks.start_soon(work)
        yield
        tasks.cancel_scope.cancel()
