"""Whoever has lost a right has lost the telephone within seconds, on a real Asterisk; no caller notices."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from softphone import DidNotHappen
from tests.asterisk.desk.test_hiring import Newcomer, newcomer, takes_a_call
from tests.asterisk.desk.test_listening_in import (
    BOSS,
    check_hears_only,
    conversation,
    last_end,
    listens_in,
    supervisor,
)
from tests.asterisk.queues import rings_kolno
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.plugins.more import few_of
from tests.support.telephones.hearing import gaps, until_prompt
from tests.support.telephones.phone import (
    CALLER_TONE,
    CONSULTANT_TONE,
    CallRefused,
    NotRegistered,
    Phone,
    Phones,
    State,
)
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

RING_LIMIT, CONTACT_LIMIT = 2.0, 5.0  # seconds after the right has ended
ADMINISTRATOR = "administrator"

Ends = Callable[[RunningCentre], Awaitable[None]]


async def asked(centre: RunningCentre, path: str, method: str = "POST", **body: Any) -> None:
    details = {"json": body} if body else {}
    answer = await centre.request(ADMINISTRATOR, method, f"/api/accounts/{BOSS}{path}", **details)
    assert answer.is_success, answer.text
    if answer.status_code == 202:
        await centre.confirmed(answer)


async def closes(centre: RunningCentre) -> None:
    await asked(centre, "/deactivate")


async def becomes_auditor(centre: RunningCentre) -> None:
    await asked(centre, "", "PATCH", role="auditor")


async def moves(centre: RunningCentre) -> None:
    await asked(centre, "", "PATCH", office="20610")


ENDINGS: dict[str, Ends] = {"closed": closes, "another role": becomes_auditor, "another office": moves}


@asynccontextmanager
async def as_before(centre: RunningCentre) -> AsyncIterator[None]:
    """What a test does to the supervisor's account is taken back."""
    try:
        yield
    finally:
        with anyio.CancelScope(shield=True):
            await asked(centre, "/restore")
            await asked(centre, "", "PATCH", role="supervisor", office="20060")


def is_registered(centre: RunningCentre, name: str) -> bool:
    return f"/{name};" in centre.installation.console("database show registrar/contact")


async def until_thrown_out(centre: RunningCentre, name: str, began: float) -> None:
    await eventually(lambda: not is_registered(centre, name), timeout=began + CONTACT_LIMIT - time.monotonic())


async def is_refused(centre: RunningCentre, phone: Phone) -> None:
    """By the password that it has: it can neither register nor dial a code."""
    with pytest.raises(NotRegistered) as refused:
        await phone.register(centre.sip_port)
    assert refused.value.code in {401, 403}
    with pytest.raises(CallRefused):
        await phone.call("*60", centre.sip_port)


# -- a supervisor


@pytest.mark.parametrize(
    "ending",
    few_of(
        ENDINGS,
        {"closed"},
        "another way to the same end, each of which has its row in the table of endings",
        "tests/unit/core/test_revocation.py::"
        "test_every_ending_says_what_becomes_of_everything_that_hangs_on_an_account",
    ),
)
async def test_who_listens_in_is_cut_off_and_the_telephone_is_nobodys_any_more(
    centre: RunningCentre, phones: Phones, ending: str
) -> None:
    async with as_before(centre):
        boss = await supervisor(centre, phones)
        async with conversation(centre, phones, "600100671") as (caller, consultant):
            await listens_in(centre, boss)
            await listen(boss, 1)
            since = len(caller.heard)
            began = time.monotonic()
            await ENDINGS[ending](centre)
            assert (await boss.gone(began + RING_LIMIT - time.monotonic())).by_far_end
            await until_thrown_out(centre, BOSS, began)
            await is_refused(centre, boss)
            await listen(caller, 1)
            check_hears_only(caller.heard.since(since), CONSULTANT_TONE)
            assert caller.state is consultant.state is State.TALKING
            assert await last_end(centre) == "revoked"
            await caller.hang_up()


@pytest.mark.more(
    "what a supervisor's telephone loses is real in the second, and that a lost one is rung no more in the last",
    "tests/unit/core/test_revocation.py::test_every_ending_says_what_becomes_of_everything_that_hangs_on_an_account",
    "tests/asterisk/desk/test_revocation.py::test_who_listens_in_is_cut_off_and_the_telephone_is_nobodys_any_more",
    "tests/asterisk/desk/test_revocation.py::test_a_lost_telephone_is_not_rung",
)
@pytest.mark.parametrize("ending", ENDINGS)
async def test_no_call_is_offered_to_who_is_no_supervisor_of_the_office_any_more(
    centre: RunningCentre, phones: Phones, ending: str
) -> None:
    async with as_before(centre):
        boss = await supervisor(centre, phones)
        for code, state in (("*60", "paused"), ("*61", "available")):
            await boss.call(code, centre.sip_port)
            await boss.gone()
            await centre.until_agent_is(BOSS, state)
        began = time.monotonic()
        await ENDINGS[ending](centre)
        await is_not_rung(centre, phones, boss, began)
        await until_thrown_out(centre, BOSS, began)
        await is_refused(centre, boss)


