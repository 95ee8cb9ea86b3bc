"""`make chaos-nodes`: two Asterisks, two edges and two applications under real calls; a judgement in
`var/chaos-nodes.json`; exit status 1 if anything is wrong.

`CHAOS_SEED` (724) decides who does what when. `CHAOS_CALLS` (40) is how many calls are kept going at once,
`CHAOS_CONSULTANTS` (2) how many work in each office. `CHAOS_STRIKES` names the only strikes to carry out,
`CHAOS_CUT_SECONDS` (10) is how long the network between two machines is cut. `CHAOS_KEEP=1` leaves the folder,
logs included. Networks are cut as root only: without it each machine is an address of loopback.
"""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import anyio

from chaos.command import judged
from chaos.nodes.network import Network
from chaos.nodes.nodes_proof import GOALS, prove
from chaos.nodes.strikes import schedule
from chaos.plan import Plan
from ops.console import say
from ops.install import kamailio
from ops.proxy import nginx


def main() -> int:
    """0 when only what had to end has ended, and all else was well; see `judged`."""
    return judged("chaos-nodes", _struck, list(GOALS))


def _struck(folder: Path) -> dict[str, Any]:
    plan = Plan(
        int(os.environ.get("CHAOS_SEED", "724")),
        callers=int(os.environ.get("CHAOS_CALLS", "40")),
        consultants_each=int(os.environ.get("CHAOS_CONSULTANTS", "2")),
        faults=(),
    )
    kamailio.ensure()  # a network of its own has no way out
    nginx.ensure()
    can_cut = Network.is_possible()
    if not can_cut:
        say("The network is not cut: that needs root, and ip, nsenter and unshare.")
    named = [each.strip() for each in os.environ.get("CHAOS_STRIKES", "").split(",") if each.strip()]
    cut_time = float(os.environ.get("CHAOS_CUT_SECONDS", "10"))
    kinds = schedule(named, can_cut=can_cut)
    with Network.apart() if can_cut else nullcontext() as network:
        return anyio.run(prove, plan, kinds, cut_time, folder, network)


if __name__ == "__main__":
    sys.exit(main())
