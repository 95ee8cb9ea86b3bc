"""Silence as files: that in which callers key a number, and a moment of another codec.

While it plays a file Asterisk tells of each key once, in the order in which they come, however fast or late that
is. Between files it may play keys itself, and tells twice of those that come meanwhile (decision 0031).
"""

from pathlib import Path

from ivr.tts.sound_file import RATE, SILENCE, is_intact, write_sound

_MOMENT = b"\xff" * (RATE // 50)  # 20 ms of silence in µ-law (ITU-T G.711)
LENGTH = 20.0  # seconds: whoever keys that slowly needs none, and a stop that is lost costs no more than this


def write_silence(folder: Path) -> str:
    """Write the sound if it is not there, and return its path without extension. Blocks for a moment."""
    path = folder.resolve() / "quiet.alaw"
    if not is_intact(path):
        folder.mkdir(parents=True, exist_ok=True)
        write_sound(path, SILENCE * round(LENGTH * RATE))
    return str(path.with_suffix(""))


def write_moment(folder: Path) -> str:
    """As `write_silence`: one packet, and no A-law, see `core.telephony.telephony.Channel.hears_another`."""
    path = folder.resolve() / "moment.ulaw"
    if not path.is_file() or path.read_bytes() != _MOMENT:
        folder.mkdir(parents=True, exist_ok=True)
        write_sound(path, _MOMENT)
    return str(path.with_suffix(""))
