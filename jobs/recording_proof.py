"""Verifies the recordings, and reconciles them with the conversations, every night and when somebody asks."""

from datetime import timedelta
from pathlib import Path

import anyio.to_thread
import structlog

from core.clock import Clock
from core.db.engine import Engine
from core.proof.anchor_files import read_anchors
from core.proof.anchors import anchored_blocks
from core.proof.proof_store import ask_for_verification, begin_run, end_run, fail_run, get_run
from core.proof.recordings_proof import RecordingsVerified, told_pl
from recordings.proof.reconciling import Alarm, Peaks, peaks_of, reconcile
from recordings.proof.reconciling_store import raise_alarms, read_consents, read_conversations, read_recordings
from recordings.proof.verifying import Verifier, turn_of
from recordings.proof.verifying_store import note_missing
from recordings.vault.faults import RecordingUnreadable, WrongKey
from recordings.vault.keys import InstallationKeys, opened_waveform
from recordings.vault.objects.stores import Stores
from recordings.vault.reader import Keys

log = structlog.get_logger()

LOOK_BACK = timedelta(days=3)
"""Conversations that are reconciled each night: a night or two without this process leave nothing out."""
SETTLE = timedelta(hours=1)
"""After a conversation, until it is reconciled: by then its recording is packed."""
BY_THE_CLOCK = "system"


class RecordingProof:
    """`anchors`: the folder of the signed files; `public_key`: what they are checked by, empty for none."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        folder: Path,
        stores: Stores,
        keys: Keys,
        *,
        anchors: Path,
        public_key: str,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._verifier = Verifier(engine, folder, stores, keys)
        self._keys = keys
        self._anchors = anchors
        self._public_key = public_key

    async def ask(self) -> None:
        """The verification of the night."""
        await ask_for_verification(self._engine, BY_THE_CLOCK, self._clock.now(), "recordings")

    async def verify(self, run: str) -> RecordingsVerified:
        """Verify for a run that was asked for: everything, but the one of each night reads a share. What is wrong
        raises an alarm, once. Raises what the database and the disk raise."""
        await begin_run(self._engine, run)
        asked, now = await get_run(self._engine, run), self._clock.now()
        share = turn_of(now) if asked is not None and asked.asked_by == BY_THE_CLOCK else None
        files = await anyio.to_thread.run_sync(read_anchors, self._anchors)
        verification = await self._verifier.verify(now, anchored_blocks(files, self._public_key), share)
        found = verification.result
        async with self._engine.begin() as connection:
            new = await raise_alarms(connection, verification.alarms(), now)
            await note_missing(connection, new, now)
        await end_run(self._engine, run, found, self._clock.now())
        log.info("recordings were verified", recordings=found.recordings, read=found.read, wrong=found.wrong)
        if found.findings:
            log.error("a recording is not as it was stored", first=told_pl(found.findings[0]))
        return found

    async def fail(self, run: str) -> None:
        await fail_run(self._engine, run, self._clock.now())

    async def reconcile(self) -> list[Alarm]:
        """Raise an alarm, once, for what is wrong with the recordings of the last days. Returns the new ones.

        Raises what the database raises."""
        now = self._clock.now()
        try:
            keys = await self._keys.now()
        except WrongKey:
            keys = InstallationKeys("")
        peaks = _Waveforms(keys)
        async with self._engine.connect() as connection:
            talks = await read_conversations(connection, now - LOOK_BACK, now - SETTLE)
            calls = {talk.call for talk in talks}
            consents = await read_consents(connection, calls)
            recordings = await read_recordings(connection, calls, peaks)
        alarms = reconcile(talks, consents, recordings, now)
        async with self._engine.begin() as connection:
            new = await raise_alarms(connection, alarms, now)
        log.info("recordings were reconciled", conversations=len(talks), recordings=len(recordings), new=len(new))
        return new


class _Waveforms:
    """Opens the sealed waveforms; one that does not open is for the verification to tell."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    def __call__(
        self, recording_id: str, installation_key: str, wrapped: bytes | None, waveform: bytes
    ) -> Peaks | None:
        if wrapped is None:
            return None
        try:
            key = self._keys.unwrap(recording_id, installation_key, wrapped)
            return peaks_of(opened_waveform(key, waveform))
        except RecordingUnreadable:
            return None
