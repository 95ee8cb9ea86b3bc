"""Mail becomes a matter of the addressed office, belongs where its writer has part, and is answered once."""

import asyncio
import json
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from email import message_from_bytes, policy
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.live.matters_seen import MattersSeen
from clients.erasure.erasing_store import Destroyers, erase
from clients.erasure.hashes import ErasedHashes
from clients.erasure.plan import Kept
from clients.erasure.subject_store import subject_of
from clients.export_person.export_store import read_person
from core.clock import SystemClock
from core.consents.consent import PURPOSES
from core.consents.register_store import suppressed
from core.db.tables.centre.office_tables import Office
from core.db.tables.messages.matter_tables import (
    InboxMailRow,
    MatterDraftRow,
    MatterFileRow,
    MatterMessageRow,
    MatterRow,
)
from core.db.tables.messages.outbox_tables import OutboxRow, SmsReceivedRow
from core.db.tables.person_tables import Client
from core.db.tables.personal_key_tables import PersonalKeyRow
from core.db.tables.staff_tables import Account, AccountOffice
from core.errors import NotFound, StaleVersion
from core.fact_log.personal_key_store import forget
from core.live.live import LiveObject
from core.messages.sealing_store import destroy
from core.relay.relay import RelayServer
from core.retention.retention import LONG_AGO, Kind, Window
from ivr.identity.pin import subject_of as subject_hash
from jobs.retention.due_store import Due, take_batch
from jobs.retention.kept_rows import ROWS
from messaging.line import NotTaken, Unknown
from messaging.mail.lmtp import Taking, listen
from messaging.mail.mail_outbox_store import ONCE_MORE_TIME, MailOutbox
from messaging.mail.mail_sender import MailSender
from messaging.mail.reader import Reader
from messaging.matters.holder_store import assign, colleagues_for
from messaging.matters.joining_store import join, split, undo_joining
from messaging.matters.matter import NEAR_TIME, MatterRefused
from messaging.matters.reading_store import Wanted, list_matters, own_draft, read_file, read_matter, read_raw
from messaging.matters.term_store import matter_orders
from messaging.matters.text_store import Texts
from messaging.matters.work_store import answer, close, hand_on, note, put_aside, take_back
from messaging.outbox_store import Outbox
from messaging.receipt_store import Receipts
from recordings.vault.destroying import destroy_erased
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.database.offices import put_offices
from tests.support.messages.matters import (
    HASHES,
    KOLNO,
    LOMZA,
    MAILBOXES,
    MARKS,
    RAW_BOX,
    AlwaysOpen,
    PostRoom,
    letter,
)
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

WHO = "k20060-1"
KINDS: tuple[Kind, ...] = ("matter", "inbox_mail")
PERSON = {"id": "c-1", "office": "20060", "email": "Anna@Example.pl", "first_name": "Anna", "last_name": "Nowak"}


@pytest.fixture
async def room(engine: AsyncEngine) -> PostRoom:
    await put_offices(engine, "20060", "20070", "20080", seat="Kolno")
    return PostRoom(engine)


class Line:
    """What the office's server would be given; `answers`: what it says instead of taking the next ones."""

    def __init__(self, *answers: Exception) -> None:
        self.answers = list(answers)
        self.taken: list[tuple[str, str, bytes]] = []

    async def send(self, envelope: str, to: str, content: bytes) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if not isinstance(answer, NotTaken):
            self.taken.append((envelope, to, content))
        if answer is not None:
            raise answer


async def answered(room: PostRoom, text: str = "Tak, jest.") -> str:
    """The one matter has an answer that may go now; its id."""
    matter, _ = await room.only()
    await answer(room.engine, HASHES, {"20060"}, matter.id, matter.version, text, WHO, SystemClock().now())
    await hurry(room.engine)
    return matter.id


async def hurry(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(OutboxRow).values(not_before=SystemClock().now()))


async def sent(room: PostRoom, line: Line, allowed: Sequence[str] | None = None) -> None:
    outbox = MailOutbox(room.engine, HASHES, MARKS, MAILBOXES)
    sender = MailSender(outbox, line, SystemClock(), allowed)
    while await sender.send_one():
        pass


async def test_a_mail_becomes_a_matter_of_the_office_with_its_number(room: PostRoom) -> None:
    raw = letter(files=[("cv.pdf", b"%PDF-1.7")])
    assert await room.bring(raw)
    matter, [message] = await room.only()
    year = SystemClock().now().year
    assert (matter.number, matter.office, matter.state) == (f"KOL/{year}/000001", "20060", "open")
    assert matter.title == "Staż"
    assert matter.due_at is not None
    assert message.content is not None
    assert message.content.text.strip() == "Dzień dobry, czy jest staż?"
    assert message.content.sender == "anna@example.pl"
    [file] = message.files
    found, content = await read_file(room.engine, {"20060"}, matter.id, file.id)
    assert (found.name, found.kind, content) == ("cv.pdf", "application/pdf", b"%PDF-1.7")
    assert await read_raw(room.engine, {"20060"}, matter.id, message.id, RAW_BOX) == raw
    for offices in ({"20070"}, set[str]()):
        with pytest.raises(NotFound):
            await read_matter(room.engine, offices, matter.id)
        with pytest.raises(NotFound):
            await read_file(room.engine, offices, matter.id, file.id)
        with pytest.raises(NotFound):
            await read_raw(room.engine, offices, matter.id, message.id, RAW_BOX)


