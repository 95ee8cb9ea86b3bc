"""Speech programs as separate processes: what they are given and how long they may take."""

import os
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from contextlib import suppress

import anyio
import anyio.lowlevel
import anyio.to_thread

from ivr.tts.engine import SpeechFailed


def harmless(text: str) -> str:
    """In one line, without what speech programs take for commands: control characters and [[phonemes]]."""
    text = re.sub(r"[\[\]]", " ", text)
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)


class _Program:
    """One run, in a worker thread. The event loop starts nothing itself: uvloop copies the page tables of the
    whole process for it, some milliseconds in which no caller is served."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self._name = name
        self._command = [*command]
        self._process: subprocess.Popen[bytes] | None = None
        self._is_given_up = False

    def outcome(self, text: str, time_limit: float) -> str | SpeechFailed:
        """What it printed, or why there is nothing. Blocks, `time_limit` seconds at most."""
        try:
            done = self._run(text.encode(), time_limit)
        except subprocess.TimeoutExpired:
            return SpeechFailed(f"Program {self._name} nie odpowiedział w ciągu {time_limit:g} s.")
        except OSError as error:
            return SpeechFailed(f"Nie można uruchomić programu {self._name}: {error.strerror or error}.")
        if done.returncode != 0:
            complaint = done.stderr.decode(errors="replace").strip()[:200]
            return SpeechFailed(f"Program {self._name} zakończył się błędem {done.returncode}: {complaint}")
        return done.stdout.decode(errors="replace")

    def give_up(self) -> None:
        """From another thread: `outcome` returns at once, even if it has not begun. Harmless after its end."""
        self._is_given_up = True
        if self._process is not None:
            self._process.kill()

    def _run(self, given: bytes, time_limit: float) -> subprocess.CompletedProcess[bytes]:
        pipe = subprocess.PIPE
        with subprocess.Popen(self._command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            self._process = process
            try:
                if self._is_given_up:
                    process.kill()
                _take_no_precedence(process.pid)
                # One that ends without having read its input is judged by its status.
                printed, complaint = process.communicate(given, time_limit)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess(self._command, process.returncode, printed, complaint)


def _take_no_precedence(process: int) -> None:
    """A process that goes before others (ops/running/supervisord.py) does so for its calls, not for what it
    starts."""
    with suppress(ProcessLookupError):  # over already
        if os.getpriority(os.PRIO_PROCESS, process) < 0:
            os.setpriority(os.PRIO_PROCESS, process, 0)


async def run_program(name: str, command: Sequence[str], text: str, time_limit: float) -> str:
    """Run `command` with `text` as its input and return what it printed; `name` is for the sentences.

    It runs at the usual priority at most. Raises SpeechFailed when it cannot be started, fails, or takes longer
    than `time_limit` seconds. On time-out and on cancellation the process is killed.
    """
    program = _Program(name, command)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_give_up_when_cancelled, program)
        with anyio.CancelScope(shield=True):  # whoever is cancelled waits for the end of the process all the same
            outcome = await anyio.to_thread.run_sync(program.outcome, text, time_limit)
        tasks.cancel_scope.cancel()
    await anyio.lowlevel.checkpoint_if_cancelled()
    if isinstance(outcome, SpeechFailed):
        raise outcome
    return outcome


async def _give_up_when_cancelled(program: _Program) -> None:
    try:
        await anyio.sleep_forever()
    finally:
        program.give_up()
