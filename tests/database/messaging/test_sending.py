"""Text messages by a real SMSC: sent once, told by receipts, refused by the gate, ended by STOP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.erasure.erasing_store import Destroyers, erase
from clients.erasure.hashes import ErasedHashes
from clients.erasure.plan import Kept
from clients.erasure.subject_store import subject_of
from core.clock import SystemClock
from core.consents.addresses import AddressHashes
from core.consents.register_store import Said, note_said, suppressed
from core.db.tables.centre.call_tables import SmsOrder
from core.db.tables.messages.consent_tables import ConsentEventRow, ConsentEvidenceRow
from core.db.tables.messages.outbox_tables import OutboxPartRow, OutboxRow, ReceiptRow, SmsReceivedRow
from core.db.tables.messages.template_tables import MessageTemplateRow
from core.db.tables.person_tables import Client
from core.fact_log.personal_key_store import forget
from core.keys.secret_box import locker, new_identity, unlocked
from ivr.identity.pin import subject_of as subject_hash
from messaging import smpp_line
from messaging.outbox import SETTLE_TIME
from messaging.outbox_store import Outbox, uncertain_messages
from messaging.receipt_store import Receipts
from messaging.sender import Sender
from messaging.smpp_line import SmppAccount, SmppLine
from messaging.sms.receipts import Receipt
from recordings.vault.destroying import destroy_erased
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.database.offices import put_offices
from tests.support.messages.smsc import HOST, NAME, PASSWORD, Smsc, smsc_at
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

HASHES, KEY, NUMBER = AddressHashes("p" * 40), new_identity(), "600100200"
LINE = "test-line"


@dataclass
class Centre:
    engine: AsyncEngine
    smsc: Smsc
    outbox: Outbox
    receipts: Receipts

    async def order(self, name: str = "sms-1", template: str = "prosba-o-kontakt", **more: Any) -> None:
        values = {"urzad": "PUP w Kolnie", "odpowiedz": "x"}
        row = {
            "id": name,
            "office": "20060",
            "sms_number": NUMBER,
            "template": template,
            "sms_values": values,
            "segments": 1,
            "state": "queued",
            "ordered_at": SystemClock().now(),
        }
        async with self.engine.begin() as connection:
            await connection.execute(insert(SmsOrder).values({**row, **more}))

    async def messages(self) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(select(OutboxRow.__table__).order_by(OutboxRow.about))).all())

    async def is_now(self, state: str) -> bool:
        return [row.state for row in await self.messages()] == [state]


@pytest.fixture
async def centre(engine: AsyncEngine) -> AsyncIterator[Centre]:
    await put_offices(engine, "20060")
    port = await asyncio.to_thread(free_port)
    async with smsc_at(port) as smsc:
        outbox = Outbox(engine, HASHES, LINE)
        yield Centre(engine, smsc, outbox, Receipts(engine, outbox, HASHES, LINE))


@asynccontextmanager
async def sending(centre: Centre, allowed: frozenset[str] | None = None) -> AsyncIterator[SmppLine]:
    clock = SystemClock()

    async def on_receipt(number: str, receipt: Receipt) -> None:
        await centre.receipts.note_receipt(number, receipt, clock.now())

    async def on_received(sender: str, words: str) -> None:
        await centre.receipts.note_received(sender, words, clock.now())

    line = SmppLine(SmppAccount(HOST, centre.smsc.port, NAME, PASSWORD, "PUP"), on_receipt, on_received)
    sender = Sender(centre.outbox, line, clock, lambda box: unlocked(KEY, box), allowed)
    await sender.begin()
    async with running(line.run, sender.run):
        await eventually(lambda: line.is_up)
        yield line


async def test_an_order_goes_once_and_is_delivered_when_the_receipt_says_so(centre: Centre) -> None:
    async with sending(centre):
        await centre.order()
        await eventually(lambda: centre.is_now("sent"), timeout=20)
        [taken] = centre.smsc.taken
        assert taken.number == f"48{NUMBER}"
        assert taken.words == "PUP w Kolnie: prosimy o telefon na infolinie w godzinach pracy urzedu."
        await centre.smsc.receipt(taken)
        await eventually(lambda: centre.is_now("delivered"), timeout=20)
    assert len(centre.smsc.taken) == 1


async def test_a_long_message_goes_in_parts_and_is_delivered_when_all_are(centre: Centre) -> None:
    long = "Zażółć gęślą jaźń. " * 8
    async with sending(centre):
        await centre.order(template="odpowiedz", sms_values={"odpowiedz": long})
        await eventually(lambda: centre.is_now("sent"), timeout=20)
        parts = centre.smsc.taken
        assert len(parts) == 3
        assert "".join(part.words for part in parts) == f"Infolinia urzedow pracy: {long}"
        for part in parts[:2]:
            await centre.smsc.receipt(part)
        assert await centre.is_now("sent")
        await centre.smsc.receipt(parts[2], "UNDELIV")
        await eventually(lambda: centre.is_now("undelivered"), timeout=20)


async def test_a_receipt_that_is_faster_than_the_answer_is_not_lost(centre: Centre) -> None:
    centre.smsc.sends_receipts = True
    async with sending(centre):
        for number in range(20):
            await centre.order(f"sms-{number:02d}")

        async def all_delivered() -> bool:
            return {row.state for row in await centre.messages()} == {"delivered"} and len(
                await centre.messages()
            ) == 20

        await eventually(all_delivered, timeout=40)
    assert len(centre.smsc.taken) == 20


async def test_a_code_leaves_no_secret_behind_and_is_late_after_its_time(centre: Centre) -> None:
    secret = locker(KEY)(b"482913")
    now = SystemClock().now()
    code: dict[str, Any] = {"template": "kod-jednorazowy", "sms_values": {}, "secret": secret}
    await centre.order("sms-late", **code, expires_at=now - timedelta(seconds=1))
    await centre.order("sms-now", **code, expires_at=now + timedelta(minutes=5))
    async with sending(centre):

        async def both() -> bool:
            return [row.state for row in await centre.messages()] == ["expired", "sent"]

        await eventually(both, timeout=20)
    [taken] = centre.smsc.taken
    assert "kod 482913" in taken.words
    async with centre.engine.connect() as connection:
        left = [
            *await connection.scalars(select(OutboxRow.secret)),
            *await connection.scalars(select(SmsOrder.secret)),
        ]
    assert left == [None] * 4


async def test_a_template_of_the_office_gives_the_words_and_one_that_cannot_be_filled_none(centre: Centre) -> None:
    now = SystemClock().now()
    own = {
        "id": "template-1",
        "code": "kod-jednorazowy",
        "office": "20060",
        "channel": "sms",
        "title": "Kod",
        "subject": "",
        "source": "PUP Kolno, kod: {{ kod }}, ważny 5 minut",
        "letters": "plain",
        "valid_from": now.date() - timedelta(days=1),
        "changed_by": "anna",
        "confirmed_by": "jan",
        "changed_at": now,
    }
    broken = {**own, "id": "template-2", "code": "prosba-o-kontakt", "source": "{{ nie_ma }}"}
    async with centre.engine.begin() as connection:
        await connection.execute(insert(MessageTemplateRow), [own, broken])
    await centre.order("sms-1", "kod-jednorazowy", sms_values={}, secret=locker(KEY)(b"482913"))
    await centre.order("sms-2")
    async with sending(centre):
        await eventually(lambda: len(centre.smsc.taken) == 2, timeout=20)
    assert {taken.words for taken in centre.smsc.taken} == {
        "PUP Kolno, kod: 482913, wazny 5 minut",
        "PUP w Kolnie: prosimy o telefon na infolinie w godzinach pracy urzedu.",
    }


async def test_an_operator_who_has_too_much_is_asked_again_and_one_who_refuses_is_not(centre: Centre) -> None:
    def too_much(event: Any, smsc_id: str) -> None:
        event.reject(0x58)

    def never(event: Any, smsc_id: str) -> None:
        event.reject(0x0B)

    centre.smsc.answers = [too_much]
    async with sending(centre):
        await centre.order()
        await eventually(lambda: centre.is_now("sent"), timeout=20)
        assert len(centre.smsc.taken) == 1
        centre.smsc.answers = [never]
        await centre.order("sms-2")

        async def is_failed() -> bool:
            return [row.state for row in await centre.messages()] == ["sent", "failed"]

        await eventually(is_failed, timeout=20)


async def test_silence_is_uncertain_never_sent_again_and_settled_by_its_receipt(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smpp_line, "ANSWER_TIME", 0.5)
    silent: list[Any] = []
    centre.smsc.answers = [lambda event, smsc_id: silent.append((event, smsc_id))]
    async with sending(centre):
        await centre.order()
        await eventually(lambda: centre.is_now("uncertain"), timeout=20)
        assert await uncertain_messages(centre.engine) == {"20060": 1}
        words = bytes(silent[0][0].short_message).decode("latin-1")
        receipt = f"id:77 stat:DELIVRD err:000 text:{words[:20]}".encode("latin-1")
        await centre.smsc.bound[-1].deliver_sm("PUP", receipt, source_addr=f"48{NUMBER}", esm_class=4)
        await eventually(lambda: centre.is_now("delivered"), timeout=20)
    assert centre.smsc.taken == []


async def test_what_was_on_its_way_when_the_sender_died_is_uncertain_and_a_code_then_void(centre: Centre) -> None:
    now = SystemClock().now()
    await centre.order(template="kod-jednorazowy", sms_values={}, secret=locker(KEY)(b"1"))
    await centre.order("sms-2")
    await centre.outbox.take_up_orders(now)
    assert await centre.outbox.claim(now) is not None
    assert await centre.outbox.claim(now) is not None
    assert await centre.outbox.begin(now) == 2
    assert await centre.outbox.settle_waiting(now + SETTLE_TIME / 2) == 0
    assert await centre.outbox.settle_waiting(now + SETTLE_TIME) == 1
    assert [row.state for row in await centre.messages()] == ["void", "uncertain"]


async def test_nothing_goes_to_whose_data_are_restricted_nor_from_a_demonstration_to_other_numbers(
    centre: Centre,
) -> None:
    now = SystemClock().now()
    await centre.order()
    await centre.outbox.take_up_orders(now)
    async with centre.engine.begin() as connection:
        row = {"id": "client-anna", "office": "20060", "first_name": "Anna", "last_name": "N"}
        await connection.execute(insert(Client).values({**row, "restricted_at": now}))
        await connection.execute(update(OutboxRow).values(client_id="client-anna"))
    assert await centre.outbox.claim(now) is None
    await centre.order("sms-2")
    async with sending(centre, frozenset({"600999999"})):

        async def both_refused() -> bool:
            return [row.state for row in await centre.messages()] == ["refused", "refused"]

        await eventually(both_refused, timeout=20)
    reasons = [row.reason for row in await centre.messages()]
    assert "art. 18 RODO" in reasons[0]
    assert "Pokaz" in reasons[1]
    assert centre.smsc.taken == []


async def test_stop_ends_everything_but_codes_and_is_confirmed_once_a_day(centre: Centre) -> None:
    async with sending(centre):
        await centre.smsc.writes(f"48{NUMBER}", "Rezygnuje")
        await eventually(lambda: len(centre.smsc.taken) == 1, timeout=20)
        await centre.smsc.writes(f"48{NUMBER}", "STOP")
        await centre.smsc.writes(f"48{NUMBER}", "Dlaczego?")

        async def all_three() -> bool:
            async with centre.engine.connect() as connection:
                return len((await connection.scalars(select(SmsReceivedRow.is_stop))).all()) == 3

        await eventually(all_three, timeout=20)
    assert "Nie bedziemy juz wysylac" in centre.smsc.taken[0].words
    assert len(centre.smsc.taken) == 1
    async with centre.engine.connect() as connection:
        assert "offers" in await suppressed(connection, "sms", NUMBER, "20060", HASHES)
    await centre.order("sms-code", template="kod-jednorazowy", sms_values={}, secret=locker(KEY)(b"1"))
    async with sending(centre):
        await eventually(lambda: len(centre.smsc.taken) == 2, timeout=20)


async def test_a_receipt_of_nobody_is_kept_and_harms_nothing(centre: Centre) -> None:
    receipt = Receipt(("99",), "delivered", "DELIVRD", "000", "Urzad")
    now: datetime = SystemClock().now()
    assert not await centre.receipts.note_receipt(f"48{NUMBER}", receipt, now)
    assert not await centre.receipts.note_receipt(f"48{NUMBER}", receipt, now)
    async with centre.engine.connect() as connection:
        assert len((await connection.scalars(select(ReceiptRow.id))).all()) == 1
        assert (await connection.scalars(select(OutboxPartRow.number))).all() == []


async def test_an_erasure_leaves_that_a_message_went_and_a_withdrawal_and_nothing_of_the_person(
    centre: Centre,
) -> None:
    now = SystemClock().now()
    person = {"id": "client-anna", "office": "20060", "first_name": "Anna", "last_name": "N", "sms_number": NUMBER}
    evidence = {"words": "Czy zgadza się Pani?"}
    async with centre.engine.begin() as connection:
        await connection.execute(insert(Client).values(person))
        given = Said(
            client_id="client-anna",
            purpose="offers",
            channel="sms",
            what="withdrawn",
            source="consultant",
            at=now,
            evidence=evidence,
        )
        await note_said(connection, given, HASHES)
    await centre.order()
    await centre.outbox.take_up_orders(now)
    await centre.receipts.note_received(f"48{NUMBER}", "Kiedy wizyta?", now)
    async with centre.engine.begin() as connection:
        subject = await subject_of(connection, "client-anna")
        assert subject is not None
        hashes = ErasedHashes("p" * 40, subject_hash)
        await erase(connection, subject, Kept(), hashes, Destroyers(forget, destroy_erased), now)
    [message] = await centre.messages()
    assert (message.address, message.template_values, message.state) == ("", {}, "refused")
    async with centre.engine.connect() as connection:
        assert (await connection.scalars(select(ConsentEvidenceRow.event))).all() == []
        assert (await connection.scalars(select(SmsReceivedRow.id))).all() == []
        assert len((await connection.scalars(select(ConsentEventRow.number))).all()) == 1
        assert await suppressed(connection, "sms", NUMBER, "20060", HASHES) == {"offers"}
