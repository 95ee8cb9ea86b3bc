"""The application is stopped: callers are served without it, by whoever is left."""

import pytest

from tests.asterisk.away import (
    another_secret,
    frozen,
    in_queue,
    only_asterisk_left,
    until_in_queue,
    until_member,
    until_well,
    without,
)
from tests.asterisk.queues import asks_for, until_waiting
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, files_that_hold, listen, texts
from tests.support.plugins.more import few_of
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import CallRefused, Phone, Phones, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

KOLNO, AGENT = "20060", "k20060-1"


async def _talks_after_the_postal_code(centre: RunningCentre, caller: Phone, agent: Phone) -> None:
    await caller.call("9510", centre.sip_port)
    await until_prompt(caller, await centre.prompt("E05"), timeout=40)
    await until_prompt_begins(caller, await centre.prompt("C01"), timeout=40)
    await caller.send_keys("18500")
    await agent.wait_for_ring(30)
    await agent.answer()
    await two_way_sound(caller, agent)


async def _asks_for_a_consultant(centre: RunningCentre, caller: Phone) -> None:
    """Anna on 9510, while the application is away."""
    await caller.call("9510", centre.sip_port)
    await until_prompt_begins(caller, await centre.prompt("W01"))
    await until_prompt(caller, await centre.prompt("E05"), timeout=30)
    await until_prompt_begins(caller, await centre.prompt("N01"))
    await centre.identify(caller)
    await centre.ask_for_consultant(caller)


@pytest.mark.more(
    "the same way without Asterisk; callers reach their office for real in the others, and come back",
    "tests/scenario/recovery/test_fallback_path.py::test_a_verified_caller_goes_to_the_own_office_on_the_fallback_path",
    "tests/asterisk/recovery/test_fallback_path.py::test_asterisk_alone_serves_where_no_python_is_usable",
    "tests/asterisk/recovery/test_fallback_path.py::test_waiting_callers_come_over_in_order_when_the_application_is_back",
)
async def test_a_verified_caller_reaches_the_own_office(centre: RunningCentre, phones: Phones) -> None:
    agent = await centre.consultant(phones, AGENT)
    await until_member(centre, KOLNO, AGENT)
    caller = phones.caller("600100301")
    async with without(centre, "ari_app"):
        await _asks_for_a_consultant(centre, caller)
        ring = await agent.wait_for_ring(30)
        assert "zweryfikowany" in ring.header("From")
        await agent.answer()
        await two_way_sound(caller, agent)
        await agent.hang_up()
        await until_prompt(caller, await centre.prompt("G01"), timeout=20)
        await caller.gone()
    call = await centre.call_from("600100301")
    assert (call["end_reason"], call["dialled_number"]) == ("completed", "9510")
    assert (call["office"], call["queue"], call["agent"]) == (KOLNO, KOLNO, AGENT)
    assert call["verification_level"] == 2
    assert call["queue_left_reason"] == "connected"
    assert call["talk_time"] is not None
    told = "\n".join(texts(call))
    assert "Aplikacja była niedostępna, tryb awaryjny: skrócony scenariusz" in told
    assert "Potwierdzono tożsamość" in told
    assert "Rozmowa z konsultantem " in told
    assert AGENT not in told, "people are called by their names"
    assert "nagrywana" not in told
    kinds = [step["kind"] for step in call["timeline"]]
    assert kinds.count("call_started") == kinds.count("call_ended") == 1
    assert not [path for path in files_that_hold(centre.anna.pin, centre.state) if path.suffix != ".alaw"]


@pytest.mark.more(
    "shown without Asterisk; the lock is real in the other",
    "tests/scenario/recovery/test_fallback_path.py::test_three_wrong_pins_lock_and_lead_to_no_queue",
    "tests/scenario/test_bad_input.py::test_three_wrong_tries_lock_and_general_information_is_still_there",
)
async def test_three_wrong_pins_lock_on_the_fallback_path_too(centre: RunningCentre, phones: Phones) -> None:
    caller = phones.caller("600100302")
    async with without(centre, "ari_app"):
        await caller.call("9510", centre.sip_port)
        await until_prompt_begins(caller, await centre.prompt("W01"))
        card = "100000009"  # nobody's: nobody else is locked out by it
        for _ in range(3):
            await listen(caller, 0.5)
            await caller.send_keys(f"{card}#")
            await listen(caller, 0.5)
            await caller.send_keys("918273#")
            await listen(caller, 2)
        await until_prompt_begins(caller, await centre.prompt("A07"), timeout=30)
        await caller.hang_up()
    call = await centre.call_from("600100302")
    assert [s["details"]["outcome"] for s in call["timeline"] if s["kind"] == "verification"][-1] == "locked"
    assert call["end_reason"] == "caller_hung_up"


