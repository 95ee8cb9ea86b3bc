"""Loading a process without looking for garbage meanwhile.

The entry of a process imports this before everything else, and calls `loaded` when it has imported the rest.
What is loaded lives to the end: to look it through again and again while it grows takes a sixth to a quarter of
the processor time of a start, for which callers wait when the application died. Only `__main__` modules may import
it.
"""

import gc

gc.disable()


def loaded() -> None:
    """Look for garbage from now on, and never among what was loaded until now."""
    gc.freeze()
    gc.enable()
