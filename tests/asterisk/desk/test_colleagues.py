"""A colleague in a conversation on a real Asterisk: who hears whom in each state, by the sound at telephones."""

import os
import signal
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from tests.asterisk.calls.test_transfer import ZUS, allowed
from tests.asterisk.desk.test_listening_in import ANNA, conversation, shares
from tests.asterisk.recordings.test_recordings_in_calls import dials, killed_and_back, pid_of_application
from tests.support.centres import direct_lines
from tests.support.centres.direct_lines import TRANSFER_TARGET
from tests.support.centres.running_centre import RunningCentre, listen, texts
from tests.support.telephones.hearing import gaps, rms
from tests.support.telephones.phone import CALLER_TONE, CONSULTANT_TONE, RATE, Phone, Phones, Samples
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

ZOFIA = "k20620-1"
COLLEAGUE_TONE = 1000.0
TONES = {"caller": CALLER_TONE, "consultant": CONSULTANT_TONE, "colleague": COLLEAGUE_TONE}
LONGEST_GAP = 200  # ms, for who stays
LEAST_SHARE = 0.15  # of the sound, of a tone that is heard among three

Hears = Mapping[str, set[str]]
BOTH: Hears = {"caller": {"consultant"}, "consultant": {"caller"}, "colleague": set()}
APART: Hears = {"caller": set(), "consultant": {"colleague"}, "colleague": {"consultant"}}
TOGETHER: Hears = {
    "caller": {"consultant", "colleague"},
    "consultant": {"caller", "colleague"},
    "colleague": {"caller", "consultant"},
}
ASIDE: Hears = {
    "caller": {"consultant"},
    "consultant": {"caller", "colleague"},
    "colleague": {"caller", "consultant"},
}
HANDED_OVER: Hears = {"caller": {"colleague"}, "consultant": set(), "colleague": {"caller"}}


async def _ask(centre: RunningCentre, how: str, path: str, **more: Any) -> None:
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


def longest_gap(sound: Samples, tone: float) -> int:
    """The longest time in milliseconds in which a tone was missing, alone or among others."""
    longest = lasts = 0
    for share in shares(sound, tone):
        lasts = 0 if share > LEAST_SHARE else lasts + 50
        longest = max(longest, lasts)
    return longest


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
                if other != name and len(found := shares(sound, tone)) and np.median(found) > LEAST_SHARE
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
        await _ask(centre, "PUT", "colleague", mode="aside")
        await hear(parties, ASIDE)
        both = len(caller.heard), len(consultant.heard)
        for mode, wanted in (("together", TOGETHER), ("aside", ASIDE), ("together", TOGETHER)):
            await _ask(centre, "PUT", "colleague", mode=mode)
            await hear(parties, wanted)
        assert longest_gap(caller.heard.since(both[0]), CONSULTANT_TONE) < LONGEST_GAP
        assert longest_gap(consultant.heard.since(both[1]), CALLER_TONE) < LONGEST_GAP
        since = len(caller.heard)
        await _ask(centre, "POST", "colleague/hand-over")
        await hear({"caller": caller, "colleague": colleague}, HANDED_OVER)
        assert (await consultant.gone()).by_far_end
        # The colleague was heard all the time, also while the consultant went.
        assert longest_gap(caller.heard.since(since), COLLEAGUE_TONE) < LONGEST_GAP
        await centre.until_agent_is(ANNA, "available", "wrap_up")
        await colleague.hang_up()
        await caller.hang_up()
    call = await centre.newest_call()
    assert call["agent"] == ZOFIA
    kinds = [step["kind"] for step in call["timeline"]]
    assert [kind for kind in kinds if kind.startswith("colleague")] == [
        "colleague_called",
        "colleague_came",
        *["colleague_moved"] * 4,
        "colleague_ended",
    ]


@pytest.mark.more(
    "shown in virtual time; who hears whom afterwards is heard in the others",
    "tests/scenario/desk/test_colleagues.py::test_a_colleague_who_hangs_up_leaves_the_consultant_with_the_caller",
    "tests/scenario/desk/test_colleagues.py::test_a_consultant_who_hangs_up_while_a_colleague_is_there_has_handed_the_call_over",
    "tests/asterisk/desk/test_colleagues.py::test_everybody_hears_whom_the_state_says_from_the_question_to_the_handing_over",
    "tests/asterisk/desk/test_colleagues.py::test_whoever_is_aside_stays_so_when_the_application_dies_and_has_the_call_if_the_consultant_goes",
)
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


