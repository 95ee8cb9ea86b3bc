"""Recordings of conversations on a real Asterisk: `MixMonitor` on the caller's channel (decision 0047).

A recorder on the bridge would make a mixing of three of what Asterisk else passes on from one to the other. The
one way to begin a `MixMonitor` from outside is the manager interface.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import anyio
import structlog

from ari_app.telephony.line import CLEAN_UP_TIME
from ari_app.telephony.recordings.talk_files import TalkFiles
from core.errors import ChannelGone, TelephonyFailed
from core.telephony.ami import Ami, AmiAway, AmiRefused
from core.telephony.telephony import Channel, RecordedFile, recording_file
from recordings.vault.talk_file import StillWritten, link_name

log = structlog.get_logger()

BEGIN_TIME = 1.0  # seconds in which a recording has begun, or there is none
STOP_TIME = 0.5  # seconds that Asterisk has to stop before a withdrawn file is deleted all the same
LOOK_TIME = 0.02  # seconds between two looks whether Asterisk has closed a file
# Seconds in which Asterisk passes on a packet at least, and sees with it that nobody records any more. A machine
# that stands still for longer keeps what is to go, and says nothing.
HOOKLESS_TIME = 0.2
SHORT = 1.0  # seconds: in a shorter conversation there may be nothing to record
# a: append, after the header. b: only while the caller is on a bridge: no announcement, and no PIN, ever gets into
# the file. D: each side a channel of its own.
OPTIONS = "abD"


class MixMonitorRecording:
    """See recordings.recording_port.PortRecording. Needs no report of Asterisk's: the file itself
    tells its end."""

    def __init__(self, ami: Ami, caller: Channel, files: TalkFiles, name: str) -> None:
        self._ami = ami
        self._caller = caller
        self._files = files
        self._name = name
        self._began: float | None = None
        self._is_open: bool | None = None  # does Asterisk write it? As far as it was looked at

    async def begin(self) -> None:
        """Raises OSError, AmiAway, AmiRefused; then some of it may have been done."""
        await self._files.begin(self._name)
        if not self._ami.is_up:  # just after a start of Asterisk
            await self._ami.up()
        self._began = anyio.current_time()
        await self._record()

    async def _record(self) -> None:
        """Raises AmiAway, AmiRefused."""
        await self._ami.act("MixMonitor", Channel=self._caller.id, File=link_name(self._name), options=OPTIONS)

    async def stop(self) -> RecordedFile:
        """See recordings.recording_port.PortRecording; to be called with a deadline."""
        await self._stop_writing()
        try:
            seconds = await self._closed()
        except OSError as error:
            raise TelephonyFailed("Pliku nagrania nie ma.") from error
        if not seconds and (self._began is None or anyio.current_time() - self._began > SHORT):
            raise TelephonyFailed("Nagranie nie powstało.")
        return RecordedFile(recording_file(self._name), round(seconds, 3))

    async def mute(self, *, is_muted: bool) -> None:
        """See recordings.recording_port.PortRecording."""
        try:
            await self._ami.act(
                "MixMonitorMute", Channel=self._caller.id, Direction="both", State="1" if is_muted else "0"
            )
        except AmiRefused as error:
            if not self._caller.is_up:
                raise ChannelGone from error
            try:
                is_written = await self._files.is_written(self._name)
            except OSError as unknown:
                raise TelephonyFailed from unknown
            log.warning("a recording could not be told to fall silent", recording=self._id, is_written=is_written)
            if is_written:
                raise TelephonyFailed from error
            # No recorder is there that could be told: nothing is recorded. One who died may have left it so.
            if not is_muted and await self._is_there():
                await self._record()
        except AmiAway as error:
            raise TelephonyFailed from error

    async def renew(self) -> None:
        """See recordings.recording_port.PortRecording. A fifth of a second is in no file then.

        Asterisk keeps one translation of what a channel hears for all its hooks. Debian's takes the packets of
        another telephone for late ones of the one before, and leaves them out for up to eleven minutes (its patch
        2016_opus_plc of main/translate.c). With the last hook the translation goes (`ast_write`, main/channel.c).
        """
        try:
            async with self._files.kept_open(self._name):
                await self._stop_writing()
                await anyio.sleep(HOOKLESS_TIME)
                await self._record()
        except OSError as error:
            raise TelephonyFailed from error
        except (AmiRefused, AmiAway) as error:
            raise (TelephonyFailed if self._caller.is_up else ChannelGone) from error

    async def destroy(self) -> None:
        """See recordings.recording_port.PortRecording.

        To overwrite it would be for show: a disk of today writes elsewhere. Where Asterisk does not stop soon the
        file goes before: what is still written then is in no folder, and gone with the end of the call.
        """
        try:
            if self._is_open is None:  # another file of this call may be open
                self._is_open = await self._files.is_open(self._name)
            with anyio.move_on_after(STOP_TIME):
                await self._stop_if_open()
            await self._files.discard(self._name)
            await self._stop_if_open()
            await self._files.discard(self._name)
        except OSError as error:
            raise TelephonyFailed("Nie udało się usunąć pliku nagrania.") from error

    async def _stop_if_open(self) -> None:
        if self._is_open:
            await self._stop_writing()
            self._is_open = False

    async def discard(self) -> None:
        """Stop it and remove the file, as far as either can be done; to be called with a deadline."""
        try:
            await self._ami.act("StopMixMonitor", Channel=self._caller.id)
        except (AmiAway, AmiRefused) as error:
            log.info("a recording was not stopped", error=type(error).__name__)
        try:
            await self._files.discard(self._name)
        except OSError as error:
            log.error("a recording was not discarded", recording=self._id, error=type(error).__name__)

    async def _stop_writing(self) -> None:
        """A caller's hang-up ends it as well."""
        while self._caller.is_up:
            try:
                await self._ami.act("StopMixMonitor", Channel=self._caller.id)
                return
            except AmiRefused:  # none is going on, or the caller has just gone
                return
            except AmiAway:
                await self._ami.up()

    async def _closed(self) -> float:
        """Seconds of sound, when Asterisk has closed the file: after a hang-up it does so some time later."""
        if not self._caller.is_up:
            await anyio.sleep(LOOK_TIME)
        while True:
            try:
                return await self._files.end(self._name)
            except StillWritten:
                await anyio.sleep(LOOK_TIME)

    async def _is_there(self) -> bool:
        try:
            return await self._files.is_open(self._name)
        except OSError as error:
            raise TelephonyFailed from error

    @property
    def _id(self) -> str:
        return Path(self._name).name


