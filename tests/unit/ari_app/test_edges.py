"""The edges are told to which Asterisk no call goes, and whose conversations are over."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import anyio
import pytest

from ari_app import edges as edges_module
from ari_app.edges import ENDINGS, Edges
from ari_app.nodes_now import NodesNow
from core.clock import LoopClock
from core.nodes import EdgePlaces, Node, Place
from edge.commands import EdgeAway, NodeState
from tests.support.timing.virtual_time import in_virtual_time

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
PLACES = {"a": Place("10.0.0.1", 5060), "b": Place("10.0.0.2", 5060)}
NAMES = {place: name for name, place in PLACES.items()}


@dataclass
class FakeEdge:
    """One edge as it is commanded; `is_away` answers nobody."""

    said: list[tuple[str, str]] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    is_away: bool = False

    async def __aenter__(self) -> "FakeEdge":
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def set_node(self, node: Place, state: NodeState) -> None:
        await self._answers()
        self.states[NAMES[node]] = state
        self.said.append((NAMES[node], state))

    async def end_conversations(self, node: Place) -> int:
        await self._answers()
        self.said.append((NAMES[node], "ended"))
        return 1

    async def _answers(self) -> None:
        await anyio.lowlevel.checkpoint()
        if self.is_away:
            await anyio.sleep(1)
            raise EdgeAway

    def is_started_anew(self) -> None:
        self.states.clear()


@asynccontextmanager
async def two_edges(
    monkeypatch: pytest.MonkeyPatch, drained: Collection[str] = ()
) -> AsyncIterator[tuple[NodesNow, list[FakeEdge]]]:
    made: list[FakeEdge] = []

    def commands(place: Place) -> FakeEdge:
        made.append(FakeEdge())
        return made[-1]

    monkeypatch.setattr(edges_module, "EdgeCommands", commands)
    now = NodesNow(["a", "b"], drained, LoopClock(NOON))
    nothing: Any = None
    nodes = [Node(name, place, nothing, nothing, nothing, nothing) for name, place in PLACES.items()]
    edges = Edges([EdgePlaces(name, nothing, None, nothing, nothing) for name in ("x", "y")], nodes, now)
    now.on_change, now.on_end = edges.tell, edges.end_conversations
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(edges.run)
        now.is_up("a")
        now.is_up("b")
        await anyio.sleep(0.1)
        for edge in made:  # the application before this one may have closed them
            assert sorted(edge.said) == [(n, "disabled" if n in drained else "active") for n in ("a", "b")]
            edge.said.clear()
            edge.states.clear()
        yield now, made
        tasks.cancel_scope.cancel()


@in_virtual_time
async def test_both_are_told_at_once_of_a_cut_and_of_the_end_and_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with two_edges(monkeypatch) as (now, edges):
        assert [edge.said for edge in edges] == [[], []]
        now.is_cut("a")
        await anyio.sleep(0.01)
        assert [edge.said for edge in edges] == [[("a", "disabled")]] * 2
        now.is_gone("a", 3)
        await anyio.sleep(0.01)
        assert [("a", "ended") in edge.said for edge in edges] == [True, True]
        now.is_up("a")
        await anyio.sleep(0.01)
        assert [edge.states for edge in edges] == [{"a": "active"}] * 2
        told = [len(edge.said) for edge in edges]
        await anyio.sleep(60)
        assert [len(edge.said) for edge in edges] == told  # what is open is the edge's own matter


@in_virtual_time
async def test_an_edge_that_was_away_or_started_anew_is_told_what_is_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async with two_edges(monkeypatch) as (now, (one, other)):
        one.is_away = True
        now.is_cut("a")
        now.is_gone("a", 1)
        await anyio.sleep(0.01)
        assert other.said == [("a", "disabled"), ("a", "ended")]
        assert not one.said
        await anyio.sleep(20)
        one.is_away = False
        await anyio.sleep(4)
        assert one.states == {"a": "disabled"}
        assert one.said.count(("a", "ended")) == ENDINGS
        other.is_started_anew()
        await anyio.sleep(4)
        assert other.states == {"a": "disabled"}


@in_virtual_time
async def test_who_answers_in_the_moment_of_the_death_is_told_and_nobody_of_the_next_life(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with two_edges(monkeypatch) as (now, edges):
        now.is_cut("a")
        now.is_gone("a", 1)
        await anyio.sleep(0.6)
        assert [edge.said.count(("a", "ended")) for edge in edges] == [2, 2]
        now.is_up("a")
        await anyio.sleep(10)
        assert [edge.said.count(("a", "ended")) for edge in edges] == [2, 2]
        assert [edge.said[-1] for edge in edges] == [("a", "active")] * 2


@in_virtual_time
async def test_the_last_one_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    async with two_edges(monkeypatch) as (now, edges):
        now.drain("a", is_drained=True)
        await anyio.sleep(0.01)
        assert edges[0].states == {"a": "disabled"}
        now.is_cut("b")
        await anyio.sleep(0.01)
        assert edges[0].states == {"a": "active", "b": "disabled"}
        now.is_up("b")
        await anyio.sleep(0.01)
        assert edges[0].states == {"a": "disabled", "b": "active"}


@in_virtual_time
async def test_an_application_that_takes_over_opens_none_that_is_drained(monkeypatch: pytest.MonkeyPatch) -> None:
    async with two_edges(monkeypatch, drained={"a"}) as (now, edges):
        assert now.closed == {"a"}
        now.drain("a", is_drained=False)
        await anyio.sleep(0.01)
        assert [edge.states for edge in edges] == [{"a": "active"}] * 2


@in_virtual_time
async def test_of_one_that_a_take_over_did_not_reach_the_conversations_are_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    edge, nothing = FakeEdge(), cast(Any, None)
    monkeypatch.setattr(edges_module, "EdgeCommands", lambda place: edge)
    now = NodesNow(["a", "b"], {"a"}, LoopClock(NOON))
    nodes = [Node(name, place, nothing, nothing, nothing, nothing) for name, place in PLACES.items()]
    edges = Edges([EdgePlaces("x", nothing, None, nothing, nothing)], nodes, now)
    now.on_change, now.on_end = edges.tell, edges.end_conversations
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(edges.run)
        now.was_not_reached("b", 3)
        now.is_up("a")
        now.was_not_reached("b", 3)
        await anyio.sleep(10)
        assert edge.said[:3] == [("b", "disabled"), ("b", "ended"), ("a", "active")], "the drained one is the last"
        assert edge.said.count(("b", "ended")) == ENDINGS
        assert (now.of("b").state, now.of("b").calls_ended) == ("gone", 3)
        tasks.cancel_scope.cancel()