async def test_nothing_of_what_people_write_stands_clear_in_the_database(room: PostRoom) -> None:
    await room.bring(letter("tajne zdanie", subject="tajny temat", files=[("tajny.txt", b"tajny plik")]))
    async with room.engine.connect() as connection:
        for table in (InboxMailRow, MatterMessageRow, MatterFileRow):
            for row in (await connection.execute(select(table.__table__))).all():
                assert b"tajn" not in repr(row).encode()


async def test_brought_again_it_is_the_same_and_to_two_offices_it_is_two(room: PostRoom) -> None:
    raw = letter(Message_ID="<a@example.pl>")
    assert await room.bring(b"Received: by a\r\n" + raw)
    assert not await room.bring(b"Received: by b\r\n\tat noon\r\n" + raw)
    assert await room.bring(raw, LOMZA)
    assert [matter.office for matter in await room.matters()] == ["20060", "20070"]
    assert await room.bring(letter("inna", Message_ID="<a@example.pl>"))  # another one with the same Message-ID
    assert len(await room.matters()) == 3


async def test_an_answer_of_the_person_belongs_to_the_matter_by_any_of_our_marks(room: PostRoom) -> None:
    await room.bring(letter(Message_ID="<first@example.pl>"))
    matter_id = await answered(room)
    line = Line()
    await sent(room, line)
    ours = MARKS.mail_id(_id_of_answer(await read_matter(room.engine, None, matter_id)), KOLNO)
    await room.bring(letter("1"), MARKS.address("s", matter_id, KOLNO))
    await room.bring(letter("2", In_Reply_To=f"<{ours}>"))
    await room.bring(letter("3", References="<x@y> <first@example.pl>"))
    [matter] = await room.matters()
    await room.bring(letter("4", subject=f"Odp: coś [{matter.number}]"))
    _, messages = await room.only()
    texts = [one.content.text.strip() for one in messages if one.direction == "in" and one.content]
    assert texts[1:] == ["1", "2", "3", "4"]


async def test_who_has_no_part_in_a_matter_gets_a_new_one_whatever_it_says(room: PostRoom) -> None:
    await room.bring(letter(Message_ID="<first@example.pl>"))
    [first] = await room.matters()
    stranger = "Jan <jan@example.pl>"
    await room.bring(letter(sender=stranger, subject=f"Re: [{first.number}]"))
    await room.bring(letter(sender=stranger, References="<first@example.pl>"))
    await room.bring(letter("plus", sender=stranger), MARKS.address("s", first.id, KOLNO))
    others = [matter for matter in await room.matters() if matter.id != first.id]
    assert [matter.follows for matter in others] == [first.id] * 3
    _, messages = await read_matter(room.engine, None, first.id)
    assert len(messages) == 1
    await room.bring(letter("bez numeru", subject="Re: Staż"))  # the same subject joins nothing
    assert len(await room.matters()) == 5


@pytest.mark.parametrize("sender", ["Anna <anna@example.pl>", "Jan <jan@example.pl>"])
async def test_made_up_marks_join_nothing_whoever_writes(room: PostRoom, sender: str) -> None:
    await room.bring(letter(Message_ID="<first@example.pl>"))
    matter_id = await answered(room)
    _, messages = await read_matter(room.engine, None, matter_id)
    address = MARKS.address("s", matter_id, KOLNO)
    ours = MARKS.mail_id(messages[-1].id, KOLNO)
    local, _, domain = address.partition("@")
    mail_local, _, mail_domain = ours.partition("@")
    wrong_address, wrong_id = f"{local[:-12]}{'0' * 12}@{domain}", f"{mail_local[:-12]}{'0' * 12}@{mail_domain}"
    await room.bring(letter("1", sender=sender), wrong_address)
    await room.bring(letter("2", sender=sender, In_Reply_To=f"<{wrong_id}>"))
    await room.bring(letter("3", sender=sender, References=f"<{matter_id}@pup.example> <x.{ours}>"))
    await room.bring(letter("4", sender=sender, subject="Re: Staż [KOL/2026/999999]"))
    await room.bring(letter("5", sender=sender), address.replace("+s.", "+z."))  # a mark of another kind
    assert len(await room.matters()) == 6
    assert len((await read_matter(room.engine, None, matter_id))[1]) == len(messages)


async def test_nothing_that_is_written_makes_a_header_of_an_answer(room: PostRoom) -> None:
    smuggled = letter(Message_ID="<first@example.pl>").replace(
        b"Subject: =?utf-8?q?Sta=C5=BC?=", b"Subject: =?utf-8?q?Sta=0D=0ABcc:_x@y.pl=0D=0A=0D=0Atresc?="
    )
    smuggled = smuggled.replace(b"From: Anna Nowak", b"From: =?utf-8?q?Anna=0D=0ABcc:_x@y.pl?=")
    assert smuggled.count(b"Bcc") == 2
    await room.bring(smuggled)
    await answered(room, "Tak.\r\nBcc: x@y.pl\r\n\r\nTreść")
    line = Line()
    await sent(room, line)
    assert [to for _, to, _ in line.taken] == ["anna@example.pl"] * 2
    for _, _, content in line.taken:
        read = message_from_bytes(content, policy=policy.default)
        assert read["bcc"] is None
        assert [str(one) for one in read["to"].addresses] == ["anna@example.pl"]


