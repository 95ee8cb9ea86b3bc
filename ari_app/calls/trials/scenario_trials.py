"""All trials of scenarios that go on: one for each account, and few at once."""

from collections.abc import Awaitable, Callable

import structlog
from anyio.abc import TaskGroup

from ari_app.calls.trials.scenario_trial import ScenarioTrial, TrialParts
from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.errors import DataUnavailable, NotFound, TransitionRefused
from core.relay.commands import AskTrial, Done, EndTrial, LeaveTrialQueue, TryScenario
from ivr.graph.subscenarios import SubscenarioRefused
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.trial_material import TrialMaterial, load_trial
from ivr.simulator.case import CaseContext

log = structlog.get_logger()

MOST_TRIALS = 4
"""At once: callers come first."""

TrialCommand = TryScenario | AskTrial | LeaveTrialQueue | EndTrial

Load = Callable[[TryScenario, CaseContext], Awaitable[TrialMaterial]]
"""See `ivr.publishing.trial_material.load_trial`, which says what it raises."""


class ScenarioTrials:
    """Each gets a task of its own, for which no call waits."""

    def __init__(
        self, parts: TrialParts, load: Load, tasks: TaskGroup, is_busy: Callable[[], bool] = lambda: False
    ) -> None:
        """`is_busy()`: the machine has so much to do that something is left undone."""
        self._parts = parts
        self._load = load
        self._tasks = tasks
        self._is_busy = is_busy
        self._trials: dict[str, ScenarioTrial] = {}  # by account; one that is over stays until the next one

    @property
    def going_on(self) -> list[ScenarioTrial]:
        return [trial for trial in self._trials.values() if trial.end is None]

    async def carry_out(self, command: TrialCommand) -> Done:
        """Raises NotFound, TransitionRefused and others with a Polish sentence; nothing was done then."""
        match command:
            case TryScenario():
                await self._begin(command)
            case AskTrial(account, trial, since):
                return self._of(account, trial).asked(since)
            case LeaveTrialQueue(account, trial, outcome):
                self._of(account, trial).leave_queue(outcome)
            case EndTrial(account, trial):
                self._of(account, trial).give_up()
        return Done()

    async def _begin(self, order: TryScenario) -> None:
        going_on = self.going_on
        if self._is_busy():
            raise TransitionRefused("Centrala ma teraz bardzo dużo połączeń. Proszę spróbować za kilka minut.")
        if any(trial.order.account == order.account for trial in going_on):
            raise TransitionRefused("Próba tego konta już trwa. Najpierw trzeba ją zakończyć.")
        if len(going_on) >= MOST_TRIALS:
            raise TransitionRefused("Trwa już kilka prób innych osób. Proszę spróbować za kilka minut.")
        around = CaseContext.model_validate_json(order.surroundings)
        trial = self._trials[order.account] = ScenarioTrial(order, around, self._parts)
        try:
            material = await self._load(order, around)
        except BaseException:
            del self._trials[order.account]
            raise
        self._tasks.start_soon(trial.run, material)

    def _of(self, account: str, trial: str) -> ScenarioTrial:
        found = self._trials.get(account)
        if found is None or found.order.trial != trial:
            raise NotFound("Tej próby już nie ma.")
        return found


def loading(engine: Engine, library: Callable[[], PromptLibrary], clock: Clock) -> Load:
    """From the database. `library()`: the texts that are said."""

    async def load(order: TryScenario, around: CaseContext) -> TrialMaterial:
        return await load_trial(
            engine,
            library(),
            order.name,
            revision=order.revision,
            version=order.version,
            now=clock.now(),
            at=around.at,
        )

    return refusing(load)


def refusing(load: Load) -> Load:
    """What is wrong with the graph or the database, as people are told."""

    async def loaded(order: TryScenario, around: CaseContext) -> TrialMaterial:
        try:
            return await load(order, around)
        except SubscenarioRefused as error:
            raise TransitionRefused(error.message_pl) from error
        except DATABASE_AWAY as error:
            raise DataUnavailable from error

    return loaded