@pytest.mark.more(
    "a rule of the dialplan, which refuses for real in the last",
    "tests/unit/dialplan/test_plan.py::test_a_number_that_nobody_owns_is_refused_and_never_answered",
    "tests/scenario/recovery/test_fallback_path.py::test_a_number_that_the_plan_does_not_know_is_left_to_the_dialplan",
    "tests/asterisk/calls/test_lists_take_effect.py::test_a_new_number_answers_within_ten_seconds_and_a_call_in_progress_notices_nothing",
)
async def test_a_number_that_nobody_owns_is_refused(centre: RunningCentre, phones: Phones) -> None:
    async with without(centre, "ari_app"):
        with pytest.raises(CallRefused) as refused:
            await phones.caller("600100303").call("9599", centre.sip_port)
        assert refused.value.ending.code == 404
    call = await centre.call_from("600100303")
    assert call["end_reason"] == "unknown_number"


@pytest.mark.more(
    "the script begins for real in the first, and the same questions lead to a conversation in the second",
    "tests/asterisk/recovery/test_fallback_path.py::test_a_fast_agi_server_that_hangs_holds_no_caller",
    "tests/asterisk/recovery/test_fallback_path.py::test_asterisk_alone_serves_where_no_python_is_usable",
)
async def test_the_stand_alone_script_asks_for_the_postal_code(centre: RunningCentre, phones: Phones) -> None:
    agent = await centre.consultant(phones, AGENT)
    await until_member(centre, KOLNO, AGENT)
    caller = phones.caller("600100304")
    async with without(centre, "ari_app", "agi_scripts"):
        await _talks_after_the_postal_code(centre, caller, agent)
        await caller.hang_up()
        await agent.gone()
    call = await centre.call_from("600100304")
    assert (call["end_reason"], call["agent"], call["office"]) == ("caller_hung_up", AGENT, KOLNO)
    assert "Aplikacja była niedostępna, tryb awaryjny: skrypt zastępczy" in "\n".join(texts(call))
    assert call["talk_time"] is not None


@pytest.mark.more(
    "the server serves nobody without the secret, for real in the second; a caller goes on without it in the last",
    "tests/unit/dialplan/test_plan.py::test_every_request_to_the_fast_agi_server_shows_the_secret_and_no_address_does",
    "tests/asterisk/lines/test_attacks_by_sip.py::test_whoever_does_not_know_the_secret_of_the_installation_orders_nothing",
    "tests/asterisk/recovery/test_fallback_path.py::test_a_fast_agi_server_that_hangs_holds_no_caller",
)
async def test_a_dialplan_with_another_secret_serves_callers_without_the_server(
    centre: RunningCentre, phones: Phones
) -> None:
    caller = phones.caller("600100310")
    async with another_secret(centre), without(centre, "ari_app"):
        await caller.call("9510", centre.sip_port)
        await until_prompt_begins(caller, await centre.prompt("E05"), timeout=40)
        await caller.hang_up()
    call = await centre.call_from("600100310")
    assert (call["end_reason"], call["dialled_number"]) == ("caller_hung_up", "9510")
    assert "Aplikacja była niedostępna, tryb awaryjny: skrypt zastępczy" in "\n".join(texts(call))


async def test_a_fast_agi_server_that_hangs_holds_no_caller(centre: RunningCentre, phones: Phones) -> None:
    caller = phones.caller("600100308")
    async with without(centre, "ari_app"):
        with frozen(centre, "agi_scripts"):
            await caller.call("9524", centre.sip_port)
            await until_prompt_begins(caller, await centre.prompt("E05"), timeout=40)
            await caller.hang_up()
            await eventually(lambda: "600100308" not in centre.installation.console("core show channels concise"))
    call = await centre.call_from("600100308")
    assert call["end_reason"] == "caller_hung_up"
    assert "Aplikacja była niedostępna, tryb awaryjny: skrypt zastępczy" in "\n".join(texts(call))


