"""How often one account may ask about persons."""

import pytest

from api.account_limits import LIMITS, AccountLimits, LimitedRequest, TooManyRequests
from tests.support.timing.standing_clock import StandingClock


@pytest.mark.parametrize("kind", LIMITS)
def test_after_so_many_at_once_the_next_has_to_wait_and_is_let_in_then(kind: LimitedRequest) -> None:
    clock = StandingClock()
    limits = AccountLimits(clock)
    for _ in range(LIMITS[kind].at_once):
        limits.take("k20060-1", kind)
    with pytest.raises(TooManyRequests) as refused:
        limits.take("k20060-1", kind)
    assert 0 < refused.value.retry_after <= LIMITS[kind].every + 1
    limits.take("k20060-2", kind)  # somebody else's are counted apart
    clock.passes(seconds=refused.value.retry_after)
    limits.take("k20060-1", kind)


def test_a_long_rest_gives_no_more_than_at_once() -> None:
    clock = StandingClock()
    limits = AccountLimits(clock)
    limits.take("k20060-1", "search")
    clock.passes(days=1)
    for _ in range(LIMITS["search"].at_once):
        limits.take("k20060-1", "search")
    with pytest.raises(TooManyRequests):
        limits.take("k20060-1", "search")


def test_one_kind_of_request_does_not_use_up_another() -> None:
    limits = AccountLimits(StandingClock())
    for _ in range(LIMITS["search"].at_once):
        limits.take("k20060-1", "search")
    limits.take("k20060-1", "look")
