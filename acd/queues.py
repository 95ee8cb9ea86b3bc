"""The queues of all offices as they stand: rules, figures, who helps whom, and who may take whose calls."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from acd.expected_wait import ExpectedWait, PastWait, QueueSnapshot, expected_wait
from acd.overflow import Pressure, Sharing
from acd.queue import LineKey, QueueEntry, Reach
from acd.queue_policy import QueuePolicy, connected
from acd.selection import Profile, Selection, Terms

PAST_WAITS = 8  # so many last waits of a queue are remembered
_LEARNING = 0.1  # the weight of the newest call in a queue's usual handle time
_USUAL = QueuePolicy()  # what holds for a queue for which nothing was set


@dataclass(frozen=True, slots=True)
class QueueOffice:
    """A queue's office as the reasons of decisions name it: "Łomża", "do Łomży"."""

    seat: str
    genitive: str
    is_province: bool = False


@dataclass(slots=True)
class QueueState:
    """What one office's queue knows besides its lines."""

    there: int = 0  # consultants who are there or will presumably soon be
    free: int = 0  # of the office's own
    asked: int = 0  # callers who have a place and are still asked something
    handle_time: float = 0.0  # seconds, learned; 0 before the first call
    past_waits: deque[PastWait] = field(default_factory=lambda: deque(maxlen=PAST_WAITS))


class Queues:
    """One for the whole centre; the matchmaker and the team change it."""

    def __init__(self, offices: Mapping[str, QueueOffice], policies: Mapping[str, QueuePolicy]) -> None:
        """`policies` may leave offices out; those have the default rules."""
        self.offices = dict(offices)
        self.states = {code: QueueState() for code in offices}
        self.pressures = {code: Pressure() for code in offices}
        self.selection = Selection(self.policy, self.may_take)
        self._province = next((code for code, office in offices.items() if office.is_province), "")
        self._policies: dict[str, QueuePolicy] = {}
        self.sharing = Sharing({}, self.pressures)
        self.set_policies(policies)

    def policy(self, office: str) -> QueuePolicy:
        """The rules of an office's queue."""
        return self._policies.get(office) or _USUAL

    def set_policies(self, policies: Mapping[str, QueuePolicy]) -> None:
        """New rules; help that flows between offices is reckoned anew."""
        self._policies = connected({code: policies.get(code, _USUAL) for code in self.offices})
        self.sharing = Sharing(self._policies, self.pressures)
        self.selection.rank_anew()
        for office in self.offices:
            self.sharing.review(office)
            self.selection.touch(office)

    # -- figures

    def line_up(self, entry: QueueEntry) -> None:
        """A caller waits with nobody promised."""
        self.selection.add_entry(entry)
        self.waiting_changed(entry.office, 1)

    def step_out(self, entry: QueueEntry) -> None:
        """A caller waits no longer."""
        self.selection.remove_entry(entry)
        self.waiting_changed(entry.office, -1)

    def waiting_changed(self, office: str, by: int) -> None:
        """Keep the number of those who wait."""
        self.pressures[office].waiting += by
        self._pressure_changed(office)

    def working_changed(self, office: str, by: int) -> None:
        """Keep the number of those who work."""
        self.pressures[office].working += by
        self._pressure_changed(office)
        if self.pressures[office].working == (1 if by > 0 else 0):
            self.selection.touch(office)  # first one or last one: calls may go elsewhere, or no longer

    def _pressure_changed(self, office: str) -> None:
        for borrower in self.sharing.review(office):
            self.selection.touch(borrower)

    def call_handled(self, office: str, handle_time: float) -> None:
        """Learn how long a call of this queue takes."""
        state = self.states[office]
        usual = state.handle_time or self.policy(office).usual_handle_time
        state.handle_time = usual + _LEARNING * (handle_time - usual)

    def expected_wait(self, office: str, position: int, now: float) -> ExpectedWait | None:
        """How much longer the caller at a position from 1 will presumably wait; None if nobody can know."""
        head = self.selection.longest_due(office)
        queue = QueueSnapshot(
            place=position,
            working=self.pressures[office].working,
            handle_time=self.states[office].handle_time or self.policy(office).usual_handle_time,
            head_wait_time=0.0 if head is None else now - head.joined,
            past_waits=tuple(self.states[office].past_waits),
        )
        return expected_wait(queue, now)

    def could_ever_be_served(self, entry: QueueEntry, there: int) -> bool:
        """Is anybody there for the call, now or later? `there`: consultants in the whole centre."""
        policy, states = self.policy(entry.office), self.states
        return policy.may_be_served(
            own=states[entry.office].there > 0,
            stand_in=self._is_there(policy.stand_in),
            neighbours=any(self._is_there(neighbour) for neighbour in policy.neighbours),
            province=self._is_there(self._province),
            anybody=there > 0,
        )

    def _is_there(self, office: str | None) -> bool:
        return office in self.states and self.states[office].there > 0

    # -- who may take whose calls

    def may_take(self, line: LineKey, profile: Profile) -> Terms | None:
        """Whether consultants of `profile` may take calls of `line` now, and why if the call is shared."""
        if line.level and profile.level(line.topic) < line.level:
            return None
        if line.office in profile.serves:
            return Terms(is_home=True)
        policy, lender = self.policy(line.office), profile.home
        is_empty = policy.is_closed or not self.pressures[line.office].working
        if is_empty and lender == policy.stand_in and not line.stays_home:
            return Terms(is_home=True, why=f"zastępstwo: {self._emptiness(policy)}")
        if (
            line.stays_home
            or lender not in self.states
            or self.states[lender].free <= self.policy(lender).reserve
            or self.sharing.reason(lender, line.office)
        ):
            return None
        is_neighbour = lender in policy.neighbours
        why = ""
        if is_empty and policy.overflows_when_empty and (is_neighbour or lender == self._province):
            why = self._emptiness(policy)
        elif reason := self.sharing.reason(line.office, lender):
            why = reason
        elif line.reach >= Reach.NEIGHBOURS and is_neighbour and policy.neighbours_after is not None:
            why = f"ponad {policy.neighbours_after:.0f} s oczekiwania"
        elif line.reach is Reach.EVERYONE:
            why = f"ponad {policy.everyone_after:.0f} s oczekiwania, pomaga całe województwo"
        if not why:
            return None
        return Terms(is_home=False, why=f"przekazano do {self.offices[lender].genitive}: {why}")

    def _emptiness(self, policy: QueuePolicy) -> str:
        return "urząd jest nieczynny" if policy.is_closed else "we własnym urzędzie nikt nie pracuje"

    def why_not(self, line: LineKey, profile: Profile) -> str:
        """Why consultants of a profile may not take calls of a line now, in plain Polish; empty if they may."""
        policy = self.policy(line.office)
        if profile.level(line.topic) < line.level:
            return "temat wymaga wyższych umiejętności"
        if line.office in profile.serves or self.may_take(line, profile) is not None:
            return ""
        if line.stays_home:
            return "klient woli czekać na swój urząd"
        if self.sharing.reason(profile.home, line.office):
            return "temu urzędowi właśnie pomaga tamten urząd"
        if self.states[profile.home].free <= self.policy(profile.home).reserve:
            return "wolni konsultanci są zachowani dla własnych klientów urzędu"
        if profile.home in policy.neighbours and policy.neighbours_after is not None:
            return f"do sąsiednich urzędów rozmowa przechodzi po {policy.neighbours_after:.0f} s"
        if policy.everyone_after is not None:
            return f"do całego województwa rozmowa przechodzi po {policy.everyone_after:.0f} s"
        return "rozmowy tego urzędu nie przechodzą tutaj"
