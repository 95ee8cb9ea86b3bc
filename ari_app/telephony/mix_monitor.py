"""Recordings of conversations on a real Asterisk: `MixMonitor` on the caller's channel (decision 0047).

A recorder on the bridge would make a mixing of three of what Asterisk else passes on from one to the other. The
one way to begin a `MixMonitor` from outside is the manager interface.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import anyio
import structlog
from anyio import CapacityLimiter, to_thread

from ari_app.telephony.line import CLEAN_UP_TIME
from core.errors import ChannelGone, TelephonyFailed
from core.telephony.ami import Ami, AmiAway, AmiRefused
from core.telephony.telephony import Channel, RecordedFile, recording_file
from recordings.vault import talk_file

T = TypeVar("T")

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
_AT_ONCE = 4  # threads; a disk that hangs must not take those of others


class MixMonitorRecording:
    """See recordings.recording_port.PortRecording. Needs no report of Asterisk's: the file itself
    tells its end."""

    def __init__(
        self, ami: Ami, caller: Channel, file: Path, link: Path, name: str, threads: CapacityLimiter
    ) -> None:
        self._ami = ami
        self._caller = caller
        self._file = file
        self._link = link
        self._name = name
        self._threads = threads
        self._began: float | None = None
        self._is_open: bool | None = None  # does Asterisk write it? As far as it was looked at

    async def begin(self) -> None:
        """Raises OSError, AmiAway, AmiRefused; then some of it may have been done."""
        await self._in_thread(talk_file.begin)
        if not self._ami.is_up:  # just after a start of Asterisk
            await self._ami.up()
        self._began = anyio.current_time()
        await self._record()

    async def _record(self) -> None:
        """Raises AmiAway, AmiRefused."""
        await self._ami.act("MixMonitor", Channel=self._caller.id, File=self._link.name, options=OPTIONS)

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
                is_written = await self._in_thread(lambda file, _: talk_file.is_written(file))
            except OSError as unknown:
                raise TelephonyFailed from unknown
            log.warning(
                "a recording could not be told to fall silent", recording=self._link.stem, is_written=is_written
            )
            if is_written:
                raise TelephonyFailed from error
            # No recorder is there that could be told: nothing is recorded. One who died may have left it so.
            if not is_muted and self._link.is_symlink():
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
            async with self._kept_open():
                await self._stop_writing()
                await anyio.sleep(HOOKLESS_TIME)
                await self._record()
        except OSError as error:
            raise TelephonyFailed from error
        except (AmiRefused, AmiAway) as error:
            raise (TelephonyFailed if self._caller.is_up else ChannelGone) from error

    @asynccontextmanager
    async def _kept_open(self) -> AsyncIterator[None]:
        """Nobody takes the file for a finished one meanwhile."""
        opened = await self._in_thread(lambda file, _: file.open("r+b"))
        try:
            yield
        finally:
            opened.close()

    async def destroy(self) -> None:
        """See recordings.recording_port.PortRecording.

        To overwrite it would be for show: a disk of today writes elsewhere. Where Asterisk does not stop soon the
        file goes before: what is still written then is in no folder, and gone with the end of the call.
        """
        if self._is_open is None:  # another file of this call may be open
            self._is_open = self._link.is_symlink()
        try:
            with anyio.move_on_after(STOP_TIME):
                await self._stop_if_open()
            await self._in_thread(talk_file.discard)
            await self._stop_if_open()
            await self._in_thread(talk_file.discard)
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
            await self._in_thread(talk_file.discard)
        except OSError as error:
            log.error("a recording was not discarded", recording=self._link.stem, error=type(error).__name__)

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
                return await self._in_thread(talk_file.end)
            except talk_file.StillWritten:
                await anyio.sleep(LOOK_TIME)

    async def _in_thread(self, work: Callable[[Path, Path], T]) -> T:
        return await to_thread.run_sync(
            work, self._file, self._link, abandon_on_cancel=True, limiter=self._threads
        )


class MixMonitorRecorder:
    """See recordings.recording_port.RecordingPort."""

    def __init__(
        self,
        ami_of: Callable[[Channel], Ami],
        folder: Path,
        links: Sequence[Path],
        links_of: Callable[[Channel], Path],
    ) -> None:
        """`ami_of`: the manager interface of the Asterisk that has a channel. `folder` of the recordings, `links`
        as in `Settings.open_recordings`, of each Asterisk; `links_of`: of the one that has a channel."""
        self._ami_of = ami_of
        self._folder = folder
        self._links = links
        self._links_of = links_of
        self._threads = CapacityLimiter(_AT_ONCE)

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
        file, link = self._folder / recording_file(name), self._links_of(caller) / _link_name(name)
        return MixMonitorRecording(self._ami_of(caller), caller, file, link, name, self._threads)

    async def remove(self, name: str) -> None:
        """See recordings.recording_port.RecordingPort."""
        file = self._folder / recording_file(name)
        try:
            for folder in self._links:
                work = partial(talk_file.discard, file, folder / _link_name(name))
                await to_thread.run_sync(work, limiter=self._threads, abandon_on_cancel=True)
        except OSError as error:
            log.error("a withdrawn file stays for now", recording=file.stem, error=type(error).__name__)

    async def complete(self) -> None:
        """Complete the files whose end nobody saw. What is still written belongs to a call that goes on."""
        await to_thread.run_sync(self._complete, limiter=self._threads, abandon_on_cancel=True)

    def _complete(self) -> None:
        for link in sorted(link for folder in self._links for link in folder.glob("*.raw")):
            if not link.is_symlink():  # Asterisk opened it after the file had been discarded: nobody's
                link.unlink(missing_ok=True)
                continue
            try:
                talk_file.end(link.resolve(), link)
                log.info("a recording that was left open is completed", recording=link.stem)
            except talk_file.StillWritten:
                pass
            except OSError as error:
                log.error(
                    "a recording that was left open stays so", recording=link.stem, error=type(error).__name__
                )


def _link_name(name: str) -> str:
    return f"{Path(name).name}.raw"
