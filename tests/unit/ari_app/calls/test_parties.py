"""Who of a conversation's parties is together with whom."""

from collections.abc import Iterator
from itertools import product

import pytest

from ari_app.calls.conversations.parties import NOBODY, Parties, Role, Rooms
from core.facts.kinds.colleagues import ColleagueMode

AGENT, COLLEAGUE, SUPERVISOR = (frozenset({role}) for role in (Role.AGENT, Role.COLLEAGUE, Role.SUPERVISOR))
BOTH = AGENT | COLLEAGUE


def _all() -> Iterator[Parties]:
    modes: tuple[ColleagueMode | None, ...] = (None, "apart", "together", "aside")
    either = (False, True)
    for is_held, is_away, colleague, *others in product(either, either, modes, either, either):
        yield Parties(is_held, is_away, colleague, *others)


@pytest.mark.parametrize(
    ("parties", "rooms"),
    [
        (Parties(), Rooms(AGENT)),
        (Parties(is_held=True), Rooms(NOBODY)),
        (Parties(is_away=True), Rooms(NOBODY)),
        (Parties(colleague="apart"), Rooms(NOBODY, BOTH)),
        (Parties(colleague="together"), Rooms(BOTH)),
        (Parties(is_held=True, colleague="together"), Rooms(NOBODY, BOTH)),
        (Parties(is_away=True, colleague="apart"), Rooms(COLLEAGUE)),
        (Parties(is_away=True, colleague="together"), Rooms(COLLEAGUE)),
        (Parties(is_held=True, is_away=True, colleague="together"), Rooms(NOBODY)),
        (Parties(has_supervisor=True), Rooms(AGENT | SUPERVISOR)),
        (Parties(colleague="together", has_supervisor=True), Rooms(BOTH | SUPERVISOR)),
        (Parties(colleague="apart", has_supervisor=True), Rooms(NOBODY, BOTH)),
        (Parties(is_held=True, has_supervisor=True), Rooms(NOBODY)),
        (Parties(is_away=True, has_supervisor=True), Rooms(SUPERVISOR)),
        (Parties(colleague="aside"), Rooms(AGENT, aside=COLLEAGUE)),
        (Parties(colleague="aside", is_secret=True), Rooms(AGENT, aside=COLLEAGUE, is_silent=True)),
        (Parties(colleague="aside", has_supervisor=True), Rooms(AGENT | SUPERVISOR, aside=COLLEAGUE)),
        (Parties(is_held=True, colleague="aside"), Rooms(NOBODY, BOTH)),
        (Parties(is_away=True, colleague="aside"), Rooms(COLLEAGUE)),
    ],
)
def test_who_is_where(parties: Parties, rooms: Rooms) -> None:
    assert parties.rooms() == rooms


def test_nobody_is_in_two_rooms_and_nobody_is_apart_alone() -> None:
    for parties in _all():
        rooms = parties.rooms()
        assert not rooms.with_caller & rooms.apart
        assert not rooms.aside & (rooms.with_caller | rooms.apart)
        assert len(rooms.apart) != 1
        if rooms.aside:
            assert Role.AGENT in rooms.with_caller, "an ear at nobody"
            assert rooms.is_silent == parties.is_secret
