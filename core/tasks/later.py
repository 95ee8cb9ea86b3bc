"""Loading what a process needs, but not before it works.

A library that takes a tenth of a second is loaded by the function that needs it, in a worker thread, and not at
the start, for which callers may wait. Where somebody would wait for the first use, too, it is loaded once the
process has worked for a moment.
"""

from importlib import import_module

import anyio
import structlog
from anyio import to_thread

log = structlog.get_logger()

MOMENT = 5.0  # seconds in which calls and requests that have waited for the process are answered


async def load_later(*modules: str) -> None:
    """Returns when these are loaded, beside the event loop. One that cannot be fails where it is needed."""
    await anyio.sleep(MOMENT)
    for module in modules:
        try:
            await to_thread.run_sync(import_module, module)
        except Exception:
            log.exception("a library cannot be loaded", module=module)
