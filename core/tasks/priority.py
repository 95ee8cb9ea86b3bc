"""Lets calls go first: what works for them must not wait for what can be done later."""

import os
from contextlib import suppress

NIGHT_WORK = 19
"""Niceness of the process `jobs`, and of the embedded server's processes that work for it (`core.db.engine`)."""

CALLS = -10
"""Of the embedded server's processes for calls: who is verified waits for them as for Asterisk itself."""

PAGE_WORK = 10
"""Of what somebody at a page waits for, and takes long."""


def step_back(niceness: int) -> None:
    """Let other processes go first. One that was started nicer stays so."""
    with suppress(PermissionError):  # of a sandbox, which has done it itself
        os.setpriority(os.PRIO_PROCESS, 0, max(niceness, os.getpriority(os.PRIO_PROCESS, 0)))