async def test_asterisk_alone_serves_where_no_python_is_usable(centre: RunningCentre, phones: Phones) -> None:
    agent = await centre.consultant(phones, AGENT)
    await until_member(centre, KOLNO, AGENT)
    caller = phones.caller("600100305")
    async with only_asterisk_left(centre):
        await _talks_after_the_postal_code(centre, caller, agent)
        await agent.hang_up()
        await until_prompt(caller, await centre.prompt("G01"), timeout=20)
        await caller.gone()

    def is_taken_in() -> bool:
        return "s724-ended" not in centre.installation.console("database show s724-ended").split("results")[0]

    await eventually(is_taken_in, timeout=30)
    call = await centre.call_from("600100305")
    assert (call["end_reason"], call["agent"], call["queue"]) == ("completed", AGENT, KOLNO)
    assert "Aplikacja była niedostępna, tryb awaryjny: sama centrala" in "\n".join(texts(call))


@pytest.mark.more(
    "shown without Asterisk at every moment; the caller hangs up there for real in the other, too",
    "tests/scenario/recovery/test_fallback_path.py::test_a_hang_up_at_any_moment_leaves_no_task_behind",
    "tests/asterisk/recovery/test_fallback_path.py::test_a_fast_agi_server_that_hangs_holds_no_caller",
)
async def test_a_caller_who_hangs_up_on_the_fallback_path_leaves_nothing(
    centre: RunningCentre, phones: Phones
) -> None:
    agent = await centre.consultant(phones, AGENT)
    await until_member(centre, KOLNO, AGENT)
    async with without(centre, "ari_app"):
        in_the_welcome = phones.caller("600100306")
        await in_the_welcome.call("9510", centre.sip_port)
        await until_prompt_begins(in_the_welcome, await centre.prompt("W01"))
        await in_the_welcome.hang_up()
        while_it_rings = phones.caller("600100307")
        await while_it_rings.call(direct_lines.NUMBER, centre.sip_port)
        await agent.wait_for_ring(30)
        await while_it_rings.hang_up()
        await agent.gone()
        await until_in_queue(centre, KOLNO, 0)
    for number in ("600100306", "600100307"):
        call = await centre.call_from(number)
        assert call["end_reason"] == "caller_hung_up"
    assert call["queue_left_reason"] == "abandoned"


@pytest.mark.parametrize(
    "dialled",
    few_of(
        ["9510", direct_lines.NUMBER],
        {direct_lines.NUMBER},
        "9510 has more queues than that of the own office, to which callers come over in virtual time",
        "tests/scenario/recovery/test_came_back.py::test_who_comes_over_waits_for_the_own_office_whatever_other_queues_the_line_has",
        "tests/asterisk/recovery/test_fallback_path.py::test_asterisk_alone_serves_where_no_python_is_usable",
    ),
)
async def test_waiting_callers_come_over_in_order_when_the_application_is_back(
    centre: RunningCentre, phones: Phones, dialled: str
) -> None:
    agent = await centre.consultant(phones, AGENT, is_ready=False)
    await until_member(centre, KOLNO, AGENT, is_paused=True)
    numbers = ["600100311", "600100312", "600100313"]
    callers = [phones.caller(number) for number in numbers]
    async with without(centre, "ari_app"):
        for count, caller in enumerate(callers, 1):
            if dialled == "9510" and count == 1:
                await _asks_for_a_consultant(centre, caller)
            else:
                await caller.call(direct_lines.NUMBER, centre.sip_port)
            await until_in_queue(centre, KOLNO, count)
    await eventually(lambda: not in_queue(centre, KOLNO), timeout=20)
    await until_waiting(centre, KOLNO, 3)
    await centre.wish(AGENT, "ready")
    for number, caller in zip(numbers, callers, strict=True):
        ring = await agent.wait_for_ring(30)
        assert ring.caller == number
        await agent.answer()
        await two_way_sound(caller, agent)
        await caller.hang_up()  # the telephone rings for the next one at once
    for number in numbers:
        call = await centre.call_from(number)
        assert (call["end_reason"], call["agent"]) == ("caller_hung_up", AGENT)
        assert (call["office"], call["queue"]) == (KOLNO, KOLNO)
        assert "Nadzór: aplikacja znów działa, połączenie wraca do zwykłej kolejki" in texts(call)
        assert call["wait_time"] > 1


