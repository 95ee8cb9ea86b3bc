"""Keeps the SIP accounts of Asterisk as the database has them. A part of the watchdog.

Whoever was hired can register within seconds, whoever was dismissed cannot any more, another password holds; all
this without a word to those who talk.
"""

import anyio
import structlog

from acd.hiring_store import load_telephones
from acd.store import NEWS
from agi_scripts.asterisk_commands import AsteriskCommands
from core.ami import AmiAway
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.errors import S724Error
from core.settings import Settings
from dialplan.generate import TELEPHONES_MODULE, telephones_differ, write_telephones

log = structlog.get_logger()

LOOK_TIME = 2.0  # seconds between two looks: a conversation may be over, or news were lost


class TelephoneUpkeep:
    """`run` is its task; `tell` and `look` make it look at once."""

    def __init__(self, settings: Settings, asterisk: AsteriskCommands, engine: Engine) -> None:
        self._settings = settings
        self._asterisk = asterisk
        self._engine = engine
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
            except (S724Error, ValueError, KeyError) as error:
                log.error("the telephones cannot be written, the old ones stay", error=type(error).__name__)
            with anyio.move_on_after(LOOK_TIME):
                await self._news.wait()

    async def review(self) -> None:
        """Write the accounts if they have changed, and let Asterisk read them.

        A telephone in a call stays as it is until the call is over; Asterisk itself says who is in one. Raises
        AmiAway, a database's errors, and SettingsRefused for an account that cannot be.
        """
        telephones = await load_telephones(self._engine)
        if telephones_differ(self._settings, telephones):
            on_a_call = {leg.agent for leg in await self._asterisk.legs()}
            for _ in write_telephones(self._settings, telephones, on_a_call):
                self._is_to_be_read = True
        if self._is_to_be_read and await self._asterisk.reload(TELEPHONES_MODULE):
            self._is_to_be_read = False
            log.info("the telephones were brought up to date")
