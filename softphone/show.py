"""`python -m softphone.show SECONDS`: made-up callers and consultants meet on the running centre, by telephone.

The web service starts it („Ożyw pokaz”, `api.show.show`). The consultants are none of those whom newcomers are,
no caller has the card of the first page. As many call at once as the machine carries. SIGTERM ends it: nobody new
calls, everybody hangs up, and the consultants log out.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random

import anyio
import httpx
import structlog

from core import lines
from core.clock import SystemClock
from core.logging import configure_logging
from core.overload.shed import Shed
from core.overload.shed_file import Shedding
from core.settings import Settings
from ivr.tts.espeak import open_espeak
from ops.console import Failed, exit_status
from ops.demonstration.history.talk import Samples, Voices
from ops.demonstration.history.words_pl import CALLER_SAYS, CONSULTANT_SAYS
from ops.demonstration.seed import SHOWN_OFFICE, DemonstrationClient, demonstration_clients
from ops.health import reachable
from ops.install import tools
from ops.install.secrets import Secrets
from ops.running.run import read_settings
from softphone import DidNotHappen, Encryption, Engine, Phone, PhoneError, State
from softphone.__main__ import Web, believed, identify, listen

log = structlog.get_logger()

CONSULTANTS = ("k20610-3", "k20620-1", "k20610-4", "k20630-1")
"""None of them can be entered by a click: nobody's desk is taken."""

NUMBER = "9510"
NUMBERS = 501_000_000
"""The callers' numbers count on from here; those of callers in a browser begin with 500."""

PAUSE = (4.0, 14.0)  # seconds between two calls of one caller
TALK = (20.0, 45.0)  # seconds
PATIENCE = 90.0  # seconds in a queue
LAST_CALL = 75.0  # seconds before the end after which nobody new calls
GOODBYE = 8.0  # seconds for hanging up and logging out


@dataclass
class Cast:
    """Everybody who takes part, and what they need. `until`: a monotonic moment."""

    settings: Settings
    secrets: Secrets
    web: Web
    engine: Engine
    until: float
    says: tuple[Sequence[Samples], Sequence[Samples]]
    shedding: Shedding
    random: Random = field(default_factory=lambda: Random(724))
    phones: list[Phone] = field(default_factory=list)
    at_work: list[str] = field(default_factory=list)

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    def phone(self, user: str, password: str = "") -> Phone:
        encryption = None
        trunk, line = lines.trunk_line(self.settings), lines.sip_line(self.settings)
        if trunk.tls_port if not password else not line.plain_port:
            encryption = Encryption(believed(self.settings))
        made = Phone(self.engine, user, password, encryption=encryption)
        self.phones.append(made)
        return made


def callers_at_once() -> int:
    """As many as this machine carries beside everybody else."""
    return max(2, min(5, len(os.sched_getaffinity(0))))


async def show(settings: Settings, seconds: float) -> None:
    """Until the time is over, or it is cancelled; nobody is left on a line. Raises Failed."""
    secrets = Secrets.load(settings.home)
    http = lines.http_line(settings)
    address = lines.web_address(settings, reachable(http.address))
    voices = Voices(await open_espeak(tools.espeak_command()))
    says = ([await voices.say(one) for one in CALLER_SAYS], [await voices.say(one) for one in CONSULTANT_SAYS])
    clients = [one for one in demonstration_clients(secrets.pin_pepper) if one.office != SHOWN_OFFICE]
    verify = believed(settings) if http.tls_port else True
    async with httpx.AsyncClient(base_url=address, timeout=10, verify=verify) as client:
        with Engine() as engine:
            web = Web(client, secrets)
            until, shedding = time.monotonic() + seconds, Shedding(settings.shed, SystemClock())
            cast = Cast(settings, secrets, web, engine, until, says, shedding)
            try:
                with anyio.move_on_after(seconds):
                    async with anyio.create_task_group() as tasks:
                        for consultant in CONSULTANTS:
                            tasks.start_soon(_works, cast, consultant)
                        for number in range(callers_at_once()):
                            mine = clients[number :: callers_at_once()]
                            tasks.start_soon(_calls, cast, NUMBERS + number, mine)
            finally:
                with anyio.CancelScope(shield=True), anyio.move_on_after(GOODBYE):
                    await _goes_home(cast)


