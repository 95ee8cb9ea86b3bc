"""`make verify-recordings`: are all recordings as they were stored, and is there nothing else?

Reads every packed recording once, beside the running centre; the database must run, and the store must
answer. Says in Polish what is wrong, the first of it first; ends with 1 if anything is. `--anchors FOLDER`,
`--key FILE`: as of `make verify-logs`, for the chain of the log of recordings.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import anyio

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.proof.anchor_files import read_anchors
from core.proof.anchors import anchored_blocks
from core.proof.proof import told
from core.proof.recordings_proof import RecordingsVerified, told_pl
from core.settings import Settings
from ops.commands.verify_logs import public_key
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT
from ops.running.run import read_settings
from recordings.proof.verifying import Verifier
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.stores import stores_of

_STATEMENT_TIME = 900.0  # seconds
_MB = 1_000_000


def verify_recordings(
    settings: Settings, anchors: Path | None = None, key: Path | None = None
) -> RecordingsVerified:
    """Verify, and print what was found. Raises Failed when it cannot be done."""
    found = anyio.run(_verify, settings, anchors or settings.anchors, public_key(settings, key))
    read = f"przeczytane w całości: {found.read} ({found.bytes / _MB:.1f} MB)"
    say(f"Nagrania w magazynie: {found.recordings}, {read}")
    say(f"Pliki niezaszyfrowane, które czekają na zapisanie: {found.clear}")
    for finding in found.findings:
        say(f"  {told_pl(finding)}")
    if found.wrong > len(found.findings):
        say(f"  ... i {found.wrong - len(found.findings)} więcej")
    say(
        f"Dziennik nagrań: {found.log.rows} wpisów w {found.log.blocks} blokach, {found.log.tail} jeszcze w żadnym"
    )
    for entry in found.log.findings:
        say(f"  {told(entry)}")
    say("Wszystko jest tak, jak je zapisano." if found.is_intact else "NIE wszystko jest tak, jak je zapisano.")
    return found


async def _verify(settings: Settings, anchors: Path, signed_by: str) -> RecordingsVerified:
    try:
        dsn, stores = settings.dsn, stores_of(settings)
    except FileNotFoundError as error:
        raise Failed("the database has never run here: there is nothing to verify") from error
    except (OSError, ValueError) as error:
        raise Failed(f"the store of the recordings cannot be reached: {error}") from error
    engine = make_engine(dsn, pool_size=2, statement_time=_STATEMENT_TIME)
    try:
        verifier = Verifier(engine, settings.recordings, stores, KeyRing(settings.home))
        anchored = anchored_blocks(read_anchors(anchors), signed_by)
        return (await verifier.verify(SystemClock().now(), anchored)).result
    except DATABASE_AWAY as error:
        raise Failed(f"the database does not answer ({type(error).__name__}): is the centre running?") from error
    finally:
        await engine.dispose()


def main(given: Sequence[str]) -> int:
    """0 when all is as it was stored, 1 when not, or when it could not be verified."""
    os.chdir(PROJECT)
    parser = argparse.ArgumentParser(prog="make verify-recordings ARGS=", description=__doc__)
    parser.add_argument("--anchors", type=Path, help="a folder with copies of the anchors")
    parser.add_argument("--key", type=Path, help="the public key that they were signed by, PEM")
    wanted = parser.parse_args(given)

    def work() -> None:
        if not verify_recordings(read_settings(), wanted.anchors, wanted.key).is_intact:
            raise Failed("a recording or its log was changed: see docs/recordings-proof.md for what to do")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
