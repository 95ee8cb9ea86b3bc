"""What the commands say to the person who typed them: plain lines, one for each step or failure."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO


class Failed(Exception):
    """The command cannot go on. The first line says what to do; what a process said before it ended may follow.

    `log` is where to read more.
    """

    def __init__(self, text: str, log: Path | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.log = log

    def __str__(self) -> str:
        return f"{self.text} (log: {self.log})" if self.log else self.text


def say(text: str) -> None:
    """Print a line at once: a long step must not look like a hung program."""
    _print(text, sys.stdout)


def complain(failure: Failed) -> None:
    """Print a failure on standard error."""
    _print(str(failure), sys.stderr)


def exit_status(work: Callable[[], None]) -> int:
    """Do the work of a command: 0 when it was done, 1 after a failure, told in one line on standard error."""
    try:
        work()
    except Failed as failure:
        complain(failure)
        return 1
    except OSError as error:
        complain(Failed(f"{error.filename or 'this machine'}: {error.strerror or error}"))
        return 1
    return 0


def _print(text: str, stream: TextIO) -> None:
    try:
        print(text, file=stream, flush=True)
    except OSError:
        # Nobody is there to read: a closed terminal or pipe must not keep an orderly end from happening, nor
        # what is still in the buffer make Python complain at its own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC), stream.fileno())
