"""Speech programs as separate processes: what they are given and how long they may take."""

import os
import re
import unicodedata

import anyio

from ivr.tts.engine import SpeechFailed


def harmless(text: str) -> str:
    """In one line, without what speech programs take for commands: control characters and [[phonemes]]."""
    text = re.sub(r"[\[\]]", " ", text)
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)


def _at_usual_priority() -> list[str]:
    """The beginning of a command line that takes away what this thread is ahead of others."""
    ahead = -os.getpriority(os.PRIO_PROCESS, 0)
    return ["nice", "-n", str(ahead)] if ahead > 0 else []


async def run_program(name: str, command: list[str], text: str, time_limit: float) -> str:
    """Run `command` with `text` as its input and return what it printed; `name` is for the sentences.

    A process that goes before others (ops/supervision.py) does so for its calls: what it starts here does not.
    Raises SpeechFailed when it cannot be started, fails, or takes longer than `time_limit` seconds. On time-out
    and on cancellation the process is killed.
    """
    try:
        with anyio.fail_after(time_limit):
            done = await anyio.run_process([*_at_usual_priority(), *command], input=text.encode(), check=False)
    except TimeoutError as error:
        raise SpeechFailed(f"Program {name} nie odpowiedział w ciągu {time_limit:g} s.") from error
    except OSError as error:
        raise SpeechFailed(f"Nie można uruchomić programu {name}: {error.strerror or error}.") from error
    if done.returncode != 0:
        complaint = done.stderr.decode(errors="replace").strip()
        raise SpeechFailed(f"Program {name} zakończył się błędem {done.returncode}: {complaint[:200]}")
    return done.stdout.decode(errors="replace")