async def test_the_number_is_told_once_and_never_to_a_program(room: PostRoom) -> None:
    await room.bring(letter())
    await room.bring(letter("urlop", sender="a@b.pl", Auto_Submitted="auto-replied"))
    await room.bring(letter("lista", sender="c@d.pl", List_Id="<x.y>"))
    await room.bring(letter("pusty", sender="e@f.pl"), has_sender=False)
    [order] = await room.orders()
    assert (order.address, order.template) == ("anna@example.pl", "matter-received")
    for number in range(7):  # a program without any mark: counting ends it
        await room.bring(letter(f"{number}", subject=f"{number}"))
    assert len(await room.orders()) == 5
    line = Line()
    await sent(room, line)
    assert {envelope for envelope, _, _ in line.taken} == {""}
    assert all(b"Auto-Submitted: auto-replied" in content for _, _, content in line.taken)


async def test_a_program_s_answer_opens_nothing(room: PostRoom) -> None:
    await room.bring(letter(Message_ID="<first@example.pl>"))
    matter_id = await answered(room)
    await room.bring(letter("nie ma mnie", In_Reply_To="<first@example.pl>", Auto_Submitted="auto-replied"))
    matter, messages = await read_matter(room.engine, None, matter_id)
    assert (matter.state, messages[-1].is_automatic) == ("answered", True)


async def test_what_cannot_be_read_is_a_matter_with_the_mail_as_it_came(room: PostRoom) -> None:
    raw = b"From: a@b.pl\r\nX: " + b"a" * 70_000 + b"\r\n\r\ntak"
    await room.bring(raw)
    matter, [message] = await room.only()
    assert (matter.state, message.is_readable) == ("open", False)
    assert await read_raw(room.engine, None, matter.id, message.id, RAW_BOX) == raw


async def test_a_bomb_stops_no_reader(room: PostRoom) -> None:
    bomb = letter(subject="x").replace(b"Subject: x", b"Subject: " + b"=?utf-8?q?a?= " * 4_000)
    parts = b"From: a@b.pl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n\r\n" * 60_000
    reader = Reader(room.inbox, SystemClock())
    for raw in (bomb, parts, letter("po bombie", sender="jan@example.pl")):
        await room.inbox.keep(KOLNO, raw, SystemClock().now(), has_sender=True)
    began = SystemClock().monotonic()
    while await reader.read_one():
        pass
    assert SystemClock().monotonic() - began < 35
    matters = await room.matters()
    assert len(matters) == 3
    _, [last] = await read_matter(room.engine, None, matters[-1].id)
    assert last.content is not None
    assert last.content.text.strip() == "po bombie"


async def test_an_answer_goes_once_with_its_thread_and_number(room: PostRoom) -> None:
    await room.bring(letter(Message_ID="<first@example.pl>"))
    matter_id = await answered(room, "Tak, jest.")
    line = Line()
    await sent(room, line)
    await sent(room, line)
    _, (envelope, to, content) = line.taken
    assert to == "anna@example.pl"
    assert MARKS.read_address("z", envelope, "message") is not None
    text = content.decode()
    assert "In-Reply-To: <first@example.pl>" in text
    assert "Reply-To:" in text
    assert MARKS.address("s", matter_id, KOLNO) in text.replace("\r\n ", "")
    matter, messages = await read_matter(room.engine, None, matter_id)
    assert (matter.state, messages[-1].sending) == ("answered", "sent")


async def test_an_answer_is_taken_back_before_it_goes_and_not_after(room: PostRoom) -> None:
    await room.bring(letter())
    matter, _ = await room.only()
    now = SystemClock().now()
    await answer(room.engine, HASHES, None, matter.id, matter.version, "Nie", WHO, now)
    _, messages = await read_matter(room.engine, None, matter.id)
    line = Line()
    await sent(room, line)  # within the ten seconds
    assert len(line.taken) == 1  # the number of the matter
    await take_back(room.engine, None, matter.id, messages[-1].id, WHO, now)
    matter, messages = await read_matter(room.engine, None, matter.id)
    assert (matter.state, matter.first_answered_at) == ("open", None)
    await answered(room)
    await sent(room, line)
    assert len(line.taken) == 2
    _, messages = await read_matter(room.engine, None, matter.id)
    with pytest.raises(MatterRefused):
        await take_back(room.engine, None, matter.id, messages[-1].id, WHO, now)


async def test_an_uncertain_mail_goes_once_more_with_the_same_bytes_and_then_waits(room: PostRoom) -> None:
    await room.bring(letter())
    await answered(room)
    line = Line(*[Unknown() for _ in range(8)])
    await sent(room, line)
    outbox = MailOutbox(room.engine, HASHES, MARKS, MAILBOXES)
    later = SystemClock().now() + ONCE_MORE_TIME + timedelta(seconds=1)
    assert await outbox.settle_waiting(later) == 2
    await hurry(room.engine)
    await sent(room, line)
    assert await outbox.settle_waiting(later + ONCE_MORE_TIME) == 0
    contents = [content for _, _, content in line.taken]
    assert len(contents) == 4
    assert len(set(contents)) == 2
    assert {row.state for row in await room.orders()} == {"uncertain"}


