"""`make rotate-recording-key`: a new key of the installation wraps the keys of all recordings.

Beside the running centre; the recordings themselves stay as they are. Killed at any moment, the same command goes
on: the older key stays in secrets.json until nothing is wrapped by it. Make a backup afterwards: earlier ones hold
the earlier key.
"""

import os
import sys
from functools import partial

import anyio
from anyio import to_thread

from core.db.engine import make_engine
from core.db.errors import DATABASE_AWAY
from core.settings import Settings
from ops.console import Failed, exit_status, say
from ops.install.secrets import Secrets
from ops.paths import PROJECT
from ops.running.run import read_settings
from recordings.vault import key_store
from recordings.vault.destroying_store import vacuum
from recordings.vault.faults import RecordingUnreadable
from recordings.vault.keys import InstallationKeys

_STATEMENT_TIME = 900.0  # seconds


def rotate(settings: Settings) -> int:
    """How many keys were wrapped anew. Blocks; raises Failed with what to do."""
    secrets = Secrets.load(settings.home)
    if secrets.begin_rotation():
        say("An earlier rotation was interrupted: this goes on with it, and makes no other key.")
    keys = InstallationKeys(secrets.recording_key, secrets.recording_keys_old)
    count, unknown = anyio.run(_wrap_anew, settings, secrets, keys)
    say(f"{count} keys of recordings are wrapped by the key {keys.current_id} now.")
    for key, recordings in unknown.items():
        say(f"{recordings} are wrapped by the key {key}, which this installation has not: they cannot be heard.")
    return count


async def _wrap_anew(settings: Settings, secrets: Secrets, keys: InstallationKeys) -> tuple[int, dict[str, int]]:
    try:
        engine = make_engine(settings.dsn, pool_size=1, statement_time=_STATEMENT_TIME)
    except FileNotFoundError as error:
        raise Failed("the database has never run here: there is nothing to wrap") from error
    try:
        count = await key_store.wrap_anew(engine, keys, partial(to_thread.run_sync, secrets.end_rotation))
        await vacuum(engine)
        return count, await key_store.unknown_keys(engine, keys)
    except DATABASE_AWAY as error:
        raise Failed(
            f"the database does not answer ({type(error).__name__}): start the centre, and give the command again"
        ) from error
    except RecordingUnreadable as error:
        raise Failed(f"a wrapped key cannot be opened ({error.code}): nothing was taken away") from error
    finally:
        await engine.dispose()


def main() -> None:
    os.chdir(PROJECT)
    rotate(read_settings())


if __name__ == "__main__":
    sys.exit(exit_status(main))
