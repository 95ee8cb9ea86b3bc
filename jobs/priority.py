"""Lets calls go first: what works for them must not wait for what can be done at night."""

import os
from contextlib import suppress

NICENESS = 19
"""Of the process `jobs`, and of the embedded server's processes that work for it (`core.db.engine`)."""


def step_back() -> None:
    """Let other processes go first. One that was started nicer stays so."""
    with suppress(PermissionError):  # of a sandbox, which has done it itself
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
