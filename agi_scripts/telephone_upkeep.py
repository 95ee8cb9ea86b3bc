"""Keeps the SIP accounts of Asterisk as the database has them. A part of the watchdog.

Whoever was hired can register within seconds; whoever was dismissed, or has another password, cannot any more as
before, and is registered no longer. A conversation goes on all the same: Asterisk asks no password in it.
"""

import anyio
import structlog

from acd.hiring_store import load_telephones
from acd.store import NEWS
from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.registrations import Registrations
from core.ami import AmiAway
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.errors import S724Error
from core.settings import Settings
from dialplan.generate import TELEPHONES_MODULE, telephones_file, write_telephones
from dialplan.telephones import log_ins

log = structlog.get_logger()

LOOK_TIME = 2.0  # seconds between two looks: news may be lost


class TelephoneUpkeep:
    """`run` is its task; `tell` and `look` make it look at once."""

    def __init__(self, settings: Settings, asterisk: AsteriskCommands, engine: Engine) -> None:
        self._settings = settings
        self._asterisk = asterisk
        self._engine = engine
        self._registrations = Registrations(settings.state / "asterisk" / "registrations.json", asterisk)
        # A watchdog before this one may have written what Asterisk has not read; to read it again costs nothing.
        self._is_to_be_read = True
        self._news = anyio.Event()

    def tell(self, news: str) -> None:
        """Something in the data has changed."""
        if news == NEWS:
            self.look()

    def look(self) -> None:
        """Look soon."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. What fails now is tried again: Asterisk or the database may be back then."""
        while True:
            self._news = anyio.Event()
            try:
                await self.review()
            except (AmiAway, *DATABASE_AWAY, TimeoutError) as error:
                log.debug("the telephones could not be reviewed", error=type(error).__name__)
            except (S724Error, OSError, ValueError, KeyError) as error:
                log.error("the telephones cannot be written, the old ones stay", error=type(error).__name__)
            with anyio.move_on_after(LOOK_TIME):
                await self._news.wait()

    async def review(self) -> None:
        """Write the accounts if they have changed, let Asterisk read them, and end the registrations that stand on
        what does not hold any more.

        Raises AmiAway, a database's errors, and SettingsRefused for an account that cannot be.
        """
        if write_telephones(self._settings, await load_telephones(self._engine)):
            self._is_to_be_read = True
        is_read = self._is_to_be_read and await self._asterisk.reload(TELEPHONES_MODULE)
        self._is_to_be_read = self._is_to_be_read and not is_read
        if not self._is_to_be_read:
            await self._registrations.keep(log_ins(telephones_file(self._settings).read_text("utf-8")))
        if is_read:
            log.info("the telephones were brought up to date")
