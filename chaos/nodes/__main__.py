"""`make chaos-nodes`: two Asterisks, two edges and two applications under real calls; a judgement in
`var/chaos-nodes.json`; exit status 1 if anything is wrong.

`CHAOS_SEED` (724) decides who does what when. `CHAOS_CALLS` (40) is how many calls are kept going at once,
`CHAOS_CONSULTANTS` (2) how many work in each office. `CHAOS_STRIKES` names the only strikes to carry out,
`CHAOS_CUT_SECONDS` (10) is how long the network between two machines is cut. `CHAOS_KEEP=1` leaves the folder,
logs included. Networks are cut as root only: without it each machine is an address of loopback.
"""

import json
import os
import shutil
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

import anyio

from chaos import report
from chaos.nodes.network import Network
from chaos.nodes.nodes_proof import GOALS, prove
from chaos.nodes.strikes import schedule
from chaos.plan import Plan
from core.settings import Settings
from ops.console import Failed, complain, say
from ops.install import kamailio
from ops.paths import make_private
from ops.proxy import nginx
from ops.running.go_first import keep_up_with_the_centre


def main() -> int:
    """0 when only what had to end has ended, and all else was well."""
    folder = Path(tempfile.mkdtemp(prefix="s724-chaos-nodes-"))
    folder.chmod(0o755)  # the database server runs as another user where this runs as root
    keep_up_with_the_centre()
    is_kept = bool(os.environ.get("CHAOS_KEEP"))
    try:
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
            found = anyio.run(prove, plan, kinds, cut_time, folder, network)
        file = make_private(Settings().state) / "chaos-nodes.json"
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        say(f"\n{report.tables(found)}\n\nWritten to {file}")
        for name in GOALS:
            if name in found:
                say(f"{name}: {found[name]:.2f}, worst {found[f'{name}_worst']:.2f}")
        wrong = report.failures(found)
        for line in wrong:
            say(f"WRONG: {line}")
        return 1 if wrong else 0
    except KeyboardInterrupt:
        return 1
    except Failed as failure:
        is_kept = True
        complain(failure)
        return 1
    finally:
        if is_kept:
            say(f"Everything of the proof, logs included, is in {folder}.")
        else:
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