async def _goes_home(cast: Cast) -> None:
    for phone in cast.phones:
        with suppress(PhoneError):
            await phone.close()
    for consultant in cast.at_work:
        with suppress(Failed):
            await cast.web.wish("log_out", consultant)


async def _works(cast: Cast, consultant: str) -> None:
    """A consultant: logs in, answers, talks, and is ready again."""
    line = cast.settings
    phone = cast.phone(consultant, cast.secrets.sip_password(consultant))
    own = lines.sip_line(line)
    port = own.plain_port or own.tls_port
    assert port is not None
    try:
        await phone.register(port, reachable(own.address))
        await cast.web.wish("log_in", consultant)
        cast.at_work.append(consultant)
        await cast.web.wish("ready", consultant)
    except (PhoneError, Failed) as error:
        log.error("a consultant of the show stays at home", consultant=consultant, error=type(error).__name__)
        return
    while True:
        with suppress(PhoneError, Failed):
            await phone.wait_for_ring(600)
            await anyio.sleep(cast.random.uniform(2, 5))
            await phone.answer()
            with anyio.move_on_after(cast.random.uniform(*TALK)):
                await _talks(phone, cast.says[1], cast.random)
            await phone.hang_up()
            await anyio.sleep(cast.random.uniform(3, 9))  # writes down what it was about
        with suppress(Failed):
            await cast.web.wish("ready", consultant)
        await anyio.sleep(0.5)


async def _calls(cast: Cast, number: int, clients: Sequence[DemonstrationClient]) -> None:
    """A telephone from which one client after the other calls."""
    trunk = lines.trunk_line(cast.settings)
    for client in cycle(clients):
        await anyio.sleep(cast.random.uniform(*PAUSE))
        if cast.left < LAST_CALL:
            return
        if cast.shedding.leaves_out(Shed.PACKING):  # the machine is full: real callers go first
            continue
        phone = cast.phone(str(number))
        try:
            port = trunk.tls_port or trunk.plain_port
            await phone.call(NUMBER, port, reachable(trunk.address))
            await _asks(phone, client, cast)
        except PhoneError as error:
            log.info("a call of the show was cut short", error=type(error).__name__)
        finally:
            with anyio.CancelScope(shield=True), anyio.move_on_after(GOODBYE):
                await phone.close()
            cast.phones.remove(phone)


async def _asks(phone: Phone, client: DemonstrationClient, cast: Cast) -> None:
    """Keys card and PIN, and either hears what the line tells or talks with somebody."""
    random = cast.random
    if random.random() < 0.2:
        await identify(phone, client, then=random.choice("123"))
        await listen(phone, random.uniform(8, 15))
        return
    await identify(phone, client, then="0")
    await listen(phone, 4.0)
    await phone.send_keys("1" if random.random() < 0.7 else "2")  # agrees to being recorded, or not
    patience = random.uniform(15, 40) if random.random() < 0.1 else PATIENCE
    with anyio.move_on_after(patience + TALK[1]):
        await _talks(phone, cast.says[0], random)
    if phone.state is State.TALKING:
        with suppress(DidNotHappen):
            await phone.send_keys(random.choice("3455"))
            await phone.gone(15)


async def _talks(phone: Phone, sentences: Sequence[Samples], random: Random) -> None:
    """Sentence after sentence, with time for the other one, until the call is over."""
    for sentence in cycle(random.sample(list(sentences), len(sentences))):
        if phone.state is not State.TALKING:
            return
        await phone.say(sentence, repeat=False)
        await anyio.sleep(len(sentence) / 8000 + random.uniform(2.0, 5.0))


async def _until_told(settings: Settings, seconds: float) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_cancel_on_signal, tasks.cancel_scope)
        await show(settings, seconds)
        tasks.cancel_scope.cancel()


async def _cancel_on_signal(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
        async for _ in signals:
            scope.cancel()
            return


def main(given: Sequence[str]) -> int:
    """0 when it is over, 1 after a failure."""
    os.nice(5)
    os.chdir(Path(__file__).resolve().parents[1])

    def work() -> None:
        settings = read_settings()
        if not settings.demonstration:
            raise Failed("only a demonstration has made-up callers")
        configure_logging("show", settings.log_level)
        asyncio.run(_until_told(settings, float(given[0])))

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
