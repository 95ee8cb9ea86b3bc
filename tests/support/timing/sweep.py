"""At which moments of a call something is done to it: around everything that happens in it.

The call is played once undisturbed, and every moment at which anything at all happens is noted. Then it is
disturbed in each of these moments and in the middle of each stretch between two of them, where nothing happens, so
that one moment stands for the whole stretch. As some rules compare durations, a long stretch counts as several.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from itertools import count, pairwise

import pytest

from core.errors import ChannelGone, PlaybackFailed, TelephonyFailed
from tests.support.calls.fake_centre import Centre
from tests.support.plugins.width import IS_WIDE
from tests.support.timing.virtual_time import VirtualTimeLoop

SWEEP_STEP = 1 if IS_WIDE else 5
"""`make check` and `make test`, which are run all day, take every fifth moment, or tenth of a
second; `make test-more` takes each."""

LONGEST_STRETCH = 2.0  # seconds
BEYOND = 1.0  # seconds after the last happening: the last moment of a sweep


async def moments_of(story: Awaitable[object], *, until: float = float("inf")) -> list[float]:
    """The moments of a story, which is played here to its end: seconds from its beginning, in order.

    Nothing after `until` counts. To be called in virtual time.
    """
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    begin = loop.time()
    happened = {0.0}
    loop.on_turn(lambda: happened.add(round(loop.time() - begin, 6)))
    try:
        await story
    finally:
        loop.on_turn(lambda: None)
    moments = around(sorted(moment for moment in happened if moment <= until))
    return [*moments[::SWEEP_STEP], moments[-1]]


def around(happened: list[float]) -> list[float]:
    """Each moment at which something happened, and moments within the stretches between, at most `LONGEST_STRETCH`
    seconds long each; the last one is `BEYOND` everything."""
    found: list[float] = []
    for earlier, later in pairwise([*happened, happened[-1] + 2 * BEYOND]):
        pieces = int((later - earlier) / LONGEST_STRETCH) + 1
        length = (later - earlier) / pieces
        found += [earlier, *(earlier + (number + 0.5) * length for number in range(pieces))]
    return found


_FAULTS: list[type[Exception]] = [TelephonyFailed, ChannelGone, PlaybackFailed]
each_fault = pytest.mark.parametrize("error", _FAULTS)


async def fail_each_command(
    error: type[Exception],
    opened: Callable[[], AbstractAsyncContextManager[Centre]],
    story: Callable[[Centre], Awaitable[object]],
) -> None:
    """Play a story in one centre after the other: its first command to the exchange fails, then its second, until
    it has no more. What must hold after each is the story's to check.

    In `make check` and `make test` each command fails with one of the errors of `each_fault`, in `make test-more`
    with all of them."""
    for number in count(1) if IS_WIDE else count(1 + _FAULTS.index(error), len(_FAULTS)):
        async with opened() as centre:
            centre.exchange.fail_at, centre.exchange.fail_with = number, error
            await story(centre)
            if centre.exchange.commands < number:
                break
    assert number > 3
