"""What a consultant dials on a second line, while the caller is on hold: whom to call, and what to do then."""

import anyio
import pytest

from acd.live.agent_state import AgentState
from core.facts.kinds.colleagues import ColleagueEnded
from core.facts.kinds.conversations import ConversationStarted
from tests.support.calls.recorded_talks import dials
from tests.support.calls.three_parties import ANNA, SOON, ZOFIA, room, three
from tests.support.timing.virtual_time import in_virtual_time


@pytest.mark.parametrize("whom", ["20620", "206201"])
@in_virtual_time
async def test_a_colleague_is_called_moved_and_sent_back(whom: str) -> None:
    async with three() as it:
        assert await dials(it.centre, f"*80{whom}") == "F12"
        await anyio.sleep(2 + SOON)
        assert it.rooms() == {room("caller"), room(ANNA, ZOFIA)}
        assert await dials(it.centre, "*81") == "F14"
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", ANNA, ZOFIA)}
        assert await dials(it.centre, "*82") == "F14"
        await anyio.sleep(SOON)
        assert it.aside() == (ZOFIA, ANNA)
        assert await dials(it.centre, "*84") == "F16"
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", ANNA)}
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["back"]


@in_virtual_time
async def test_a_call_is_handed_over_to_who_is_there_or_to_who_answers() -> None:
    async with three() as it:
        await dials(it.centre, "*8120620")
        await anyio.sleep(2 + SOON)
        assert await dials(it.centre, "*83") == "F15"
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", ZOFIA)}
        await anyio.sleep(15)
        assert it.state(ANNA) is AgentState.AVAILABLE
        assert await dials(it.centre, "*83200601", ZOFIA) == "F13"
        await anyio.sleep(2 + SOON)
        assert it.rooms() == {room("caller", ANNA)}
        assert [one.agent for one in it.centre.of_type(ConversationStarted)] == [ANNA, ZOFIA, ANNA]


@in_virtual_time
async def test_what_cannot_be_done_is_said_and_nothing_is_done() -> None:
    async with three() as it:
        for code in ("*80", "*83", "*84", "*801", "*8020061", "*8099999", "*802062099"):
            assert await dials(it.centre, code) == "F17", code
        assert await dials(it.centre, "*8020620", ZOFIA) == "F17", "she has no conversation"
        assert it.rooms() == {room("caller", ANNA)}
        assert not it.centre.of_type(ColleagueEnded)
