"""A colleague in a conversation on a real Asterisk: who hears whom in each state, by the sound at telephones."""

from collections.abc import Mapping

import numpy as np
import pytest

from tests.asterisk.desk.test_listening_in import ANNA, conversation, shares
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.hearing import gaps
from tests.support.telephones.phone import CALLER_TONE, CONSULTANT_TONE, Phone, Phones
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

ZOFIA = "k20620-1"
COLLEAGUE_TONE = 1000.0
TONES = {"caller": CALLER_TONE, "consultant": CONSULTANT_TONE, "colleague": COLLEAGUE_TONE}
LONGEST_GAP = 200  # ms, for who stays

Hears = Mapping[str, set[str]]
BOTH: Hears = {"caller": {"consultant"}, "consultant": {"caller"}, "colleague": set()}
APART: Hears = {"caller": set(), "consultant": {"colleague"}, "colleague": {"consultant"}}
TOGETHER: Hears = {
    "caller": {"consultant", "colleague"},
    "consultant": {"caller", "colleague"},
    "colleague": {"caller", "consultant"},
}
HANDED_OVER: Hears = {"caller": {"colleague"}, "consultant": set(), "colleague": {"caller"}}


async def _ask(centre: RunningCentre, how: str, path: str, **more: str) -> None:
    call = await centre.newest_id()
    answer = await centre.request(ANNA, how, f"/api/desk/{path}", json={"call": call, **more})
    assert answer.status_code == 204, answer.text


async def _comes(centre: RunningCentre, phones: Phones, mode: str) -> Phone:
    colleague = await centre.consultant(phones, ZOFIA)
    await _ask(centre, "POST", "colleague", colleague=ZOFIA, mode=mode)
    await colleague.wait_for_ring()
    await colleague.answer()
    await colleague.say(COLLEAGUE_TONE)
    return colleague


async def hear(parties: Mapping[str, Phone], wanted: Hears, tones: Mapping[str, float] = TONES) -> None:
    """Within some seconds everybody hears exactly these, for a whole second; `tones`: what each says."""

    async def is_so() -> bool:
        since = {name: len(phone.heard) for name, phone in parties.items()}
        await listen(next(iter(parties.values())), 1)
        for name, phone in parties.items():
            sound = phone.heard.since(since[name])
            heard = {
                other
                for other, tone in tones.items()
                if other != name and len(sound) and np.median(shares(sound, tone)) > 0.2
            }
            assert heard == wanted[name], f"{name} hears {heard or 'nobody'}"
        return True

    await eventually(is_so, timeout=15)


async def test_everybody_hears_whom_the_state_says_from_the_question_to_the_handing_over(
    centre: RunningCentre, phones: Phones
) -> None:
    async with conversation(centre, phones, "600100681") as (caller, consultant):
        colleague = await _comes(centre, phones, "apart")
        parties = {"caller": caller, "consultant": consultant, "colleague": colleague}
        await hear(parties, APART)
        await _ask(centre, "PUT", "colleague", mode="together")
        await hear(parties, TOGETHER)
        since = len(caller.heard)
        await _ask(centre, "POST", "colleague/hand-over")
        await hear({"caller": caller, "colleague": colleague}, HANDED_OVER)
        assert (await consultant.gone()).by_far_end
        # The colleague was heard all the time, also while the consultant went.
        assert gaps(caller.heard.since(since), COLLEAGUE_TONE, LONGEST_GAP) == []
        await centre.until_agent_is(ANNA, "available", "wrap_up")
        await colleague.hang_up()
        await caller.hang_up()
    call = await centre.newest_call()
    assert call["agent"] == ZOFIA
    kinds = [step["kind"] for step in call["timeline"]]
    assert [kind for kind in kinds if kind.startswith("colleague")] == [
        "colleague_called",
        "colleague_came",
        "colleague_moved",
        "colleague_ended",
    ]


async def test_whoever_goes_leaves_the_two_others_together(centre: RunningCentre, phones: Phones) -> None:
    async with conversation(centre, phones, "600100682") as (caller, consultant):
        colleague = await _comes(centre, phones, "together")
        await hear({"caller": caller, "consultant": consultant, "colleague": colleague}, TOGETHER)
        await colleague.hang_up()
        await hear({"caller": caller, "consultant": consultant}, BOTH)
        await centre.until_agent_is(ZOFIA, "available")
        await _ask(centre, "POST", "colleague", colleague=ZOFIA, mode="apart")
        await colleague.wait_for_ring()
        await colleague.answer()
        await colleague.say(COLLEAGUE_TONE)
        await hear({"caller": caller, "consultant": consultant, "colleague": colleague}, APART)
        await consultant.hang_up()  # a telephone has no other key to hand a call over
        await hear({"caller": caller, "colleague": colleague}, HANDED_OVER)
        await caller.hang_up()
        assert (await colleague.gone()).by_far_end
