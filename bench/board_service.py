"""`python -m bench.board_service <file>`: the web service as it runs, and beside it a task that notes how late the
event loop lets it go on: a line with moment and seconds each time that is 5 ms or more."""

import sys
import time
from pathlib import Path

import anyio

from api import web_server
from core.keys.tls import Stamp
from core.lines import Certificate

_TICK = 0.005
_NOTED = 0.005

_serve = web_server.serve


async def _watch(file: Path) -> None:
    with file.open("w", buffering=1) as out:
        while True:
            began = time.monotonic()
            await anyio.sleep(_TICK)
            late = time.monotonic() - began - _TICK
            if late >= _NOTED:
                out.write(f"{time.time()} {late}\n")


async def _serve_watched(config: object, certificate: Certificate | None, shown: Stamp | None) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch, Path(sys.argv[1]))
        await _serve(config, certificate, shown)  # type: ignore[arg-type]
        tasks.cancel_scope.cancel()


if __name__ == "__main__":
    web_server.serve = _serve_watched
    web_server.run()
