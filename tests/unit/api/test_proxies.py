"""Who asks through a proxy, and whose word about it is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.proxies import TrustedProxies

PROXY, SECOND = "127.0.0.1", "10.24.0.9"
OURS = TrustedProxies(f"{PROXY}, 10.24.0.0/24, fd00::/8")


@pytest.mark.parametrize(
    ("forwarded", "caller"),
    [
        ([], PROXY),
        (["192.0.2.7"], "192.0.2.7"),
        (["203.0.113.1, 192.0.2.7"], "192.0.2.7"),
        (["203.0.113.1", "192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7, 10.24.0.9"], "192.0.2.7"),
        (["10.24.0.5, 10.24.0.9"], "10.24.0.5"),
        (["192.0.2.7:50123"], "192.0.2.7"),
        (["[2001:db8::7]:50123"], "2001:db8::7"),
        (["2001:db8::7"], "2001:db8::7"),
        (["::ffff:192.0.2.7"], "192.0.2.7"),
        (["192.0.2.7, unknown"], PROXY),
        (["192.0.2.7, "], PROXY),
        (["192.0.2.7, <script>, 10.24.0.9"], SECOND),
    ],
)
def test_the_nearest_entry_that_is_no_proxy_of_ours_is_the_caller(forwarded: list[str], caller: str) -> None:
    assert OURS.caller(PROXY, forwarded) == caller


@pytest.mark.parametrize("peer", ["192.0.2.7", "2001:db8::7", "unknown"])
def test_what_anybody_else_says_of_the_caller_is_not_believed(peer: str) -> None:
    assert OURS.caller(peer, ["203.0.113.1"]) == peer
    assert TrustedProxies("").caller(PROXY, ["203.0.113.1"]) == PROXY


def test_a_proxy_is_known_by_address_and_by_network() -> None:
    assert OURS.trusts(PROXY)
    assert OURS.trusts(SECOND)
    assert OURS.trusts("::ffff:127.0.0.1")
    assert OURS.trusts("fd00::1")
    assert not OURS.trusts("10.25.0.1")
    assert not OURS.trusts("unknown")


@given(st.lists(st.text(max_size=30), max_size=5))
def test_whatever_stands_before_it_does_not_change_who_the_proxy_says_it_is(made_up: list[str]) -> None:
    assert OURS.caller(PROXY, [*made_up, "192.0.2.7"]) == "192.0.2.7"
