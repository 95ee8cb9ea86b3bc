"""Loading a process without looking for garbage meanwhile.

The entry of a process imports this before everything else, and calls `loaded` when it has imported the rest.
What is loaded lives to the end: to look it through again and again while it grows takes a sixth to a quarter of
the processor time of a start, for which callers wait when the application died. Only `__main__` modules may import
it.
"""

import gc
import sys

gc.disable()

if "rich" not in sys.modules:  # structlog loads it for the colours of a console: 150 modules that nobody needs
    sys.modules["rich"] = None  # type: ignore[assignment]  # now it cannot be imported
    import structlog  # noqa: F401

    del sys.modules["rich"]


def loaded() -> None:
    """Look for garbage from now on, and never among what was loaded until now."""
    gc.freeze()
    gc.enable()
