"""`make run-two`: a whole centre with two Asterisks behind two edges, on this machine, each at a loopback address.

It is `make run` with `S724_NODES` and `S724_EDGES`: where machines are several, each of these addresses is one.
"""

import os
import sys

from ops.running.run import PARTS, run

NODES = "a=127.0.1.11,b=127.0.1.12"
EDGES = "e1=127.0.2.11,e2=127.0.2.12"


def main() -> int:
    """The whole centre."""
    os.environ.setdefault("S724_NODES", NODES)
    os.environ.setdefault("S724_EDGES", EDGES)
    return run(PARTS)


if __name__ == "__main__":
    sys.exit(main())