async def test_whoever_is_aside_stays_so_when_the_application_dies_and_has_the_call_if_the_consultant_goes(
    centre: RunningCentre, phones: Phones
) -> None:
    async with conversation(centre, phones, "600100683") as (caller, consultant):
        colleague = await _comes(centre, phones, "aside")
        parties = {"caller": caller, "consultant": consultant, "colleague": colleague}
        await hear(parties, ASIDE)
        both = len(caller.heard), len(consultant.heard)
        await killed_and_back(centre)
        await hear(parties, ASIDE)
        assert longest_gap(caller.heard.since(both[0]), CONSULTANT_TONE) < LONGEST_GAP
        assert longest_gap(consultant.heard.since(both[1]), CALLER_TONE) < LONGEST_GAP
        os.kill(pid_of_application(centre), signal.SIGKILL)
        await consultant.hang_up()  # nobody is there to see it
        await hear({"caller": caller, "colleague": colleague}, HANDED_OVER)
        await centre.until_agent_is(ANNA, "available", "wrap_up")
        await centre.until_agent_is(ZOFIA, "talking")
        await caller.hang_up()
        assert (await colleague.gone()).by_far_end
    call = await centre.newest_call()
    assert call["agent"] == ZOFIA


async def test_a_call_is_left_to_a_number_outside_and_goes_on_there_when_the_application_dies(
    centre: RunningCentre, phones: Phones
) -> None:
    entry = {"name": "ZUS", "number": ZUS, "lines": [direct_lines.NUMBER]}
    answer = await centre.request("administrator", "PUT", f"/api/transfer-targets/{TRANSFER_TARGET}", json=entry)
    assert answer.status_code == 200, answer.text
    # One that another test has taken off the list stays off when it is written anew.
    restored = await centre.request("administrator", "POST", f"/api/transfer-targets/{TRANSFER_TARGET}/restore")
    assert restored.status_code == 200, restored.text
    await eventually(lambda: allowed(centre) == [TRANSFER_TARGET])
    zus = await phones.subscriber(ZUS, centre.way_out_port, centre.sip_port)
    async with conversation(centre, phones, "600100684") as (caller, consultant):
        await _ask(centre, "POST", "colleague", target=TRANSFER_TARGET, mode="apart", hands_over=True)
        ring = await zus.wait_for_ring()
        assert "600100684" not in str(ring.headers), "the caller's number is nobody else's business"
        await hear({"caller": caller, "consultant": consultant}, BOTH)
        await consultant.hang_up()
        since = len(caller.heard)
        await listen(caller, 2)
        assert rms(caller.heard.since(since)[-RATE:]) > 0.003, "the caller waits in silence"
        await zus.answer()
        await zus.say(COLLEAGUE_TONE)
        outside = {"caller": caller, "colleague": zus}
        await hear(outside, HANDED_OVER)
        await centre.until_agent_is(ANNA, "available", "wrap_up")
        since = len(caller.heard)
        await killed_and_back(centre)
        await hear(outside, HANDED_OVER)
        assert gaps(caller.heard.since(since), COLLEAGUE_TONE, LONGEST_GAP) == []
        await zus.hang_up()
        assert (await caller.gone()).by_far_end
    call = await centre.newest_call()
    assert call["end_reason"] == "completed"
    assert [step["kind"] for step in call["timeline"]].count("transfer_ended") == 1
    assert not any(ZUS in text for text in texts(call))


@pytest.mark.more(
    "shown in virtual time; a code is dialled and everybody is heard for real in the others",
    "tests/scenario/desk/test_codes_in_conversations.py::test_a_colleague_is_called_moved_and_sent_back",
    "tests/scenario/desk/test_codes_in_conversations.py::test_a_call_is_handed_over_to_who_is_there_or_to_who_answers",
    "tests/asterisk/calls/test_a_call.py::test_a_consultant_works_by_dialling_codes",
    "tests/asterisk/desk/test_colleagues.py::test_everybody_hears_whom_the_state_says_from_the_question_to_the_handing_over",
)
async def test_a_colleague_is_called_in_and_given_the_call_by_codes_of_the_telephone(
    centre: RunningCentre, phones: Phones
) -> None:
    async with conversation(centre, phones, "600100685") as (caller, consultant):
        colleague = await centre.consultant(phones, ZOFIA)
        parties = {"caller": caller, "consultant": consultant, "colleague": colleague}
        await dials(centre, phones, "*8020620", "F12")
        await colleague.wait_for_ring()
        await colleague.answer()
        await colleague.say(COLLEAGUE_TONE)
        await hear(parties, APART)
        await dials(centre, phones, "*81", "F14")
        await hear(parties, TOGETHER)
        await dials(centre, phones, "*84", "F16")
        await hear({"caller": caller, "consultant": consultant}, BOTH)
        await dials(centre, phones, "*83", "F17")
        await centre.until_agent_is(ZOFIA, "available")
        await dials(centre, phones, "*83206201", "F13")
        await colleague.wait_for_ring()
        await colleague.answer()
        await colleague.say(COLLEAGUE_TONE)
        await hear({"caller": caller, "colleague": colleague}, HANDED_OVER)
        assert (await consultant.gone()).by_far_end
        await caller.hang_up()
        assert (await colleague.gone()).by_far_end
