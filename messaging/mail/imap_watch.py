"""Reads a mailbox by IMAP: what is new since the last time, and then whatever comes, told by the server (IDLE).

In a thread of its own, which looks each second whether it is to end: a thread cannot be cancelled. Nothing is
marked as read. The place up to which it has read stands with the mail, in one transaction.
"""

import imaplib
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import anyio
import structlog
from anyio import from_thread, to_thread
from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from core.clock import Clock
from core.db.errors import DATABASE_AWAY
from messaging.mail.inbox_store import Cursor, Inbox
from messaging.mail.lmtp import MOST_BYTES
from messaging.mail.mailboxes import ImapAccount, has_sender_in, recipient_in

log = structlog.get_logger()

ANSWER_TIME: Final = 30.0
IDLE_TIME: Final = 240
"""Seconds until IDLE is left and asked for anew: a server that has fallen silent is noticed by that alone."""

AGAIN_TIME: Final = 15.0


class ImapWatch:
    """`run` until cancelled. `on_kept`: called when there is something to read."""

    def __init__(self, account: ImapAccount, inbox: Inbox, clock: Clock, on_kept: Callable[[], None]) -> None:
        self._account = account
        self._inbox = inbox
        self._clock = clock
        self._on_kept = on_kept
        self._ends = False

    async def run(self) -> None:
        try:
            while True:
                try:
                    await to_thread.run_sync(self._watch, abandon_on_cancel=True)
                except (OSError, imaplib.IMAP4.error, ImapToolsError, *DATABASE_AWAY) as error:
                    log.warning(
                        "a mailbox is read again later", host=self._account.host, error=type(error).__name__
                    )
                await anyio.sleep(AGAIN_TIME)
        finally:
            self._ends = True

    def _watch(self) -> None:
        with self._logged_in() as box:
            log.info("reading a mailbox", host=self._account.host)
            while not self._ends:
                self._fetch_new(box)
                with box.idle as idle:
                    # Told beside another answer, before IDLE began: it is not told once more.
                    is_new = box.client.response("EXISTS")[1] != [None]
                    for _ in range(0 if is_new else IDLE_TIME):
                        if self._ends or idle.poll(timeout=1):
                            break

    def _logged_in(self) -> BaseMailBox:
        account = self._account
        box: BaseMailBox
        if account.needs_tls:
            context = ssl.create_default_context()
            box = MailBox(account.host, account.port, timeout=ANSWER_TIME, ssl_context=context)
        else:
            box = MailBoxUnencrypted(account.host, account.port, timeout=ANSWER_TIME)
        secret = Path(account.secret_file).read_text("utf-8").strip()
        if account.is_token:
            return box.xoauth2(account.name, secret, account.folder)
        return box.login(account.name, secret, account.folder)

    def _fetch_new(self, box: BaseMailBox) -> None:
        validity = int(box.folder.status(self._account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        box.client.response("EXISTS")  # forgotten: what is there now is asked
        last = from_thread.run(self._inbox.read_up_to, self._account.address, validity)
        _, found = box.client.uid("search", "UID", f"{last + 1}:*")
        uids = sorted(int(uid) for uid in (found[0] or b"").split())
        for uid in uids:
            if uid <= last or self._ends:  # `*` is the last one, however old
                continue
            _, answer = box.client.uid("fetch", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
            raw = _content(answer)
            if raw is not None:
                from_thread.run(self._keep, raw, Cursor(validity, uid))
            if raw is not None and self._account.move_to:
                box.move(str(uid), self._account.move_to)

    async def _keep(self, raw: bytes, cursor: Cursor) -> None:
        recipient = recipient_in(raw, self._account.address)
        now, has_sender = self._clock.now(), has_sender_in(raw)
        is_new = await self._inbox.keep(recipient, raw, now, has_sender=has_sender, cursor=cursor)
        log.info("a mail was fetched", is_new=is_new, size=len(raw))
        self._on_kept()


def _content(answer: Any) -> bytes | None:
    """None for one that was taken away meanwhile."""
    return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None)
