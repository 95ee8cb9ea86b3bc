"""Run a program that goes when its parent goes: `leash.py SIGNAL PROGRAM [ARGUMENT...]`.

The kernel sends SIGNAL (a name such as TERM) to the program when the process that started it dies, so that
`kill -9` of a supervisor leaves nothing behind. Only the standard library: it is started by every program.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def follow_parent(number: int) -> None:
    """Ask the kernel for signal `number` when the parent dies. To be called after any change of user."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0):
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


if __name__ == "__main__":
    follow_parent(signal.Signals["SIG" + sys.argv[1]])
    try:
        os.execvp(sys.argv[2], sys.argv[2:])
    except OSError as failure:
        sys.exit(f"{sys.argv[2]}: {failure.strerror}")
