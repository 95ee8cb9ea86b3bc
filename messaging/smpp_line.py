"""One account at an operator by SMPP 3.4.

We make the parts, wait for each answer, and read receipts ourselves: the library's own ways lose some of them. It
writes numbers and words into its log, so its log is shut. What we have not stored is not acknowledged, and comes
again.
"""

import asyncio
from codecs import CodecInfo
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import anyio
import structlog
from aiosmpplib import ESME, NPI, TON, PhoneNumber, SmppCommandStatus, SubmitSm
from aiosmpplib.broker import AbstractBroker
from aiosmpplib.hook import AbstractHook
from aiosmpplib.protocol import MESSAGE_TYPE_MAP, DeliverSm, SmppMessage, SubmitSmResp
from aiosmpplib.retrytimer import AbstractRetryTimer
from aiosmpplib.state import SmppCommand

from messaging.line import NotTaken, Unknown
from messaging.sms.parts import Part, decoded
from messaging.sms.receipts import Receipt, read_receipt

log = structlog.get_logger()

ANSWER_TIME: Final = 15.0
"""Seconds for the operator's answer to a part; afterwards nobody knows whether it has it."""

END_TIME: Final = 5.0
"""Seconds for the farewell to the operator."""

_WITH_HEADER: Final = 0x40
_ASK_FOR_RECEIPT: Final = 1
_ROOM: Final = frozenset({SmppCommandStatus.ESME_RTHROTTLED, SmppCommandStatus.ESME_RMSGQFUL})
_LATER: Final = _ROOM | {SmppCommandStatus.ESME_RSYSERR, SmppCommandStatus.ESME_RINVBNDSTS}
_RECEIPTED_ID, _MESSAGE_STATE = 0x001E, 0x0427

OnReceipt = Callable[[str, Receipt], Awaitable[object]]
OnReceived = Callable[[str, str], Awaitable[object]]


class _Delivered(DeliverSm):
    """The library reads receipts by one form alone and ends the session at any other: ours reads them."""

    def parse_receipt(self) -> dict[str, Any]:
        return {}


MESSAGE_TYPE_MAP[SmppCommand.DELIVER_SM] = _Delivered


def _reads(name: str, read: Callable[[bytes], str]) -> CodecInfo:
    """A codec that reads anything: a receipt that could not be read would be sent to us for ever."""

    def decode(content: Any, errors: str = "strict") -> tuple[str, int]:
        return read(bytes(content)), len(content)

    def encode(words: str, errors: str = "strict") -> tuple[bytes, int]:
        raise ValueError("we make the bytes ourselves")

    return CodecInfo(encode, decode, name=name)


_CODECS: Final = {
    codec.name: codec
    for codec in (
        _reads("gsm0338", decoded),
        _reads("ascii", lambda content: content.decode("latin-1")),
        _reads("ucs2", lambda content: content.decode("utf-16-be", "replace")),
    )
}


class _Esme(ESME):
    """The library leaves connections open that it is done with."""

    async def connect(self) -> None:
        if self._writer is not None:
            self._writer.close()
        await super().connect()

    async def _disconnect(self) -> None:
        writer = self._writer
        await super()._disconnect()
        if writer is not None:
            writer.close()


