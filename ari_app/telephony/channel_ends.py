"""When channels ended while nobody listened: Asterisk notes it in a file (`asterisk-conf/cel_custom.conf`)."""

from collections.abc import Iterable
from pathlib import Path

import structlog

log = structlog.get_logger()

LOOKED_AT = 1_000_000  # bytes at the end of the file: more ends than any absence has
LONGEST_FILE = 20_000_000  # bytes; a longer one begins anew


def channel_ends(files: Iterable[Path]) -> dict[str, float]:
    """The latest ends by channel, in seconds since 1970; of a file that cannot be read, none."""
    return {channel: end for file in files for channel, end in _ends(file).items()}


def _ends(file: Path) -> dict[str, float]:
    try:
        with file.open("rb") as content:
            size = content.seek(0, 2)
            content.seek(max(0, size - LOOKED_AT))
            lines = content.read().decode("utf-8", "replace").splitlines()
        if size > LONGEST_FILE:
            file.unlink()  # Asterisk opens it anew for each line
    except FileNotFoundError:
        return {}
    except OSError as error:
        log.error("the ends of channels cannot be read", error=type(error).__name__)
        return {}
    return dict(end for line in lines if (end := _end(line)) is not None)


def _end(line: str) -> tuple[str, float] | None:
    """None for a line that is none: the first one may be cut."""
    moment, _, channel = line.partition(",")
    try:
        return channel, float(moment)
    except ValueError:
        return None
