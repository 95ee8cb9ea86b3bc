"""Who of a conversation's parties is together with whom."""

from collections.abc import Iterator
from itertools import product

import pytest

from ari_app.calls.conversations.parties import NOBODY, Parties, Role, Rooms
from core.facts.events import ColleagueMode

AGENT, COLLEAGUE, SUPERVISOR = (frozenset({role}) for role in (Role.AGENT, Role.COLLEAGUE, Role.SUPERVISOR))
BOTH = AGENT | COLLEAGUE


def _all() -> Iterator[Parties]:
    modes: tuple[ColleagueMode | None, ...] = (None, "apart", "together")
    either = (False, True)
    for is_held, is_away, colleague, has_supervisor in product(either, either, modes, either):
        yield Parties(is_held, is_away, colleague, has_supervisor)


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
    ],
)
def test_who_is_where(parties: Parties, rooms: Rooms) -> None:
    assert parties.rooms() == rooms


def test_nobody_is_in_two_rooms_and_nobody_is_apart_alone() -> None:
    for parties in _all():
        rooms = parties.rooms()
        assert not rooms.with_caller & rooms.apart
        assert len(rooms.apart) != 1
