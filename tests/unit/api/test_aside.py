"""Work beside the web service: in a process that goes after everything else."""

import os

import anyio
import pytest

from api.aside import aside
from core.tasks.priority import PAGE_WORK

pytestmark = pytest.mark.anyio


def niceness(_: str) -> tuple[int, int]:
    return os.getpid(), os.getpriority(os.PRIO_PROCESS, 0)


def fails(word: str) -> None:
    raise ValueError(word)


def never_ends(word: str) -> None:
    while word:
        pass


async def test_work_is_done_in_another_process_that_is_nice_and_used_again() -> None:
    first, nice = await aside(niceness, "")
    assert first != os.getpid()
    assert nice >= PAGE_WORK
    assert (await aside(niceness, ""))[0] == first


async def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="template"):
        await aside(fails, "template")


async def test_whoever_goes_ends_the_work() -> None:
    with anyio.move_on_after(1) as waiting:
        await aside(never_ends, "for ever")
    assert waiting.cancelled_caught
    assert (await aside(niceness, ""))[1] >= PAGE_WORK
