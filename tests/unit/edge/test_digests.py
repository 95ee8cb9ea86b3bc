"""What one edge is told of telephones, by several who tell it."""

from typing import cast

import pytest

from edge.commands import EdgeAway, EdgeCommands
from edge.digests import EdgeDigests

pytestmark = pytest.mark.asyncio


class FakeEdge:
    """Its tables; `left` commands until it goes away."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.marks: dict[str, str] = {}
        self.commands = 0
        self.left: int | None = None

    def _one(self) -> None:
        self.commands += 1
        if self.left is not None:
            if not self.left:
                raise EdgeAway
            self.left -= 1

    async def digests(self) -> dict[str, str]:
        self._one()
        return dict(self.known)

    async def set_digest(self, user: str, digest: str) -> None:
        self._one()
        self.known[user] = digest

    async def remove_digest(self, user: str) -> None:
        self._one()
        del self.known[user]

    async def mark(self, who: str) -> str:
        self._one()
        return self.marks.get(who, "")

    async def set_mark(self, who: str, mark: str) -> None:
        self._one()
        self.marks[who] = mark

    def told_by(self, who: str) -> EdgeDigests:
        return EdgeDigests(cast(EdgeCommands, self), who)


async def test_an_edge_knows_what_it_was_told_last_and_nothing_else() -> None:
    edge = FakeEdge()
    by_a = edge.told_by("a")
    assert await by_a.tell({"k1": "x", "k2": "y"}) == set()  # nobody could register by another one
    assert await by_a.tell({"k1": "z", "k3": "w"}) == {"k1", "k2"}
    assert edge.known == {"k1": "z", "k3": "w"}


async def test_what_stands_already_costs_two_commands_each_time() -> None:
    edge = FakeEdge()
    by_a, by_b = edge.told_by("a"), edge.told_by("b")
    wanted = {f"k{number}": "x" for number in range(50)}
    await by_a.tell(wanted)
    await by_b.tell(wanted)
    edge.commands = 0
    await by_a.tell(wanted)
    await by_b.tell(wanted)
    assert edge.commands == 4


async def test_an_edge_that_was_started_anew_is_told_all_of_them_and_nobody_loses_a_registration() -> None:
    edge = FakeEdge()
    by_a = edge.told_by("a")
    await by_a.tell({"k1": "x"})
    edge.known, edge.marks = {}, {}
    assert await by_a.tell({"k1": "x"}) == set()
    assert edge.known == {"k1": "x"}


@pytest.mark.parametrize("left", range(4))
async def test_one_that_goes_away_meanwhile_is_told_the_rest_later(left: int) -> None:
    edge = FakeEdge()
    by_a = edge.told_by("a")
    await by_a.tell({"k1": "x", "k2": "y"})
    edge.left = left
    with pytest.raises(EdgeAway):
        await by_a.tell({"k1": "z", "k3": "w"})
    edge.left = None
    assert await by_a.tell({"k1": "z", "k3": "w"}) == {"k1", "k2"}  # what each could do by the old one has to end
    assert edge.known == {"k1": "z", "k3": "w"}


async def test_what_an_older_teller_says_late_is_put_right_by_its_next_word() -> None:
    edge = FakeEdge()
    by_a, by_b = edge.told_by("a"), edge.told_by("b")
    await by_a.tell({"k1": "x"})
    await by_b.tell({"k1": "x"})
    await by_b.tell({})  # revoked
    edge.known["k1"] = "x"  # by one who has read the rows before that
    assert await by_a.tell({}) == {"k1"}
    assert edge.known == {}
