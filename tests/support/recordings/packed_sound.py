"""What is heard in a recording when it has been packed: opened with its key, as the web service does."""

from io import BytesIO

import numpy as np
import soundfile
from anyio import to_thread

from core.db.engine import make_engine
from recordings.vault.faults import RecordingNotThere
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.stores import stores_of
from recordings.vault.reader import RecordingReader
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.phone import RATE, Phone, Samples
from tests.support.timing.eventually import NOT_YET, eventually

PACK_TIME = 90.0  # seconds: the process `jobs` has the lowest priority


async def packed_sound(centre: RunningCentre, recording_id: str) -> Samples:
    """One row a side, the caller's first; waits until the recording is packed."""
    settings = centre.installation.settings
    engine = make_engine(settings.dsn, pool_size=1)
    reader = RecordingReader(engine, stores_of(settings), KeyRing(settings.state))
    found: list[bytes] = []

    async def is_packed() -> bool:
        opened = await reader.open(recording_id)
        found.append(await opened.read(0, opened.clear_size))
        return True

    try:
        await eventually(is_packed, timeout=PACK_TIME, interval=0.5, not_yet=(*NOT_YET, RecordingNotThere))
    finally:
        await engine.dispose()
    samples, rate = await to_thread.run_sync(lambda: soundfile.read(BytesIO(found[0]), dtype="int16"))
    assert rate == RATE
    return np.asarray(samples.T, dtype=np.int16)


def assert_lasts(sound: Samples, talk_time: float, consultant: Phone) -> None:
    """The recording is as long as the conversation, but for what never reached the consultant: it was not sent,
    because the machine of the test stood still. For a conversation without a hold, in which a telephone hears
    something all the time."""
    length = sound.shape[1] / RATE
    not_sent = (len(consultant.heard.timeline()) - len(consultant.heard)) / RATE
    assert talk_time - not_sent - 0.5 < length < talk_time + 0.5, (length, talk_time, not_sent)
