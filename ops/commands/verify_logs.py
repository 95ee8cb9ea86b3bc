"""`make verify-logs`: have the chained logs changed since they were written?

Reads every row once, beside the running centre; the database must run. Prints each log with what is wrong, the
first of it first; ends with 1 if anything is. `--anchors FOLDER`: compare with copies of the anchors that lay
elsewhere; `--key FILE`: and with the public key that lay there, too.
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
from core.proof.proof import LogProof, Verified, told
from core.proof.proof_check import verify_everything
from core.proof.signing import SigningKey
from core.secrets import read_secrets
from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.paths import PROJECT
from ops.running.run import read_settings

_STATEMENT_TIME = 900.0  # seconds


def verify_logs(settings: Settings, anchors: Path | None = None, key: Path | None = None) -> Verified:
    """Verify, and print what was found. Raises Failed when it cannot be done."""
    found = anyio.run(_verify, settings, anchors or settings.anchors, public_key(settings, key))
    for log in found.logs:
        _show(log)
    files = found.anchors
    days = "none" if files.first_day is None else f"{files.files}, {files.first_day} to {files.last_day}"
    say(f"anchors: {days}")
    for finding in files.findings:
        say(f"  {told(finding)}")
    say("Everything is as it was written." if found.is_intact else "NOT everything is as it was written.")
    return found


async def _verify(settings: Settings, anchors: Path, public_key: str) -> Verified:
    try:
        dsn = settings.dsn
    except FileNotFoundError as error:
        raise Failed("the database has never run here: there is nothing to verify") from error
    engine = make_engine(dsn, pool_size=2, statement_time=_STATEMENT_TIME)
    try:
        return await verify_everything(engine, anchors, public_key, SystemClock().now())
    except DATABASE_AWAY as error:
        raise Failed(f"the database does not answer ({type(error).__name__}): is the centre running?") from error
    finally:
        await engine.dispose()


def public_key(settings: Settings, key: Path | None) -> str:
    """What anchors are checked by: of `key`, or of the installation. Raises Failed."""
    try:
        if key is not None:
            return key.read_text(encoding="ascii")
        return SigningKey(read_secrets(settings.home).anchor_key).public_key
    except (OSError, ValueError) as error:
        raise Failed(
            f"there is no key to check the anchors by in {key or settings.state / 'secrets.json'}"
        ) from error


def _show(log: LogProof) -> None:
    gone = f", {log.expired_blocks} of them without their rows by rule" if log.expired_blocks else ""
    waits = "" if log.tail_since is None else f" (since {log.tail_since.isoformat(timespec='seconds')})"
    say(f"{log.log}: {log.rows} rows in {log.blocks} blocks{gone}; {log.tail} not yet in one{waits}")
    if log.without_row:
        say(
            f"  {log.without_row} numbers have no row, the first in block {log.first_without}: rolled back, or "
            "deleted within seconds (docs/proof.md)"
        )
    for finding in log.findings:
        say(f"  {told(finding)}")
    if log.wrong > len(log.findings):
        say(f"  ... and {log.wrong - len(log.findings)} more")


def main(given: Sequence[str]) -> int:
    """0 when all is as it was written, 1 when not, or when it could not be verified."""
    os.chdir(PROJECT)
    parser = argparse.ArgumentParser(prog="make verify-logs ARGS=", description=__doc__)
    parser.add_argument("--anchors", type=Path, help="a folder with copies of the anchors")
    parser.add_argument("--key", type=Path, help="the public key that they were signed by, PEM")
    wanted = parser.parse_args(given)

    def work() -> None:
        found = verify_logs(read_settings(), wanted.anchors, wanted.key)
        if not found.is_intact:
            raise Failed("a log or an anchor was changed: see docs/proof.md for what to do")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
