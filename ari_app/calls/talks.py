"""The conversations that go on, by consultant: what is asked at the desk finds its conversation here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from core.errors import TransitionRefused
from core.facts.kinds.recordings import RecordingMode

if TYPE_CHECKING:
    from ari_app.calls.conversations.talk import Talk


class Talks:
    """One for the whole centre."""

    def __init__(self) -> None:
        self._talks: dict[str, Talk] = {}

    @contextmanager
    def open(self, agent: str, talk: Talk) -> Iterator[None]:
        """Within this block the conversation can be found."""
        self._talks[agent] = talk
        try:
            yield
        finally:
            if self._talks.get(agent) is talk:
                del self._talks[agent]

    def of(self, agent: str, call_id: str) -> Talk:
        """The conversation of this consultant in this call. Raises TransitionRefused if there is none."""
        talk = self._talks.get(agent)
        if talk is None or talk.call_id != call_id:
            raise TransitionRefused("Konsultant nie prowadzi teraz tej rozmowy.")
        return talk

    @property
    def all(self) -> list[Talk]:
        return list(self._talks.values())

    def held_by(self, agent: str) -> Talk | None:
        """The conversation of this consultant, if there is one."""
        return self._talks.get(agent)

    def recording_mode(self, agent: str, call_id: str) -> RecordingMode | Literal[""]:
        """By which rule this conversation is recorded; empty if there is none."""
        talk = self._talks.get(agent)
        return "" if talk is None or talk.call_id != call_id else talk.recording.rule.mode

    @property
    def without_leg(self) -> set[str]:
        """Consultants in a conversation that waits for their page: no telephone of theirs need be there."""
        return {agent for agent, talk in self._talks.items() if talk.is_without_leg}
