"""No digits, too few, too many, star, hash, keys at the wrong moment, and data that is away."""

from datetime import timedelta

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent, AgentState
from core.clock import WARSAW
from core.errors import TelephonyFailed
from core.facts.kinds.calls import CallEnded, CallFailed
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import RecordingConsentAnswered, RecordingEnded
from core.facts.kinds.scenarios import KeysEntered, NodeEntered, OfficeChosen
from core.facts.kinds.verification import VerificationTried
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.retention.retention import Rules, RuleSpan
from tests.support.calls.fake_centre import Centre, a_centre, presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.virtual_time import in_virtual_time

IDENTIFIES = ((1.0, ANNA + "#"), (2.0, ANNAS_PIN + "#"))
ASKS = (*IDENTIFIES, (3.0, "0"))  # for a consultant


async def _call(centre: Centre, *keys: tuple[float, str], number: str = "9510") -> FakeChannel:
    caller = centre.exchange.caller(dialled_number=number)
    await centre.visit(caller, *keys)
    centre.check_nothing_left()
    return caller


def _outcomes(centre: Centre, node: str) -> list[str]:
    return [e.outcome for e in centre.of_type(KeysEntered) if e.node == node]


@in_virtual_time
async def test_no_digits_at_all_is_asked_twice_more_then_general_information_then_goodbye() -> None:
    async with a_centre() as centre:
        caller = await _call(centre)
        assert _outcomes(centre, "weryfikacja/id") == ["nothing"] * 3
        assert caller.heard.count("M04") >= 2
        assert "A10" in caller.heard
        assert caller.heard[-1] == "G02"


@in_virtual_time
async def test_too_few_digits_are_asked_again_without_counting_as_a_try() -> None:
    async with a_centre() as centre:
        caller = await _call(centre, (1, "1234#"), (12, ANNA + "#"), (2, ANNAS_PIN + "#"))
        assert _outcomes(centre, "weryfikacja/id") == ["too_few", "entered"]
        assert "A04" in caller.heard
        assert [e.outcome for e in centre.of_type(VerificationTried)] == ["verified"]


@in_virtual_time
async def test_too_many_digits_do_not_spill_into_the_next_question() -> None:
    async with a_centre() as centre:
        await _call(centre, (1, ANNA + "9876543#"), (12, ANNA + "#"), (2, ANNAS_PIN + "#"))
        assert _outcomes(centre, "weryfikacja/id") == ["too_many", "entered"]
        assert centre.verifier.seen == [(ANNA, ANNAS_PIN)]


@in_virtual_time
async def test_an_endless_stream_of_digits_ends_in_general_information() -> None:
    async with a_centre() as centre:
        caller = await _call(centre, (1, "7" * 600))
        assert caller.heard[-1] == "G02"
        assert not centre.verifier.seen


@in_virtual_time
async def test_star_within_a_number_starts_it_again() -> None:
    async with a_centre() as centre:
        await _call(centre, (1, "99" + "*" + ANNA + "#"), (2, "11*" + ANNAS_PIN + "#"))
        assert centre.verifier.seen == [(ANNA, ANNAS_PIN)]


@in_virtual_time
async def test_star_first_means_no_card_and_no_consultant_on_the_free_line() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1")
        # The first star repeats the welcome: it is pressed while that is played, before anything was asked.
        caller = await _call(centre, (1, "#"), (1, "#"), (1, "#"), (1, "*"), (12, "1"), (12, "9"))
        assert "A10" in caller.heard
        assert "B01 Odpowiedź." in caller.heard
        assert not centre.of_type(QueueEntered)


@in_virtual_time
async def test_a_short_pin_is_asked_again_and_its_length_is_nowhere() -> None:
    async with a_centre() as centre:
        caller = await _call(centre, (1, ANNA + "#"), (2, "12#"), (9, ANNAS_PIN + "#"))
        assert "A11" in caller.heard
        assert centre.verifier.seen == [(ANNA, ANNAS_PIN)]
        assert {e.length for e in centre.of_type(KeysEntered) if e.node.endswith("/pin")} == {0}


