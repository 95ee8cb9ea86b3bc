"""A supervisor whispers, barges in, takes over on a real Asterisk: who hears whom, by the sound at telephones."""

import numpy as np
import pytest

from core.facts.kinds.colleagues import HelpAsked, HelpEnded, ListeningInEnded
from tests.asterisk.desk.test_colleagues import BOTH, LEAST_SHARE, LONGEST_GAP, Hears, hear, longest_gap
from tests.asterisk.desk.test_listening_in import (
    ANNA,
    BOSS,
    BOSS_TONE,
    PIECE,
    WHY,
    conversation,
    facts_of,
    listens_in,
    shares,
    supervisor,
)
from tests.asterisk.recordings.test_recordings_in_calls import killed_and_back
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.phone import CALLER_TONE, CONSULTANT_TONE, Phone, Phones

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

TONES = {"caller": CALLER_TONE, "consultant": CONSULTANT_TONE, "supervisor": BOSS_TONE}
LISTENS: Hears = {**BOTH, "supervisor": {"caller", "consultant"}}
WHISPERS: Hears = {
    "caller": {"consultant"},
    "consultant": {"caller", "supervisor"},
    "supervisor": {"caller", "consultant"},
}
BARGED_IN: Hears = {
    "caller": {"consultant", "supervisor"},
    "consultant": {"caller", "supervisor"},
    "supervisor": {"caller", "consultant"},
}
TAKEN_OVER: Hears = {"caller": {"supervisor"}, "supervisor": {"caller"}}
WAYS = {"listen": LISTENS, "whisper": WHISPERS, "barge_in": BARGED_IN}


async def moves(centre: RunningCentre, mode: str) -> None:
    answer = await centre.request(BOSS, "PUT", f"/api/agents/{ANNA}/listen-in", json={"mode": mode})
    assert answer.status_code == 204, answer.text


async def test_everybody_hears_whom_each_way_says_and_the_two_have_no_gap(
    centre: RunningCentre, phones: Phones
) -> None:
    boss = await supervisor(centre, phones)
    async with conversation(centre, phones, "600100691") as (caller, consultant):
        parties = {"caller": caller, "consultant": consultant, "supervisor": boss}
        answer = await centre.request(
            ANNA, "POST", "/api/desk/help", json={"call": await centre.newest_id(), "is_wanted": True}
        )
        assert answer.status_code == 204, answer.text
        await listens_in(centre, boss)
        await hear(parties, LISTENS, TONES)
        since = len(caller.heard), len(consultant.heard)
        for mode in ("whisper", "barge_in", "whisper", "listen", "barge_in", "listen"):
            await moves(centre, mode)
            await hear(parties, WAYS[mode], TONES)
        assert longest_gap(caller.heard.since(since[0]), CONSULTANT_TONE) < LONGEST_GAP
        assert longest_gap(consultant.heard.since(since[1]), CALLER_TONE) < LONGEST_GAP
        await moves(centre, "whisper")
        await hear(parties, WHISPERS, TONES)
        since_taken = len(caller.heard)
        answer = await centre.request(BOSS, "POST", f"/api/agents/{ANNA}/take-over")
        assert answer.status_code == 204, answer.text
        await hear({"caller": caller, "supervisor": boss}, TAKEN_OVER, TONES)
        assert (await consultant.gone()).by_far_end
        sound = caller.heard.since(since_taken)
        first = int(np.argmax(shares(sound, BOSS_TONE) > LEAST_SHARE)) * PIECE
        assert longest_gap(sound[first:], BOSS_TONE) < LONGEST_GAP, "from then on the supervisor is heard"
        assert longest_gap(sound[:first], CONSULTANT_TONE) < LONGEST_GAP, "and before the consultant"
        await centre.until_agent_is(ANNA, "available", "wrap_up")
        await centre.until_agent_is(BOSS, "talking")
        await caller.hang_up()
        assert (await boss.gone()).by_far_end
    await centre.until_agent_is(BOSS, "offline")
    call = await centre.newest_call()
    assert call["agent"] == BOSS
    [ended] = await facts_of(centre, ListeningInEnded)
    assert ended["why"] == "took_over"
    assert ended["whispered_time"] > 1
    assert ended["barged_in_time"] > 1
    assert len(await facts_of(centre, HelpAsked)) == 1
    assert [one["why"] for one in await facts_of(centre, HelpEnded)] == ["came"]


@pytest.mark.more(
    "shown in virtual time at every moment; a kill with three telephones, and each way, are heard in the others",
    "tests/scenario/desk/test_supervisors.py::test_killed_at_every_moment_nobody_is_lost_and_the_next_one_knows_who_has_the_call",
    "tests/asterisk/desk/test_colleagues.py::test_whoever_is_aside_stays_so_when_the_application_dies_and_has_the_call_if_the_consultant_goes",
    "tests/asterisk/desk/test_supervisors.py::test_everybody_hears_whom_each_way_says_and_the_two_have_no_gap",
)
async def test_after_a_kill_whoever_took_over_talks_on_and_whoever_barged_in_does_not(
    centre: RunningCentre, phones: Phones
) -> None:
    boss = await supervisor(centre, phones)
    async with conversation(centre, phones, "600100692") as (caller, consultant):
        await listens_in(centre, boss)
        await moves(centre, "barge_in")
        await hear({"caller": caller, "consultant": consultant, "supervisor": boss}, BARGED_IN, TONES)
        await killed_and_back(centre)
        assert (await boss.gone()).by_far_end
        await hear({"caller": caller, "consultant": consultant}, BOTH, TONES)
        await _takes_over(centre, boss)
        await hear({"caller": caller, "supervisor": boss}, TAKEN_OVER, TONES)
        since = len(caller.heard)
        await killed_and_back(centre)
        await listen(caller, 2)
        await hear({"caller": caller, "supervisor": boss}, TAKEN_OVER, TONES)
        assert longest_gap(caller.heard.since(since), BOSS_TONE) < LONGEST_GAP
        await boss.hang_up()
        await caller.gone()


async def _takes_over(centre: RunningCentre, boss: Phone) -> None:
    await listens_in(centre, boss)
    answer = await centre.request(BOSS, "POST", f"/api/agents/{ANNA}/take-over", json=WHY)
    assert answer.status_code == 204, answer.text
