"""`make chaos`: real calls, a plan of faults, a judgement in `var/chaos.json`; exit status 1 if anything is wrong.

Somebody watches the board: every figure that was shown is counted again afterwards (`chaos.judge_board`). People
write to an office and are written to: no message may be lost or doubled (`chaos.messages`).

`CHAOS_SEED` (724) decides who does what when and in which order the faults come. `CHAOS_CALLS` (130) is how many
calls are kept going at once, `CHAOS_CONSULTANTS` (4) how many work in each office, `CHAOS_KILLS` (6) how often the
application is simply killed, `CHAOS_DATABASE_SECONDS` (12) for how long the database is away. `CHAOS_FAULTS` names
the only faults to carry out, `CHAOS_HOGS` (0) is how many processes take a whole core each all the while.
`CHAOS_ONLY` names the phases (faults,readopt,asterisk), `CHAOS_READOPTED` (300) the calls of the re-adoption.
`CHAOS_KEEP=1` leaves the folder, logs included.
"""

import sys

import anyio

from chaos.command import judged
from chaos.plan import Plan
from chaos.proof import prove


def main() -> int:
    """See `judged`."""
    return judged("chaos", lambda folder: anyio.run(prove, Plan.of_the_environment(), folder))


if __name__ == "__main__":
    sys.exit(main())
