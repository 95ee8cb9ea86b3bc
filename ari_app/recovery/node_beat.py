"""Signs of life to one of several Asterisks: its own watchdog looks at a variable there."""

import itertools
from collections.abc import Callable

import anyio
import structlog

from ari_app.ari import AriConnection, AriError
from ari_app.ari.operations.asterisk import set_global_var
from ari_app.recovery.vital_signs import BEAT_TIME
from dialplan.names import BEAT

log = structlog.get_logger()


class NodeBeat:
    """Of this process. No two beats are alike, of whatever process: one that begins after another has died at once
    would else say what that one has said, and not count as alive."""

    def __init__(self, node: str, epoch: int) -> None:
        self._node = node
        self._beats = (f"{epoch}.{count}" for count in itertools.count(1))

    async def once(self, line: AriConnection) -> None:
        """Never raises for an Asterisk that is away."""
        try:
            await line.send(set_global_var(variable=BEAT, value=next(self._beats)))
        except AriError as error:
            log.debug("an Asterisk was not told that we live", node=self._node, error=type(error).__name__)

    async def run(self, line: AriConnection, is_well: Callable[[], bool]) -> None:
        """Every second while callers are served there, until cancelled."""
        while True:
            if is_well():
                await self.once(line)
            await anyio.sleep(BEAT_TIME)
