"""Which connections have to go when too many are unfinished, and how long one may take."""

from hypothesis import given
from hypothesis import strategies as st

from api.http.connections import BODY_TIME, MOST, MOST_OF_ONE_NETWORK, SLOWEST_RATE, Unfinished, body_time

SMALL = st.integers(min_value=1, max_value=9)


def unfinished(*exempt: str) -> Unfinished[object]:
    return Unfinished(lambda address: address in exempt)


def test_too_many_of_one_address_drop_the_oldest_of_them() -> None:
    waiting = unfinished()
    assert waiting.add("neighbour", "192.0.2.2") is None
    for number in range(MOST_OF_ONE_NETWORK):
        assert waiting.add(number, "192.0.2.1") is None
    assert waiting.add("new", "192.0.2.1") == 0
    assert waiting.add("newer", "192.0.2.1") == 1
    assert len(waiting) == MOST_OF_ONE_NETWORK + 1


def test_one_that_goes_on_to_its_body_keeps_its_place() -> None:
    waiting = unfinished()
    for number in range(MOST_OF_ONE_NETWORK):
        waiting.add(number, "192.0.2.1")
    assert waiting.add(0, "192.0.2.1") is None
    assert waiting.add("new", "192.0.2.1") == 0


def test_those_that_are_finished_make_room() -> None:
    waiting = unfinished()
    for number in range(3 * MOST_OF_ONE_NETWORK):
        assert waiting.add(number, "192.0.2.1") is None
        waiting.discard(number)
        waiting.discard(number)
    assert len(waiting) == 0


def test_ipv6_counts_by_the_network_that_one_line_has() -> None:
    waiting = unfinished()
    for number in range(MOST_OF_ONE_NETWORK):
        assert waiting.add(number, f"2001:db8:0:7::{number:x}") is None
    assert waiting.add("other line", "2001:db8:0:8::1") is None
    assert waiting.add("same line", "2001:db8:0:7::ffff") == 0


def test_too_many_in_all_drop_the_oldest_of_the_address_that_has_most() -> None:
    waiting = unfinished()
    assert waiting.add("single", "192.0.2.1") is None
    for number in range(50):
        assert waiting.add(number, "192.0.2.50") is None
    for number in range(50, MOST - 1):
        assert waiting.add(number, f"198.51.{number // 250}.{number % 250}") is None
    assert waiting.add("newcomer", "192.0.2.2") == 0
    assert waiting.add("newcomer 2", "192.0.2.3") == 1


def test_a_trusted_proxy_stands_for_many_and_is_not_counted() -> None:
    waiting = unfinished("127.0.0.1")
    for number in range(2 * MOST):
        assert waiting.add(number, "127.0.0.1") is None
    assert len(waiting) == 0
    waiting.discard(0)


@given(st.lists(st.tuples(SMALL, st.booleans(), st.integers(0, 400)), max_size=1200))
def test_never_more_than_the_limits_and_nobody_is_counted_who_was_dropped(
    steps: list[tuple[int, bool, int]],
) -> None:
    waiting: Unfinished[tuple[int, int]] = Unfinished(lambda address: False)
    counted: set[tuple[int, int]] = set()
    for network, comes, number in steps:
        one = (network, number)
        if comes:
            gone = waiting.add(one, f"192.0.2.{network}")
            counted = (counted | {one}) - {gone}
        else:
            waiting.discard(one)
            counted -= {one}
        assert len(waiting) == len(counted) <= MOST
        assert sum(each[0] == network for each in counted) <= MOST_OF_ONE_NETWORK


def test_a_body_may_take_as_long_as_the_slowest_line_needs() -> None:
    assert body_time(0) == BODY_TIME
    assert body_time(SLOWEST_RATE * 60) == BODY_TIME + 60
    assert body_time(100) - body_time(0) < 0.01  # a byte now and then does not prolong it
