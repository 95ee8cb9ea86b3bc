"""Which of the processes that follow each other this one is, counted modulo four. Pure.

What a process begins in Asterisk it names after its generation: the one that takes over can stop it by name, and
gives its own no name that may still be in use. (Asterisk, told to stop a sound, looks it up by its name: with two
of the same name in the air, one begun anew before the other has quite ended, it forgets the wrong one.)
"""

GENERATIONS = 4


def generation_of(epoch: int) -> int:
    """Of the process that has the lease (`core.lease`): each has another epoch than the one before it."""
    return epoch % GENERATIONS