async def test_what_was_on_its_way_when_the_sender_died_is_uncertain(room: PostRoom) -> None:
    await room.bring(letter())
    outbox = MailOutbox(room.engine, HASHES, MARKS, MAILBOXES)
    assert await outbox.claim(SystemClock().now()) is not None
    assert await outbox.begin(SystemClock().now()) == 1
    assert [row.state for row in await room.orders()] == ["uncertain"]


async def test_a_refused_answer_opens_the_matter_again_and_a_busy_server_is_asked_later(room: PostRoom) -> None:
    await room.bring(letter())
    matter_id = await answered(room)
    line = Line(NotTaken("zajęty"), NotTaken("nie ma", is_final=True))
    await sent(room, line)
    assert sorted(row.state for row in await room.orders()) == ["failed", "queued"]
    matter, messages = await read_matter(room.engine, None, matter_id)
    assert (matter.state, messages[-1].step) == ("open", "reopened")


def report(status: str) -> bytes:
    return (
        "From: Mailer-Daemon <mailer-daemon@mx.example>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nnie\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx\r\n\r\nAction: failed\r\nStatus: {status}\r\n\r\n--b--\r\n"
    ).encode()


async def test_a_hard_bounce_ends_all_but_what_is_asked_for_and_opens_the_matter(room: PostRoom) -> None:
    await room.bring(letter())
    matter_id = await answered(room)
    line = Line()
    await sent(room, line)
    await room.bring(report("5.1.1"), line.taken[-1][0], has_sender=False)
    matter, messages = await read_matter(room.engine, None, matter_id)
    assert matter.state == "open"
    assert [one.sending for one in messages if one.direction == "out"] == ["undelivered"]
    assert await ended(room) == frozenset(PURPOSES)
    assert len(await room.matters()) == 1


async def test_soft_bounces_end_it_with_the_fifth_and_made_up_ones_never(room: PostRoom) -> None:
    await room.bring(letter())
    await answered(room)
    line = Line()
    await sent(room, line)
    back = line.taken[-1][0]
    made_up = back.replace(back.partition("@")[0][-12:], "0" * 12)
    await room.bring(report("5.1.1"), made_up, has_sender=False)
    for number in range(4):
        await room.bring(report("4.2.2") + b"x" * number, back, has_sender=False)
    assert await ended(room) == frozenset()
    await room.bring(report("4.2.2") + b"xxxxx", back, has_sender=False)
    assert await ended(room) == frozenset(PURPOSES)


async def ended(room: PostRoom) -> Any:
    async with room.engine.connect() as connection:
        return await suppressed(connection, "email", "anna@example.pl", "20060", HASHES)


async def test_a_demonstration_sends_to_its_list_alone(room: PostRoom) -> None:
    await room.bring(letter())
    await room.bring(letter("2", sender="jan@pokaz.example"))
    line = Line()
    await sent(room, line, ["@pokaz.example"])
    assert [to for _, to, _ in line.taken] == ["jan@pokaz.example"]
    assert sorted(row.state for row in await room.orders()) == ["refused", "sent"]


async def test_nothing_goes_to_a_person_whose_data_are_restricted(room: PostRoom) -> None:
    now = SystemClock().now()
    async with room.engine.begin() as connection:
        await connection.execute(insert(Client).values(**PERSON, restricted_at=now))
    await room.bring(letter())
    matter, _ = await room.only()
    assert matter.client_id == "c-1"
    assert await room.orders() == []
    with pytest.raises(MatterRefused):
        await answer(room.engine, HASHES, None, matter.id, matter.version, "x", WHO, now)


async def test_notes_handing_on_joining_and_closing_are_told_with_who_did_them(room: PostRoom) -> None:
    await room.bring(letter(Message_ID="<first@example.pl>"))
    await room.bring(letter("drugi raz", subject="Staż 2", files=[("a.pdf", b"%PDF-")]))
    first, second = await room.matters()
    now = SystemClock().now()
    await note(room.engine, None, first.id, first.version, "do sprawdzenia", WHO, now)
    with pytest.raises(StaleVersion):
        await note(room.engine, None, first.id, first.version, "za późno", WHO, now)
    with pytest.raises(NotFound):
        await note(room.engine, {"20070"}, first.id, 2, "nie mój", WHO, now)
    with pytest.raises(MatterRefused):
        await join(room.engine, None, second.id, second.version, second.number, WHO, now)
    assert await join(room.engine, None, second.id, second.version, first.number, WHO, now) == first.id
    _, messages = await read_matter(room.engine, None, first.id)
    assert [one.direction for one in messages].count("in") == 2
    assert all(one.content is not None for one in messages)
    [file] = [file for one in messages for file in one.files]
    assert (await read_file(room.engine, None, first.id, file.id))[1] == b"%PDF-"
    second, left = await read_matter(room.engine, None, second.id)
    assert (second.state, second.outcome, second.joined_to, left) == ("closed", "joined", first.id, [])
    first, _ = await read_matter(room.engine, None, first.id)
    with pytest.raises(MatterRefused):
        await hand_on(room.engine, None, first.id, first.version, "20080", MAILBOXES, WHO, now)
    await hand_on(room.engine, None, first.id, first.version, "20070", MAILBOXES, WHO, now)
    first, messages = await read_matter(room.engine, {"20070"}, first.id)
    assert [(one.step, one.author) for one in messages if one.direction == "step"] == [
        ("joined", WHO),
        ("handed_on", WHO),
    ]
    await room.bring(letter("jeszcze", References="<first@example.pl>"))  # to the office of before
    _, messages = await read_matter(room.engine, {"20070"}, first.id)
    assert messages[-1].direction == "in"
    first, _ = await read_matter(room.engine, {"20070"}, first.id)
    await close(room.engine, {"20070"}, first.id, first.version, "settled", WHO, now)
    await room.bring(letter("a jednak", References="<first@example.pl>"))
    first, _ = await read_matter(room.engine, {"20070"}, first.id)
    assert (first.state, first.outcome) == ("open", None)


