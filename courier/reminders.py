"""Reminders of visits and promises of call-backs: looked for again and again while the courier works."""

from typing import Final

import anyio
import structlog

from core.clock import Clock
from core.consents.addresses import AddressHashes
from core.consents.consent import Channel
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.settings import Settings
from messaging.promise_store import tell_promises
from messaging.reminder_store import remind
from messaging.standing import tell

log = structlog.get_logger()

LOOK_TIME: Final = 300.0
"""Seconds between two looks."""


async def remind_of_visits(settings: Settings, hashes: AddressHashes, engine: Engine, clock: Clock) -> None:
    """Until cancelled; at once where no line is set up by which anything could go."""
    lines: list[Channel] = []
    if settings.sms == "smpp":
        lines.append("sms")
    if settings.smtp:
        lines.append("email")
    while lines:
        try:
            if queued := await remind(engine, hashes, lines, clock.now()):
                log.info("visits are due", reminders=queued)
            if "sms" in lines and (told := await tell_promises(engine, hashes, clock.now())):
                log.info("call-backs are promised", told=told)
        except DATABASE_AWAY as error:
            tell(error)
        await anyio.sleep(LOOK_TIME)
