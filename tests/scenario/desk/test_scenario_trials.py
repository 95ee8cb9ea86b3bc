"""An editor's page rings and is led through a scenario: what is heard, what is refused, and that nothing of it
counts or is left, whatever the moment."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anyio
import pytest

from acd.telephone import trial_endpoint
from ari_app.calls.trials.scenario_trial import LEASE_TIME, LONGEST_TRIAL, RING_TIME, TrialParts
from ari_app.calls.trials.scenario_trials import MOST_TRIALS, ScenarioTrials, refusing
from core.errors import DataUnavailable, NotFound, TransitionRefused
from core.facts.events import AnyEvent
from core.relay.commands import AskTrial, Done, EndTrial, LeaveTrialQueue, TryScenario
from ivr import defaults
from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.subscenarios import SubscenarioRefused
from ivr.publishing.trial_material import TrialMaterial
from ivr.simulator.case import KNOWN_CARD, KNOWN_CODE, KNOWN_PIN, CaseContext
from ivr.simulator.play import SimulationContext
from tests.support.calls.application_killed import successor
from tests.support.calls.fake_centre import Centre, a_centre, answers, presses
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import FakeVoice
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.eventually import eventually
from tests.support.timing.sweep import SWEEP_STEP, each_fault, fail_each_command, moments_of
from tests.support.timing.virtual_time import in_virtual_time

EDITOR, TRIAL = "redaktor", "trial-1"
PAGE = trial_endpoint(EDITOR)
STAGE = SimulationContext(FakeVoice.prompts, defaults.office_directory(), defaults.opening_hours())
VERIFIES = [("A01", f"{KNOWN_CARD}#"), ("A02", f"{KNOWN_PIN}#"), ("M01", "0"), ("N02", "1")]

SAYS_GOODBYE = {"kind": "goodbye", "settings": {"prompts": ["G01"]}}


def graph(**nodes: Any) -> Scenario:
    return read_scenario({"name": "proba", "title": "Próba", "start": next(iter(nodes)), "nodes": nodes})


SHIPPED = read_scenario(defaults.scenarios()["linia-9510"])
TO_A_QUEUE = graph(
    urzad={"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "kolejka"}},
    kolejka={
        "kind": "queue",
        "next": {"served": "koniec", "full": "zajete", "callback": "koniec", "nobody_there": "zajete"},
    },
    koniec=SAYS_GOODBYE,
    zajete={"kind": "goodbye", "settings": {"prompts": ["H06"]}},
)
LEAVES_A_MESSAGE = graph(
    wiadomosc={"kind": "voice_message", "next": {"sent": "koniec", "discarded": "koniec", "failed": "zle"}},
    koniec=SAYS_GOODBYE,
    zle={"kind": "goodbye", "settings": {"prompts": ["H06"]}},
)


def order(account: str = EDITOR, trial: str = TRIAL, **around: Any) -> TryScenario:
    surroundings = CaseContext.model_validate({"at": "2026-11-24T10:00:00", "card_office": "20060", **around})
    return TryScenario(account, trial, "proba", surroundings.model_dump_json(), revision=3)


class Trials:
    """Trials of one scenario at a centre on fakes, and a page that asks each second."""

    def __init__(self, centre: Centre, scenario: Scenario) -> None:
        self.centre = centre
        self.loaded: list[TryScenario] = []
        self.is_busy = False
        self.now = Done()

        async def load(wanted: TryScenario, around: CaseContext) -> TrialMaterial:
            await anyio.sleep(0.2)
            self.loaded.append(wanted)
            return TrialMaterial(scenario, STAGE)

        parts = TrialParts(centre.exchange, centre.voice, centre.clock, centre.ivr.route_for, "beep")
        self.all = ScenarioTrials(parts, refusing(load), centre.tasks, lambda: self.is_busy)

    async def begins(self, **around: Any) -> FakeChannel:
        """Return when the page has answered."""
        self.centre.exchange.phones.setdefault(PAGE, FakePhone(answer_time=0.5, talk_time=3000))
        await self.all.carry_out(order(**around))
        await eventually(lambda: self.centre.exchange.find_leg_of(PAGE) is not None and not self.is_ringing)
        return self.centre.exchange.leg_of(PAGE)

    @property
    def is_ringing(self) -> bool:
        return PAGE in self.centre.exchange.ringing_now

    async def asks(self) -> None:
        """The page looks each second, until cancelled."""
        while True:
            self.now = await self.all.carry_out(AskTrial(EDITOR, TRIAL))
            await anyio.sleep(1)

    async def until(self, state: str, within: float = 900) -> Done:

        async def is_so() -> bool:
            self.now = await self.all.carry_out(AskTrial(EDITOR, TRIAL))
            return self.now.state == state

        await eventually(is_so, timeout=within)
        return self.now

    def check_nothing_left(self) -> None:
        assert not self.all.going_on, "a trial is left"
        self.centre.check_nothing_left()
        check_counts_nowhere(self.centre)


def check_counts_nowhere(centre: Centre) -> None:
    """No fact is told, nobody real is asked, and nothing is written down or sent."""
    assert centre.events == []
    assert centre.verifier.seen == [], "nobody's card was looked up"
    assert centre.codes.ordered == [], "no text message was ordered"
    assert centre.exchange.files == {}, "no message was kept"
    assert centre.exchange.dialled == [], "nobody outside was rung"
    assert not centre.callbacks.open


@asynccontextmanager
async def trials_of(scenario: Scenario = SHIPPED) -> AsyncIterator[Trials]:
    async with a_centre() as centre:
        centre.exchange.sound_time = 1.0
        yield Trials(centre, scenario)


# -- what is heard


@in_virtual_time
async def test_the_page_rings_and_is_led_through_the_draft_to_its_end() -> None:
    async with trials_of() as trials:
        leg = await trials.begins()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answers, leg, *VERIFIES)
            assert (await trials.until("queue")).details["end"] == ""
            assert leg.has_music, "the page hears what waits in a queue hear"
            assert not trials.centre.matchmaker.places, "and nobody waits"
            await trials.all.carry_out(LeaveTrialQueue(EDITOR, TRIAL, "served"))
            tasks.start_soon(answers, leg, ("S01", "5"))
            ended = await trials.until("ended")
            tasks.cancel_scope.cancel()
        assert (ended.details["end"], ended.details["fault"]) == ("completed", "")
        assert [node for node in ended.sentences if "/" not in node] == [
            *("powitanie", "jezyk", "licznik", "nota", "weryfikacja", "temat", "menu", "zgoda", "ma_urzad"),
            *("godziny", "konsultant", "ocena", "pozegnanie"),
        ]
        said = [sound.split()[0] for sound in leg.heard]
        assert "A08" in said, "the made-up person was verified"
        assert said[-1] == "G01"
        trials.check_nothing_left()


@in_virtual_time
async def test_the_page_is_told_of_the_nodes_from_the_one_that_it_knows_on() -> None:
    async with trials_of(TO_A_QUEUE) as trials:
        await trials.begins()
        await trials.until("queue")
        later = await trials.all.carry_out(AskTrial(EDITOR, TRIAL, since=1))
        assert (later.sentences, later.details["count"]) == (["kolejka"], "2")
        await trials.all.carry_out(EndTrial(EDITOR, TRIAL))
        assert (await trials.until("ended")).details["end"] == "given_up"
        trials.check_nothing_left()


@pytest.mark.parametrize(("outcome", "said"), [("served", "G01"), ("nobody_there", "H06"), ("full", "H06")])
@in_virtual_time
async def test_the_page_says_what_comes_of_the_queue(outcome: Any, said: str) -> None:
    async with trials_of(TO_A_QUEUE) as trials:
        leg = await trials.begins()
        await trials.until("queue")
        await trials.all.carry_out(LeaveTrialQueue(EDITOR, TRIAL, outcome))
        await trials.until("ended")
        assert leg.heard == [said]


@in_virtual_time
async def test_a_queue_that_is_full_takes_nobody() -> None:
    async with trials_of(TO_A_QUEUE) as trials:
        leg = await trials.begins(is_queue_full=True)
        assert (await trials.until("ended")).details["end"] == "completed"
        assert leg.heard == ["H06"]


@in_virtual_time
async def test_a_real_card_is_not_known_and_nobody_is_asked() -> None:
    async with trials_of() as trials:
        leg = await trials.begins()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answers, leg, ("A01", "900000018#"), ("A02", "123456#"))
            tasks.start_soon(trials.asks)
            await anyio.sleep(40)
            tasks.cancel_scope.cancel()
        assert "A08" not in [sound.split()[0] for sound in leg.heard]
        await trials.all.carry_out(EndTrial(EDITOR, TRIAL))
        await trials.until("ended")
        trials.check_nothing_left()


@in_virtual_time
async def test_the_moment_and_the_number_are_those_of_the_surroundings() -> None:
    scenario = graph(
        godziny={
            "kind": "condition",
            "settings": {
                "cases": [
                    {"expression": 'weekday(teraz) == 7 and numer_wybrany == "9524"', "outcome": "niedziela"}
                ]
            },
            "next": {"niedziela": "koniec", "else": "zle"},
        },
        koniec=SAYS_GOODBYE,
        zle={"kind": "goodbye", "settings": {"prompts": ["H06"]}},
    )
    async with trials_of(scenario) as trials:
        leg = await trials.begins(at="2026-11-29T10:00:00", number="9524")
        await trials.until("ended")
        assert leg.heard == ["G01"]


@in_virtual_time
async def test_a_message_for_an_office_is_not_kept() -> None:
    async with trials_of(LEAVES_A_MESSAGE) as trials:
        leg = await trials.begins()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(trials.asks)
            await presses(leg, (8.0, "1"), (8.0, "1"))
            await trials.until("ended")
            tasks.cancel_scope.cancel()
        assert leg.message is None
        assert not trials.centre.exchange.recording
        trials.check_nothing_left()


@in_virtual_time
async def test_a_one_time_code_is_the_made_up_one_and_none_is_sent() -> None:
    scenario = graph(
        kod={
            "kind": "one_time_code",
            "next": {"verified": "koniec", "failed": "zle", "locked": "zle", "unavailable": "zle"},
        },
        koniec=SAYS_GOODBYE,
        zle={"kind": "goodbye", "settings": {"prompts": ["H06"]}},
    )
    async with trials_of(scenario) as trials:
        leg = await trials.begins()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(trials.asks)
            await presses(leg, (3.0, f"{KNOWN_CARD}#"), (6.0, f"{KNOWN_CODE}#"))
            await trials.until("ended")
            tasks.cancel_scope.cancel()
        assert leg.heard[-1] == "G01"
        trials.check_nothing_left()


@in_virtual_time
async def test_what_goes_wrong_is_told_and_the_page_hears_what_a_caller_would() -> None:
    async with trials_of() as trials:
        trials.centre.exchange.playback_fails = True
        await trials.begins()
        with anyio.move_on_after(30):
            await trials.asks()
        assert "Nie udało się odtworzyć zapowiedzi W01" in trials.now.details["fault"]
        await trials.all.carry_out(EndTrial(EDITOR, TRIAL))
        await trials.until("ended")
        trials.check_nothing_left()


# -- what is refused


@in_virtual_time
async def test_one_trial_for_each_account_few_at_once_and_none_while_the_machine_is_busy() -> None:
    async with trials_of(TO_A_QUEUE) as trials:
        trials.is_busy = True
        with pytest.raises(TransitionRefused, match="bardzo dużo połączeń"):
            await trials.all.carry_out(order())
        trials.is_busy = False
        await trials.begins()
        with pytest.raises(TransitionRefused, match="już trwa"):
            await trials.all.carry_out(order(trial="trial-2"))
        for number in range(MOST_TRIALS - 1):
            await trials.all.carry_out(order(f"redaktor-{number}"))
        with pytest.raises(TransitionRefused, match="kilka prób"):
            await trials.all.carry_out(order("redaktor-9"))
        assert len(trials.loaded) == MOST_TRIALS
        await anyio.sleep(RING_TIME + LEASE_TIME + 5)
        trials.check_nothing_left()


@in_virtual_time
async def test_nobody_has_a_part_in_the_trial_of_somebody_else_or_in_one_of_before() -> None:
    async with trials_of(TO_A_QUEUE) as trials:
        await trials.begins()
        for command in (
            AskTrial("inny", TRIAL),
            AskTrial(EDITOR, "trial-0"),
            EndTrial("inny", TRIAL),
            LeaveTrialQueue("inny", TRIAL, "served"),
        ):
            with pytest.raises(NotFound):
                await trials.all.carry_out(command)
        await trials.until("queue")
        await trials.all.carry_out(EndTrial(EDITOR, TRIAL))
        await trials.until("ended")
        with pytest.raises(TransitionRefused):
            await trials.all.carry_out(LeaveTrialQueue(EDITOR, TRIAL, "served"))
        await trials.all.carry_out(order(trial="trial-2"))
        with pytest.raises(NotFound):
            await trials.all.carry_out(AskTrial(EDITOR, TRIAL))
        await trials.all.carry_out(EndTrial(EDITOR, "trial-2"))
        await anyio.sleep(3)
        trials.check_nothing_left()


@pytest.mark.parametrize(
    ("raised", "told"),
    [(SubscenarioRefused("a", "nie ma"), TransitionRefused), (OSError(), DataUnavailable), (NotFound(), NotFound)],
)
@in_virtual_time
async def test_what_cannot_be_read_rings_nobody(raised: Exception, told: type[Exception]) -> None:
    async with a_centre() as centre:

        async def load(wanted: TryScenario, around: CaseContext) -> TrialMaterial:
            raise raised

        parts = TrialParts(centre.exchange, centre.voice, centre.clock, centre.ivr.route_for, "beep")
        trials = ScenarioTrials(parts, refusing(load), centre.tasks)
        for _ in range(2):
            with pytest.raises(told):
                await trials.carry_out(order())
        assert not trials.going_on
        assert not centre.exchange.phones


@pytest.mark.parametrize("behaviour", ["declines", "rings_on", "unregisters", "not_registered"])
@in_virtual_time
async def test_a_page_that_does_not_answer(behaviour: Any) -> None:
    async with trials_of() as trials:
        trials.centre.exchange.phones[PAGE] = FakePhone(behaviour=behaviour)
        await trials.all.carry_out(order())
        assert (await trials.until("ended")).details["end"] == "not_answered"
        trials.check_nothing_left()


# -- how it ends


@in_virtual_time
async def test_a_page_that_does_not_ask_any_more_has_been_closed() -> None:
    async with trials_of(TO_A_QUEUE) as trials:
        leg = await trials.begins()
        await anyio.sleep(LEASE_TIME - 2)
        assert leg.is_up
        await anyio.sleep(4)
        assert not leg.is_up
        trials.check_nothing_left()


@in_virtual_time
async def test_after_ten_minutes_it_is_over_and_the_page_hears_why() -> None:
    async with trials_of(TO_A_QUEUE) as trials:
        leg = await trials.begins()
        began = anyio.current_time()
        ended = await trials.until("ended")
        assert ended.details["end"] == "too_long"
        assert anyio.current_time() - began == pytest.approx(LONGEST_TRIAL, abs=5)
        assert leg.heard == ["E06"]
        trials.check_nothing_left()


Ending = Callable[[Trials], object]


def hangs_up(trials: Trials) -> None:
    leg = trials.centre.exchange.find_leg_of(PAGE)
    if leg is not None:
        leg.far_end_hangs_up()


async def _story(trials: Trials) -> None:
    """A whole trial, from the order to its end."""
    async with anyio.create_task_group() as tasks:
        leg = await trials.begins()
        tasks.start_soon(answers, leg, *VERIFIES)
        await trials.until("queue")
        await trials.all.carry_out(LeaveTrialQueue(EDITOR, TRIAL, "served"))
        tasks.start_soon(answers, leg, ("S01", "5"))
        await trials.until("ended")
        tasks.cancel_scope.cancel()


async def _moments() -> list[float]:
    async with trials_of() as trials:
        return await moments_of(_story(trials))


@in_virtual_time
async def test_the_page_hangs_up_at_every_moment_and_nothing_is_left() -> None:
    for moment in (await _moments())[:: 1 if SWEEP_STEP == 1 else 8]:
        async with trials_of() as trials:
            with anyio.move_on_after(moment):
                await _story(trials)
            hangs_up(trials)
            await anyio.sleep(LEASE_TIME + 5)  # a page that rings on is given up by then
            trials.check_nothing_left()


@in_virtual_time
async def test_the_button_ends_it_at_every_moment_and_nothing_is_left() -> None:
    for moment in (await _moments())[:: 1 if SWEEP_STEP == 1 else 8]:
        async with trials_of() as trials:
            with anyio.move_on_after(moment):
                await _story(trials)
            for trial in trials.all.going_on:
                trial.give_up()
            await anyio.sleep(1)
            trials.check_nothing_left()


@each_fault
@in_virtual_time
async def test_whichever_command_fails_nothing_is_left(error: type[Exception]) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Centre]:
        async with a_centre() as centre:
            centre.exchange.sound_time = 1.0
            yield centre

    async def story(centre: Centre) -> None:
        trials = Trials(centre, TO_A_QUEUE)
        centre.exchange.phones[PAGE] = FakePhone(answer_time=0.5, talk_time=3000)
        await trials.all.carry_out(order())
        with anyio.move_on_after(10):
            await trials.until("queue")
            await trials.all.carry_out(LeaveTrialQueue(EDITOR, TRIAL, "served"))
        await anyio.sleep(LEASE_TIME + 5)
        trials.check_nothing_left()

    await fail_each_command(error, opened, story)


@in_virtual_time
async def test_the_application_is_killed_in_a_trial_and_the_next_one_hangs_the_page_up() -> None:
    for moment in (0.3, 0.5, 2.0, 6.0, 12.0):
        async with anyio.create_task_group() as world:
            async with anyio.create_task_group() as tasks:
                centre = Centre(tasks)
                centre.exchange.world = world
                trials = Trials(centre, SHIPPED)
                centre.exchange.phones[PAGE] = FakePhone(answer_time=0.5, talk_time=3000)
                await trials.all.carry_out(order())
                await anyio.sleep(moment)
                facts: list[AnyEvent] = list(centre.events)
                assert centre.exchange.find_leg_of(PAGE) is not None
                centre.exchange.application_dies()
                tasks.cancel_scope.cancel()
            await anyio.sleep(2)
            async with successor(centre, facts, centre.clock.monotonic()) as heir:
                assert heir.exchange.find_leg_of(PAGE) is None, "hung up before anything else is done"
                await anyio.sleep(5)
                heir.check_nothing_left()
                check_counts_nowhere(heir)
            world.cancel_scope.cancel()
