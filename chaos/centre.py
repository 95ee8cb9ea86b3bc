"""The centre that suffers: an installation of its own, its processes, and what it says of itself."""

import json
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
from anyio import to_thread
from sqlalchemy import text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bench import sounds as bench_sounds
from bench.addresses import free_addresses
from chaos.sounds import MUSIC, Ear
from core import lines
from core.db.engine import make_engine
from core.db.tables.staff_tables import Agent
from core.errors import CentreUnavailable
from core.relay.commands import ChangeAgent, Refused
from core.relay.relay import relay_client
from ivr import defaults
from ivr.prompts.prompt_library import PromptLibrary
from ops.console import Failed
from ops.install import music
from ops.install.certificates import own_ca
from ops.running.installation import Installation
from ops.running.supervisord import Supervisord, programs
from softphone.encryption import Encryption

HOTLINE = "9510"
_READY_SECONDS = 90.0  # a telephone that was not reached is tried again after 30


def of_one_machine(
    folder: Path, contacts: str, consultants_each: int, clients_each: int, messages: Mapping[str, str]
) -> Installation:
    """`contacts` is the address, host:port, at which every consultant's telephone is; `messages` sets the lines of
    mail and text messages."""
    environment = {**environment_of(consultants_each, clients_each), "S724_BENCH_CONTACTS": contacts, **messages}
    return Installation(folder / "state", environment=environment)


def environment_of(consultants_each: int, clients_each: int) -> dict[str, str]:
    """Of every centre that suffers."""
    return {
        "S724_RTP_PORTS": free_addresses().asterisk_rtp,
        "S724_RING_TIME": "8",
        "S724_WRAP_UP_TIME": "0",
        "S724_BENCH_CONSULTANTS": str(consultants_each),
        "S724_BENCH_CLIENTS": str(clients_each),
    }