async def test_a_joining_is_undone_with_all_that_came_with_it_over_two_steps(room: PostRoom) -> None:
    await room.bring(letter(Message_ID="<a@example.pl>", files=[("a.pdf", b"%PDF-a")]))
    await room.bring(letter("drugi", sender="jan@example.pl", subject="B", Message_ID="<b@example.pl>"))
    await room.bring(letter("trzeci", sender="ewa@example.pl", subject="C"))
    first, second, third = await room.matters()
    with pytest.raises(MatterRefused):
        await undo_joining(room.engine, None, first.id, first.version, WHO, SystemClock().now())
    await put_aside(room.engine, None, first.id, "szkic a", WHO, SystemClock().now())
    await put_aside(room.engine, None, second.id, "szkic b", WHO, SystemClock().now())
    await join(room.engine, None, first.id, first.version, second.number, WHO, SystemClock().now())
    second, _ = await read_matter(room.engine, None, second.id)
    await join(room.engine, None, second.id, second.version, third.number, WHO, SystemClock().now())
    draft = await own_draft(room.engine, third.id, WHO)
    assert draft is not None
    assert draft.text == "szkic b\n\nszkic a"
    await room.bring(letter("do pierwszej", References="<a@example.pl>"))
    _, messages = await read_matter(room.engine, None, third.id)
    assert [one.content.text.strip() for one in messages if one.content and one.direction == "in"] == [
        "Dzień dobry, czy jest staż?",
        "drugi",
        "trzeci",
        "do pierwszej",
    ]
    first, _ = await read_matter(room.engine, None, first.id)
    with pytest.raises(NotFound):
        await undo_joining(room.engine, {"20070"}, first.id, first.version, WHO, SystemClock().now())
    await undo_joining(room.engine, None, first.id, first.version, WHO, SystemClock().now())
    first, messages = await read_matter(room.engine, None, first.id)
    assert (first.state, first.joined_to, [one.step for one in messages]) == ("open", None, [None, "taken_apart"])
    [file] = messages[0].files
    assert (await read_file(room.engine, None, first.id, file.id))[1] == b"%PDF-a"
    second, _ = await read_matter(room.engine, None, second.id)
    await undo_joining(room.engine, None, second.id, second.version, WHO, SystemClock().now())
    _, messages = await read_matter(room.engine, None, second.id)
    assert [one.step for one in messages] == [None, "joined", "taken_apart"]
    # Each address has part where its words are; what came meanwhile stayed, and its writer there with it.
    await room.bring(letter("jan dalej", sender="jan@example.pl", References="<b@example.pl>"))
    _, messages = await read_matter(room.engine, None, second.id)
    assert messages[-1].content is not None
    assert messages[-1].content.text.strip() == "jan dalej"
    _, messages = await read_matter(room.engine, None, third.id)
    assert [one.step or one.direction for one in messages] == ["in", "joined", "in", "taken_apart", "taken_apart"]


async def test_messages_become_a_matter_of_their_own_and_their_writer_goes_with_them(room: PostRoom) -> None:
    hours = AlwaysOpen()
    await room.bring(letter(Message_ID="<a@example.pl>"))
    [matter] = await room.matters()
    await room.bring(
        letter(
            "coś innego", References="<a@example.pl>", Message_ID="<c@example.pl>", files=[("b.pdf", b"%PDF-b")]
        )
    )
    matter, messages = await read_matter(room.engine, None, matter.id)
    first, second = (one.id for one in messages)

    async def tried(which: list[str], offices: set[str] | None = None, version: int = matter.version) -> str:
        return await split(
            room.engine, offices, hours, matter.id, version, which, "Inne", WHO, SystemClock().now()
        )

    for wrong in ([first, second], ["message-1"], []):
        with pytest.raises(MatterRefused):
            await tried(wrong)
    with pytest.raises(NotFound):
        await tried([second], {"20070"})
    with pytest.raises(StaleVersion):
        await tried([second], version=1)
    made = await tried([second])
    new, parts = await read_matter(room.engine, None, made)
    assert (new.title, new.state, new.due_at) == ("Inne", "open", matter.due_at)
    assert [one.step or one.id for one in parts] == [second, "split_off"]
    assert (await read_file(room.engine, None, made, parts[0].files[0].id))[1] == b"%PDF-b"
    _, left = await read_matter(room.engine, None, matter.id)
    assert [one.step or one.id for one in left] == [first, "split"]
    assert left[-1].content is not None
    assert left[-1].content.values == {"number": new.number}
    await room.bring(letter("dalej inne", References="<c@example.pl>"))
    await room.bring(letter("dalej pierwsze", References="<a@example.pl>"))
    assert [len((await read_matter(room.engine, None, one))[1]) for one in (made, matter.id)] == [3, 3]
    await answer(room.engine, HASHES, None, made, new.version + 1, "Tak", WHO, SystemClock().now())
    assert len([row for row in await room.orders() if row.occasion == "answer"]) == 1


