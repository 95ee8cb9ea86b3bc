"""Hang up at every moment while a client's own data is told: nothing is left, and no contact is half noted."""

from dataclasses import dataclass
from functools import partial

import anyio
import pytest

from core.facts.kinds.calls import CallEnded
from core.facts.kinds.scenarios import ClientDataTold, NodeEntered
from tests.scenario.nodes.self_service import LINE, PERSONAL_KINDS, call_of, opens
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.timing.sweep import each_fault, fail_each_command, moments_of
from tests.support.timing.virtual_time import in_virtual_time

REPLIES: dict[str, tuple[tuple[str, str], ...]] = {
    "contact_confirmation": (("D13", "1"),),
    "offers": (("O06", "2"), ("O06", "*"), ("O06", "9")),
    "knowledge": (("B01", "7"), ("B01", "*")),
    "trainings": (("Z03", "2"), ("Z03", "2")),
    "message_consent": (("N07", "1"),),
}
KINDS_SWEPT = [*PERSONAL_KINDS, "knowledge", "message_consent"]
where_messages_go = partial(a_centre, sends_sms=True)
_LONG = 1.0  # seconds that the tables take, so that hang-ups fall into the waiting, too


@dataclass
class _Story:
    began: float
    ended: float
    moments: list[float]


async def _story(kind: str) -> _Story:
    """When the node of the kind is entered and when the call is over, in seconds of the call, and its moments."""
    async with where_messages_go() as centre:
        opens(centre, kind)
        centre.tables.time = centre.knowledge.time = _LONG
        start = anyio.current_time()
        moments = await moments_of(call_of(centre, *REPLIES.get(kind, ())))
        length = anyio.current_time() - start
        [entered] = [e for e in centre.of_type(NodeEntered) if e.node == "dane"]
        assert entered.ticks is not None
        return _Story(entered.ticks - start, length, moments)


@pytest.mark.parametrize("kind", KINDS_SWEPT)
@in_virtual_time
async def test_hang_up_at_every_moment(kind: str) -> None:
    story = await _story(kind)
    assert 3 < story.ended - story.began < 120
    for moment in (each for each in story.moments if each >= story.began):
        async with where_messages_go() as centre:
            opens(centre, kind)
            centre.tables.time = centre.knowledge.time = _LONG
            served = await call_of(centre, *REPLIES.get(kind, ()), patience=moment)
            assert centre.of_type(CallEnded)[-1].reason in ("caller_hung_up", "completed"), f"at {moment} s"
            await anyio.sleep(10)  # what was asked for is worked on to its end
            heard_noted = [words for words in served.heard if words.startswith("D03")]
            asked = centre.tables.topics
            assert not heard_noted or centre.tables.confirmed, f"said and not noted at {moment} s"
            assert bool(centre.tables.confirmed) == ("contact_confirmation" in asked), (
                f"asked and not noted at {moment} s"
            )
            assert "N08" not in served.heard or "consent" in asked, f"said and not written at {moment} s"
            told = [e.outcome for e in centre.of_type(ClientDataTold)]
            assert len(told) <= 1
            if kind not in ("offers", "trainings", "knowledge", "message_consent"):
                said = [words for words in served.heard if words[0] == "D" and not words.startswith("D13")]
                assert bool(said) == bool(told), f"at {moment} s"


@each_fault
@pytest.mark.parametrize("kind", KINDS_SWEPT)
@in_virtual_time
async def test_each_command_fails_in_turn_and_nothing_is_left(kind: str, error: type[Exception]) -> None:

    async def plays(centre: Centre) -> None:
        opens(centre, kind)
        caller = centre.exchange.caller(dialled_number=LINE)
        await centre.visit(caller, (1, ANNA + "#"), (2, ANNAS_PIN + "#"), (8, "1"), (6, "9"))
        centre.check_nothing_left()
        if [words for words in caller.heard if words.startswith("D03")]:
            assert centre.tables.confirmed

    await fail_each_command(error, where_messages_go, plays)
