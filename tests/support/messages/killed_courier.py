"""The courier in a process of its own, which kills itself (SIGKILL) at a stage that the environment names."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiosmtplib

from courier import __main__ as courier
from messaging.mail import mail_outbox_store, mail_sender
from messaging.mail.inbox_store import Inbox
from messaging.mail.mail_outbox_store import MailOutbox
from messaging.outbox_store import Outbox
from messaging.receipt_store import Receipts
from messaging.smpp_line import SmppLine

Way = Callable[..., Awaitable[Any]]

_BEFORE: Final[dict[str, tuple[type, str]]] = {
    "receipt has come": (Receipts, "note_receipt"),
    "words have come": (Receipts, "note_received"),
    "data begins": (aiosmtplib.SMTP, "data"),
    "mail has come": (Inbox, "keep"),
    "mail is read": (Inbox, "file"),
}
_AFTER: Final[dict[str, tuple[type, str]]] = {
    "text claimed": (Outbox, "claim"),
    "parts noted": (Outbox, "note_parts"),
    "part answered": (SmppLine, "send"),
    "part taken": (Outbox, "note_taken"),
    "text sent": (Outbox, "note_sent"),
    "receipt noted": (Receipts, "note_receipt"),
    "words noted": (Receipts, "note_received"),
    "mail claimed": (MailOutbox, "claim"),
    "data answered": (aiosmtplib.SMTP, "data"),
    "mail sent": (MailOutbox, "note_sent"),
    "mail kept": (Inbox, "keep"),
    "mail filed": (Inbox, "file"),
}
GIVEN: Final = "part given"
"""To the network, and not answered."""

STAGES: Final = (*_BEFORE, GIVEN, *_AFTER)


class _Killer:
    def __init__(self, after: int) -> None:
        self._left = after

    def at(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def _dies_before(way: Way, killer: _Killer) -> Way:
    async def dying(*args: Any, **more: Any) -> Any:
        killer.at()
        return await way(*args, **more)

    return dying


def _dies_after(way: Way, killer: _Killer) -> Way:
    async def dying(*args: Any, **more: Any) -> Any:
        found = await way(*args, **more)
        if found is not None or way.__name__ != "claim":
            killer.at()
        return found

    return dying


def _dies_given(way: Way, killer: _Killer) -> Way:
    async def dying(line: SmppLine, message: Any, *args: Any) -> None:
        await way(line, message, *args)
        if getattr(message, "log_id", ""):
            # The library writes next; the kill comes when the bytes are on their way.
            asyncio.get_running_loop().call_later(0.002, killer.at)

    return dying


def main() -> None:
    """`KILL_AT`: the stage; empty: it lives. `KILL_AFTER`: at which time that it is reached."""
    stage, killer = os.environ.get("KILL_AT", ""), _Killer(int(os.environ.get("KILL_AFTER", "1")))
    if stage in _BEFORE:
        of, name = _BEFORE[stage]
        setattr(of, name, _dies_before(getattr(of, name), killer))
    elif stage in _AFTER:
        of, name = _AFTER[stage]
        setattr(of, name, _dies_after(getattr(of, name), killer))
    elif stage == GIVEN:
        SmppLine.sending = _dies_given(SmppLine.sending, killer)  # type: ignore[method-assign, assignment]
    mail_outbox_store.ONCE_MORE_TIME /= 60  # type: ignore[misc]
    mail_sender.SETTLE_EVERY = 0.5  # type: ignore[misc]
    courier.main()


if __name__ == "__main__":
    main()
