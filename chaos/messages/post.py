"""People who write to an office, and are written to, while everything breaks: one message of each kind at a time.

They try again until they are told that a message is taken, as mail servers, operators and the centre itself do.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx
from anyio import to_thread
from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from chaos.centre import Centre
from chaos.messages.around import DOMAIN, NUMBERS, OFFICE, Around
from chaos.messages.marking import code_of, kind_of, mark_in, mark_of, number_of
from core.clock import MachineClock
from core.db.engine import Engine, make_engine
from core.db.errors import DATABASE_AWAY, is_our_fault
from core.db.tables.centre.call_tables import SmsOrder
from core.db.tables.messages.matter_tables import InboxMailRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.keys.secret_box import locker
from core.secrets import InstallationSecrets, read_secrets
from tests.support.messages.bringing import bring
from tests.support.messages.matters import letter

ORDER = "chaos-"
"""In front of the mark of an order, as its id."""

OCCASIONS = ("order", "received", "answer")
"""Of the outbox: what is ours."""

_EVERY = 2.0  # seconds from one message of a kind to the next
_RETRY = 1.0
_ONE_PAGE = 100
_STAFF = f"zastepca-{OFFICE}"  # who has no part in calls


@dataclass(eq=False)
class Post:
    """`run` it until cancelled; after `enough` nobody begins anything new, and soon it `is_quiet`.

    `written`, `ordered`: by mark, when it was taken; None: not yet, or nobody knows.
    """

    centre: Centre
    around: Around
    written: dict[str, float | None] = field(default_factory=dict)
    ordered: dict[str, float | None] = field(default_factory=dict)
    _is_enough: bool = False
    _token: str = ""

    def enough(self) -> None:
        self._is_enough = True

    def secrets(self) -> InstallationSecrets:
        """Of the centre, which has made them. Blocks."""
        return read_secrets(self.centre.settings.home)

    def engine(self, secrets: InstallationSecrets) -> Engine:
        """One that opens what matters hold sealed; whoever asks for it disposes of it."""
        return make_engine(self.centre.settings.dsn, pool_size=2, fact_key=secrets.fact_key)

    async def run(self) -> None:
        secrets = await to_thread.run_sync(self.secrets)
        engine = self.engine(secrets)
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._answers)
                number = 0
                while True:
                    if not self._is_enough:
                        number += 1
                        tasks.start_soon(self._brings, number)
                        tasks.start_soon(self._writes, number)
                        tasks.start_soon(self._orders, engine, secrets.sms_key, number)
                    await anyio.sleep(_EVERY)
        finally:
            with anyio.CancelScope(shield=True):
                await engine.dispose()

    async def is_quiet(self) -> bool:
        """Is everything taken, and nothing on its way? Raises what the database raises."""
        given = [*self.written.items(), *self.ordered.items()]
        if self.around.smsc.receipts_due or any(at is None for mark, at in given if kind_of(mark) != "answer"):
            return False
        waiting = (
            select(OutboxRow.id).where(
                OutboxRow.state.in_(["queued", "sending"]), OutboxRow.occasion.in_(OCCASIONS)
            ),
            select(SmsOrder.id).where(SmsOrder.state == "queued", SmsOrder.id.startswith(ORDER)),
            select(InboxMailRow.id).where(InboxMailRow.state == "new"),
        )
        async with self.centre.engine() as engine, engine.connect() as connection:
            for each in waiting:
                if await connection.scalar(select(exists(each))):
                    return False
        return True

    # -- what they do

    async def _brings(self, number: int) -> None:
        """An office's mail server, with a mail of somebody who has not written before."""
        mark = mark_of("mail", number)
        sender = f"osoba{number:04d}{DOMAIN}"
        raw = letter(f"Dzień dobry, pytanie {number}.", sender=sender, subject=mark)
        self.written[mark] = None
        while not await to_thread.run_sync(  # noqa: ASYNC110 - the courier, or the database, is away
            bring, self.around.lmtp, sender, raw, abandon_on_cancel=True
        ):
            await anyio.sleep(_RETRY)
        self.written[mark] = time.time()

    async def _writes(self, number: int) -> None:
        """The operator, with a text message of somebody who has not written before."""
        mark = mark_of("text", number)
        self.written[mark] = None
        await self.around.smsc.deliver(f"4870{number:07d}", mark.encode())
        self.written[mark] = time.time()

    async def _orders(self, engine: Engine, key: str, number: int) -> None:
        """A text message as calls order it, every second one a code."""
        is_code = number % 2 == 1
        mark = mark_of("code" if is_code else "order", number)
        row: dict[str, Any] = {
            "id": f"{ORDER}{mark}",
            "office": OFFICE,
            "sms_number": NUMBERS[number % len(NUMBERS)],
            "template": "kod-jednorazowy" if is_code else "prosba-o-kontakt",
            "sms_values": {} if is_code else {"urzad": mark},
            "secret": locker(key)(code_of(number).encode()) if is_code else None,
            "segments": 1,
            "state": "queued",
            "ordered_at": MachineClock().now(),
        }
        self.ordered[mark] = None
        while True:
            try:
                async with engine.begin() as connection:
                    await connection.execute(insert(SmsOrder).values(row).on_conflict_do_nothing())
            except DATABASE_AWAY as error:
                if is_our_fault(error):
                    raise
                await anyio.sleep(_RETRY)
            else:
                self.ordered[mark] = time.time()
                return

    async def _answers(self) -> None:
        """One of the staff, by the web service: the mail that has waited longest, one after the other."""
        async with httpx.AsyncClient(base_url=self.centre.address, timeout=10) as client:
            while True:
                await anyio.sleep(_EVERY)
                if not self._is_enough:
                    try:
                        await self._answer(client)
                    except httpx.HTTPStatusError as refused:
                        if refused.response.status_code == 401:
                            self._token = ""
                    except httpx.HTTPError:
                        continue  # the web service is away

    async def _answer(self, client: httpx.AsyncClient) -> None:
        """One that was sent in vain is not repeated: the matter is still open then, or no more."""
        self._token = self._token or await self.centre.token(client, _STAFF)
        headers = {"Authorization": f"Bearer {self._token}"}
        query: dict[str, str | int] = {"office": OFFICE, "state": "open", "limit": _ONE_PAGE}
        page = (await client.get("/api/matters", params=query, headers=headers)).raise_for_status().json()
        for matter in page["matters"]:
            asked = mark_in(matter["title"])
            if kind_of(asked) != "mail":
                continue
            mark = mark_of("answer", number_of(asked))
            self.ordered[mark] = None
            answer = await client.post(
                f"/api/matters/{matter['id']}/answers",
                json={"text": f"Dzień dobry, odpowiadamy: {mark}."},
                headers={**headers, "If-Match": f'"{matter["version"]}"'},
            )
            if answer.raise_for_status().status_code == 201:
                self.ordered[mark] = time.time()
            return
