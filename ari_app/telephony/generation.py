"""Which of the processes that follow each other this one is, counted modulo four.

What a process begins in Asterisk it names after its generation: the one that takes over can stop it by name, and
gives its own no name that may still be in use. (Asterisk, told to stop a sound, looks it up by its name: with two
of the same name in the air, one begun anew before the other has quite ended, it forgets the wrong one.)
"""

from pathlib import Path

GENERATIONS = 4


def next_generation(file: Path) -> int:
    """Read and count on. A disk that takes nothing is no reason not to start: the number is then used twice."""
    try:
        last = int(file.read_text("ascii"))
    except (OSError, ValueError):
        last = -1
    generation = (last + 1) % GENERATIONS
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{generation}", "ascii")
    except OSError:
        pass
    return generation
