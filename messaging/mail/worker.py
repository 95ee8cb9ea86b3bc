"""Strangers' mail is read in a process of its own, which may be stopped or die; the next mail gets a fresh one."""

import gc
import resource

import anyio
from anyio import BrokenWorkerProcess, to_process

from messaging.mail.reading import ReadMail, Unreadable, read_mail

READ_TIME = 10.0
"""Seconds; usually it takes two thousandths of one."""

START_TIME = 60.0
"""Seconds for a fresh process on a busy machine: no mail is unreadable because of it."""

_MOST_MEMORY = 1_500_000_000


async def read_apart(raw: bytes, time: float = READ_TIME) -> ReadMail:
    """Raises Unreadable, also for what takes too long (`slow`) or kills its reader (`died`); TimeoutError and
    BrokenWorkerProcess where no process can be started."""
    with anyio.fail_after(START_TIME):
        await to_process.run_sync(_begin, cancellable=True)
    with anyio.move_on_after(time):
        try:
            return await to_process.run_sync(read_mail, raw, cancellable=True)
        except (BrokenWorkerProcess, MemoryError):
            raise Unreadable("died") from None
    raise Unreadable("slow")


def _begin() -> None:
    """In the process that reads: so much memory and no more; and garbage is looked for, which the entry of a
    process puts off while it loads (`core.loading`)."""
    gc.enable()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MOST_MEMORY if hard == resource.RLIM_INFINITY else min(_MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
