"""The centre that is measured: a whole installation of its own, with its peer on the same Asterisk."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import anyio
import anyio.to_thread

from bench import native_peer, people, sipp, sounds
from bench.addresses import Addresses, free_addresses
from bench.people import Caller
from bench.rules import set_rules
from core.relay.commands import ChangeAgent, Refused
from core.relay.relay import relay_client
from core.settings import Settings
from ivr import defaults
from ops.console import Failed, say
from ops.demonstration.seed import PROVINCE
from ops.install import asterisk_conf
from ops.paths import make_private
from ops.running.installation import Installation

HOTLINE = "9510"
# At 20 calls a second and 14 offices, some 7 in each talk or are rung; with 18 hardly any caller waits.
CONSULTANTS_EACH = 18
# Of the provincial office, which no caller of the load wants: for the gaps between two calls, ours and the peer's.
GAP_CONSULTANTS = [f"k{PROVINCE}-{number}" for number in (1, 2, 3, 4)]
GAP_NATIVE_CONSULTANTS = [f"k{PROVINCE}-{number}" for number in (5, 6)]
_QUIET_SECONDS = 4.0  # without a new sound
_READY_SECONDS = 60.0  # a telephone that was not reached is tried again after 30


@dataclass(frozen=True, slots=True)
class MeasuredCentre:
    """A centre that runs, with its consultants ready."""

    installation: Installation
    addresses: Addresses
    people: Sequence[Caller]
    callers: Path  # the same in a file for SIPp
    sounds: dict[str, str]
    native_recordings: Path

    @property
    def settings(self) -> Settings:
        return self.installation.settings

    @property
    def server(self) -> str:
        """The SIP address."""
        return f"127.0.0.1:{self.settings.sip_port}"

    async def place_calls(self, folder: Path, rate: float, calls: int) -> sipp.Outcome:
        """Place so many calls to the free line, `rate` a second; ends with the last one. Raises Failed.

        For what is measured beside calls.
        """

        def place() -> sipp.Outcome:
            return sipp.place_calls(
                folder,
                self.addresses.callers,
                server=self.server,
                number=HOTLINE,
                callers=self.callers,
                rate=rate,
                calls=calls,
            )

        return await anyio.to_thread.run_sync(place)

    @property
    def pids(self) -> list[int]:
        """Every process of the installation at this moment."""
        return [process.pid for process in self.installation.processes()]


@contextmanager
def measured_centre(
    folder: Path,
    calls: int,
    *,
    module: str = "ops.running.run",
    consultants_each: int = CONSULTANTS_EACH,
) -> Iterator[MeasuredCentre]:
    """Start a centre in `folder` with a client for each of `calls` calls. Raises Failed when it does not start.

    `module` starts it, as `make run` does. Each office has `consultants_each`; their telephones are SIPp's.
    """
    addresses = free_addresses()
    offices = [office["code"] for office in defaults.offices()]
    per_office = -(-calls // (len(offices) - 1))  # the provincial office has no clients
    installation = Installation(
        folder / "state",
        module=module,
        environment={
            "S724_RTP_PORTS": addresses.asterisk_rtp,
            "S724_WRAP_UP_TIME": "0",
            "S724_LOG_LEVEL": "WARNING",
            "S724_BENCH_CONTACTS": f"127.0.0.1:{addresses.consultants.sip_port}",
            "S724_BENCH_CONSULTANTS": str(consultants_each),
            "S724_BENCH_CLIENTS": str(per_office),
            "S724_POPULATION": "0",  # no others than the callers
        },
    )
    settings = installation.settings
    callers = people.callers(installation.secrets.pin_pepper, per_office)
    for_sipp = people.write_for_sipp(folder / "callers", callers)
    native_peer.write_clients(settings.state / "asterisk" / "var" / "astdb.sqlite3", callers)
    spoken = sounds.announcements(settings.sounds, native_peer.PROMPTS)
    native = make_private(folder / "native-recordings")
    extra = make_private(asterisk_conf.folder(settings.state)) / "extra_extensions.conf"
    extra.write_text(native_peer.dialplan(spoken, native), encoding="utf-8")
    consultants = {
        code: [f"k{code}-{n + 1}" for n in range(consultants_each)] for code in offices if code != PROVINCE
    }
    with sipp.consultants(folder / "consultants", addresses.consultants):
        say(f"Starting a centre with {consultants_each * len(offices)} consultants in {settings.state} ...")
        try:
            installation.start()
            queues = asterisk_conf.folder(settings.state) / "queues.conf"
            members = {**consultants, PROVINCE: GAP_NATIVE_CONSULTANTS}
            queues.write_text(native_peer.queues(members), encoding="utf-8")
            installation.console("module reload app_queue.so")
            anyio.run(set_rules, settings.dsn)
            anyio.run(all_spoken, settings.sounds)
            anyio.run(make_ready, settings.dsn, [user for users in consultants.values() for user in users])
            yield MeasuredCentre(
                installation,
                addresses,
                people=callers,
                callers=for_sipp,
                sounds=spoken,
                native_recordings=native,
            )
        finally:
            installation.stop()


async def all_spoken(folder: Path) -> None:
    """Until the languages that follow the start are spoken, which an installation does once in its life."""
    known, since = 0, anyio.current_time()
    while anyio.current_time() - since < _QUIET_SECONDS:
        await anyio.sleep(0.5)
        if (found := len(await anyio.to_thread.run_sync(os.listdir, folder))) != known:
            known, since = found, anyio.current_time()


async def make_ready(dsn: str, consultants: list[str]) -> None:
    """Log everybody in. Who has no telephone yet is refused, and asked again; raises Failed after a minute."""
    waiting = consultants
    async with relay_client(dsn) as relay:
        for agent in consultants:
            await relay.ask(ChangeAgent(agent=agent, wish="log_in"))
        with anyio.move_on_after(_READY_SECONDS):
            while waiting:
                waiting = [a for a in waiting if isinstance(await relay.ask(ChangeAgent(a, "ready")), Refused)]
                await anyio.sleep(0.5)
    if waiting:
        raise Failed(
            f"{len(waiting)} of {len(consultants)} consultants are not ready after {_READY_SECONDS:.0f} s"
        )


async def log_out(dsn: str, consultants: list[str]) -> None:
    """They get no more calls."""
    async with relay_client(dsn) as relay:
        for agent in consultants:
            await relay.ask(ChangeAgent(agent=agent, wish="log_out"))