@pytest.mark.more(
    "what the watchdog says and how the dialplan takes it apart; callers are taken away for real in the other",
    "tests/unit/agi_scripts/test_watchdog.py::test_what_is_known_goes_with_a_caller_who_waited",
    "tests/unit/dialplan/test_plan.py::test_what_is_known_of_a_caller_who_is_taken_away_is_taken_apart_as_it_was_put_together",
    "tests/asterisk/recovery/test_watchdog.py::test_callers_go_to_the_fallback_path_and_conversations_go_on",
)
async def test_who_waited_keeps_the_place_where_the_fast_agi_server_hangs_too(
    centre: RunningCentre, phones: Phones
) -> None:
    agent = await centre.consultant(phones, AGENT, is_ready=False)
    await until_member(centre, KOLNO, AGENT, is_paused=True)
    caller = await asks_for(centre, phones, KOLNO, "600100315")
    await until_waiting(centre, KOLNO, 1)
    with frozen(centre), frozen(centre, "agi_scripts"):
        await until_in_queue(centre, KOLNO, 1)  # nobody asks for the postal code again
    await eventually(lambda: not in_queue(centre, KOLNO), timeout=30)
    await until_waiting(centre, KOLNO, 1)
    await centre.wish(AGENT, "ready")
    await agent.wait_for_ring(30)
    await agent.answer()
    await two_way_sound(caller, agent)
    await caller.hang_up()
    await until_well(centre)
    call = await centre.call_from("600100315")
    entered = [step for step in call["timeline"] if step["kind"] == "queue_entered"]
    assert (call["office"], call["queue"], call["agent"], len(entered)) == (KOLNO, KOLNO, AGENT, 2)
    assert "Aplikacja była niedostępna, tryb awaryjny: skrypt zastępczy" in "\n".join(texts(call))
    assert call["wait_time"] > 13  # the watchdog's ten seconds, the three of the server, and what came before


@pytest.mark.more(
    "a step of the dialplan; callers are taken away and come back for real in the other",
    "tests/unit/dialplan/test_plan.py::test_who_is_taken_away_again_is_told_of_no_wait_that_is_over_and_keeps_the_place",
    "tests/asterisk/recovery/test_watchdog.py::test_callers_go_to_the_fallback_path_and_conversations_go_on",
)
async def test_who_came_back_and_is_taken_away_again_has_each_wait_once(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, AGENT, is_ready=False)
    await until_member(centre, KOLNO, AGENT, is_paused=True)
    caller = phones.caller("600100314")
    async with without(centre, "ari_app"):
        await caller.call(direct_lines.NUMBER, centre.sip_port)
        await until_in_queue(centre, KOLNO, 1)
    await until_waiting(centre, KOLNO, 1)
    with frozen(centre):
        taken = caller.heard.seconds
        await until_prompt_begins(caller, await centre.prompt("E05"), timeout=40, since=taken)
        await caller.hang_up()
    await until_well(centre)
    call = await centre.call_from("600100314")
    kinds = [step["kind"] for step in call["timeline"]]
    assert kinds.count("queue_entered") == kinds.count("queue_left") == 1
    assert (call["end_reason"], call["queue_left_reason"]) == ("caller_hung_up", "emergency")


@pytest.mark.more(
    "a step of the dialplan; it speaks to a real caller in the second, and nobody is there for real in the last",
    "tests/unit/dialplan/test_plan.py::test_who_meets_nobody_in_a_queue_of_asterisks_own_is_told_and_said_goodbye_to",
    "tests/asterisk/recovery/test_fallback_path.py::test_asterisk_alone_serves_where_no_python_is_usable",
    "tests/asterisk/recovery/test_faults.py::test_a_telephone_that_vanishes_is_not_rung_for_longer_than_the_ring_time",
)
async def test_a_caller_is_told_that_nobody_works(centre: RunningCentre, phones: Phones) -> None:
    caller = phones.caller("600100309")
    async with without(centre, "ari_app"):
        await caller.call(direct_lines.NUMBER, centre.sip_port)
        await until_prompt(caller, await centre.prompt("H06"), timeout=60)
        assert (await caller.gone()).by_far_end
    call = await centre.call_from("600100309")
    assert (call["end_reason"], call["queue_left_reason"]) == ("completed", "nobody_there")