@in_virtual_time
async def test_three_wrong_tries_lock_and_general_information_is_still_there() -> None:
    async with a_centre() as centre:
        wrong = ((2, ANNA + "#"), (2, "111122#"))
        caller = await _call(centre, *wrong, *((8, k) for _, k in wrong), *((8, k) for _, k in wrong), (14, "1"))
        assert [e.outcome for e in centre.of_type(VerificationTried)] == ["wrong", "wrong", "locked"]
        assert [t for t in caller.heard if t.startswith("A05")] == [
            "A05 Pozostały dwie próby.",
            "A05 Pozostała jedna próba.",
        ]
        assert "A07" in caller.heard
        assert "M10" in caller.heard
        assert not centre.of_type(QueueEntered)


@in_virtual_time
async def test_an_unknown_number_and_a_wrong_pin_sound_and_last_the_same() -> None:
    heard, lengths = [], []
    for card, pin in ((ANNA, "111122"), ("987654324", ANNAS_PIN)):
        async with a_centre() as centre:
            begin = anyio.current_time()
            caller = await _call(centre, (1, card + "#"), (2, pin + "#"), (8, "*"), (12, "9"))
            heard.append(caller.heard)
            lengths.append(anyio.current_time() - begin)
    assert heard[0] == heard[1]
    assert lengths[0] == pytest.approx(lengths[1])


@in_virtual_time
async def test_a_wrong_check_digit_is_asked_for_again_at_once_and_costs_no_try() -> None:
    mistyped = ANNA[:-1] + "3"
    async with a_centre() as centre:
        asked = (1, mistyped + "#"), (6, "12345#"), (6, ANNA + "#"), (2, ANNAS_PIN + "#"), (4, "0")
        caller = await _call(centre, *asked)
        assert caller.heard.count("A04") == 2, "the same words as for a number that is too short"
        assert [card for card, _ in centre.verifier.seen] == [ANNA], "nobody was asked about the other numbers"
        assert [(e.outcome, e.attempt) for e in centre.of_type(VerificationTried)] == [("verified", 1)]
        keyed = [(e.outcome, e.length) for e in centre.of_type(KeysEntered) if e.node.endswith("/id")]
        assert keyed == [("wrong_check_digit", 9), ("too_few", 5), ("entered", 9)]
        assert mistyped not in repr(centre.events)


@in_virtual_time
async def test_who_keys_card_and_pin_in_one_go_with_a_wrong_check_digit_may_key_the_card_again() -> None:
    async with a_centre() as centre:
        ahead = (1, f"{ANNA[:-1]}3#{ANNAS_PIN}#"), (8, ANNA + "#"), (2, ANNAS_PIN + "#"), (4, "0")
        await _call(centre, *ahead)
        assert [e.outcome for e in centre.of_type(VerificationTried)] == ["verified"]
        assert ANNAS_PIN not in repr(centre.events)


@in_virtual_time
async def test_data_away_says_so_and_offers_a_consultant_by_postal_code() -> None:
    async with a_centre() as centre:
        centre.verifier.is_away = True
        centre.consultant("k20060-1")
        caller = await _call(centre, *IDENTIFIES, (8, "0"), (3, "18500"))
        assert "H04" in caller.heard
        assert [e.queue for e in centre.of_type(QueueEntered)] == ["20060"]
        assert len(centre.of_type(ConversationEnded)) == 1


@in_virtual_time
async def test_keys_pressed_before_the_consent_question_do_not_count_as_consent() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1")
        await _call(centre, (1, ANNA + "#"), (2, ANNAS_PIN + "#111"))
        answer = centre.of_type(RecordingConsentAnswered)[0]
        assert (answer.is_given, answer.key) == (False, None)
        assert not centre.of_type(RecordingEnded)


@in_virtual_time
async def test_zero_during_the_notice_gives_the_whole_notice() -> None:
    async with a_centre() as centre:
        caller = await _call(centre, (6, "0"), (60, "*"))
        assert "N05 trzydzieści dni" in caller.heard