async def test_a_draft_is_for_who_types_sealed_and_gone_with_the_answer(room: PostRoom) -> None:
    now = SystemClock().now()
    await room.bring(letter())
    matter, _ = await room.only()
    with pytest.raises(NotFound):
        await put_aside(room.engine, {"20070"}, matter.id, "x", WHO, now)
    await put_aside(room.engine, None, matter.id, "tajny szkic", WHO, now)
    await put_aside(room.engine, None, matter.id, "tajny szkic 2", WHO, now)
    draft = await own_draft(room.engine, matter.id, WHO)
    assert draft is not None
    assert draft.text == "tajny szkic 2"
    assert await own_draft(room.engine, matter.id, "k20060-2") is None
    async with room.engine.connect() as connection:
        rows = (await connection.execute(select(MatterDraftRow.__table__))).all()
    assert len(rows) == 1
    assert b"tajn" not in repr(rows).encode()
    mine = Wanted(drafted_by=WHO)
    found, _ = await list_matters(room.engine, mine, now, limit=10, after=None)
    assert [one.version for one in found] == [matter.version]  # nothing of the matter has changed
    await answer(room.engine, HASHES, None, matter.id, matter.version, "Tak", WHO, now)
    assert await list_matters(room.engine, mine, now, limit=10, after=None) == ([], None)
    await put_aside(room.engine, None, matter.id, "x", WHO, now)
    await put_aside(room.engine, None, matter.id, "  ", WHO, now)
    assert await own_draft(room.engine, matter.id, WHO) is None


async def test_terms_are_told_by_office_and_found_by_what_is_left_of_them(room: PostRoom) -> None:
    for number, to in enumerate((KOLNO, KOLNO, KOLNO, KOLNO, LOMZA)):
        await room.bring(letter(f"{number}", subject=f"{number}"), to)
    matters, now = await room.matters(), SystemClock().now()
    terms = (timedelta(hours=-3), timedelta(hours=1), timedelta(hours=5), timedelta(hours=-9), timedelta(hours=5))
    async with room.engine.begin() as connection:
        for matter, term in zip(matters, terms, strict=True):
            changed = update(MatterRow).where(MatterRow.id == matter.id)
            await connection.execute(changed.values(due_at=now + term))
        await put_accounts(connection)
    await close(room.engine, None, matters[3].id, 1, "settled", WHO, now)
    await assign(room.engine, {"20060"}, matters[0].id, WHO, now)
    orders = await matter_orders(room.engine, now)
    kolno = orders["20060"]
    assert (kolno.open, kolno.held, kolno.late, kolno.near, kolno.first) == (3, 1, 1, 1, now + terms[0])
    assert kolno.changed_at == now
    assert (orders["20070"].open, orders["20070"].late, "20080" in orders) == (1, 0, False)

    async def found(**wanted: Any) -> list[int]:
        rows, _ = await list_matters(room.engine, Wanted(offices={"20060"}, **wanted), now, limit=9, after=None)
        return [matters.index(next(one for one in matters if one.id == row.id)) for row in rows]

    assert await found(states=["open"]) == [0, 1, 2]
    assert [await found(term=term) for term in ("late", "near", "later")] == [[0], [1], [2]]
    assert [await found(holder=WHO), await found(holder="x")] == [[0], []]
    assert sorted(await found(is_held=False)) == [1, 2, 3]
    assert await found(is_held=True) == [0]
    await assign(room.engine, None, matters[0].id, None, now)
    assert await found(is_held=True) == []
    for who in ("stranger", "technik", "k20060-3"):
        with pytest.raises(MatterRefused):
            await assign(room.engine, None, matters[0].id, who, now)
    with pytest.raises(MatterRefused):
        await assign(room.engine, None, matters[3].id, WHO, now)
    with pytest.raises(NotFound):
        await assign(room.engine, {"20070"}, matters[0].id, WHO, now)
    colleagues = await colleagues_for(room.engine, None, matters[0].id)
    assert [one.username for one in colleagues] == [WHO, "k20070-1"]


