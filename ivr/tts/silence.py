"""The silence in which callers key a number: a file like any other.

While it plays a file Asterisk tells of each key once, in the order in which they come, however fast or late that
is. Between files it may play keys itself, and tells twice of those that come meanwhile (decision 0031).
"""

from pathlib import Path

from ivr.tts.sound_file import RATE, SILENCE, is_intact, write_sound

LENGTH = 20.0  # seconds: whoever keys that slowly needs none, and a stop that is lost costs no more than this


def write_silence(folder: Path) -> str:
    """Write the sound if it is not there, and return its path without extension. Blocks for a moment."""
    path = folder.resolve() / "quiet.alaw"
    if not is_intact(path):
        folder.mkdir(parents=True, exist_ok=True)
        write_sound(path, SILENCE * round(LENGTH * RATE))
    return str(path.with_suffix(""))
