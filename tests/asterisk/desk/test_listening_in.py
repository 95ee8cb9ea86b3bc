"""A supervisor listens in on a real Asterisk: who hears whom, judged by the sound at all three telephones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from core.db.tables.centre.call_tables import EventRow
from core.facts.event import Event
from core.facts.kinds.colleagues import ListeningInBegan, ListeningInEnded
from tests.asterisk.away import frozen, until_well
from tests.asterisk.queues import rings_kolno, rules
from tests.asterisk.recordings.test_recordings_in_calls import killed_and_back
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.hearing import gaps
from tests.support.telephones.phone import (
    CALLER_TONE,
    CONSULTANT_TONE,
    RATE,
    NotRegistered,
    Phone,
    Phones,
    Samples,
    tone_share,
    two_way_sound,
)
from tests.support.timing.eventually import NOT_YET, eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

KOLNO, ANNA, BOSS = "20060", "k20060-1", "kierownik-20060"
BOSS_TONE = 1000.0
PIECE = 400  # samples: 50 ms, in which each of the three tones has whole waves
WHY = {"reason": "Próba odsłuchu w teście"}


@asynccontextmanager
async def conversation(centre: RunningCentre, phones: Phones, number: str) -> AsyncIterator[tuple[Phone, Phone]]:
    """Anna and a caller talk, each with a tone."""
    consultant = await centre.consultant(phones, ANNA)
    caller = await rings_kolno(centre, phones, number)
    await consultant.wait_for_ring(25)
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await caller.say(CALLER_TONE)
    await consultant.say(CONSULTANT_TONE)
    await listen(caller, 1)
    yield caller, consultant


async def supervisor(centre: RunningCentre, phones: Phones) -> Phone:
    """With a telephone that was just given to them, and that speaks as soon as it is answered."""
    answer = await centre.request("kierownik-wup", "POST", f"/api/accounts/{BOSS}/telephone")
    assert answer.status_code == 200, answer.text
    password = await centre.new_telephone_password(BOSS)

    async def registers() -> Phone:
        return await phones.consultant(BOSS, password, centre.sip_port)

    phone = await eventually(registers, timeout=30, not_yet=(*NOT_YET, NotRegistered))

    async def is_known() -> bool:
        agents = await centre.request(BOSS, "GET", "/api/agents")
        return any(agent["id"] == BOSS for agent in agents.json())

    await eventually(is_known)
    return phone


async def listens_in(centre: RunningCentre, boss: Phone) -> None:
    async def is_asked() -> bool:
        # The registration reaches the application, and the conversation the web service, by news of their own.
        answer = await centre.request(BOSS, "POST", f"/api/agents/{ANNA}/listen-in", json=WHY)
        return answer.status_code == 200

    await eventually(is_asked)
    await boss.wait_for_ring(10)
    await boss.answer()
    await boss.say(BOSS_TONE)


def shares(sound: Samples, frequency: float) -> "np.ndarray[Any, Any]":
    starts = range(0, len(sound) - PIECE + 1, PIECE)
    return np.array([tone_share(sound[at : at + PIECE], frequency) for at in starts])


def check_hears_both(sound: Samples) -> None:
    """Both tones at once, and not the own."""
    assert np.median(shares(sound, CALLER_TONE)) > 0.3
    assert np.median(shares(sound, CONSULTANT_TONE)) > 0.3
    assert np.median(shares(sound, BOSS_TONE)) < 0.01


def check_hears_only(sound: Samples, frequency: float) -> None:
    """That tone in every piece, without a gap, and nothing else."""
    found = shares(sound, frequency)
    assert found.min() > 0.9, f"at {found.argmin() * PIECE / RATE:.2f} s of {len(sound) / RATE:.2f}"
    assert shares(sound, BOSS_TONE).max() < 0.01
    assert gaps(sound, frequency, 40) == []


def slips(sound: Samples, frequency: float) -> float:
    """The largest jump of the tone from one piece to the next, in milliseconds: lost or doubled sound."""
    pieces = sound[: len(sound) // PIECE * PIECE].reshape(-1, PIECE).astype(float)
    turning = np.exp(-2j * np.pi * frequency * np.arange(PIECE) / RATE)
    phases = np.angle(pieces @ turning)
    moved = np.abs((np.diff(phases) + np.pi) % (2 * np.pi) - np.pi)
    return float(moved.max() / (2 * np.pi * frequency) * 1000) if len(moved) else 0.0


# -- who hears whom


async def test_a_supervisor_hears_both_alone_and_nobody_notices(centre: RunningCentre, phones: Phones) -> None:
    boss = await supervisor(centre, phones)
    async with conversation(centre, phones, "600100651") as (caller, consultant):
        await listen(caller, 1)
        by_caller, by_consultant = len(caller.heard), len(consultant.heard)
        await listen(caller, 1)
        await listens_in(centre, boss)
        await listen(boss, 1)
        by_boss = len(boss.heard)
        await listen(boss, 4)
        check_hears_both(boss.heard.since(by_boss))
        await boss.hang_up()
        await listen(caller, 2)
        for phone, since, frequency in (
            (caller, by_caller, CONSULTANT_TONE),
            (consultant, by_consultant, CALLER_TONE),
        ):
            heard = phone.heard.since(since)
            assert len(heard) > 7 * RATE
            check_hears_only(heard, frequency)
            assert slips(heard, frequency) < 0.2, "not a packet more or less than without"
        assert caller.state.value == consultant.state.value == "talking", "the conversation goes on"
        assert await last_end(centre) == "listener"
        await caller.hang_up()
    await centre.until_agent_is(ANNA, "available", "wrap_up")
    call = await centre.newest_call()
    assert not [step for step in call["timeline"] if BOSS in step["text"]]
    log = (await centre.request(BOSS, "GET", "/api/access-log")).json()["entries"]
    assert [(e["who"], e["purpose"], e["reason"]) for e in log if e["call_id"] == call["id"]][:1] == [
        (BOSS, "listening_in", WHY["reason"])
    ]


@pytest.mark.more(
    "the same silence as in virtual time; that a real ear hears is shown by the first test here",
    "tests/scenario/desk/test_listening_in.py::test_of_a_caller_on_hold_nothing_is_heard",
    "tests/asterisk/desk/test_listening_in.py::test_a_supervisor_hears_both_alone_and_nobody_notices",
)
async def test_on_hold_nothing_is_heard_and_it_ends_with_the_conversation(
    centre: RunningCentre, phones: Phones
) -> None:
    boss = await supervisor(centre, phones)
    async with conversation(centre, phones, "600100652") as (caller, _):
        await listens_in(centre, boss)
        await listen(boss, 1)
        call = await centre.newest_id()
        await _hold(centre, call, is_held=True)
        await listen(caller, 0.5)
        since = len(boss.heard)
        await listen(caller, 2)
        quiet = boss.heard.since(since)
        assert not len(quiet) or np.abs(quiet.astype(int)).max() < 16, "neither music nor the caller"
        await _hold(centre, call, is_held=False)
        await _until_hears_both(boss)
        await caller.hang_up()
        assert (await boss.gone(5)).by_far_end
    assert await last_end(centre) == "conversation"


async def _until_hears_both(boss: Phone) -> None:
    async def hears() -> bool:
        since = len(boss.heard)
        await listen(boss, 1)
        check_hears_both(boss.heard.since(since))
        return True

    await eventually(hears)


async def facts_of(centre: RunningCentre, kind: type[Event]) -> list[dict[str, Any]]:
    """Of the newest call, in their order, as soon as one is written."""
    query = select(EventRow.data).where(EventRow.type == kind.__name__)
    query = query.where(EventRow.call_id == await centre.newest_id()).order_by(EventRow.number)

    async def told() -> list[dict[str, Any]]:
        return [row.data for row in await centre.rows(query)]

    return await eventually(told)


async def last_end(centre: RunningCentre) -> str:
    """Why the last listening of the newest call ended, as soon as that is written."""
    return str((await facts_of(centre, ListeningInEnded))[-1]["why"])


async def _hold(centre: RunningCentre, call: str, *, is_held: bool) -> None:
    answer = await centre.request(ANNA, "POST", "/api/desk/hold", json={"call": call, "is_held": is_held})
    assert answer.status_code == 204, answer.text


@pytest.mark.more(
    "a fact with the office's word in it; a second listener is refused in virtual time, and what is begun and"
    " ended at the board is heard for real in the last",
    "tests/scenario/desk/test_listening_in.py::test_whether_the_consultant_is_told_is_the_rule_of_the_consultants_office",
    "tests/scenario/desk/test_listening_in.py::test_one_listener_at_a_time_and_one_conversation_for_each",
    "tests/browser/test_board.py::test_a_supervisor_listens_in_from_the_board_and_changes_a_state_and_takes_it_back",
)
@pytest.mark.parametrize("is_told", [True, False])
async def test_the_desk_shows_it_where_the_office_wants_that(
    centre: RunningCentre, phones: Phones, is_told: bool
) -> None:
    boss = await supervisor(centre, phones)
    async with (
        rules(centre, KOLNO, tells_of_listening=is_told),
        conversation(centre, phones, "600100653") as (
            caller,
            _,
        ),
    ):
        await listens_in(centre, boss)
        await listen(boss, 1)
        second = await centre.request(BOSS, "POST", f"/api/agents/{ANNA}/listen-in", json=WHY)
        assert (second.status_code, second.json()["code"]) == (409, "transition_refused")
        query = select(EventRow.data).where(EventRow.type == ListeningInBegan.__name__)
        [began] = await centre.rows(query.order_by(EventRow.number.desc()).limit(1))
        assert (began.data["listener"], began.data["is_told"]) == (BOSS, is_told)
        ended = await centre.request(BOSS, "DELETE", f"/api/agents/{ANNA}/listen-in")
        assert ended.status_code == 204, ended.text
        assert (await boss.gone(5)).by_far_end
        await caller.hang_up()


# -- the application dies


def has_snoop(centre: RunningCentre) -> bool:
    return "snoop" in centre.installation.console("core show channels concise").lower()


@pytest.mark.more(
    "killed at every moment in virtual time; while it stands still, it ends for real in the last",
    "tests/scenario/desk/test_listening_in.py::test_the_application_is_killed_at_every_moment_and_nobody_listens_any_more",
    "tests/asterisk/desk/test_listening_in.py::test_while_the_application_stands_still_the_watchdog_ends_it",
)
async def test_the_application_is_killed_and_nobody_listens_any_more(
    centre: RunningCentre, phones: Phones
) -> None:
    boss = await supervisor(centre, phones)
    async with conversation(centre, phones, "600100654") as (caller, consultant):
        since = len(caller.heard)
        await listens_in(centre, boss)
        await listen(boss, 1)
        await killed_and_back(centre)
        assert (await boss.gone(10)).by_far_end
        assert not has_snoop(centre)
        await listen(caller, 1)
        check_hears_only(caller.heard.since(since), CONSULTANT_TONE)
        await listens_in(centre, boss)  # and may be heard again
        await listen(boss, 1)
        since = len(boss.heard)
        await listen(boss, 1)
        check_hears_both(boss.heard.since(since))
        await consultant.hang_up()
        assert (await boss.gone(5)).by_far_end
        await caller.hang_up()


async def test_while_the_application_stands_still_the_watchdog_ends_it(
    centre: RunningCentre, phones: Phones
) -> None:
    boss = await supervisor(centre, phones)
    async with conversation(centre, phones, "600100655") as (caller, consultant):
        since = len(caller.heard)
        await listens_in(centre, boss)
        await listen(boss, 1)
        with frozen(centre):
            assert (await boss.gone(30)).by_far_end, "before anybody is moved to where a PIN is keyed"
            await eventually(
                lambda: "snoop" not in centre.installation.console("core show channels concise").lower()
            )
            await listen(caller, 1)
            check_hears_only(caller.heard.since(since), CONSULTANT_TONE)
        await until_well(centre)
        assert caller.state.value == consultant.state.value == "talking"
        await caller.hang_up()
    await centre.newest_call()
    assert await last_end(centre) in ("interrupted", "listener")
