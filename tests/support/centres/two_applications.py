"""Two applications of one running centre, on one Asterisk: one leads the calls, the other waits for the lease."""

import os
import shlex
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from core.clock import MachineClock
from core.db.tables.centre.call_tables import EventRow
from core.db.tables.centre.process_tables import LeaseRow, LeaseWaitingRow
from core.lease.lease import CALLS
from ops import leftovers
from ops.install import tools
from ops.paths import PROJECT
from ops.running.supervisord import LEASH
from tests.support.centres.running_centre import RunningCentre
from tests.support.timing.eventually import LONG, eventually

START = 2 * LONG  # seconds; two of them start one after the other

_CLOCK = MachineClock()


@dataclass
class Applications:
    """By name; what a test ends it may start again."""

    centre: RunningCentre
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def begin(self, name: str) -> None:
        """Start one of that name; its log is `application-<name>.log`."""
        installation = self.centre.installation
        environment = {
            **installation.environment(),
            leftovers.MARK: str(installation.settings.state),
            "S724_ESPEAK": shlex.join(tools.espeak_command()),
            "S724_APPLICATION": name,
            "PYTHONUNBUFFERED": "1",
        }
        with (self.centre.state / "log" / f"application-{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*LEASH, "KILL", sys.executable, "-m", "ari_app"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=environment,
            )

    async def leads(self, name: str) -> None:
        """Return when it serves calls."""
        await eventually(lambda: self._holder_is(name), START)

        async def is_well() -> bool:
            return bool((await self.centre.health())["status"] == "ok")

        await eventually(is_well, LONG)

    async def waits(self, name: str) -> None:
        """Return when it is ready to take over."""
        began = _CLOCK.now()

        async def is_waiting() -> bool:
            query = select(LeaseWaitingRow.seen_at).where(LeaseWaitingRow.waiter == name)
            return any(row.seen_at > began for row in await self.centre.rows(query))

        await eventually(is_waiting, START)

    async def _holder_is(self, name: str) -> bool:
        query = select(LeaseRow.holder).where(LeaseRow.name == CALLS)
        return [row.holder for row in await self.centre.rows(query)] == [name]

    def signal(self, name: str, number: signal.Signals) -> datetime:
        """The moment at which it was sent."""
        now = _CLOCK.now()
        os.kill(self.running[name].pid, number)
        return now

    async def taken_over_after(self, moment: datetime) -> float:
        """Seconds from then until another application has taken up the first call."""
        adopted = select(EventRow.at).where(EventRow.type == "CallAdopted", EventRow.at > moment)

        async def first() -> list[datetime]:
            return [row.at for row in await self.centre.rows(adopted.order_by(EventRow.at).limit(1))]

        [at] = await eventually(first, LONG)
        return float((at - moment).total_seconds())

    async def has_ended(self, name: str) -> int:
        """Its exit status."""
        process = self.running[name]
        await eventually(lambda: process.poll() is not None, LONG)
        return process.returncode

    def words(self) -> str:
        """The last of each log, for failures."""
        logs = sorted((self.centre.state / "log").glob("application-*.log"))
        return "\n".join(f"{log.name}:\n{log.read_text()[-4000:]}" for log in logs)

    def end(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()
