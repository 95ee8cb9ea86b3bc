"""A call-back for tomorrow is rung tomorrow: a centre of its own, whose clock is moved between two starts."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import anyio.to_thread
import pytest

from core.clock import OFFSET, WARSAW
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.values import Promise
from ivr.tts import SpeechEngine
from ops import ports
from ops.running.installation import Installation
from tests.asterisk.conftest import FAST
from tests.asterisk.queues import asks_for
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre, listen, texts
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones, State, two_way_sound

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(300)]

KOLNO, PROVINCE, AGENT = "20060", "20000", "k20060-1"
ANNA = "857001480"
AHEAD = timedelta(seconds=45)  # from the second start to midnight
Said = tuple[PromptLibrary, list[SpeechEngine]]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="s724-") as found:
        Path(found).chmod(0o755)  # the database server runs as another user where the tests run as root
        yield Path(found)


def installed(folder: Path, subscribers: int, offset: timedelta = timedelta()) -> Installation:
    """The centre in that folder, with its clock moved."""
    way_out = {"S724_TRUNK_OUT": f"127.0.0.1:{subscribers}"}
    moved = {OFFSET: str(offset.total_seconds())} if offset else {}
    return Installation(folder / "var", environment=FAST | way_out | moved)


def centre_of(installation: Installation, said: Said) -> RunningCentre:
    prompts, engines = said
    return RunningCentre(installation, prompts, PromptCache(installation.settings.sounds, *engines))


async def writes_down(centre: RunningCentre, office: str, **days: Any) -> None:
    """Hours of a day, in the place of those that keep the office open for all tests."""
    kept = (await centre.get(f"/api/hours/{office}"))["exceptions"]
    days = {"text": "próba", "purpose": "all", **days}
    for exception in kept:
        if exception["days"]["purpose"] == days["purpose"]:
            await centre.request(SUPERVISOR, "DELETE", f"/api/hours/{office}/exceptions/{exception['id']}")
    await adds(centre, office, **days)


async def adds(centre: RunningCentre, office: str, **days: Any) -> None:
    path = f"/api/hours/{office}/exceptions"
    answer = await centre.request(SUPERVISOR, "POST", path, json={"text": "próba", "purpose": "all", **days})
    assert answer.status_code == 201, answer.text


@pytest.mark.more(
    "two starts of an installation and two minutes; ordering and ringing are real in the last ones",
    "tests/scenario/waiting/test_callbacks_for_later.py::test_who_orders_at_night_is_rung_in_the_morning_in_the_hours_that_were_said",
    "tests/scenario/waiting/test_callbacks_for_later.py::test_the_order_outlives_the_process_also_one_that_is_away_at_the_moment",
    "tests/asterisk/calls/test_closed_hours.py::test_callers_of_closed_offices_hear_when_they_open_and_who_orders_a_call_has_it_stored",
    "tests/asterisk/test_overload.py::test_a_caller_too_many_hears_the_sentence_keeps_the_place_and_is_called_back",
)
async def test_a_call_ordered_for_tomorrow_is_made_tomorrow_and_not_before(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, said: Said, phones: Phones
) -> None:
    (subscribers,) = ports.free(1)
    first = installed(folder, subscribers)
    prepared = await anyio.to_thread.run_sync(prepared_once, tmp_path_factory.getbasetemp(), first.settings)
    lend_state(prepared, first.settings)
    today = datetime.now(UTC).astimezone(WARSAW).date()
    tomorrow = today + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), WARSAW).astimezone(UTC)
    try:
        await anyio.to_thread.run_sync(first.start)
        centre = centre_of(first, said)
        await writes_down(centre, PROVINCE, kind="closed", purpose="evening", **_only(today))
        await writes_down(centre, KOLNO, kind="closed", **_only(today))
        all_day = [{"begin": "00:00", "end": "24:00"}]
        await adds(centre, KOLNO, kind="other_hours", spans=all_day, **_only(tomorrow))
        await centre.consultant(phones, AGENT)  # works today, and calls nobody for whom it is not the time
        home = await phones.subscriber(ANNA, subscribers, first.settings.sip_port)
        await _orders(centre, phones, midnight)
        await centre.until_agent_is(AGENT, "available")
        [waiting] = (await centre.get("/api/callbacks", office=KOLNO, state="waiting"))["callbacks"]
        assert datetime.fromisoformat(waiting["not_before"]) == midnight
        [queue] = [each for each in await centre.get("/api/queues") if each["office"] == KOLNO]
        assert queue["now"]["waiting"] == 0
        assert (home.state, home.rings) == (State.IDLE, [])
        await phones.close()
    finally:
        await anyio.to_thread.run_sync(first.stop)

    second = installed(folder, subscribers, midnight - datetime.now(UTC) - AHEAD)
    try:
        await anyio.to_thread.run_sync(second.start)
        centre = centre_of(second, said)
        home = await phones.subscriber(ANNA, subscribers, second.settings.sip_port)
        consultant = await centre.consultant(phones, AGENT)
        await _is_rung(centre, home, consultant)
        made = await centre.call_from(ANNA)
        assert made["direction"] == "callback"
        assert midnight <= datetime.fromisoformat(made["started_at"]) < midnight + timedelta(hours=1)
        [order] = (await centre.get("/api/callbacks", office=KOLNO))["callbacks"]
        assert (order["state"], order["attempts"], order["id"]) == ("talked", 1, waiting["id"])
        ordered = await centre.get(f"/api/calls/{made['origin_call_id']}")
        assert any("nie wcześniej niż" in text for text in texts(ordered)), texts(ordered)
        assert not any("przełożono" in text for text in texts(ordered))
        await phones.close()
    finally:
        await anyio.to_thread.run_sync(second.stop)


def _only(day: Any) -> dict[str, str]:
    return {"first_day": f"{day}", "last_day": f"{day}"}


async def _orders(centre: RunningCentre, phones: Phones, midnight: datetime) -> None:
    caller = await asks_for(centre, phones, KOLNO, ANNA)
    await until_prompt_begins(caller, await centre.prompt("H10"), timeout=40)
    await caller.send_keys("2")
    await until_prompt_begins(caller, await centre.prompt("Q07"), timeout=20)
    await listen(caller, 1.5)  # a key of the first moment cannot be an answer to the question
    await caller.send_keys("1")
    begin = midnight.astimezone(WARSAW)
    promise = Promise(begin, begin + timedelta(hours=1), datetime.now(UTC).astimezone(WARSAW))
    await until_prompt(caller, await centre.prompt("Q08", termin=promise), timeout=20)
    await caller.hang_up()


async def _is_rung(centre: RunningCentre, home: Phone, consultant: Phone) -> None:
    await home.wait_for_ring(AHEAD.total_seconds() + 60)
    await home.answer()
    await until_prompt_begins(home, await centre.prompt("E02", w_miejscowosci="w Kolnie"))
    await listen(home, 1.5)
    await home.send_keys("1")
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(home, consultant)
    await listen(home, 2.5)  # a shorter conversation would count as the consultant dropping the caller
    await home.hang_up()
