"""Keeps the SIP accounts of Asterisk, and of the edges in front of it, as the database has them. A part of the
watchdog.

Whoever was hired can register within seconds; whoever was dismissed, or has another password, cannot any more as
before, and is registered no longer. A conversation goes on all the same: Asterisk asks no password in it.
"""

from collections.abc import Collection, Sequence

import structlog

from acd.staffing.hiring_store import load_telephones
from acd.staffing.trial_telephone_store import load_trial_telephones
from acd.store import NEWS
from acd.telephone import REGISTRATIONS_NEWS, Telephone
from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.edge_upkeep import EdgeUpkeep
from agi_scripts.registrations import Registrations
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.errors import S724Error
from core.relay.relay import tell_on_commit
from core.settings import Settings
from core.tasks.keeper import Keeper
from core.telephony.ami import AmiAway
from dialplan.generate import TELEPHONES_MODULE, telephones_log_ins, write_telephones

log = structlog.get_logger()

LOOK_TIME = 2.0  # seconds between two looks: news may be lost


class TelephoneUpkeep:
    """`keeper` has its task."""

    def __init__(
        self, settings: Settings, asterisk: AsteriskCommands, engine: Engine, edges: EdgeUpkeep | None = None
    ) -> None:
        self._settings = settings
        self._asterisk = asterisk
        self._engine = engine
        self._edges = edges or EdgeUpkeep({})
        self._known: tuple[list[Telephone], dict[str, str]] | None = None  # and their digests
        self._registrations = Registrations(settings.state / "asterisk" / "registrations.json")
        # A watchdog before this one may have written what Asterisk has not read; to read it again costs nothing.
        self._is_to_be_read = True
        self._settled: list[Telephone] | None = None  # those that Asterisk has read, and nobody is left of others
        self.keeper = Keeper("telephones", self._look, news=(NEWS,), every=LOOK_TIME)

    async def _look(self) -> None:
        """What fails now is tried again: Asterisk may be back then."""
        try:
            await self.review()
        except (AmiAway, TimeoutError) as error:
            log.debug("the telephones could not be reviewed", error=type(error).__name__)
        except (S724Error, ValueError, KeyError) as error:
            log.error("the telephones cannot be written, the old ones stay", error=type(error).__name__)

    async def review(self) -> None:
        """Let Asterisk know the accounts as they are now, and end the registrations that stand on others.

        An account whose password is another one is unknown to Asterisk for a moment: nobody registers by the old
        one while registrations are ended, and Asterisk forgets that the telephone was there. Edges, which ask for
        the password where there are any, are told before: nobody comes back by the old one.

        Raises AmiAway, a database's errors, OSError, and SettingsRefused for an account that cannot be.
        """
        try:
            telephones = [*await load_telephones(self._engine), *await load_trial_telephones(self._engine)]
        except DATABASE_AWAY:
            if self._known is not None:  # an edge may have been started anew meanwhile
                await self._edges.tell(self._known[1])
            raise
        if self._known is None or telephones != self._known[0]:
            self._known = telephones, telephones_log_ins(self._settings, telephones)
        wanted = self._known[1]
        late = await self._edges.tell(wanted)
        if telephones == self._settled and not late:
            return  # the files are made of nothing else that changes
        self._settled = None
        ended = self._registrations.ended(wanted) | late
        if ended:
            if not await self._is_read(telephones, without=ended):
                return
            await self._asterisk.end_registrations(ended)
            self._registrations.forget(ended)
        if await self._is_read(telephones):
            self._registrations.allow(wanted)
            self._settled = telephones
        if ended:
            async with self._engine.begin() as connection:
                await tell_on_commit(connection, REGISTRATIONS_NEWS)
            log.info("registrations were ended", telephones=len(ended))

    async def _is_read(self, telephones: Sequence[Telephone], without: Collection[str] = ()) -> bool:
        """Has Asterisk read these accounts?"""
        if write_telephones(self._settings, telephones, without):
            self._is_to_be_read = True
        if not self._is_to_be_read:
            return True
        if not await self._asterisk.reload(TELEPHONES_MODULE):
            return False
        self._is_to_be_read = False
        log.info("the telephones were brought up to date")
        return True
