"""`python -m tests.support.recordings.kill_while_rotating BATCHES STATE DSN`: wraps keys of recordings anew as
`make rotate-recording-key` does, two at once, and is killed with SIGKILL when so many batches stand."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from core.settings import Settings
from ops.commands.rotate_recording_key import rotate
from recordings.vault import key_store as key_store_module

key_store: Any = key_store_module


def main() -> int:
    batches, state, dsn = sys.argv[1:]
    left, work = int(batches), key_store._wrap_batch

    async def batch(*given: Any) -> Any:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return await work(*given)

    key_store.BATCH, key_store._wrap_batch = 2, batch
    return rotate(Settings(state_dir=Path(state), database_url=dsn))


if __name__ == "__main__":
    sys.exit(main())
