"""The recording of one conversation: what is wanted of it, and what makes it so at the exchange.

What people ask for changes what is wanted and states the fact, at once; `run` makes it so. A process that takes
over does the same from the facts, so nothing that was asked for depends on who has died in between.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import anyio
import structlog

from core.call import Call
from core.errors import ChannelGone, TelephonyFailed, TransitionRefused
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingFailed,
    RecordingFault,
    RecordingMode,
    RecordingPause,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.ids import new_id
from core.tasks.flag import Flag
from core.tasks.settling import Settling
from core.telephony.telephony import recording_file, recording_name
from core.zone import WARSAW
from recordings.consent import begins_recorded
from recordings.hearers import Hearers
from recordings.policy import Rule
from recordings.recording_port import PortRecording, RecordingPort
from recordings.space import RecordingSpace

log = structlog.get_logger()

CLOSE_TIME = 2.0  # seconds for closing, or destroying, a file after the conversation
SETTLE_TIME = 2.0  # seconds in which the exchange has done what was asked for, or it is tried on
RETRY_TIME = 0.5  # seconds between two tries

Way = Literal["page", "telephone", "office"]

_STRONGEST: tuple[RecordingPause, ...] = ("asked", "secret", "hold")
"""Of several reasons for silence the first is told: it outlives the others."""


class ConversationRecording:
    """One for each conversation, recorded or not. Moments are monotonic."""

    def __init__(
        self,
        call: Call,
        talks: RecordingPort,
        space: RecordingSpace | None,
        rule: Rule,
        *,
        agent: str | None,
        office: str | None,
        topic: str | None,
    ) -> None:
        """`office` and `topic` are those of the queue, `rule` is what holds for them."""
        self.rule = rule
        self.hearers = Hearers()
        self._call = call
        self._talks = talks
        self._space = space
        self._agent, self._office, self._topic = agent, office, topic
        self._id: str | None = None  # of the file that is being written
        self._file: PortRecording | None = None
        self._began = 0.0
        self._wanted: RecordingMode | None = None  # a file is to be begun, by which rule
        self._mutes: set[RecordingPause] = set()
        self._told: RecordingPause | None = None  # why there is silence, as the facts tell
        self._is_muted: bool | None = False  # at the exchange; None: nobody knows
        self._doomed: list[PortRecording] = []  # to be destroyed
        self._is_stale = False  # another telephone is heard than the one that is recorded
        self._settling = Settling(lambda: self._is_as_wanted)
        self._is_closing = False
        self._closed = Flag()

    # -- what is so

    @property
    def id(self) -> str | None:
        """Of the recording that is being made."""
        return self._id

    @property
    def is_paused(self) -> bool:
        return self._id is not None and self._told is not None

    # -- its beginning

    def begin(self) -> None:
        """Record from now on, if the rule and the answer say so. A recording that cannot be made is noted."""
        if begins_recorded(self._call.context, self.rule.mode):
            self._wanted = self.rule.mode
            self._settling.changed()

    def goes_on(self, begun: RecordingStarted, paused: RecordingPause | None) -> None:
        """A process before this one began it: it stays one file. `paused` is why it was silent."""
        self._id, self._began = begun.recording, begun.ticks or self._call.clock.monotonic()
        self._file = self._talks.going_on(self._call.caller, recording_name(begun.file))
        self._is_muted = None
        if begun.mode is not None:
            self.rule = Rule(begun.mode, self.rule.basis)
        self._told = paused
        if paused == "asked":
            self._mutes.add("asked")
        if self._call.context.is_recording_withdrawn and self.rule.mode != "statutory":  # and not destroyed yet
            self._doom()
        self._settling.changed()

    async def _start(self, mode: RecordingMode) -> None:
        recording_id = new_id("rec")
        if self._space is not None and self._space.is_full:
            self._failed(recording_id, "disk_full")
            return
        call = self._call
        name = f"{call.clock.now().astimezone(WARSAW):%Y/%m/%d}/{recording_id}"
        # The fact first: whoever finds a file must know whose it is, and that it may have to go.
        began = RecordingStarted(
            recording=recording_id,
            file=recording_file(name),
            agent=self._agent,
            # Of the queue, by whose rule it is recorded: of a call that was handed on that is not the caller's.
            office=self._office or call.context.office,
            topic=self._topic or call.context.topic,
            mode=mode,
        )
        call.record(began)
        call.context.recordings[recording_id] = began
        self._began = call.clock.monotonic()
        try:
            file = await self._talks.begin(call.caller, name)
        except (TelephonyFailed, ChannelGone) as error:
            log.error("recording did not start", call_id=call.id, error=type(error).__name__)
            self._failed(recording_id, "not_started")
            return
        except BaseException:
            self._failed(recording_id, "not_started")
            raise
        self._id, self._file, self._is_muted, self._told = recording_id, file, False, None
        if call.context.is_recording_withdrawn and mode != "statutory":  # meanwhile
            self._doom()
        else:
            self._tell_silence()

    def _failed(self, recording_id: str, fault: RecordingFault) -> None:
        self._call.record(RecordingFailed(recording=recording_id, fault=fault))

    # -- what people ask for; takes effect at once, and `settled` tells when it is so at the exchange

    def start(self, by: str) -> None:
        """The consultant has asked the caller, who said yes. Raises TransitionRefused."""
        context = self._call.context
        if self._id is not None or self._wanted is not None:
            raise TransitionRefused("Rozmowa jest już nagrywana.")
        if context.is_recording_withdrawn:
            raise TransitionRefused("Zgodę wycofano. Do końca tego połączenia nic nie będzie nagrywane.")
        match self.rule.mode:
            case "off":
                raise TransitionRefused("W tym urzędzie rozmowy w tej sprawie nie są nagrywane.")
            case "opt_in":
                raise TransitionRefused("O nagraniu decyduje tu osoba dzwoniąca klawiszem, przed rozmową.")
            case "statutory":
                raise TransitionRefused("Osobie dzwoniącej nie zapowiedziano, że rozmowa będzie nagrywana.")
            case "on_demand":
                pass
        if self._space is not None and self._space.is_full:
            raise TransitionRefused("Brakuje miejsca na dysku, rozmowy nie można nagrać.")
        self._call.record(
            RecordingConsentAnswered(
                is_given=True,
                key=None,
                prompt="",
                text_sha256="",
                kind="spoken",
                language=context.language,
                by=by,
            )
        )
        context.is_recording_allowed, context.consent_kind = True, "spoken"
        self._wanted = "on_demand"
        self._settling.changed()

    def pause(self) -> None:
        """Silence until `resume`. Raises TransitionRefused when nothing is recorded."""
        self._check_recorded()
        self.mute("asked", is_muted=True)

    def resume(self) -> None:
        """Raises TransitionRefused when nothing is recorded."""
        self._check_recorded()
        self.mute("asked", is_muted=False)

    @property
    def is_pause_asked(self) -> bool:
        return "asked" in self._mutes

    def mute(self, why: RecordingPause, *, is_muted: bool) -> None:
        """One more reason for silence, or one less; said again, nothing changes. Also where nothing is recorded:
        what begins meanwhile begins silent."""
        (self._mutes.add if is_muted else self._mutes.discard)(why)
        self.hearers.mute(why, is_muted=is_muted)
        self._tell_silence()
        self._settling.changed()

    def hears_another(self) -> None:
        """The caller hears another telephone than until now, and nothing but that."""
        self._is_stale = True
        self._settling.changed()

    @asynccontextmanager
    async def silent(self, why: RecordingPause = "secret") -> AsyncIterator[None]:
        """The door for whatever lets somebody key or tell a secret in a conversation: nothing of the block is in
        the file, and nobody who listens in hears it. A reason holds once: blocks of the same reason must not
        overlap.

        Raises TelephonyFailed when the exchange does not fall silent: then nothing secret may be asked.
        """
        self.mute(why, is_muted=True)
        try:
            if not await self.settled():
                raise TelephonyFailed("Nie udało się wstrzymać nagrywania.")
            yield
        finally:
            self.mute(why, is_muted=False)

    def withdraw(self, by: str, way: Way) -> None:
        """Nothing is recorded any more in this call, and what there is of it is destroyed, that of its earlier
        conversations, too. Said again, nothing changes. Raises TransitionRefused when there is nothing to destroy,
        and for what a provision wants.
        """
        context = self._call.context
        if context.is_recording_withdrawn:
            return
        given = [begun for begun in context.recordings.values() if begun.mode != "statutory"]
        if not given and self._wanted is None:
            if context.recordings and self.rule.mode == "statutory":
                basis = f" ({self.rule.basis})" if self.rule.basis else ""
                raise TransitionRefused(f"Nagrania wymaga przepis{basis}: nie ma zgody, którą można wycofać.")
            raise TransitionRefused("Ta rozmowa nie jest nagrywana.")
        context.is_recording_withdrawn = True
        if context.consent_kind != "statutory":
            context.is_recording_allowed = False
        for begun in given:
            self._call.record(RecordingWithdrawn(recording=begun.recording, by=by, way=way))
            if begun.recording != self._id:
                self._doomed.append(self._talks.going_on(self._call.caller, recording_name(begun.file)))
        if self._wanted != "statutory":
            self._wanted = None
        if self._id in {begun.recording for begun in given}:
            self._doom()
        self._settling.changed()

    def _doom(self) -> None:
        """What is being written is to be destroyed."""
        if self._file is not None:
            self._doomed.append(self._file)
        self._id = self._file = self._told = None

    def _check_recorded(self) -> None:
        if self._id is None:
            if self._call.context.is_recording_withdrawn:
                raise TransitionRefused("Zgodę wycofano: nagrania nie ma i nic nie jest nagrywane.")
            raise TransitionRefused("Ta rozmowa nie jest nagrywana.")

    def _tell_silence(self) -> None:
        """State what has changed for who listens to the recording one day."""
        why = next((reason for reason in _STRONGEST if reason in self._mutes), None)
        if self._id is None or why == self._told:
            return
        at_time = round(max(0.0, self._call.clock.monotonic() - self._began), 3)
        if self._told is not None:
            self._call.record(RecordingResumed(recording=self._id, at_time=at_time))
        if why is not None:
            self._call.record(RecordingPaused(recording=self._id, at_time=at_time, why=why))
        self._told = why

    # -- what makes it so

    async def settled(self) -> bool:
        """Return when the exchange has done what was asked for until now: True; False after SETTLE_TIME seconds,
        and then it is tried on."""
        is_so = await self._settling.settled(SETTLE_TIME)
        return await self.hearers.settled(SETTLE_TIME) and is_so

    @property
    def _is_as_wanted(self) -> bool:
        is_muted = self._file is None or self._is_muted == bool(self._mutes)
        return is_muted and not self._doomed and self._wanted is None and not self._is_to_be_renewed

    @property
    def _is_to_be_renewed(self) -> bool:
        """What is silent is renewed when it is heard again, or something secret would be recorded."""
        return self._is_stale and not self._mutes

    async def run(self) -> None:
        """Make so what is wanted, until cancelled. An exchange that does not do it is asked again."""
        while True:
            self._settling.look()
            try:
                await self._arrange()
            except TelephonyFailed as error:
                log.error("a recording is not as it should be", call_id=self._call.id, error=type(error).__name__)
                with anyio.move_on_after(RETRY_TIME):
                    await self._settling.news()
                continue
            except ChannelGone:  # the end of the conversation comes, and sees to the file
                pass
            except Exception as error:
                # A recording may fail, the conversation may not.
                log.exception("a recording failed", call_id=self._call.id, error=type(error).__name__)
            await self._settling.news()  # also after a failure: a withdrawal has to be carried out all the same

    async def _arrange(self) -> None:
        while not self._is_as_wanted:
            if self._doomed:
                await self._doomed[0].destroy()
                del self._doomed[0]
            elif self._wanted is not None:
                wanted, self._wanted = self._wanted, None
                await self._start(wanted)
            elif self._is_to_be_renewed:
                await self._renew()
            elif self._file is not None:
                is_muted, self._is_muted = bool(self._mutes), None
                await self._file.mute(is_muted=is_muted)
                self._is_muted = is_muted

    async def _renew(self) -> None:
        """Raises as the port's `renew`."""
        async with self.hearers.away(SETTLE_TIME):
            self._is_stale = False
            if self._file is not None:
                self._is_muted = None
                try:
                    await self._file.renew()
                except TelephonyFailed:
                    self._is_stale = True
                    raise
                self._is_muted = False

    # -- its end

    async def close(self, fault: RecordingFault | None = None) -> None:
        """Close the file, or destroy what was withdrawn, within CLOSE_TIME seconds. `fault` is why the file ends
        before the conversation does. Closed once: a second task that wants to waits for the first."""
        if self._is_closing:
            with anyio.move_on_after(CLOSE_TIME, shield=True):
                await self._closed.wait()
            return
        self._is_closing, self._wanted = True, None
        try:
            await self._close(fault)
        finally:
            self._is_closing = False
            self._closed.set()
            self._closed = Flag()

    async def _close(self, fault: RecordingFault | None) -> None:
        recording_id, file = self._id, self._file
        self._id = self._file = None
        with anyio.move_on_after(CLOSE_TIME, shield=True) as closing:
            for doomed in self._doomed:
                await self._destroy(doomed)
            self._doomed.clear()
            if recording_id is None or file is None:
                return
            try:
                closed = await file.stop()
                self._call.record(
                    RecordingEnded(
                        recording=recording_id, file=closed.name, duration_time=closed.duration_time, fault=fault
                    )
                )
            except TelephonyFailed as error:
                log.error("recording was not closed", call_id=self._call.id, error=type(error).__name__)
                self._failed(recording_id, fault or "not_closed")
        if closing.cancelled_caught:
            log.error("recording was not closed in time", call_id=self._call.id)
            if recording_id is not None:
                self._failed(recording_id, fault or "not_closed")

    async def _destroy(self, doomed: PortRecording) -> None:
        """As far as it goes; the process `jobs` destroys what is left, by the fact of the withdrawal."""
        try:
            await doomed.destroy()
        except (TelephonyFailed, ChannelGone) as error:
            log.error("a withdrawn file stays for now", call_id=self._call.id, error=type(error).__name__)