class _Pauses(AbstractRetryTimer):
    """Between two tries to connect: 1 s, twice as long each time, half a minute at most."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self._delay = 1.0

    def reset(self) -> None:
        self._delay = 1.0

    def next_delay(self) -> float:
        return self._delay

    async def wait(self) -> None:
        with anyio.move_on_after(self._delay):
            await self.ended.wait()
        self._delay = min(30.0, self._delay * 2)


@dataclass(frozen=True, slots=True)
class SmppAccount:
    """`sender`: a number, or a name of up to 11 signs. Never printed."""

    host: str
    port: int
    system_id: str
    password: str
    sender: str

    def __repr__(self) -> str:
        return f"SmppAccount({self.host}:{self.port})"


class SmppLine(AbstractHook, AbstractBroker):
    """`run` until cancelled; `send` meanwhile."""

    def __init__(self, account: SmppAccount, on_receipt: OnReceipt, on_received: OnReceived) -> None:
        """`on_receipt`: number and receipt; `on_received`: who wrote to us, and what."""
        self._account = account
        self._on_receipt = on_receipt
        self._on_received = on_received
        self._waiting: asyncio.Queue[SubmitSm] = asyncio.Queue()
        self._answers: dict[str, asyncio.Future[str]] = {}
        self._given: set[str] = set()  # to the network: from here on nobody can say that it did not go
        self._esme: ESME | None = None

    @property
    def name(self) -> str:
        return f"{self._account.host}:{self._account.port}/{self._account.system_id}"

    @property
    def is_up(self) -> bool:
        return self._esme is not None and self._esme._bound.is_set()

    async def run(self) -> None:
        """Keep the bind; the library connects again by itself, with growing pauses."""
        account, pauses = self._account, _Pauses()
        esme = _Esme(
            smsc_host=account.host,
            smsc_port=account.port,
            system_id=account.system_id,
            password=account.password,
            hook=self,
            broker=self,
            retry_timer=pauses,
            custom_codecs=_CODECS,
            log_level="CRITICAL",
            enquire_link_interval=30.0,
            socket_timeout=10.0,
        )
        self._esme = esme
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._keep, esme)
            try:
                await anyio.sleep_forever()
            finally:
                self._esme = None
                pauses.ended.set()
                with anyio.move_on_after(END_TIME, shield=True):
                    await esme.stop()

    async def _keep(self, esme: ESME) -> None:
        """It ends by `stop` alone: cancelled, it would leave tasks of its own behind."""
        with anyio.CancelScope(shield=True):
            await esme.start()

    async def send(self, key: str, number: str, part: Part) -> str:
        if not self.is_up:
            raise NotTaken("Linia operatora nie działa.")
        message = SubmitSm(
            short_message="-",
            source=_address(self._account.sender),
            destination=PhoneNumber(number, TON.INTERNATIONAL, NPI.ISDN),
            esm_class=_WITH_HEADER if part.has_header else 0,
            encoding="ucs2" if part.encoding == "UCS-2" else "gsm0338",
            registered_delivery=_ASK_FOR_RECEIPT,
            log_id=key,
        )
        message.set_encoded_message(part.content)
        answer = asyncio.get_running_loop().create_future()
        self._answers[key] = answer
        try:
            await self._waiting.put(message)
            async with asyncio.timeout(ANSWER_TIME):
                return str(await answer)
        except TimeoutError:
            if key not in self._given:
                raise NotTaken("Linia operatora nie działa.") from None
            raise Unknown from None
        finally:
            self._answers.pop(key, None)
            self._given.discard(key)

    # -- of the library: what goes next, what has gone, what came

    async def enqueue(self, message: SmppMessage) -> None:
        """Nobody puts a message in by this door: `send` does, which waits for the answer."""
        raise RuntimeError("messages are sent by send()")

    async def dequeue(self) -> SmppMessage:
        """The next one that somebody still waits for."""
        while True:
            message = await self._waiting.get()
            if message.log_id in self._answers:
                return message

    async def sending(self, smpp_message: SmppMessage, pdu: bytes, client_id: str) -> None:
        if isinstance(smpp_message, SubmitSm):
            self._given.add(smpp_message.log_id)

    async def received(self, smpp_message: SmppMessage | None, pdu: bytes, client_id: str) -> None:
        if isinstance(smpp_message, DeliverSm):
            await self._delivered(smpp_message)
        elif isinstance(smpp_message, SubmitSmResp):
            self._answered(smpp_message)

    async def send_error(self, smpp_message: SmppMessage, error: Exception, client_id: str) -> None:
        """It could not be written whole: nobody knows how much of it has gone; what is malformed never goes."""
        answer = self._answers.get(getattr(smpp_message, "log_id", ""))
        if answer is None or answer.done():
            return
        if isinstance(error, ValueError):
            answer.set_exception(NotTaken("Wiadomości nie da się zapisać dla operatora.", is_final=True))
        else:
            answer.set_exception(Unknown())

    def _answered(self, response: SubmitSmResp) -> None:
        answer = self._answers.get(response.log_id)
        if answer is None or answer.done():
            return  # too late: it is uncertain, and its receipt will tell
        status = response.command_status
        if status == SmppCommandStatus.ESME_ROK:
            answer.set_result(response.message_id)
        elif status in _LATER:
            answer.set_exception(NotTaken(f"Operator prosi o późniejszą próbę ({status.name})."))
        else:
            answer.set_exception(NotTaken(f"Operator odmówił ({status.name}).", is_final=True))

    async def _delivered(self, message: DeliverSm) -> None:
        """Whatever this raises ends the session before the acknowledgement: it comes again."""
        if not message.is_receipt():
            await self._on_received(message.source.number, message.short_message or message.message_payload)
            return
        told = {param.tag: param.value for param in message.optional_params or []}
        own, state = told.get(_RECEIPTED_ID), told.get(_MESSAGE_STATE)
        receipt = read_receipt(
            message.short_message, None if own is None else str(own), state if isinstance(state, int) else None
        )
        if receipt is None:
            log.warning("a receipt without an id")
            return
        await self._on_receipt(message.source.number, receipt)


def _address(sender: str) -> PhoneNumber:
    if sender.lstrip("+").isdecimal():
        return PhoneNumber(sender.lstrip("+"), TON.INTERNATIONAL, NPI.ISDN)
    return PhoneNumber(sender, TON.ALPHANUMERIC, NPI.UNKNOWN)