async def test_whoever_watches_is_told_at_once_and_by_office(room: PostRoom, dsn: str) -> None:
    told: list[LiveObject] = []
    seen = MattersSeen(room.engine, SystemClock(), told.extend)
    relay = RelayServer(dsn, None, seen.keeper.tell)

    def last() -> Any:
        return {one.key: json.loads(one.json or b"null") for one in told if one.topic == "matters"}.get("20060")

    async with running(seen.keeper.run, relay.run):
        await eventually(lambda: relay.is_connected)
        await room.bring(letter())
        await eventually(lambda: last() is not None and last()["open"] == 1, timeout=5)
        matter, _ = await room.only()
        now = SystemClock().now()
        async with room.engine.begin() as connection:
            await put_accounts(connection)
        await assign(room.engine, None, matter.id, WHO, now)
        await eventually(lambda: last().get("held") == 1, timeout=5)
        async with room.engine.begin() as connection:
            row = update(MatterRow).where(MatterRow.id == matter.id)
            await connection.execute(row.values(due_at=now + timedelta(hours=1)))
        await note(room.engine, None, matter.id, matter.version, "x", WHO, now)
        await eventually(lambda: last().get("near") == 1, timeout=5)
        assert (seen.late(), seen.near()) == ({}, {"20060": (1, NEAR_TIME.total_seconds())})
        matter, _ = await room.only()
        await close(room.engine, None, matter.id, matter.version, "settled", WHO, now)
        await eventually(lambda: "open" not in last(), timeout=5)
        assert b"Sta" not in repr(told).encode()


async def put_accounts(connection: AsyncConnection) -> None:
    """Who may have a matter of Kolno: its consultant, and one of Łomża who is there, too; others may not."""
    rows = [
        ("k20060-1", "consultant", "20060", True, None),
        ("k20060-3", "consultant", "20060", False, None),
        ("k20060-4", "consultant", "20060", True, SystemClock().now()),
        ("k20070-1", "supervisor", "20070", True, None),
        ("k20080-1", "consultant", "20080", True, None),
        ("technik", "technician", "20060", True, None),
    ]
    for username, role, office, sees, gone in rows:
        values = {"username": username, "display_name": username, "role": role, "office": office}
        more = {"password_hash": "", "sees_clients": sees, "deactivated_at": gone}
        await connection.execute(insert(Account).values(**values, **more))
    await connection.execute(insert(AccountOffice).values(username="k20070-1", office="20060"))


async def test_a_matter_waits_since_the_words_that_nobody_has_answered(room: PostRoom) -> None:
    await room.bring(letter(Message_ID="<a@example.pl>"))
    matter, [mail] = await room.only()
    assert matter.waits_since == mail.at
    await answered(room)
    matter, _ = await room.only()
    assert matter.waits_since is None
    await room.bring(letter("i jeszcze", References="<a@example.pl>"))
    await room.bring(letter("i to", References="<a@example.pl>"))
    matter, messages = await room.only()
    assert matter.waits_since == messages[2].at


async def test_without_its_key_nothing_of_a_matter_is_left(room: PostRoom) -> None:
    await room.bring(letter(files=[("a.pdf", b"%PDF-")]))
    matter, [message] = await room.only()
    async with room.engine.begin() as connection:
        await destroy(connection, [matter.id])
    matter, [message] = await room.only()
    assert (matter.title, message.content) == ("(treść usunięto)", None)
    with pytest.raises(NotFound):
        await read_file(room.engine, None, matter.id, message.files[0].id)
    with pytest.raises(MatterRefused):
        await answer(room.engine, HASHES, None, matter.id, 1, "x", WHO, SystemClock().now())


def _id_of_answer(read: Any) -> str:
    return str(next(one.id for one in read[1] if one.direction == "out"))


async def test_a_copy_of_the_data_has_the_letters_and_an_erasure_leaves_none(room: PostRoom) -> None:
    now = SystemClock().now()
    async with room.engine.begin() as connection:
        await connection.execute(insert(Client).values(PERSON))
    await room.bring(letter("Czy jest staż?", files=[("cv.pdf", b"%PDF-")]))
    await answered(room, "Tak, jest.")
    await room.bring(letter("inna osoba", sender="jan@example.pl"))
    async with room.engine.begin() as connection:
        tables = await read_person(connection, "c-1", None)
        assert [one["title"] for one in tables["matter"]] == ["Staż"]
        written = [(one["direction"], one["text"].strip()) for one in tables["matter_message"]]
        assert written == [("od osoby", "Czy jest staż?"), ("odpowiedź urzędu", "Tak, jest.")]
        assert [one["files"] for one in tables["matter_message"]] == ["cv.pdf (5 B)", ""]
        json.dumps(tables)
        subject = await subject_of(connection, "c-1")
        assert subject is not None
        hashes = ErasedHashes("p" * 40, subject_hash)
        await erase(connection, subject, Kept(), hashes, Destroyers(forget, destroy_erased), now)
    [left] = await room.matters()
    _, [message] = await read_matter(room.engine, None, left.id)
    assert message.content is not None
    assert message.content.sender == "jan@example.pl"
    async with room.engine.connect() as connection:
        assert len((await connection.scalars(select(InboxMailRow.id))).all()) == 1
        assert (await connection.scalars(select(MatterFileRow.id))).all() == []
    assert sorted(row.address for row in await room.orders()) == ["", "", "jan@example.pl"]


