"""The driver: puts callers and consultants before a `Matchmaker` and moves its clock from moment to moment.

What will happen, the people's doings and the engine's own timers, stands in one heap. No event loop runs.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from acd.choice.expected_wait import ExpectedWait
from acd.choice.queue_policy import QueuePolicy
from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.matchmaker import Matchmaker
from acd.live.offers import Place, Reservation
from acd.live.queues import QueueOffice
from acd.live.timers import Timer, Timers
from acd.simulation.arrivals import DAY, Caller, Callers
from acd.simulation.attendance import Attendance, RecordedStaff
from acd.simulation.figures import AgentWork, CallOutcome, SimulationResult, Tally
from acd.simulation.load import LoadModel, offices
from acd.simulation.observer import Observer
from acd.simulation.people import Staff, Timesheet
from acd.simulation.scenario import Scenario
from acd.waiting.callbacks import DIALLING_TIME
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.consultants import AgentStateChanged

_BEGIN = datetime(2026, 1, 4, 23, 0, tzinfo=UTC)  # a Monday's midnight in Poland


class SimulatedClock:
    """Stands until it is moved. `time` in seconds from the first midnight."""

    def __init__(self) -> None:
        self.time = 0.0

    def monotonic(self) -> float:
        return self.time

    def now(self) -> datetime:
        return _BEGIN + timedelta(seconds=self.time)


class _Facts(Bus):
    """Hands facts on without an id and a date, which nobody reads here and which take most of the time."""

    def publish(self, event: AnyEvent, call_id: str | None = None) -> None:
        for listener in self._listeners:
            listener(event)


@dataclass(slots=True, eq=False)
class WaitingCall:
    """A caller in a queue, or one whose call-back stands there."""

    id: str
    identity: str  # the same for all calls of one caller
    caller: Caller
    place: Place
    joined: float
    due: float  # its place, of which an order to ring back takes its own
    tally: Tally | None  # None: not counted
    timers: list[Timer]
    estimate: tuple[float, ExpectedWait] | None = None
    tries: int = 0  # to call back


@dataclass(frozen=True, slots=True)
class RecordedCentre:
    """Offices, rules and crew as they are, in place of the scenario's."""

    offices: Mapping[str, QueueOffice]
    policies: Mapping[str, QueuePolicy]
    attendance: Sequence[Attendance]


