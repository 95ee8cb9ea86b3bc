"""Work that takes long and is not a call's, in processes of its own that go after everything else.

Neither desks nor each other wait for it: a thread would take the interpreter's lock from the event loop.
"""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from anyio import CapacityLimiter, to_process

from core.tasks.priority import PAGE_WORK, step_back

_Made = TypeVar("_Made")
_Given = TypeVarTuple("_Given")

_LIMIT = CapacityLimiter(2)


async def aside(work: Callable[[*_Given], _Made], *given: *_Given) -> _Made:
    """What `work` makes of what is given, all of which can be pickled; `work` stands in a module.

    Two at a time. Whoever is cancelled meanwhile ends the work, too. The first in a process takes 0.1 s and what
    its module takes to be loaded; a process that has had nothing to do for five minutes goes. Raises what `work`
    raises.
    """
    return await to_process.run_sync(_in_its_place, work, given, cancellable=True, limiter=_LIMIT)


def _in_its_place(work: Callable[[*_Given], _Made], given: tuple[*_Given]) -> _Made:
    step_back(PAGE_WORK)
    return work(*given)
