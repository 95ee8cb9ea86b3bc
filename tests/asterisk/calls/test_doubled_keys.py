"""Keys of which Asterisk tells twice: each counts once, or a caller with the right number is locked out."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import select

from core.db.tables.centre.call_tables import EventRow
from ops.demonstration.seed import DemonstrationClient, demonstration_clients
from tests.support.centres.running_centre import RunningCentre
from tests.support.plugins.more import few_of
from tests.support.telephones.late_keys import FRAME, keyed, keyed_call, stalled
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "milliseconds",
    few_of(
        [0, 100, 300, 700],
        {300},
        "a sweep of one number",
        "tests/unit/ari_app/telephony/test_key_reports.py::test_each_press_counts_once",
    ),
)
async def test_a_key_whose_packets_are_held_up_counts_once(centre: RunningCentre, milliseconds: int) -> None:
    await _is_verified(centre, centre.anna, keyed(_keys(centre.anna), held_up={2: milliseconds // 20}))


@pytest.mark.more(
    "what a real one told of such a press is read in the first; packets that are held up are real in the last",
    "tests/unit/ari_app/telephony/test_key_reports.py::test_each_press_counts_once",
    "tests/asterisk/calls/test_doubled_keys.py::test_a_key_whose_packets_are_held_up_counts_once",
)
async def test_a_key_whose_end_is_lost_counts_also_before_another_press_of_it(centre: RunningCentre) -> None:
    clients = demonstration_clients(centre.installation.secrets.pin_pepper)
    places = range(len(clients[0].card_number) - 1)
    client, twice = next((c, i) for c in clients for i in places if c.card_number[i] == c.card_number[i + 1])
    keys = _keys(client)
    # One in the middle, which the next one ends, and the last one, which only the time ends.
    await _is_verified(centre, client, keyed(keys, endless={twice, len(keys) - 1}, then_silence=25))


@pytest.mark.parametrize(
    "stall",
    few_of(
        [(3, 30), (20, 90), (50, 75)],
        {(20, 90)},
        "a sweep of two numbers",
        "tests/unit/ari_app/telephony/test_key_reports.py::test_keys_count_once_wherever_an_announcement_ends",
    ),
)
async def test_keys_that_come_together_after_a_pause_of_the_line_count_once(
    centre: RunningCentre, stall: tuple[int, int]
) -> None:
    await _is_verified(centre, centre.anna, stalled(keyed(_keys(centre.anna)), *stall))


async def test_keys_that_come_together_in_an_announcement_are_told_once_and_count(centre: RunningCentre) -> None:
    # The same key again just after those that came together: it is no second report of one of them. Nobody has
    # this number; its digits stand nowhere, but how many there were.
    async with keyed_call(centre.sip_port, stalled(keyed("122233349#"), 3, 30)):
        (keys,) = await eventually(lambda: _told(centre, "KeysEntered"), timeout=15)
        assert (keys["outcome"], keys["length"]) == ("entered", 9)


@pytest.mark.more(
    "as fast as those by a model that tells what a real one told; keys that come together are real in the last",
    "tests/unit/ari_app/telephony/test_key_reports.py::test_the_model_of_asterisk_tells_what_a_real_one_told",
    "tests/unit/ari_app/telephony/test_key_reports.py::test_keys_count_once_wherever_an_announcement_ends",
    "tests/asterisk/calls/test_doubled_keys.py::test_keys_that_come_together_after_a_pause_of_the_line_count_once",
)
async def test_keys_pressed_as_the_one_before_is_released_count_once(centre: RunningCentre) -> None:
    keys = _keys(centre.anna)
    longer = range(1, len(keys), 3)
    pauses = {place - 1: 1 for place in longer} | dict.fromkeys(longer, 3)
    await _is_verified(centre, centre.anna, keyed(keys, pressed=dict.fromkeys(longer, 15), pauses=pauses))


@pytest.mark.more(
    "such a press, as a real one told of it, and others by the same model; an announcement is real in the last",
    "tests/unit/ari_app/telephony/test_key_reports.py::test_the_model_of_asterisk_tells_what_a_real_one_told",
    "tests/unit/ari_app/telephony/test_key_reports.py::test_keys_count_once_wherever_an_announcement_ends",
    "tests/asterisk/calls/test_doubled_keys.py::test_keys_that_come_together_in_an_announcement_are_told_once_and_count",
)
async def test_keys_count_once_after_a_press_during_which_an_announcement_ends(centre: RunningCentre) -> None:
    hash_key = len(centre.anna.card_number)
    announcement = len(await centre.prompt("A02")) // FRAME
    # The first key of the PIN is down from 0.2 s before the end to 0.3 s after it; the rest follows fast.
    pauses = {hash_key: announcement - 10, hash_key + 1: 3}
    await _is_verified(centre, centre.anna, keyed(_keys(centre.anna), pressed={hash_key + 1: 25}, pauses=pauses))


async def test_two_presses_of_one_key_are_two_where_the_first_came_late(centre: RunningCentre) -> None:
    # The end of the first comes 100 ms late, and with it the beginning of the second, which therefore seems to
    # begin before the first is over: as it looks where Asterisk tells of one press twice. Nobody has this number.
    keys = "122344088#"
    pressed = {place: 15 if place in (0, 3, 6) else 10 for place in range(len(keys))}
    pauses = {place: 20 if place in (2, 5, 8) else 3 for place in range(len(keys))}
    line = keyed(keys, pressed=pressed, pauses=pauses)
    for place in (1, 4, 7):
        end = sum(pressed[before] + pauses[before] for before in range(place)) + pressed[place]
        line = stalled(line, end - 1, end + 5)
    async with keyed_call(centre.sip_port, line):
        (keyed_in,) = await eventually(lambda: _told(centre, "KeysEntered"), timeout=15)
        assert (keyed_in["outcome"], keyed_in["length"]) == ("entered", 9)


def _keys(client: DemonstrationClient) -> str:
    return f"{client.card_number}#{client.pin}#"


async def _is_verified(centre: RunningCentre, client: DemonstrationClient, line: Iterable[list[bytes]]) -> None:
    """By a call that consists of these packets: every digit has arrived, and only once."""
    async with keyed_call(centre.sip_port, line):
        (tried,) = await eventually(lambda: _told(centre, "VerificationTried"), timeout=15)
        assert tried["outcome"] == "verified"
    call = await centre.newest_call()
    assert (call["end_reason"], call["office"]) == ("caller_hung_up", client.office)


async def _told(centre: RunningCentre, kind: str) -> list[dict[str, Any]]:
    query = select(EventRow.data).where(EventRow.type == kind, EventRow.at >= centre.began)
    return [row.data for row in await centre.rows(query)]
