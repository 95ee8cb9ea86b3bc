"""Records conversations: what the caller says and hears, side by side in one file each."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import anyio

from core.call import Call
from core.errors import NotFound
from core.facts.kinds.recordings import RecordingPause, RecordingStarted
from core.telephony.telephony import recording_name
from recordings.conversation_recording import ConversationRecording, Way
from recordings.policy import RecordingRules
from recordings.recording_port import RecordingPort
from recordings.space import RecordingSpace


class RecordingDesk:
    """Knows when to record and where to; the exchange does the work."""

    def __init__(
        self, talks: RecordingPort, space: RecordingSpace | None = None, rules: RecordingRules | None = None
    ) -> None:
        """Without `space` there is always room; without `rules` those that ship hold."""
        self.rules = rules or RecordingRules()
        self._talks = talks
        self._space = space
        self._running: dict[str, ConversationRecording] = {}  # by call
        self._calls: WeakValueDictionary[str, Call] = WeakValueDictionary()  # that go on, by id

    @asynccontextmanager
    async def conversation(
        self,
        call: Call,
        office: str | None,
        topic: str | None,
        begun: RecordingStarted | None = None,
        paused: RecordingPause | None = None,
        *,
        is_new: bool = True,
    ) -> AsyncIterator[ConversationRecording]:
        """Record what is said between the caller and whoever is on a bridge with the caller during the block, as
        far as the rule for `office` and `topic`, the caller's answer and the consultant say so.

        A recording that cannot be made is noted and never stops the conversation. The file is closed at the end
        of the block also when the caller hung up. `begun` is a recording that an earlier process began and that
        Asterisk goes on with, `paused` why it is silent; a conversation that is not new begins no recording by
        itself. `run` of what is yielded has to run within the block.
        """
        rule = self.rules.rule(office, topic, call.clock.now())
        recording = ConversationRecording(
            call, self._talks, self._space, rule, agent=call.context.agent, office=office, topic=topic
        )
        self.knows(call)
        self._running[call.id] = recording
        try:
            if begun is not None:
                recording.goes_on(begun, paused)
            elif is_new:
                recording.begin()
            yield recording
        finally:
            await recording.close()
            if self._running.get(call.id) is recording:
                del self._running[call.id]

    def knows(self, call: Call) -> None:
        """This call goes on, and may have recordings: a withdrawal finds it."""
        self._calls[call.id] = call

    async def withdraw(self, recording_id: str, by: str, way: Way) -> None:
        """The office was told so while the call goes on, maybe in another conversation by now.

        Returns when the exchange has done it, or SETTLE_TIME later, and then it is tried on. Raises NotFound when
        that call is over, and TransitionRefused.
        """
        call = next((call for call in self._calls.values() if recording_id in call.context.recordings), None)
        if call is None:
            raise NotFound("Połączenie już się skończyło.")
        running = self._running.get(call.id)
        if running is not None:
            running.withdraw(by, way)
            await running.settled()
            return
        # Between two conversations, or after the last one: the files are closed.
        mode = self.rules.rule(call.context.office, call.context.topic, call.clock.now())
        parked = ConversationRecording(call, self._talks, None, mode, agent=None, office=None, topic=None)
        parked.withdraw(by, way)
        await parked.close()

    async def remove(self, files: Iterable[str]) -> None:
        """Files that were withdrawn before a process died; whatever wrote them does so no more."""
        for file in files:
            await self._talks.remove(recording_name(file))

    async def stop_all(self) -> None:
        """The room is used up: close every file that is being written. The conversations go on."""
        async with anyio.create_task_group() as tasks:
            for running in list(self._running.values()):
                tasks.start_soon(running.close, "disk_full")