async def test_matters_that_are_done_go_with_their_key_and_open_ones_stay(room: PostRoom) -> None:
    await room.bring(letter())
    await room.bring(letter("2", subject="2"))
    first, second = await room.matters()
    now = SystemClock().now()
    await close(room.engine, None, first.id, first.version, "settled", WHO, now)
    late = now + timedelta(days=1)
    for kind in KINDS:
        due = Due(kind, [Window("20060", LONG_AGO, late)], ["20060"], late)
        for kept in ROWS[kind]:
            async with room.engine.begin() as connection:
                await take_batch(connection, kept, due, None, 10)
        assert [matter.id for matter in await room.matters()] == [second.id]
    async with room.engine.connect() as connection:
        assert (await connection.scalars(select(InboxMailRow.id))).all() == []
        keys = select(PersonalKeyRow.subject).where(PersonalKeyRow.box.is_not(None))
        assert (await connection.scalars(keys)).all() == [f"matter:{second.id}"]


SENDER = "48600100200"


def texts(room: PostRoom) -> Receipts:
    outbox = Outbox(room.engine, HASHES, "line")
    return Receipts(room.engine, outbox, HASHES, "line", Texts(HASHES, AlwaysOpen()))


async def test_a_text_message_is_a_matter_and_answered_by_one(room: PostRoom) -> None:
    receipts, now = texts(room), SystemClock().now()
    async with room.engine.begin() as connection:
        person = {**PERSON, "office": "20070", "email": None, "sms_number": "600100200"}
        await connection.execute(insert(Client).values(person))
    assert not await receipts.note_received(SENDER, "Kiedy wizyta?", now)
    assert not await receipts.note_received(SENDER, "Kiedy wizyta?", now)  # the operator sends it again
    assert not await receipts.note_received(SENDER, "I gdzie?", now)
    assert await receipts.note_received(SENDER, "STOP", now)
    matter, messages = await room.only()
    assert (matter.office, matter.client_id, matter.title) == ("20070", "c-1", "Wiadomość SMS")
    assert [one.content.text for one in messages if one.content] == ["Kiedy wizyta?", "I gdzie?"]
    assert {(one.channel, one.content.sender) for one in messages if one.content} == {("sms", "600100200")}
    async with room.engine.connect() as connection:
        assert set(await connection.scalars(select(SmsReceivedRow.words))) == {"", "STOP"}
    with pytest.raises(MatterRefused):
        await answer(room.engine, HASHES, None, matter.id, matter.version, "x" * 700, WHO, now)
    await answer(room.engine, HASHES, None, matter.id, matter.version, "Jutro o 9.", WHO, now)
    order = next(row for row in await room.orders() if row.occasion == "answer")
    assert (order.channel, order.address, order.template_values) == (
        "sms",
        "600100200",
        {"odpowiedz": "Jutro o 9."},
    )
    await hurry(room.engine)
    outbox = Outbox(room.engine, HASHES, "line")
    claimed = [await outbox.claim(SystemClock().now()) for _ in range(2)]
    mine = next(one for one in claimed if one is not None and one.id == order.id)
    await outbox.note_not_taken(mine, "Nie ma takiego numeru.", now, is_final=True)
    matter, messages = await room.only()
    assert (matter.state, messages[-1].step) == ("open", "reopened")
    assert [one.sending for one in messages if one.direction == "out"] == ["failed"]
    # An office without an address takes over what came by text message.
    await hand_on(room.engine, None, matter.id, matter.version, "20080", MAILBOXES, WHO, now)


async def test_what_a_number_that_nobody_knows_writes_is_the_province_s(room: PostRoom) -> None:
    async with room.engine.begin() as connection:
        await connection.execute(update(Office).where(Office.code == "20080").values(is_province=True))
    await texts(room).note_received("INFO", "Promocja!", SystemClock().now())
    matter, _ = await room.only()
    assert matter.office == "20080"
    with pytest.raises(MatterRefused):
        await answer(room.engine, HASHES, None, matter.id, 1, "x", WHO, SystemClock().now())


async def test_the_listener_answers_for_each_recipient_and_takes_lines_of_any_length(room: PostRoom) -> None:
    port = await asyncio.to_thread(free_port)
    taking = Taking(room.inbox, SystemClock(), lambda: None)

    def bring() -> list[int]:
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as lmtp:
            lmtp.ehlo_or_helo_if_needed()
            lmtp.mail("a@b.pl")
            codes = [lmtp.rcpt(address)[0] for address in (KOLNO, "nikt@pup.example", LOMZA)]
            first = lmtp.data(b"From: a@b.pl\r\n\r\n" + b"x" * 200_000 + b"\r\n")
            return [*codes, first[0], lmtp.getreply()[0]]

    async def brought() -> list[int]:
        return await asyncio.to_thread(bring)

    async with running(partial(listen, taking, "127.0.0.1", port)):
        codes = await eventually(brought, timeout=20)
    assert codes == [250, 550, 250, 250, 250]  # a line for each that was taken: of one alone all would come again
    async with room.engine.connect() as connection:
        kept = select(InboxMailRow.office).order_by(InboxMailRow.office)
        assert (await connection.scalars(kept)).all() == ["20060", "20070"]
