"""The conversations that go on, by consultant: what is asked at the desk finds its conversation here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

from core.call import Call
from core.errors import TransitionRefused
from core.facts.events import RecordingMode
from recordings.conversation_recording import ConversationRecording


class OpenTalk(Protocol):
    """`ari_app.calls.conversations.talk.Talk`."""

    @property
    def call(self) -> Call: ...

    @property
    def call_id(self) -> str: ...

    @property
    def queue(self) -> str: ...

    @property
    def topic(self) -> str | None: ...

    @property
    def is_without_leg(self) -> bool: ...

    @property
    def recording(self) -> ConversationRecording: ...

    def check_open(self) -> None: ...

    def hold(self, *, is_held: bool) -> None: ...

    def end(self) -> None: ...

    def transfer(self, office: str, topic: str | None) -> None: ...


class Talks:
    """One for the whole centre."""

    def __init__(self) -> None:
        self._talks: dict[str, OpenTalk] = {}

    @contextmanager
    def open(self, agent: str, talk: OpenTalk) -> Iterator[None]:
        """Within this block the conversation can be found."""
        self._talks[agent] = talk
        try:
            yield
        finally:
            if self._talks.get(agent) is talk:
                del self._talks[agent]

    def of(self, agent: str, call_id: str) -> OpenTalk:
        """The conversation of this consultant in this call. Raises TransitionRefused if there is none."""
        talk = self._talks.get(agent)
        if talk is None or talk.call_id != call_id:
            raise TransitionRefused("Konsultant nie prowadzi teraz tej rozmowy.")
        return talk

    @property
    def all(self) -> list[OpenTalk]:
        return list(self._talks.values())

    def held_by(self, agent: str) -> OpenTalk | None:
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
