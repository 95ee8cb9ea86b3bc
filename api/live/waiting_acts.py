"""What the board says of people of the staff: acts that wait for a second person, where one person alone acted,
and who has come to the ceiling of looks at clients; and of messages, how many are uncertain."""

from collections.abc import Mapping

from clients.access_ceiling_store import refused_accounts
from core.clock import Clock
from core.db.engine import Engine
from core.tasks.keeper import Keeper
from core.two_persons.four_eyes import NEWS
from core.two_persons.four_eyes_store import ToTell, to_tell
from messaging.outbox_store import uncertain_messages

REVIEW_TIME = 10.0  # seconds after which is looked without being told: nobody tells of looks that were refused


class WaitingActs:
    """`keeper` has their task. A database that is away leaves what is known."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.known = ToTell({}, {})
        self.accounts_at_ceiling: Mapping[str, int] = {}
        self.uncertain_messages: Mapping[str, int] = {}
        self._engine = engine
        self._clock = clock
        self.keeper = Keeper("what waits for a second person", self._look, news=(NEWS,), every=REVIEW_TIME)

    async def _look(self) -> None:
        now = self._clock.now()
        self.known = await to_tell(self._engine, now)
        self.accounts_at_ceiling = await refused_accounts(self._engine, now)
        self.uncertain_messages = await uncertain_messages(self._engine)