class MixMonitorRecorder:
    """See recordings.recording_port.RecordingPort."""

    def __init__(
        self,
        ami_of: Callable[[Channel], Ami],
        files: Sequence[TalkFiles],
        files_of: Callable[[Channel], TalkFiles],
    ) -> None:
        """`ami_of`: the manager interface of the Asterisk that has a channel, `files_of`: its files; `files`: of
        each Asterisk."""
        self._ami_of = ami_of
        self._files = files
        self._files_of = files_of

    async def begin(self, caller: Channel, name: str) -> "MixMonitorRecording":
        """See recordings.recording_port.RecordingPort; within BEGIN_TIME seconds."""
        recording = self.going_on(caller, name)
        try:
            with anyio.fail_after(BEGIN_TIME):
                await recording.begin()
        except FileExistsError as error:  # somebody else's: it stays as it is
            raise TelephonyFailed from error
        except BaseException as error:
            # What no record tells of must not be kept.
            with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
                await recording.discard()
            if isinstance(error, TimeoutError | OSError | AmiAway | AmiRefused):
                raise (TelephonyFailed if caller.is_up else ChannelGone) from error
            raise
        return recording

    def going_on(self, caller: Channel, name: str) -> "MixMonitorRecording":
        return MixMonitorRecording(self._ami_of(caller), caller, self._files_of(caller), name)

    async def remove(self, name: str) -> None:
        """See recordings.recording_port.RecordingPort."""
        for files in self._files:
            try:
                await files.discard(name)
            except OSError as error:
                log.error("a withdrawn file stays for now", recording=Path(name).name, error=type(error).__name__)

    async def complete(self) -> None:
        """Complete the files whose end nobody saw. What is still written belongs to a call that goes on."""
        for files in self._files:
            try:
                await files.complete()
            except OSError as error:  # the machine of an Asterisk that is away
                log.warning("recordings that were left open stay so", error=type(error).__name__)
