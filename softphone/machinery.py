"""The machinery under all phones of one process: one SIP stack, on a thread and an event loop of its own.

The stack is bound to the loop that started it; tests have a loop each. With its own loop it outlives them,
and a busy caller cannot make the phones stutter.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar

import anyio
from anyio.abc import TaskGroup
from baresip import Account, Call, Config, Event, Runtime, StackEvent, StaleHandleError, UserAgent
from baresip._native import lib  # how many calls the stack holds is not in the public interface

from softphone.encryption import Encryption, Sound
from softphone.sip import Address
from softphone.wire import Wire

T = TypeVar("T")

TICK = 0.02  # seconds between two looks at the sound of every call
# User agents after which the stack is renewed, as soon as there is no phone. It has room for 1023 agents and
# calls together, and never gives an agent back.
_WORN_OUT = 200
_SETTINGS = Config(
    net_interface="127.0.0.1",
    max_concurrent_calls=None,
    extra_config_text=(
        # Sound exactly as it came, not smoothed.
        "audio_jitter_buffer_type off\n"
        # One person's second call must not put another person's call on hold.
        "call_hold_other_calls no\n"
        "rtp_ports 30000-39999\n"
    ),
)


class EngineStopped(Exception):
    """The phones' machinery is not running (not started yet, closed, or dead of `__cause__`)."""


class Subscriber(Protocol):
    """A phone, as the engine sees it. All methods are called on the engine's loop."""

    def on_event(self, event: StackEvent) -> None: ...

    def on_ring(self, call: Call) -> None: ...

    def has_call(self, handle: int) -> bool: ...

    def exchange_sound(self, now: float) -> None: ...


