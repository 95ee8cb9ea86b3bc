"""What comes of tries by anybody, from any number, on any card, at any moment."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ivr.identity.attempts import DAY, Attempts, is_locked
from ivr.identity.judgement import (
    CallerKind,
    Counted,
    Judgement,
    OrderCounted,
    judge_order,
    judge_try,
    tries_left,
)
from ivr.identity.limits import default_limits

LIMITS = default_limits()
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ANNA, OTHERS = "123456782", [f"20000000{number}" for number in range(4)]
OWN, STRANGERS = "600100200", ["", "600100201", "600100202", "862781000", "+48600100200"]


@dataclass
class Town:
    """Everybody who tries, and what stands of it."""

    now: datetime = NINE
    stands: dict[tuple[str, ...], Attempts] = field(default_factory=dict)
    verified: set[tuple[str, str]] = field(default_factory=set)
    wrong: list[tuple[str, str]] = field(default_factory=list)  # those that were judged, by card and number

    def kind(self, card: str, number: str) -> CallerKind:
        if not number:
            return "without_number"
        return "verified_before" if (card, number) in self.verified else "stranger"

    def counted(self, card: str, number: str) -> Counted:
        return Counted(*(self.stands.get(key, Attempts()) for key in _keys(card, number)))

    def tries(self, card: str, number: str, *, is_right: bool = False) -> Judgement:
        before = self.counted(card, number)
        judged = judge_try(before, LIMITS, self.now, self.kind(card, number), is_right=is_right)
        self.stands |= dict(zip(_keys(card, number), judged.after, strict=True))
        if judged.outcome == "verified" and number:
            self.verified.add((card, number))
        if not is_right and judged.after != before:
            self.wrong.append((card, number))
        return judged

    def passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def _keys(card: str, number: str) -> list[tuple[str, ...]]:
    return [("pair", card, number), ("card", card), ("caller", number), ("centre",)]


def anna_at_home() -> Town:
    """The owner has verified the card from the own number."""
    town = Town()
    assert town.tries(ANNA, OWN, is_right=True).outcome == "verified"
    return town


gaps = st.one_of(st.just(0), st.integers(0, 600), st.integers(0, 100_000))
steps = st.lists(st.tuples(gaps, st.sampled_from(STRANGERS), st.sampled_from([ANNA, *OTHERS])), max_size=120)


@given(steps)
def test_strangers_tries_never_keep_out_a_number_that_has_verified_before(
    tried: list[tuple[int, str, str]],
) -> None:
    town = anna_at_home()
    for gap, number, card in tried:
        town.passes(gap)
        town.tries(card, number)
        again = town.tries(ANNA, OWN, is_right=True)
        assert (again.outcome, again.delay_time) == ("verified", 0)


@given(steps)
def test_strangers_orders_of_codes_never_keep_out_a_number_that_has_verified_before(
    ordered: list[tuple[int, str, str]],
) -> None:
    town, orders = anna_at_home(), dict[tuple[str, ...], Attempts]()

    def order(card: str, number: str) -> bool:
        keys = [("orders", card, number), ("orders", card)]
        counted = OrderCounted(*town.counted(card, number), *(orders.get(key, Attempts()) for key in keys))
        judged = judge_order(counted, LIMITS, town.now, town.kind(card, number))
        orders.update(zip(keys, judged.after[4:], strict=True))
        return not judged.is_refused

    for gap, number, card in ordered:
        town.passes(gap)
        order(card, number)
        town.tries(card, number)
    assert order(ANNA, OWN)


@given(steps)
def test_strangers_have_ten_wrong_tries_a_day_on_a_card_whatever_numbers_they_use(
    tried: list[tuple[int, str, str]],
) -> None:
    town = anna_at_home()
    begun, counted = None, 0
    for gap, number, _ in tried:
        town.passes(gap)
        before = len(town.wrong)
        town.tries(ANNA, number)
        if len(town.wrong) > before:
            if begun is None or town.now - begun >= DAY:
                begun, counted = town.now, 0
            counted += 1
        assert counted <= LIMITS.card_in_day


def _attempts() -> st.SearchStrategy[Attempts]:
    moments = st.integers(-200_000, 1000).map(lambda seconds: NINE + timedelta(seconds=seconds))
    locks = st.integers(-100_000, 86_400).map(lambda seconds: NINE + timedelta(seconds=seconds))
    return st.builds(
        Attempts,
        st.integers(0, 12),
        st.integers(0, 100),
        moments,
        st.integers(0, 12),
        st.none() | locks,
        moments,
    )


KINDS: list[CallerKind] = ["verified_before", "stranger", "without_number"]


@given(
    st.builds(Counted, _attempts(), _attempts(), _attempts(), _attempts()), st.sampled_from(KINDS), st.booleans()
)
def test_the_ceiling_of_the_centre_refuses_nobody(counted: Counted, kind: CallerKind, is_right: bool) -> None:
    quiet = counted._replace(centre=Attempts())
    judged = judge_try(counted, LIMITS, NINE, kind, is_right=is_right)
    alone = judge_try(quiet, LIMITS, NINE, kind, is_right=is_right)
    assert (judged.outcome, judged.attempts_left) == (alone.outcome, alone.attempts_left)
    assert judged.after[:3] == alone.after[:3]
    is_slow = is_locked(judged.after.centre, NINE) and kind != "verified_before"
    assert judged.delay_time == (LIMITS.centre.delay_time if is_slow else 0)


@given(
    st.builds(Counted, _attempts(), _attempts(), _attempts(), _attempts()), st.sampled_from(KINDS), st.booleans()
)
def test_whoever_is_locked_is_told_so_whatever_was_keyed_and_nothing_is_counted(
    counted: Counted, kind: CallerKind, is_right: bool
) -> None:
    judged = judge_try(counted, LIMITS, NINE, kind, is_right=is_right)
    if tries_left(counted, LIMITS, NINE, kind) == 0:
        assert (judged.outcome, judged.after, judged.is_alarm) == ("locked", counted, False)
    else:
        assert (judged.outcome == "verified") == is_right


@given(steps, st.sampled_from([*STRANGERS, OWN]))
def test_the_tries_that_are_said_to_be_left_are_left(tried: list[tuple[int, str, str]], number: str) -> None:
    town = anna_at_home()
    for gap, stranger, card in tried:
        town.passes(gap)
        town.tries(card, stranger)
    left = town.tries(ANNA, number).attempts_left
    outcomes = [town.tries(ANNA, number).outcome for _ in range(left)]
    assert outcomes == ["wrong"] * (left - 1) + ["locked"] * (left > 0)


@given(st.lists(st.tuples(gaps, st.booleans()), max_size=150))
def test_calls_without_a_number_have_so_many_wrong_tries_and_one_more_each_span(
    tried: list[tuple[int, bool]],
) -> None:
    town, bucket, began = Town(), LIMITS.without_number, NINE
    for number, (gap, is_right) in enumerate(tried):
        town.passes(gap)
        judged = town.tries(f"3{number:08}", "", is_right=is_right)
        assert len(town.wrong) <= bucket.tries + (town.now - began) // bucket.give_back_time
        if judged.outcome == "locked" and is_right:
            town.passes(bucket.give_back_time.total_seconds())
            assert town.tries(f"3{number:08}", "", is_right=True).outcome == "verified"


def test_a_withheld_number_is_no_number_that_has_verified_before() -> None:
    town = anna_at_home()
    assert town.tries(ANNA, "", is_right=True).outcome == "verified"
    for number in STRANGERS[1:]:
        for _ in range(3):
            town.tries(ANNA, number)
    assert [town.tries(ANNA, number, is_right=True).outcome for number in ("", OWN)] == ["locked", "verified"]


def test_three_wrong_tries_of_the_owner_lock_the_own_number_and_no_other() -> None:
    town = anna_at_home()
    assert [town.tries(ANNA, OWN).outcome for _ in range(3)] == ["wrong", "wrong", "locked"]
    assert town.tries(ANNA, OWN, is_right=True).outcome == "locked"
    assert town.tries(ANNA, STRANGERS[1], is_right=True).outcome == "verified"
    town.passes(LIMITS.pair.lock_time.total_seconds())
    assert town.tries(ANNA, OWN, is_right=True).outcome == "verified"


def test_a_card_that_was_tried_too_often_opens_to_everybody_when_the_day_is_over() -> None:
    town = Town()
    for number in range(LIMITS.card_in_day):
        town.tries(ANNA, f"60010{number:04}")
    assert town.tries(ANNA, OWN, is_right=True).outcome == "locked"
    town.passes(DAY.total_seconds() - 1)
    assert town.tries(ANNA, OWN, is_right=True).outcome == "locked"
    town.passes(1)
    assert town.tries(ANNA, OWN, is_right=True).outcome == "verified"


def test_right_tries_in_between_do_not_forgive_the_day_of_a_card() -> None:
    town = Town()
    for number in range(LIMITS.card_in_day):
        town.tries(ANNA, f"60010{number:04}")
        town.tries(ANNA, OWN, is_right=True)
    assert town.tries(ANNA, "862781000", is_right=True).outcome == "locked"


def test_no_lock_lasts_longer_than_a_day() -> None:
    town = Town()
    for _ in range(2000):
        town.tries(ANNA, OWN)
        town.passes(600)
    town.passes(DAY.total_seconds())
    assert town.tries(ANNA, OWN, is_right=True).outcome == "verified"


def test_a_centre_without_a_delay_only_raises_the_alarm() -> None:
    limits = replace(LIMITS, centre=replace(LIMITS.centre, delay_time=0.0))
    counted = Counted(*[Attempts()] * 4)
    alarms = []
    for _ in range(LIMITS.centre.tries):
        judged = judge_try(counted, limits, NINE, "stranger", is_right=False)
        counted = counted._replace(centre=judged.after.centre)
        alarms.append(judged.is_alarm)
        assert (judged.outcome, judged.delay_time) == ("wrong", 0)
    assert alarms == [False] * (LIMITS.centre.tries - 1) + [True]
