"""The centre that suffers, where it has two Asterisks: its members by name, and who leads the calls."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import anyio
from anyio import to_thread
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from chaos.centre import Centre
from chaos.waiting import until_async
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.centre.process_tables import LeaseRow
from core.errors import CentreUnavailable
from core.lease.lease import CALLS
from core.lease.standby_store import lease_now
from core.nodes import edges_of, nodes_of
from core.relay.commands import AskAsterisks, Done
from core.relay.relay import relay_client
from ops.console import Failed
from ops.running.several import SeveralAsterisks
from ops.running.supervisord import APPLICATION
from softphone.sip import Address

_LOOK = 0.1  # seconds


class Leader(NamedTuple):
    """`program` is supervisord's name of the application that leads the calls."""

    name: str
    epoch: int

    @property
    def program(self) -> str:
        return f"{APPLICATION}-{self.name}"


class NodesCentre(Centre):
    """Of a SeveralAsterisks."""

    def __init__(self, several: SeveralAsterisks, consultants_each: int) -> None:
        super().__init__(several, consultants_each)
        self.several = several

    @property
    def edges(self) -> list[Address]:
        return [(edge.sip.address, edge.sip.port) for edge in edges_of(self.settings)]

    @property
    def edge_names(self) -> list[str]:
        return [edge.name for edge in edges_of(self.settings)]

    @property
    def asterisks(self) -> Mapping[str, str]:
        """The address of each by its name."""
        return {node.name: node.sip.address for node in nodes_of(self.settings)}

    async def kill(self, program: str) -> bool:
        """As a power cut would. Was there such a process?"""
        try:
            await to_thread.run_sync(self.several.kill, program)
        except (Failed, ProcessLookupError):
            return False
        return True

    async def reaches_every_telephone(self) -> bool:
        """Each Asterisk asks every half a minute, by the edge at which a telephone has registered."""
        return "Unavail" not in await self.console("pjsip show contacts")

    async def leader(self) -> Leader | None:
        """None while the database is away."""
        query = select(LeaseRow.holder, LeaseRow.epoch).where(LeaseRow.name == CALLS)
        try:
            async with self.engine() as engine, engine.connect() as connection:
                row = (await connection.execute(query)).first()
        except (SQLAlchemyError, OSError):
            return None
        return None if row is None else Leader(row.holder, row.epoch)

    async def until_another_leads(self, before: Leader, since: float, patience: float) -> float:
        """The moment at which another one has taken up the first call; 0 when none did. `since` and the answer are
        seconds since 1970."""
        began = datetime.fromtimestamp(since, UTC)
        adopted = select(func.min(EventRow.at)).where(EventRow.type == "CallAdopted", EventRow.at > began)
        with anyio.move_on_after(patience):
            while True:
                await anyio.sleep(_LOOK)
                now = await self.leader()
                if now is None or now.epoch == before.epoch:
                    continue
                async with self.engine() as engine, engine.connect() as connection:
                    if (at := await connection.scalar(adopted)) is not None:
                        return float(at.timestamp())
        return 0.0

    async def until_settled(self, patience: float) -> str:
        """Until one application leads and reaches every Asterisk, and the other one waits for its turn; what is
        not so in the end."""
        is_settled = await until_async(self._is_settled, patience)
        return "" if is_settled else await self._unsettled()

    async def _is_settled(self) -> bool:
        return not await self._unsettled()

    async def _unsettled(self) -> str:
        try:
            async with self.engine() as engine:
                lease = await lease_now(engine)
            async with relay_client(self.settings.dsn) as relay:
                reply = await relay.ask(AskAsterisks())
        except (SQLAlchemyError, OSError, CentreUnavailable):
            return "nobody leads the calls"
        if lease is None or lease.standby != "ok":
            return "no other application is ready"
        states = reply.details if isinstance(reply, Done) else {}
        lost = [name for name in self.asterisks if states.get(name) != "up"]
        return f"Asterisk {', '.join(lost)} is not reached" if lost else ""
