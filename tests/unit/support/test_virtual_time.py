"""Virtual time, in which most tests run."""

import anyio
import pytest

from tests.support.timing.virtual_time import in_virtual_time


def test_virtual_time_notices_a_test_in_which_nothing_can_ever_happen() -> None:
    @in_virtual_time
    async def stuck() -> None:
        await anyio.Event().wait()

    with pytest.raises(AssertionError, match="nothing will ever happen"):
        stuck()