@in_virtual_time
async def test_the_whole_notice_names_the_days_of_the_rule_from_its_day_on() -> None:
    async with a_centre() as centre:
        today = centre.clock.now().astimezone(WARSAW).date()
        tomorrow = today + timedelta(days=1)
        months = RuleSpan("recording", None, 60, today - timedelta(days=90), tomorrow)
        centre.retention.replace(Rules((months, RuleSpan("recording", None, 14, tomorrow, None))))
        assert "N05 sześćdziesiąt dni" in (await _call(centre, (6, "0"), (60, "*"))).heard
        await anyio.sleep(24 * 3600)
        assert "N05 czternaście dni" in (await _call(centre, (6, "0"), (60, "*"))).heard


@in_virtual_time
async def test_a_number_that_nobody_owns_is_refused_without_being_answered() -> None:
    async with a_centre() as centre:
        caller = await _call(centre, number="9599")
        assert caller.rejected
        assert not caller.is_answered
        assert [e.reason for e in centre.of_type(CallEnded)] == ["unknown_number"]


@in_virtual_time
async def test_a_playback_that_fails_leaves_the_keys_and_the_call_alive() -> None:
    async with a_centre() as centre:
        centre.exchange.playback_fails = True
        centre.consultant("k20060-1")
        await _call(centre, *ASKS)
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["accepted"]


@in_virtual_time
async def test_one_call_that_fails_does_not_touch_another() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1")
        centre.exchange.fail_at, centre.exchange.fail_with = 2, TelephonyFailed
        async with anyio.create_task_group() as both:
            unlucky, lucky = centre.exchange.caller(), centre.exchange.caller()
            for caller, start in ((unlucky, 0.0), (lucky, 0.5)):

                async def serve(caller: FakeChannel, start: float) -> None:
                    await anyio.sleep(start)
                    await centre.visit(caller, *ASKS)

                both.start_soon(serve, caller, start)
        assert len(centre.of_type(CallFailed)) == 1
        assert sorted(e.reason for e in centre.of_type(CallEnded)) == ["completed", "failed"]
        assert unlucky.heard[-1] == "E01"
        centre.check_nothing_left()


@in_virtual_time
async def test_two_callers_and_one_consultant_are_served_in_the_order_of_joining() -> None:
    async with a_centre(QueuePolicy(whispers=False, wrap_up_time=5)) as centre:
        centre.consultant("k20060-1", FakePhone(talk_time=20))
        served: list[str] = []
        async with anyio.create_task_group() as callers:
            for start in (0.0, 1.0):

                async def serve(start: float) -> None:
                    await anyio.sleep(start)
                    caller = centre.exchange.caller()
                    async with anyio.create_task_group() as party:
                        party.start_soon(presses, caller, *ASKS)
                        call = await centre.take(caller)
                        served.append(call.id)
                        party.cancel_scope.cancel()

                callers.start_soon(serve, start)
        accepted = [str(e.call_id) for e in centre.of_type(OfferEnded) if e.outcome == "accepted"]
        assert accepted == sorted(accepted) == served
        waits = [e.wait_time for e in centre.of_type(QueueLeft)]
        assert waits[0] < 3
        assert 20 < waits[1] < 40
        centre.check_nothing_left()


@in_virtual_time
async def test_a_consultant_who_does_not_answer_gets_no_more_calls_and_the_caller_keeps_the_place() -> None:
    async with a_centre() as centre:
        silent = centre.consultant("k20060-1", FakePhone(behaviour="rings_on"))
        await anyio.sleep(1)
        centre.consultant("k20060-2")
        await _call(centre, *ASKS)
        assert [(e.agent, e.outcome) for e in centre.of_type(OfferEnded)] == [
            ("k20060-1", "no_answer"),
            ("k20060-2", "accepted"),
        ]
        assert silent.state is AgentState.NO_ANSWER
        assert len(centre.of_type(QueueEntered)) == 1


@in_virtual_time
async def test_a_consultant_who_drops_the_caller_at_once_sends_the_caller_back_to_the_head() -> None:
    async with a_centre() as centre:
        dropper = centre.consultant("k20060-1", FakePhone(behaviour="answers_and_drops"))
        await anyio.sleep(1)
        centre.consultant("k20060-2")
        await _call(centre, *ASKS)
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["accepted", "accepted"]
        assert dropper.state is AgentState.NO_ANSWER
        entered = centre.of_type(QueueEntered)
        assert [e.position for e in entered] == [1, 1]
        assert centre.of_type(CallEnded)[0].reason == "completed"


