"""After an update the facts that were written before there were keys are sealed."""

import anyio
import structlog

from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.fact_log.personal_key_store import clean_up, seal_old_facts

log = structlog.get_logger()

LOOK_TIME = 3600.0  # seconds; a process of an older version may have written meanwhile
AGAIN_TIME = 5.0  # seconds until it is tried again when the database has gone away


async def keep_sealed(engine: Engine) -> None:
    """Until cancelled."""
    while True:
        await seal_what_is_old(engine)
        await anyio.sleep(LOOK_TIME)


async def seal_what_is_old(engine: Engine) -> None:
    """Returns when everything is sealed: soon, if it was before."""
    while True:
        try:
            if count := await seal_old_facts(engine):
                await clean_up(engine)
                log.info("facts of before there were keys are sealed", count=count)
            return
        except DATABASE_AWAY as error:
            log.warning("old facts are not sealed yet", error=type(error).__name__)
            await anyio.sleep(AGAIN_TIME)
