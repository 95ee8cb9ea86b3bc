"""The queues of all offices as they stand: rules, figures, who helps whom, and who may take whose calls. Pure."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acd.choice.expected_wait import ExpectedWait, PastWait, QueueSnapshot, expected_wait
from acd.choice.overflow import Pressure, Sharing
from acd.choice.queue import LineKey, QueueEntry, Reach
from acd.choice.queue_policy import QueuePolicy, connected
from acd.choice.selection import Profile, Selection
from core.facts.offer_reason import After, Empty, OfferReason, Own, Ratio, StandIn
from core.facts.offer_reason_pl import reason_pl

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
        self.offices: dict[str, QueueOffice] = {}
        self.states: dict[str, QueueState] = {}
        self.pressures: dict[str, Pressure] = {}
        self.leaving: set[str] = set()
        """Offices that take nobody in any more, and stay until nobody needs them."""
        self.selection = Selection(self.policy, self.may_take)
        self.sharing = Sharing({}, self.pressures)
        self._province = ""
        self.given: Mapping[str, QueuePolicy] = {}
        """The rules as they were set, also those of offices that are not known, or no longer."""
        self._policies: dict[str, QueuePolicy] = {}
        self.set_offices(offices)
        self.set_policies(policies)

    def set_offices(self, offices: Mapping[str, QueueOffice]) -> set[str]:
        """The offices that take callers from now on; returns the codes of new ones, whose queues are empty.

        One that is no longer named is `leaving`: whoever needs it no longer lets it go by `drop`. Help that flows
        between offices goes on.
        """
        new = offices.keys() - self.offices.keys()
        self.leaving = set(self.offices.keys() - offices.keys())
        self.offices = dict(sorted({**self.offices, **offices}.items()))
        for code in new:
            self.states[code] = QueueState()
            self.pressures[code] = Pressure()
        self._province = next((code for code, office in offices.items() if office.is_province), "")
        self._connect()
        return set(new)

    def drop(self, office: str) -> None:
        """Nobody waits or works there any more."""
        self.leaving.discard(office)
        for known in (self.offices, self.states, self.pressures):
            known.pop(office, None)
        self.sharing.forget(office)
        self._connect()

    def queue_for(self, office: str, *, comes_back: bool = False) -> str:
        """The queue that callers of an office join: its own, or the provincial office's, which is competent for
        everybody, if it takes nobody in any more. Who `comes_back` to a queue may do so while it is there."""
        takes_callers = office in self.offices and (comes_back or office not in self.leaving)
        return office if takes_callers else self._province or office

    def policy(self, office: str) -> QueuePolicy:
        """The rules of an office's queue."""
        return self._policies.get(office) or _USUAL

    def set_policies(self, policies: Mapping[str, QueuePolicy]) -> None:
        """New rules; help that flows between offices is reckoned anew."""
        self.given = dict(policies)
        self._connect()
        self.sharing = Sharing(self._policies, self.pressures)
        self.selection.rank_anew()
        for office in self.offices:
            self.sharing.review(office)
            self.selection.touch(office)

    def _connect(self) -> None:
        """The rules of the offices that are there."""
        self._policies = connected({code: self.given.get(code, _USUAL) for code in self.offices})
        self.sharing.policies = self._policies

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

    def free_changed(self, office: str, by: int) -> None:
        """Keep the number of the own consultants who can be rung. Harmless for a queue that is no more: somebody
        was dismissed in mid-call, the office deactivated, and a new process reads what came before."""
        if office in self.states:
            self.states[office].free += by

    def _pressure_changed(self, office: str) -> None:
        for borrower in self.sharing.review(office):
            self.selection.touch(borrower)

    def call_handled(self, office: str, handle_time: float) -> None:
        """Learn how long a call of this queue takes; harmless for a queue that is no more."""
        state = self.states.get(office)
        if state is None:
            return
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

    def could_be_served_by(self, office: str, profiles: Iterable[Profile]) -> bool:
        """Could any of these consultants ever take a call of this queue?"""
        policy, profiles = self.policy(office), list(profiles)
        homes = {profile.home for profile in profiles}
        return policy.may_be_served(
            own=any(office in profile.serves for profile in profiles),
            stand_in=policy.stand_in in homes,
            neighbours=not homes.isdisjoint(policy.neighbours),
            province=self._province in homes,
            anybody=bool(homes),
        )

    def _is_there(self, office: str | None) -> bool:
        return office in self.states and self.states[office].there > 0

    # -- who may take whose calls

    def may_take(self, line: LineKey, profile: Profile) -> OfferReason | None:
        """Why consultants of `profile` may take calls of `line` now; None: they may not."""
        if line.asterisk in profile.unreached_by or (line.level and profile.level(line.topic) < line.level):
            return None
        policy, lender = self.policy(line.office), profile.home
        if line.office in profile.serves:
            return Own(policy.strategy)
        is_empty = policy.is_closed or not self.pressures[line.office].working
        if is_empty and lender == policy.stand_in and not line.stays_home:
            return StandIn(policy.is_closed)
        if (
            line.stays_home
            or lender not in self.states
            or self.states[lender].free <= self.policy(lender).reserve
            or self.sharing.reason(lender, line.office)
        ):
            return None
        is_neighbour = lender in policy.neighbours
        if is_empty and policy.overflows_when_empty and (is_neighbour or lender == self._province):
            return Empty(policy.is_closed)
        if (ratio := self.sharing.reason(line.office, lender)) is not None:
            return ratio
        if line.reach >= Reach.NEIGHBOURS and is_neighbour and policy.neighbours_after is not None:
            return After(policy.neighbours_after)
        if line.reach is Reach.EVERYONE and policy.everyone_after is not None:
            return After(policy.everyone_after, is_for_all=True)
        return None

    def helpers(self, office: str) -> list[tuple[str, Ratio]]:
        """The offices that help a queue by ratio now, and why, by code: those in which somebody works."""
        lenders = sorted(lender for borrower, lender in self.sharing.directions if borrower == office)
        reasons = [(lender, self.sharing.reason(office, lender)) for lender in lenders]
        return [(lender, why) for lender, why in reasons if why is not None and self.pressures[lender].working > 0]

    def reason_pl(self, why: OfferReason, lender: str) -> str:
        """What `may_take` answered in Polish, of a consultant of the office `lender`."""
        return reason_pl(why, self.offices[lender].genitive)

    def why_not(self, line: LineKey, profile: Profile) -> str:
        """Why consultants of a profile may not take calls of a line now, in plain Polish; empty if they may."""
        policy = self.policy(line.office)
        if line.asterisk in profile.unreached_by:
            return "centrala tej rozmowy nie dosięga teraz telefonu"
        if profile.level(line.topic) < line.level:
            return "temat wymaga wyższych umiejętności"
        if line.office in profile.serves or self.may_take(line, profile) is not None:
            return ""
        if line.stays_home:
            return "klient woli czekać na swój urząd"
        if self.sharing.reason(profile.home, line.office):
            return "temu urzędowi właśnie pomaga tamten urząd"
        home = self.states.get(profile.home)
        if home is None or home.free <= self.policy(profile.home).reserve:
            return "wolni konsultanci są zachowani dla własnych klientów urzędu"
        if profile.home in policy.neighbours and policy.neighbours_after is not None:
            return f"do sąsiednich urzędów rozmowa przechodzi po {policy.neighbours_after:.0f} s"
        if policy.everyone_after is not None:
            return f"do całego województwa rozmowa przechodzi po {policy.everyone_after:.0f} s"
        return "rozmowy tego urzędu nie przechodzą tutaj"
