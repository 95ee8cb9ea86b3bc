"""`make chaos`: real calls, a plan of faults, a judgement in `var/chaos.json`; exit status 1 if anything is wrong.

Somebody watches the board: every figure that was shown is counted again afterwards (`chaos.judge_board`).

`CHAOS_SEED` (724) decides who does what when and in which order the faults come. `CHAOS_CALLS` (130) is how many
calls are kept going at once, `CHAOS_CONSULTANTS` (4) how many work in each office, `CHAOS_KILLS` (6) how often the
application is simply killed, `CHAOS_DATABASE_SECONDS` (12) for how long the database is away. `CHAOS_FAULTS` names
the only faults to carry out, `CHAOS_HOGS` (0) is how many processes take a whole core each all the while.
`CHAOS_ONLY` names the phases (faults,readopt,asterisk), `CHAOS_READOPTED` (300) the calls of the re-adoption.
`CHAOS_KEEP=1` leaves the folder, logs included.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import anyio

from chaos import report
from chaos.plan import Plan
from chaos.proof import prove
from core.settings import Settings
from ops.console import Failed, complain, say
from ops.paths import make_private
from ops.running.go_first import keep_up_with_the_centre


def main() -> int:
    """0 when nothing was lost, broken, wrong or missing; 1 otherwise, with one line when nothing was found."""
    folder = Path(tempfile.mkdtemp(prefix="s724-chaos-"))
    # The database server runs as another user where this runs as root.
    folder.chmod(0o755)
    keep_up_with_the_centre()
    is_kept = bool(os.environ.get("CHAOS_KEEP"))
    try:
        found = anyio.run(prove, Plan.of_the_environment(), folder)
        file = make_private(Settings().state) / "chaos.json"
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        say(f"\n{report.tables(found)}\n\nWritten to {file}")
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
