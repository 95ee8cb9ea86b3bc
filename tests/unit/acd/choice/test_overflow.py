"""Help by queue ratio: it begins, it ends, it flows one way at a time, and nobody in trouble gives it."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from acd.choice.overflow import Pressure, Sharing
from acd.choice.queue_policy import QueuePolicy, connected
from core.facts.offer_reason import Ratio
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, POLICIES, SEJNY, WUP, rules


class Region:
    """Offices whose pressure a test sets by hand."""

    def __init__(self, policies: Mapping[str, QueuePolicy] = POLICIES, working: int = 2) -> None:
        self.pressures = {office: Pressure(0, working) for office in policies}
        self.sharing = Sharing(connected(policies), self.pressures)

    def has(self, office: str, waiting: int, working: int = 2) -> set[str]:
        """So many wait for so many from now on. Returns the borrowers whose help changed."""
        self.pressures[office].waiting, self.pressures[office].working = waiting, working
        return self.sharing.review(office)

    @property
    def directions(self) -> set[tuple[str, str]]:
        return set(self.sharing.directions)


def test_help_begins_at_the_threshold_and_says_why() -> None:
    region = Region()
    assert region.has(LOMZA, 2) == set()
    assert region.sharing.reason(LOMZA, KOLNO) is None
    assert region.has(LOMZA, 3) == {LOMZA}
    assert region.directions == {(LOMZA, KOLNO), (LOMZA, GRAJEWO)}
    assert region.sharing.reason(LOMZA, KOLNO) == Ratio(3, 2)


def test_help_lasts_until_the_release_threshold() -> None:
    region = Region()
    region.has(LOMZA, 3)
    assert region.has(LOMZA, 2) == set()
    assert region.sharing.is_borrowing(LOMZA)
    assert region.has(LOMZA, 1) == {LOMZA}
    assert not region.sharing.is_borrowing(LOMZA)
    assert region.has(LOMZA, 2) == set()
    assert not region.sharing.is_borrowing(LOMZA), "between the thresholds nothing begins"


def test_the_reason_stays_the_one_with_which_help_began() -> None:
    region = Region()
    region.has(LOMZA, 3)
    assert region.has(LOMZA, 8) == set()
    assert region.sharing.reason(LOMZA, KOLNO) == Ratio(3, 2)


def test_callers_who_wait_for_nobody_need_help_and_an_empty_queue_never_does() -> None:
    region = Region()
    assert region.has(LOMZA, 0, working=0) == set()
    assert region.has(LOMZA, 2, working=0) == {LOMZA}
    assert region.sharing.reason(LOMZA, KOLNO) == Ratio(2, 0)
    assert region.has(LOMZA, 0, working=0) == {LOMZA}
    assert region.directions == set()


def test_more_consultants_end_help_as_well_as_fewer_callers() -> None:
    region = Region()
    region.has(LOMZA, 3)
    assert region.has(LOMZA, 3, working=6) == {LOMZA}
    assert region.directions == set()


def test_help_flows_one_way_at_a_time() -> None:
    region = Region()
    region.has(LOMZA, 3)
    assert (LOMZA, KOLNO) in region.directions
    assert region.has(KOLNO, 2) == set()
    assert (KOLNO, LOMZA) not in region.directions
    region.has(LOMZA, 1)
    region.has(KOLNO, 3)
    assert (KOLNO, LOMZA) in region.directions
    assert (LOMZA, KOLNO) not in region.directions


def test_a_borrower_below_its_threshold_does_not_help_its_lender_back() -> None:
    # Between the thresholds Łomża still borrows, and Kolno, whose threshold is low, may not borrow from it.
    region = Region({**POLICIES, KOLNO: rules(neighbours=(LOMZA,), activate_ratio=5.0, release_ratio=1.0)})
    region.has(LOMZA, 3)
    region.has(KOLNO, 9)
    region.has(LOMZA, 2)
    assert (LOMZA, KOLNO) in region.directions
    assert region.directions & {(KOLNO, LOMZA)} == set()


def test_a_lender_who_comes_into_trouble_stops_helping_and_begins_again_when_it_is_over() -> None:
    region = Region()
    region.has(LOMZA, 4)
    assert region.has(KOLNO, 3) == {LOMZA, KOLNO}
    assert region.directions == {(LOMZA, GRAJEWO), (KOLNO, GRAJEWO)}
    assert region.has(KOLNO, 2) == set(), "between the thresholds nothing begins again"
    assert region.has(KOLNO, 1) == {KOLNO, LOMZA}
    assert region.directions == {(LOMZA, KOLNO), (LOMZA, GRAJEWO)}


def test_two_offices_in_trouble_do_not_swap_their_callers() -> None:
    region = Region({LOMZA: POLICIES[LOMZA], KOLNO: POLICIES[KOLNO]})
    region.has(LOMZA, 3)
    region.has(KOLNO, 3)
    assert region.directions == set()
    region.has(LOMZA, 9)
    assert region.directions == set()


def test_a_recovered_office_helps_those_who_have_been_in_trouble_all_the_time() -> None:
    region = Region()
    for office in (LOMZA, KOLNO, GRAJEWO):
        region.has(office, 6)
    assert region.directions == set()
    assert region.has(GRAJEWO, 1) == {LOMZA, KOLNO}
    assert region.directions == {(LOMZA, GRAJEWO), (KOLNO, GRAJEWO)}


def test_an_office_that_wants_no_help_by_ratio_still_gives_it() -> None:
    region = Region({**POLICIES, KOLNO: rules(neighbours=(LOMZA,), activate_ratio=None)})
    assert region.has(KOLNO, 50) == set()
    assert not region.sharing.is_borrowing(KOLNO)
    region.has(LOMZA, 3)
    assert (LOMZA, KOLNO) in region.directions


def test_only_neighbours_help_and_one_that_does_not_exist_helps_nobody() -> None:
    region = Region({**POLICIES, KOLNO: rules(neighbours=("20999", LOMZA))})
    region.has(KOLNO, 3)
    assert region.directions == {(KOLNO, LOMZA)}


RULES = {
    LOMZA: rules(neighbours=(KOLNO, GRAJEWO)),
    KOLNO: rules(neighbours=(LOMZA, "20999"), activate_ratio=1.0, release_ratio=0.0),
    GRAJEWO: rules(neighbours=(LOMZA, KOLNO), activate_ratio=3.0, release_ratio=2.5),
    SEJNY: rules(neighbours=(GRAJEWO, LOMZA), activate_ratio=None),
    WUP: rules(neighbours=(SEJNY, KOLNO)),
}
moves = st.lists(st.tuples(st.sampled_from(list(RULES)), st.integers(0, 8), st.integers(0, 4)), max_size=60)


@given(moves, st.permutations(list(RULES)))
def test_whatever_happens_help_has_a_reason_a_direction_and_an_end(
    happened: list[tuple[str, int, int]], calm: list[str]
) -> None:
    region = Region(RULES)
    for office, waiting, working in happened:
        before = region.directions
        changed = region.has(office, waiting, working)
        after = region.directions
        assert changed == {borrower for borrower, _ in before ^ after}, "who changed is told, and nobody else"
        for borrower, lender in after:
            assert lender in RULES[borrower].neighbours
            assert (lender, borrower) not in after
            assert region.pressures[borrower].ratio > RULES[borrower].release_ratio
            assert not region.pressures[lender].is_over(RULES[lender].activate_ratio)
        for borrower, policy in RULES.items():
            for lender in set(policy.neighbours) & RULES.keys():
                if (
                    region.pressures[borrower].is_over(policy.activate_ratio)
                    and region.pressures[lender].ratio <= RULES[lender].release_ratio
                ):
                    assert (borrower, lender) in after, "help that could be given is given"
    for office in calm:  # callers go one by one, in whatever order of offices
        while region.pressures[office].waiting:
            region.has(office, region.pressures[office].waiting - 1, region.pressures[office].working)
    for office in calm:
        region.has(office, 0, region.pressures[office].working)
    assert region.directions == set(), "release is always reached"