class Centre:
    """`begin` it, wait until `ready`, and in any case `stop` it."""

    def __init__(self, installation: Installation, consultants_each: int) -> None:
        self.installation = installation
        self.settings = installation.settings
        self.users = [f"k{o['code']}-{n + 1}" for o in defaults.offices() for n in range(consultants_each)]
        self._supervision = Supervisord(self.settings, programs(self.settings))

    @property
    def server(self) -> tuple[str, int]:
        return ("127.0.0.1", self.settings.sip_port)

    @property
    def encrypted_server(self) -> tuple[str, int]:
        """Where telephones speak SIP over TLS."""
        port = lines.sip_line(self.settings).tls_port
        assert port is not None
        return ("127.0.0.1", port)

    def encryption(self) -> Encryption:
        """As a telephone has it that knows the installation's own authority and insists on SRTP."""
        authority = own_ca(self.settings)
        assert authority is not None
        return Encryption.trusting(authority)

    @property
    def address(self) -> str:
        """Of the web service."""
        return f"http://127.0.0.1:{self.settings.http_port}"

    def ear(self) -> Ear:
        """For everything that this centre says in the same words to everybody, and its music. Takes seconds."""
        library = PromptLibrary.load()
        fixed = [prompt.id for prompt in library if not prompt.placeholders]
        spoken = bench_sounds.announcements(self.settings.sounds, fixed)
        files = {name: Path(f"{path}.alaw") for name, path in spoken.items()}
        return Ear({**files, MUSIC: music.write(self.settings.queue_music.parent)})

    @asynccontextmanager
    async def engine(self) -> AsyncIterator[AsyncEngine]:
        engine = make_engine(self.settings.dsn, pool_size=2)
        try:
            yield engine
        finally:
            with anyio.CancelScope(shield=True):
                await engine.dispose()

    async def started(self) -> None:
        """Wait until it serves. Raises Failed."""
        while not any(line.startswith("READY") for line in self.installation.output.splitlines()):
            if not self.installation.pid:
                raise Failed(f"the centre did not start:\n{self.installation.output}")
            await anyio.sleep(0.2)

    async def make_register(self, users: list[str]) -> dict[str, str]:
        """From now on these telephones have no fixed address but register; their passwords."""
        async with self.engine() as engine, engine.begin() as connection:
            await connection.execute(update(Agent).where(Agent.id.in_(users)).values(contact=None))
        async with relay_client(self.settings.dsn) as relay:
            await relay.tell("agents")
        return {user: self.installation.secrets.sip_password(user) for user in users}

    async def ready(self) -> None:
        """Every consultant logs in, and is ready when its telephone is there. Raises Failed."""
        async with relay_client(self.settings.dsn) as relay:
            for agent in self.users:
                await relay.ask(ChangeAgent(agent=agent, wish="log_in"))
        left = await self.make_ready(self.users, _READY_SECONDS)
        if left:
            raise Failed(f"{len(left)} of {len(self.users)} consultants are not ready: {', '.join(left[:5])}")

    async def token(self, client: httpx.AsyncClient, user: str = "administrator") -> str:
        """Of that one's log-in. Raises httpx.HTTPError."""
        account = {"username": user, "password": self.installation.secrets.web_password(user)}
        answer = await client.post("/api/login", json=account)
        return str(answer.raise_for_status().json()["token"])

    async def log_in(self, agent: str) -> None:
        """Until it is taken: news of a new consultant take a moment. Cancel it."""
        async with relay_client(self.settings.dsn) as relay:
            while True:
                try:
                    reply = await relay.ask(ChangeAgent(agent=agent, wish="log_in"))
                    if not isinstance(reply, Refused) or reply.code == "transition_refused":
                        return  # or has been in already
                except CentreUnavailable:
                    pass
                await anyio.sleep(0.5)

    async def make_ready(self, agents: list[str], patience: float) -> list[str]:
        """Everybody presses "ready" until it is taken, for at most `patience` seconds; who was left out."""
        left = list(agents)
        async with relay_client(self.settings.dsn) as relay:
            with anyio.move_on_after(patience):
                while left:
                    refused = []
                    for agent in left:
                        try:
                            if isinstance(await relay.ask(ChangeAgent(agent, "ready")), Refused):
                                refused.append(agent)
                        except CentreUnavailable:
                            refused.append(agent)
                    left = refused
                    await anyio.sleep(0.5)
        return left

    # -- its processes

    async def pid(self, name: str) -> int:
        """Of a program as the supervisor knows it; 0 while it does not run or there is none of that name."""
        try:
            return await to_thread.run_sync(self._supervision.pid, name)
        except Failed:
            return 0

    async def signal(self, name: str, number: signal.Signals) -> bool:
        """Was there a process to send it to?"""
        pid = await self.pid(name)
        if not pid:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    async def stop(self, name: str) -> None:
        """Stop a program; the supervisor does not start it again."""
        await to_thread.run_sync(self._supervision.stop, name)

    async def start(self, name: str) -> None:
        await to_thread.run_sync(self._supervision.start, name)

    async def until_another(self, name: str, before: int, patience: float = 20.0) -> int:
        """The number of the process that follows `before`; 0 when none came."""
        with anyio.move_on_after(patience):
            while True:
                if (pid := await self.pid(name)) and pid != before:
                    return pid
                await anyio.sleep(0.05)
        return 0

    async def database_answers(self) -> bool:
        try:
            async with self.engine() as engine, engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True

    def heartbeat(self) -> float:
        """The moment of the last one; 0 when there was none."""
        try:
            return (self.settings.state / "run" / "heartbeat").stat().st_mtime
        except FileNotFoundError:
            return 0.0

    async def until_serving(self, since: float, patience: float = 30.0) -> float:
        """The first heartbeat later than `since`, that is, with every call adopted; 0 when none came."""
        with anyio.move_on_after(patience):
            while True:
                if (at := self.heartbeat()) > since:
                    return at
                await anyio.sleep(0.05)
        return 0.0

    # -- Asterisk

    async def console(self, words: str) -> str:
        return await to_thread.run_sync(self.installation.console, words)

    async def left_in_asterisk(self) -> list[str]:
        """Channels and bridges that are up."""
        channels = (await self.console("core show channels concise")).splitlines()
        bridges = (await self.console("bridge show all")).splitlines()
        return [line for line in channels if "!" in line] + [line for line in bridges if "stasis" in line]

    # -- what it says of itself

    def said(self, program: str, event: str, since: float) -> list[dict[str, Any]]:
        """Lines of a program's log about `event`, not older than `since`; each with its moment as `at`."""
        found = []
        for line in self._supervision.log(program).read_text(encoding="utf-8", errors="replace").splitlines():
            if f'"{event}"' not in line or not line.startswith("{"):
                continue
            told = json.loads(line)
            at = datetime.fromisoformat(told["timestamp"]).timestamp()
            if told.get("event") == event and at >= since:
                found.append({**told, "at": at})
        return found
