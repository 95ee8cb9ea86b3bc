"""Real telephones for tests: the fixtures `telephones` (one a process) and `phones` (one a test).

from tests.support.telephones.phone import phones, telephones  # noqa: F401  in a conftest.py

async def test_a_caller_hears_the_welcome(phones: Phones) -> None:
    caller = phones.caller("600100200")
    await caller.call("9510", port)
    agent = await phones.consultant("k20060-1", password, port)
    await agent.wait_for_ring()
    await agent.answer()
    await agent.say(600)
    await caller.until_heard(lambda sound: hears_tone(sound, 600))
    await caller.hang_up()
    assert (await agent.gone()).by_far_end
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anyio
import pytest
import pytest_asyncio

from softphone import (
    KEY_TIME,
    RATE,
    CallRefused,
    DidNotHappen,
    Encryption,
    Ending,
    Engine,
    EngineStopped,
    Heard,
    NoConnection,
    NotRegistered,
    Phone,
    PhoneError,
    Ring,
    Samples,
    State,
    hears_tone,
    tone,
    tone_frames,
    tone_share,
)

__all__ = [
    "KEY_TIME",
    "RATE",
    "CallRefused",
    "DidNotHappen",
    "Encryption",
    "Ending",
    "Engine",
    "EngineStopped",
    "Heard",
    "NoConnection",
    "NotRegistered",
    "Phone",
    "PhoneError",
    "Phones",
    "Ring",
    "Samples",
    "State",
    "hears_tone",
    "phones",
    "phones_of",
    "telephones",
    "tone",
    "tone_frames",
    "tone_share",
    "two_way_sound",
]

CALLER_TONE = 440.0
CONSULTANT_TONE = 620.0


class Phones:
    """The phones of one test."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.all: list[Phone] = []

    def caller(
        self, number: str = "600100200", *, source: str = "127.0.0.1", encryption: Encryption | None = None
    ) -> Phone:
        """A telephone of the public network; the exchange sees its calls come from `source`."""
        phone = Phone(self.engine, number, source=source, encryption=encryption)
        self.all.append(phone)
        return phone

    async def subscriber(self, number: str, own_port: int, exchange_port: int) -> Phone:
        """A telephone of the public network that can be called, at a port of its own."""
        phone = Phone(self.engine, number, own_port=own_port)
        self.all.append(phone)
        await phone.plug_in(exchange_port)
        return phone

    async def consultant(
        self,
        user: str,
        password: str,
        port: int,
        host: str = "127.0.0.1",
        *,
        source: str = "127.0.0.1",
        encryption: Encryption | None = None,
    ) -> Phone:
        """A telephone that is registered. Raises NotRegistered, or NoConnection over TLS."""
        phone = Phone(self.engine, user, password, source=source, encryption=encryption)
        self.all.append(phone)
        await phone.register(port, host)
        return phone

    def find(self, user: str) -> Phone:
        """The telephone of that name, the newest one of them."""
        return next(phone for phone in reversed(self.all) if phone.user == user)

    async def close(self) -> None:
        """End every call and registration of this test."""
        async with anyio.create_task_group() as tasks:
            for phone in self.all:
                tasks.start_soon(phone.close)
        self.all.clear()


@pytest.fixture(scope="session")
def telephones() -> Iterator[Engine]:
    """The one SIP stack of this process."""
    with Engine() as engine:
        yield engine


@asynccontextmanager
async def phones_of(engine: Engine) -> AsyncIterator[Phones]:
    """Phones for one test. Afterwards no call and no registration of them is left, whatever the test did."""
    mine = Phones(engine)
    try:
        yield mine
    finally:
        with anyio.CancelScope(shield=True):
            await mine.close()
    assert engine.live_calls == 0


@pytest_asyncio.fixture
async def phones(telephones: Engine) -> AsyncIterator[Phones]:
    """See `phones_of`."""
    async with phones_of(telephones) as mine:
        yield mine


async def two_way_sound(one: Phone, other: Phone, timeout: float = 10) -> None:
    """Both speak a tone of their own; return when each has heard the other's (and then both are silent).

    Raises DidNotHappen that says who did not hear whom.
    """
    await one.say(CALLER_TONE)
    await other.say(CONSULTANT_TONE)
    heard_by_one, heard_by_other = len(one.heard), len(other.heard)
    await one.until(lambda: hears_tone(one.heard.since(heard_by_one), CONSULTANT_TONE), timeout, f"{other}'s tone")
    await other.until(lambda: hears_tone(other.heard.since(heard_by_other), CALLER_TONE), timeout, f"{one}'s tone")
    await one.be_silent()
    await other.be_silent()