async def listens_to_the_end(caller: Phone, seconds: float) -> None:
    """So much more sound, or all that comes: whom nobody can serve any more the centre tells so, and hangs up."""
    try:
        await listen(caller, seconds)
    except DidNotHappen:
        assert caller.state is State.IDLE


async def is_not_rung(centre: RunningCentre, phones: Phones, lost: Phone, began: float) -> None:
    """Callers come from the moment on at which the right has ended, and after it."""
    for number in ("857001381", "857001382"):
        caller = await rings_kolno(centre, phones, number)
        await listens_to_the_end(caller, max(1.0, began + RING_LIMIT + 0.5 - time.monotonic()))
        await caller.hang_up()
    late = [ring.at - began for ring in lost.rings if ring.at > began + RING_LIMIT]
    assert late == []
    assert lost.state is State.IDLE


# -- a consultant whose telephone is lost


async def another_password(new: Newcomer) -> None:
    await new.asked("POST", "/telephone")


async def dismissal(new: Newcomer) -> None:
    await new.asked("DELETE")


LOSSES = {"another password": another_password, "dismissed": dismissal}


def name(number: int, loss: str) -> str:
    """A name is given once."""
    return f"k20060-{number}{list(LOSSES).index(loss)}"


@pytest.mark.parametrize(
    "loss",
    few_of(
        LOSSES,
        {"another password"},
        "another way to the same end, each of which has its row in the table of endings",
        "tests/unit/core/test_revocation.py::"
        "test_every_ending_says_what_becomes_of_everything_that_hangs_on_an_account",
    ),
)
async def test_a_lost_telephone_is_not_rung(centre: RunningCentre, phones: Phones, loss: str) -> None:
    async with newcomer(centre, phones, name(37, loss)) as new:
        lost = await new.registers()
        await new.is_ready()
        began = time.monotonic()
        await LOSSES[loss](new)
        await is_not_rung(centre, phones, lost, began)
        await until_thrown_out(centre, new.name, began)
        await is_refused(centre, lost)
        if loss == "another password":
            assert await centre.agent_state(new.name) == "unreachable"
            caller = await rings_kolno(centre, phones, "857001383")
            await new.makes_password()
            found = await new.registers()
            await found.wait_for_ring(20)
            await found.answer()
            await caller.hang_up()


@pytest.mark.parametrize(
    "loss",
    few_of(
        LOSSES,
        {"dismissed"},
        "another way to the same end, each of which has its row in the table of endings",
        "tests/unit/core/test_revocation.py::"
        "test_every_ending_says_what_becomes_of_everything_that_hangs_on_an_account",
    ),
)
async def test_a_lost_telephone_stops_ringing(centre: RunningCentre, phones: Phones, loss: str) -> None:
    async with newcomer(centre, phones, name(38, loss)) as new:
        lost = await new.registers()
        await new.is_ready()
        caller = await rings_kolno(centre, phones, "857001384")
        await lost.wait_for_ring(20)
        began = time.monotonic()
        await LOSSES[loss](new)
        await lost.gone(began + RING_LIMIT - time.monotonic())
        await listens_to_the_end(caller, 3)
        assert len(lost.rings) == 1
        await caller.hang_up()


@pytest.mark.more(
    "a call in progress goes on over a dismissal in the first; a lost telephone is refused in the last",
    "tests/asterisk/desk/test_hiring.py::test_whoever_is_dismissed_in_mid_call_keeps_it_and_gets_no_other_until_taken_back",
    "tests/asterisk/desk/test_revocation.py::test_a_lost_telephone_is_not_rung",
)
@pytest.mark.parametrize("loss", LOSSES)
async def test_the_call_in_progress_goes_on_to_its_end_and_is_recorded_as_usual(
    centre: RunningCentre, phones: Phones, loss: str
) -> None:
    async with newcomer(centre, phones, name(39, loss)) as new:
        phone = await new.registers()
        await new.is_ready()
        caller = await takes_a_call(centre, phones, phone, "857001385")
        old, since, heard, began = new.password, len(caller.heard), len(phone.heard), time.monotonic()
        await LOSSES[loss](new)
        await until_thrown_out(centre, new.name, began)
        thief = Phone(phones.engine, new.name, old)
        phones.all.append(thief)
        await is_refused(centre, thief)
        await listen(caller, 6)  # longer than everything that is looked at
        assert gaps(caller.heard.since(since), CONSULTANT_TONE) == []
        assert gaps(phone.heard.since(heard), CALLER_TONE) == []
        await phone.hang_up()
        await until_prompt(caller, await centre.prompt("G01"))
        assert (await caller.gone()).by_far_end
    call = await centre.call_from("857001385")
    assert (call["agent"], call["end_reason"]) == (name(39, loss), "completed")