class Machinery:
    """The thread, its loop and the stack. There can be one in a process: see Engine, which shares it."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._death: BaseException | None = None
        self._runtime: Runtime | None = None
        self._stack: Address | None = None
        self._stop: asyncio.Event | None = None
        self._phones: dict[Subscriber, Wire] = {}
        self._owners: dict[int, Subscriber] = {}
        self._early: dict[int, list[StackEvent]] = {}
        self._unwanted: set[int] = set()
        self._tasks: TaskGroup | None = None
        self._joining = anyio.Lock()
        self._agents = 0

    # -- from outside -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Return when the stack runs. Raises EngineStopped when it cannot."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._thread_main, args=(ready,), name="phones", daemon=True)
        self._thread.start()
        ready.wait(20)
        if self._loop is None or self._death is not None:
            raise EngineStopped("the phones' SIP stack did not start") from self._death

    def close(self) -> None:
        """Hang up whatever is up and stop. Does nothing when it is stopped already."""
        thread, loop, stop = self._thread, self._loop, self._stop
        self._thread = None
        if thread is None:
            return
        if loop is not None and stop is not None:
            # A loop that has just ended by itself needs no telling.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        if thread.is_alive():
            raise EngineStopped("the phones' SIP stack did not stop within 20 seconds")
        if self._death is not None:
            raise EngineStopped("the phones' SIP stack died") from self._death

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do `work` on the engine's loop and wait for it; cancelling the wait cancels the work."""
        return await self._begin(work)

    async def run_to_end(self, work: Coroutine[Any, Any, T]) -> T:
        """The same for what must not stop half-way: cancelled, only the wait ends."""
        return await asyncio.shield(self._begin(work))

    def _begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        if self._loop is None or self._death is not None or self._loop.is_closed():
            work.close()
            raise EngineStopped("the phones' machinery is not running") from self._death
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    @property
    def live_calls(self) -> int:
        """How many calls are up, of all phones together."""
        return len(self._owners)

    # -- on the engine's loop, for phones ---------------------------------------------------------------

    async def join(
        self,
        phone: Subscriber,
        source: Address,
        changed: Callable[[], None],
        encryption: Encryption | None = None,
    ) -> Wire:
        """Give a new phone its cable; `changed` is called when something has passed along it."""
        async with self._joining:
            if not self._phones and (self._agents >= _WORN_OUT or await self._has_ghosts()):
                await self._stop_stack()
                await self._start_stack()
            assert self._stack is not None
            wire = await Wire.laid(self._stack, source, changed, encryption)
            self._phones[phone] = wire
            return wire

    def leave(self, phone: Subscriber) -> None:
        wire = self._phones.pop(phone, None)
        if wire is not None:
            wire.close()
        self._owners = {handle: owner for handle, owner in self._owners.items() if owner is not phone}

    async def agent(self, account: Account) -> UserAgent:
        """A new identity in the stack."""
        assert self._runtime is not None
        self._agents += 1
        agent = await UserAgent.create(self._runtime, account)
        agent.on_incoming(self._on_ring)
        return agent

    def claim(self, handle: int, phone: Subscriber) -> None:
        """From now on (and from the beginning) the events of that call are that phone's."""
        self._owners[handle] = phone
        for event in self._early.pop(handle, ()):
            phone.on_event(event)
            if event.event is Event.CALL_CLOSED:
                self._owners.pop(handle, None)

    def reject(self, call: Call) -> None:
        """Refuse a call that nobody wants, without waiting for it."""
        self._early.pop(call.handle, None)
        self._unwanted.add(call.handle)
        assert self._tasks is not None
        self._tasks.start_soon(gone_is_fine, call.reject)

    # -- inside -----------------------------------------------------------------------------------------

    def _thread_main(self, ready: threading.Event) -> None:
        try:
            asyncio.run(self._main(ready))
        except BaseException as error:  # noqa: BLE001  handed on to whoever uses a phone next
            self._death = error
        finally:
            ready.set()

    async def _main(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        await self._start_stack()
        self._loop = asyncio.get_running_loop()
        ready.set()
        try:
            async with anyio.create_task_group() as tasks:
                self._tasks = tasks
                tasks.start_soon(self._pump)
                await self._stop.wait()
                tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                for phone in list(self._phones):
                    self.leave(phone)
                await self._stop_stack()

    async def _start_stack(self) -> None:
        self._runtime = Runtime()
        await self._runtime.start(_SETTINGS)
        self._runtime.subscribe(self._on_event)
        self._agents = 0
        self._stack = await self._find_stack_address()

    async def _stop_stack(self) -> None:
        runtime, self._runtime = self._runtime, None
        self._owners.clear()
        self._early.clear()
        self._unwanted.clear()
        if runtime is not None:
            await runtime.close()

    async def _find_stack_address(self) -> Address:
        """The stack takes a free port and does not say which: let it call us once."""
        loop = asyncio.get_running_loop()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
            ear.bind(("127.0.0.1", 0))
            ear.setblocking(False)
            port = ear.getsockname()[1]
            agent = await self.agent(Account(user="probe", domain="127.0.0.1", password="", reg_interval=0))
            call = await agent.dial(f"sip:probe@127.0.0.1:{port}")
            with anyio.fail_after(5):
                _, address = await loop.sock_recvfrom(ear, 4096)
            await call.hangup()
            self._early.pop(call.handle, None)
        host, number = address[:2]
        return host, number

    async def _pump(self) -> None:
        while True:
            await anyio.sleep(TICK)
            now = time.monotonic()
            for phone in list(self._phones):
                phone.exchange_sound(now)

    async def _has_ghosts(self) -> bool:
        """Whether the stack holds calls that it has reported as closed; after some races it does, for good."""
        assert self._runtime is not None
        _, payload = await self._runtime.cmd(lib.BP_CMD_CALL_COUNT)
        return int(json.loads(payload)["calls"]) > 0

    def _on_event(self, event: StackEvent) -> None:
        if event.call in self._unwanted:
            if event.event is Event.CALL_CLOSED:
                self._unwanted.discard(event.call)
            return
        if not event.call:
            return
        owner = self._owners.get(event.call)
        if owner is not None:
            owner.on_event(event)
            if event.event is Event.CALL_CLOSED and not owner.has_call(event.call):
                self._owners.pop(event.call, None)
        else:
            # The answer to a very quick call can be here before the caller knows its handle.
            self._early.setdefault(event.call, []).append(event)

    def _on_ring(self, call: Call) -> None:
        """Which phone rings is told by the cable that the INVITE came along, not by the name that it is for:
        an earlier phone of the same name is still known to the stack."""
        for phone, wire in self._phones.items():
            if call.call_id in wire.invited:
                phone.on_ring(call)
                return
        self.reject(call)


async def gone_is_fine(end: Callable[[], Awaitable[None]]) -> None:
    """Do what ends a call; that it has ended already is as good."""
    with contextlib.suppress(StaleHandleError):
        await end()


def phone_account(user: str, password: str, server: Address, cable: Address, sound: Sound = "none") -> Account:
    """A phone's identity in the stack. Without a password it does not register."""
    encryption = {"mandatory": ("mediaenc=srtp-mand",), "preferred": ("mediaenc=srtp",), "none": ()}[sound]
    return Account(
        user=user,
        domain=f"{server[0]}:{server[1]}",
        password=password,
        registrar=f"{cable[0]}:{cable[1]};lr",
        reg_interval=600 if password else 0,
        audio_codecs=("pcma",),
        # With a video codec at hand, answering is followed by a re-INVITE 0.1 s later.
        extra_params=("video_codecs=none", *encryption),
    )