class Simulation:
    """One run of a scenario. `run` may be called once."""

    def __init__(
        self,
        scenario: Scenario,
        recorded: Sequence[Caller] | None = None,
        observer: Callable[[Callable[[], float]], Observer] | None = None,
        centre: RecordedCentre | None = None,
    ) -> None:
        """`recorded` takes the place of the generated callers; nobody of them calls again. `observer` is given the
        clock, seconds from the first midnight."""
        model = scenario.model
        self._scenario = scenario
        self._clock = SimulatedClock()
        self._observer = Observer() if observer is None else observer(self._clock.monotonic)
        self._timers = Timers()
        self._callers = Callers(scenario, model)
        self._recorded = recorded
        self._random = Random(f"{scenario.seed} doings")
        self._answer_time = scenario.answer_time.sampler(self._random)
        bus = _Facts(self._clock)
        bus.listen(self._note)
        known = offices(model) if centre is None else dict(centre.offices)
        rules = scenario.policies(model) if centre is None else dict(centre.policies)
        self.matchmaker = Matchmaker(bus, self._clock, self._timers, known, rules)
        self._timesheet = Timesheet(self._clock.monotonic)
        self._staff = self._crew(scenario, model, centre)
        self._timesheet.work = {agent.id: AgentWork(agent.id, agent.office) for agent in self._staff.agents}
        self._calls: dict[str, WaitingCall] = {}
        self._number = 0
        self._promised: deque[str] = deque()  # ids of calls to which a consultant has just been promised
        self._result = SimulationResult(scenario.days, {code: Tally() for code in known}, self._timesheet.work)

    def _crew(self, scenario: Scenario, model: LoadModel, centre: RecordedCentre | None) -> Staff | RecordedStaff:
        mm, timers, clock = self.matchmaker, self._timers, self._clock.monotonic
        if centre is None:
            return Staff(scenario, model, mm, timers, clock, self._staff_changed)
        return RecordedStaff(
            centre.attendance,
            mm,
            timers,
            clock,
            self._staff_changed,
            notices_after=scenario.miss_pause_time,
        )

    def run(self) -> SimulationResult:
        """Let all days pass. Raises KeyError for a recorded office that does not exist."""
        self._staff.begin()
        callers = self._callers.days() if self._recorded is None else self._recorded
        self._next_caller(iter(callers))
        while (at := self._timers.next_at) is not None:
            self._clock.time = max(at, self._clock.time)
            self._timers.go_off(self._clock.time)
            self._offer_all()  # the engine's own timers promise consultants too
        for call in list(self._calls.values()):  # those who would wait for a day that does not come
            self._end(call, "not_reached" if call.place.entry.is_callback else "turned_away")
        self._timesheet.close()
        return self._result

    # -- callers

    def _next_caller(self, callers: Iterator[Caller]) -> None:
        caller = next(callers, None)
        if caller is None:
            return

        def rings() -> None:
            self._number += 1
            self._rings(caller, f"caller-{self._number}")
            self._next_caller(callers)

        self._timers.set(caller.at, rings)

    def _rings(self, caller: Caller, identity: str) -> None:
        tally = self._tally(caller)
        self._observer.rang(caller, identity)
        if tally is not None:
            tally.offered += 1
            tally.contained += caller.joins is None
        if caller.joins is not None:
            self._timers.set(caller.joins, lambda: self._joins(caller, identity, tally))

    def _tally(self, caller: Caller) -> Tally | None:
        hour = (caller.at if caller.joins is None else caller.joins) % DAY / 3600.0
        tally = self._result.offices[caller.office]
        return tally if self._scenario.counted_from <= hour < self._scenario.counted_until else None

    def _joins(self, caller: Caller, identity: str, tally: Tally | None) -> None:
        now, matchmaker, policy = self._clock.time, self.matchmaker, self.matchmaker.policy(caller.office)
        if not self._scenario.opens <= now % DAY / 3600.0 < self._scenario.closes:
            if tally is not None:
                tally.closed += 1
            self._observer.closed(caller, identity)
            return
        if tally is not None:
            tally.to_consultants += 1
        if matchmaker.is_full(caller.office):
            if tally is not None:
                tally.outcomes["turned_away"] += 1
            self._observer.full(caller, identity)
            self._calls_again(caller, identity)
            return
        self._number += 1
        call_id = f"call-{self._number}"
        self._observer.joins(call_id, identity)
        place = matchmaker.enter(call_id, caller.office, topic=caller.topic, identities=(identity,))
        call = self._calls[call_id] = WaitingCall(
            call_id, identity, caller, place, now, place.entry.due, tally, []
        )
        self._observer.joined(call)
        self._offer_all()
        if call_id not in self._calls:
            return
        if place.is_hopeless and not self._scenario.is_waiting_in_vain:
            self._end(call, "turned_away")
            return
        longest = min(caller.patience, policy.longest_wait_time)
        gives_up: CallOutcome = "abandoned" if caller.patience <= policy.longest_wait_time else "turned_away"
        call.timers.append(self._timers.set(now + longest, lambda: self._end(call, gives_up)))
        after = self._scenario.estimates_after
        if after < longest:
            call.timers.append(self._timers.set(now + after, lambda: self._estimate(call)))
        if policy.callback_after is not None and policy.callback_after < longest:
            at = now + policy.callback_after
            call.timers.append(self._timers.set(at, lambda: self._offer_callback(call)))

    def _end(self, call: WaitingCall, outcome: CallOutcome) -> None:
        """The call leaves the queue unserved."""
        self._forget(call)
        if call.estimate is not None and call.tally is not None:
            told, estimate = call.estimate
            if (error := estimate.error(self._clock.time - told)) > 0:
                call.tally.estimates.check(error)  # it would have been at least as wrong as that
        self._count(call, outcome)
        self._observer.left(call, outcome)
        self.matchmaker.leave(call.place, may_come_back=outcome == "abandoned")
        self._offer_all()
        if outcome != "not_reached":
            self._calls_again(call.caller, call.identity)

    def _calls_again(self, caller: Caller, identity: str) -> None:
        again = None if self._recorded is not None else self._callers.again(caller, self._clock.time)
        if again is not None:
            self._timers.set(again.at, lambda: self._rings(again, identity))

    def _estimate(self, call: WaitingCall) -> None:
        if call.place.reservation is not None or call.tally is None:
            return
        estimate = self.matchmaker.expected_wait(call.place)
        call.tally.estimates.asked += 1
        if estimate is not None:
            call.tally.estimates.told += 1
            call.estimate = (self._clock.time, estimate)
            self._observer.estimated(call, estimate)

    def _forget(self, call: WaitingCall) -> None:
        del self._calls[call.id]
        for timer in call.timers:
            timer.cancel()

    @staticmethod
    def _count(call: WaitingCall, outcome: CallOutcome) -> None:
        if call.tally is not None:
            call.tally.outcomes[outcome] += 1

    # -- consultants

    def _note(self, fact: AnyEvent) -> None:
        if isinstance(fact, AgentStateChanged):
            self._timesheet.note(fact)
            self._observer.state_changed(fact)
            if fact.new is AgentState.RESERVED and fact.call_id is not None:
                self._promised.append(fact.call_id)

    def _staff_changed(self) -> None:
        self._offer_all()
        if not self._scenario.is_waiting_in_vain:
            for call in [call for call in self._calls.values() if call.place.is_hopeless]:
                self._end(call, "turned_away")

    def _offer_all(self) -> None:
        """Ring every consultant who has just been promised; one who answers at once may free the next."""
        while self._promised:
            call = self._calls.get(self._promised.popleft())
            if call is not None and call.place.reservation is not None:
                self._offer(call, call.place.reservation)

    def _offer(self, call: WaitingCall, reservation: Reservation) -> None:
        self._result.decisions.append((call.id, reservation.agent.id, reservation.why))
        if call.place.entry.is_callback:
            self.matchmaker.extend(reservation, DIALLING_TIME)
            at = self._clock.time + self._scenario.callback_ring_time
            self._timers.set(at, lambda: self._rung_back(call, reservation))
        else:
            self._ring(call, reservation)

    def _ring(self, call: WaitingCall, reservation: Reservation) -> None:
        reason = self.matchmaker.queues.reason_pl(reservation.why, reservation.agent.office)
        self._observer.rings(call, reservation, reason)
        self.matchmaker.ringing(reservation)
        answer_time = self._answer_time()
        is_missed = self._scenario.miss_share > 0 and self._random.random() < self._scenario.miss_share
        if is_missed or answer_time >= reservation.ring_time:
            self._timers.set(self._clock.time + reservation.ring_time, lambda: self._missed(call, reservation))
        elif answer_time > 0:
            self._timers.set(self._clock.time + answer_time, lambda: self._answered(call, reservation))
        else:
            self._answered(call, reservation)

    def _missed(self, call: WaitingCall, reservation: Reservation) -> None:
        if call.place.reservation is reservation:
            self._observer.missed(call, reservation)
            self.matchmaker.refused(call.place, reservation, is_phone_lost=False)
            self._staff.missed(reservation.agent)

    def _answered(self, call: WaitingCall, reservation: Reservation) -> None:
        place, agent, now = call.place, reservation.agent, self._clock.time
        if not self.matchmaker.accepted(place, reservation):
            return
        self._forget(call)
        self._observer.answered(call, reservation)
        is_own = call.caller.office in agent.profile.serves
        is_callback = place.entry.is_callback
        if call.tally is not None:
            wait = now - call.joined
            if is_callback:
                call.tally.callback_waits.append(wait)
                self._count(call, "called_back_own" if is_own else "called_back_elsewhere")
            else:
                call.tally.waits.append(wait)
                self._count(call, "answered_own" if is_own else "answered_elsewhere")
            if not is_own:
                self._result.offices[agent.office].helped += 1
            if call.estimate is not None:
                told, estimate = call.estimate
                call.tally.estimates.check(estimate.error(now - told))
        ends = now + call.caller.talk_time * self._staff.talk_factors[agent.id]
        self._timers.set(ends, lambda: self._talk_over(agent, call))

    def _talk_over(self, agent: Agent, call: WaitingCall) -> None:
        caller = call.caller
        self._observer.talk_over(call.id, agent.id)
        self.matchmaker.conversation_over(agent)
        wrap_up = agent.wrap_up

        def done() -> None:
            if agent.wrap_up is wrap_up and agent.state is AgentState.WRAP_UP:
                self.matchmaker.wish(agent.id, AgentEvent.WRAP_UP_DONE)
                self._offer_all()

        if agent.state is AgentState.WRAP_UP:
            if caller.wrap_up_time > 0:
                self._timers.set(self._clock.time + caller.wrap_up_time, done)
            else:
                done()
        self._staff_changed()

    # -- call-backs

    def _offer_callback(self, call: WaitingCall) -> None:
        if call.place.reservation is not None:
            return
        wants = call.caller.is_rung_back
        if wants is None:
            wants = self._random.random() < self._scenario.callback_accepted
        if wants:
            for timer in call.timers:
                timer.cancel()
            call.estimate = None
            self._observer.callback_ordered(call)
            self._line_up_again(call)

    def _line_up_again(self, call: WaitingCall) -> None:
        """The caller hangs up; the order takes the place."""
        entry = call.place.entry
        self.matchmaker.leave(call.place)
        call.place = self.matchmaker.enter(
            call.id,
            entry.office,
            joined=entry.joined,
            due=call.due,
            topic=entry.topic,
            priority="callback",
            is_callback=True,
        )
        self._offer_all()

    def _rung_back(self, call: WaitingCall, reservation: Reservation) -> None:
        if call.place.reservation is not reservation:
            return
        if self._random.random() < self._scenario.callback_answered:
            self._ring(call, reservation)
            return
        call.tries += 1
        self._observer.callback_tried(call)
        policy = self.matchmaker.policy(call.caller.office)
        if call.tries >= policy.callback_tries:
            self._end(call, "not_reached")
            return
        self.matchmaker.leave(call.place)
        self._timers.set(self._clock.time + policy.callback_retry_time, lambda: self._line_up_again(call))
        self._offer_all()


def simulate(scenario: Scenario, recorded: Sequence[Caller] | None = None) -> SimulationResult:
    """Run a scenario from its first midnight to its end."""
    return Simulation(scenario, recorded).run()
