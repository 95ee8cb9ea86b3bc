"""A consultant rings a client on a real Asterisk, in a centre that is open at every hour."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from ops.running.installation import Installation
from tests.asterisk.conftest import FAST
from tests.asterisk.desk.test_listening_in import shares
from tests.asterisk.queues import rules
from tests.support.centres.always_open import always_open, put_client
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.phone import Phone, Phones, State, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

KOLNO, AGENT = "20060", "k20060-1"
CLIENT, NUMBER = "client-rung", "857001491"
SHOWN = "9524"
RING_TONE = 425.0  # Hz


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with always_open(tmp_path_factory.getbasetemp(), FAST) as running:
        yield running


async def _rings(centre: RunningCentre) -> str:
    answer = await centre.request(AGENT, "POST", f"/api/clients/{CLIENT}/ring", json={"reason": "visit"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["call_id"])


async def _contacts(centre: RunningCentre) -> list[dict[str, Any]]:
    path = f"/api/clients/{CLIENT}"
    await centre.request(AGENT, "POST", f"{path}/view", json={"reason": "Pytanie klienta w okienku"})
    answer = await centre.request(AGENT, "GET", f"{path}/history")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["contacts"])


async def _is_over(consultant: Phone) -> bool:
    """The ring tone: nothing of it in a second of what is heard."""
    since = len(consultant.heard)
    await listen(consultant, 1)
    return bool(max(shares(consultant.heard.since(since), RING_TONE)) < 0.1)


@pytest.mark.more(
    "the same call is made from the page, and each of its ends in virtual time",
    "tests/browser/test_ringing_out.py::test_a_client_is_rung_and_talked_with_by_the_keyboard_alone",
    "tests/scenario/desk/test_ringing_out.py::test_the_client_sees_the_line_that_was_dialled_or_a_free_one_of_the_centre",
)
async def test_a_clients_telephone_rings_with_the_offices_number_and_both_hear_each_other(
    centre: RunningCentre, phones: Phones
) -> None:
    await put_client(centre, CLIENT, KOLNO, NUMBER, "Nowak")
    async with rules(centre, KOLNO, shown_number=SHOWN):
        consultant = await centre.consultant(phones, AGENT)
        home = await phones.subscriber(NUMBER, centre.way_out_port, centre.sip_port)
        call_id = await _rings(centre)
        await consultant.wait_for_ring()
        assert (home.state, home.rings) == (State.IDLE, [])  # nobody is rung for a consultant who is not there
        await consultant.answer()
        ring = await home.wait_for_ring()
        assert f"<sip:{SHOWN}@" in dict(ring.headers)["From"]
        since = len(consultant.heard)
        await listen(consultant, 6)
        found = shares(consultant.heard.since(since), RING_TONE)
        assert 0.1 < np.mean(found > 0.9) < 0.4, "a second of tone in five"
        await centre.until_agent_is(AGENT, "dialling")
        await home.answer()
        await two_way_sound(home, consultant)
        await eventually(lambda: _is_over(consultant))
        await centre.until_agent_is(AGENT, "talking")
        await home.hang_up()
        assert (await consultant.gone()).by_far_end
        call = await centre.call_from(NUMBER)
        assert (call["id"], call["direction"], call["agent"]) == (call_id, "outbound", AGENT)
        assert (call["dial_outcome"], call["queue_left_reason"], call["wait_time"]) == ("reached", None, None)
        [contact] = await _contacts(centre)
        assert (contact["direction"], contact["account"]) == ("out", AGENT)
        assert contact["summary"] == "Telefon do klienta: rozmowa z konsultantem, poniżej minuty."

        await centre.until_agent_is(AGENT, "available")
        await _rings(centre)
        await consultant.wait_for_ring()
        await consultant.answer()
        await home.wait_for_ring()
        await home.decline(486)
        assert (await consultant.gone()).by_far_end
        await centre.until_agent_is(AGENT, "available")

        async def says_busy() -> bool:
            newest = (await _contacts(centre))[0]["summary"]
            return bool(newest == "Telefon do klienta: numer był zajęty.")

        await eventually(says_busy)
