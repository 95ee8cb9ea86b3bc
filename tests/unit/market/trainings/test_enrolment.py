from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from market.trainings.enrolment import (
    ANSWER_TIME,
    HOLDS_A_SEAT,
    IN_THE_LIST,
    Enrolment,
    NotPossible,
    State,
    answer,
    leave,
    offer_free_seats,
    sign_up,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_who_signs_up_after_the_last_seat_waits_in_order() -> None:
    everybody: list[Enrolment] = []
    for number in range(25):
        everybody.append(sign_up(20, everybody, f"e{number}", f"c{number}"))
    assert [entry.state for entry in everybody] == [State.ENROLLED] * 20 + [State.WAITING] * 5
    assert [entry.place for entry in everybody] == list(range(1, 26))


def test_a_free_seat_is_offered_to_the_next_and_held() -> None:
    everybody = [sign_up(1, [], "a", "anna")]
    everybody.append(sign_up(1, everybody, "b", "beata"))
    everybody.append(sign_up(1, everybody, "c", "celina"))
    everybody[0] = leave(everybody[0])
    [asked] = offer_free_seats(1, everybody, NOW)
    assert (asked.id, asked.state, asked.asked_until) == ("b", State.ASKED, NOW + ANSWER_TIME)
    everybody[1] = asked
    assert sign_up(1, everybody, "d", "daria").state is State.WAITING
    assert answer(asked, takes_it=True, now=NOW).state is State.ENROLLED
    late, next_one = offer_free_seats(1, everybody, NOW + ANSWER_TIME + timedelta(seconds=1))
    assert (late.id, late.state, next_one.id) == ("b", State.DECLINED, "c")


def test_an_answer_that_comes_too_late_is_refused() -> None:
    asked = Enrolment("a", "anna", 1, State.ASKED, NOW)
    with pytest.raises(NotPossible) as refused:
        answer(asked, takes_it=True, now=NOW + timedelta(seconds=1))
    assert refused.value.reason_pl == "Czas na odpowiedź minął."


class Lists(RuleBasedStateMachine):
    """Whatever happens: never more seats than there are, and nobody is passed by."""

    @initialize(seats=st.integers(0, 4))
    def begin(self, seats: int) -> None:
        self.seats, self.now = seats, NOW
        self.entries: dict[str, Enrolment] = {}
        self.number = 0

    @property
    def everybody(self) -> list[Enrolment]:
        return list(self.entries.values())

    @rule(client=st.integers(0, 8))
    def signs_up(self, client: int) -> None:
        self.number += 1
        try:
            entry = sign_up(self.seats, self.everybody, f"e{self.number}", f"c{client}")
        except NotPossible:
            assert any(each.client_id == f"c{client}" and each.state in IN_THE_LIST for each in self.everybody)
            return
        self.entries[entry.id] = entry

    @rule(at=st.integers(0, 20))
    def leaves(self, at: int) -> None:
        inside = [entry for entry in self.everybody if entry.state in IN_THE_LIST]
        if inside:
            entry = leave(inside[at % len(inside)])
            self.entries[entry.id] = entry

    @rule(at=st.integers(0, 20), takes_it=st.booleans())
    def answers(self, at: int, takes_it: bool) -> None:
        asked = [entry for entry in self.everybody if entry.state is State.ASKED]
        if asked:
            try:
                entry = answer(asked[at % len(asked)], takes_it=takes_it, now=self.now)
            except NotPossible:
                return
            self.entries[entry.id] = entry

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.entries |= {entry.id: entry for entry in offer_free_seats(self.seats, self.everybody, self.now)}

    @rule(more=st.integers(0, 2))
    def seats_are_added(self, more: int) -> None:
        self.seats += more

    @invariant()
    def no_more_than_the_seats(self) -> None:
        if hasattr(self, "entries"):
            assert sum(entry.state in HOLDS_A_SEAT for entry in self.everybody) <= self.seats

    @invariant()
    def nobody_waits_beside_a_free_seat_after_it_was_offered(self) -> None:
        if hasattr(self, "entries"):
            places = [entry.place for entry in self.everybody]
            assert len(places) == len(set(places))


TestLists = Lists.TestCase