@in_virtual_time
async def test_a_pause_wished_during_a_call_begins_after_it() -> None:
    async with a_centre() as centre:
        agent = centre.consultant("k20060-1", FakePhone(talk_time=10))
        talking = anyio.Event()
        centre.bus.listen(lambda event: talking.set() if isinstance(event, ConversationStarted) else None)
        async with anyio.create_task_group() as party:

            async def wishes() -> None:
                await talking.wait()
                centre.matchmaker.wish("k20060-1", AgentEvent.PAUSE, "meal")
                assert agent.state is AgentState.TALKING

            party.start_soon(wishes)
            await _call(centre, *ASKS)
        assert (agent.state, agent.pause_reason) == (AgentState.PAUSED, "meal")


@in_virtual_time
async def test_wrap_up_ends_by_itself() -> None:
    async with a_centre(QueuePolicy(whispers=False, wrap_up_time=30)) as centre:
        agent = centre.consultant("k20060-1", FakePhone(talk_time=10))
        await _call(centre, *ASKS)
        seen = [agent.state]
        await anyio.sleep(31)
        seen.append(agent.state)
        assert seen == [AgentState.WRAP_UP, AgentState.AVAILABLE]


@in_virtual_time
async def test_nobody_works_in_the_own_office_so_the_province_takes_it_and_says_why() -> None:
    async with a_centre() as centre:
        centre.consultant("k20000-1")
        await _call(centre, *ASKS)
        made = centre.of_type(OfferMade)
        assert [e.agent for e in made] == ["k20000-1"]
        assert made[0].reason == "przekazano do Wojewódzkiego Urzędu Pracy: we własnym urzędzie nikt nie pracuje"


@in_virtual_time
async def test_those_who_wait_are_told_when_the_last_consultant_logs_out() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1", is_ready=False)  # there, but in a pause: worth waiting for
        async with anyio.create_task_group() as party:

            async def leaves() -> None:
                await anyio.sleep(90)
                centre.matchmaker.wish("k20060-1", AgentEvent.LOG_OUT)

            party.start_soon(leaves)
            caller = await _call(centre, *ASKS)
        assert "Q01" in caller.heard
        assert "Q02 pierwsze" in caller.heard
        assert [words.split()[0] for words in caller.heard[-6:]] == ["H06", "H01", "H14", "M04", "H14", "G02"]
        assert [e.reason for e in centre.of_type(QueueLeft)] == ["nobody_there"]


@pytest.mark.parametrize(
    ("keys", "office", "by"),
    [
        (((6, "##1"), (2, "0"), (2, "18500"), (3, "1")), "20060", "postal_code"),
        (((6, "##1"), (2, "0"), (2, "15111#"), (3, "1")), "20610", "postal_code"),
        (((6, "##1"), (2, "0"), (2, "99999"), (8, "16400"), (3, "1")), "20630", "postal_code"),
        (((6, "##1"), (2, "0"), (2, "18500"), (3, "2"), (2, "*"), (2, "1"), (2, "6")), "20110", "menu"),
        (((6, "##2"), (2, "0"), (2, "*"), (2, "*"), (2, "2"), (2, "*"), (2, "3"), (2, "2")), "20010", "menu"),
        (((6, "##3"),), "20000", "default"),
        ((), "20000", "default"),
    ],
)
@in_virtual_time
async def test_9524_finds_the_office(keys: tuple[tuple[float, str], ...], office: str, by: str) -> None:
    async with a_centre() as centre:
        centre.consultant("k20000-1")
        await _call(centre, *keys, number="9524")
        chosen = centre.of_type(OfficeChosen)[-1]
        assert (chosen.office, chosen.by) == (office, by)
        assert [e.queue for e in centre.of_type(QueueEntered)] == [office]
        assert centre.of_type(NodeEntered)[-1].node == "pozegnanie"
