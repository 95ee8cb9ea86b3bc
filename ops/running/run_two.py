"""`make run-two`: a whole centre with two Asterisks behind two edges, two applications of which one leads, and two
web services behind the proxy that is shipped, on this machine, each at a loopback address.

It is `make run` with `S724_NODES`, `S724_EDGES`, `S724_APPLICATIONS` and `S724_WEB_AT`.
"""

import os
import sys

from ops.running.run import PARTS, run

NODES = "a=127.0.1.11,b=127.0.1.12"
WEB_AT = "127.0.3.11,127.0.3.12"
APPLICATIONS = "first,second"
EDGES = "e1=127.0.2.11,e2=127.0.2.12"


def main() -> int:
    """The whole centre."""
    os.environ.setdefault("S724_NODES", NODES)
    os.environ.setdefault("S724_EDGES", EDGES)
    os.environ.setdefault("S724_WEB_AT", WEB_AT)
    os.environ.setdefault("S724_APPLICATIONS", APPLICATIONS)
    return run(PARTS)


if __name__ == "__main__":
    sys.exit(main())
