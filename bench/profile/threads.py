"""The names of Asterisk's threads: to the kernel they have none, to Asterisk the function that they began with."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOK_TIME = 2.0  # seconds; threads that live for less matter little, and each look costs Asterisk a thread
_LINE = re.compile(r"^\S+ (\d+) (\S+)\s+started at")


@contextmanager
def watched_threads(console: Callable[[str], str]) -> Iterator[dict[int, str]]:
    """Fills the names by number during the block. `console` asks Asterisk's console."""
    names: dict[int, str] = {}
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(_LOOK_TIME):
            names.update(parse_threads(console("core show threads")))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield names
    finally:
        is_over.set()
        watcher.join()


def parse_threads(text: str) -> dict[int, str]:
    """The kernel's number and the first function of each thread in the answer to `core show threads`."""
    return {int(found[1]): found[2] for line in text.splitlines() if (found := _LINE.match(line))}
