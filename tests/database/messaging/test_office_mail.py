"""The whole way with real servers: Exim brings a mail by LMTP, it is answered by Exim, and read in a mailbox."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio import to_thread
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.consents.addresses import AddressHashes
from core.db.tables.messages.matter_tables import MailboxCursorRow
from core.db.tables.messages.outbox_tables import OutboxRow
from core.secrets import InstallationSecrets
from core.settings import Settings
from courier.mail import carry_mail
from messaging.matters.reading_store import read_matter
from messaging.matters.work_store import answer
from ops.install.certificates import made_with_authority
from tests.support.database.offices import put_offices
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.mail_servers import HOST, NOBODY, OURS, PASSWORD, PEOPLE, MailServers, mail_servers
from tests.support.messages.matters import PEPPER, AlwaysOpen, PostRoom, letter
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

KOLNO, LOMZA = f"kolno@{OURS}", f"lomza@{OURS}"
ANNA, JAN = f"anna@{PEOPLE}", f"jan@{NOBODY}"
SEJNY = f"sejny@{PEOPLE}"
"""An office whose mail lies in a mailbox elsewhere."""
SECRETS = InstallationSecrets(ari_password="-", pin_pepper=PEPPER, fact_key=FACT_KEY)


@pytest.fixture
async def office(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[tuple[MailServers, PostRoom]]:
    """Exim, Dovecot, and the courier's mail between them."""
    await put_offices(engine, "20060", "20070", "20080", seat="Kolno")
    certificate = await to_thread.run_sync(made_with_authority, tmp_path, [HOST])
    async with mail_servers(certificate, (ANNA, SEJNY)) as servers:
        imap = f'[[mailbox]]\naddress = "{SEJNY}"\nhost = "{HOST}"\nport = {servers.imap}\n'
        imap += f'password_file = "{tmp_path / "password"}"\n'
        await to_thread.run_sync((tmp_path / "mailboxes.toml").write_text, imap)
        await to_thread.run_sync((tmp_path / "password").write_text, PASSWORD)
        settings = Settings(
            state_dir=tmp_path,
            mailboxes=f"{KOLNO}=20060,{LOMZA}=20070,{SEJNY}=20080",
            imap_file=tmp_path / "mailboxes.toml",
            lmtp=f"{HOST}:{servers.lmtp}",
            smtp=f"{HOST}:{servers.smtp}",
            smtp_ca=tmp_path / "ca.pem",
            mail_demonstration_addresses=f"@{PEOPLE},@{NOBODY}",
        )
        async with carrying(engine, settings):
            yield servers, PostRoom(engine)


@asynccontextmanager
async def carrying(engine: AsyncEngine, settings: Settings) -> AsyncIterator[None]:
    async with anyio.create_task_group() as tasks:
        await carry_mail(tasks, settings, SECRETS, engine, SystemClock(), AlwaysOpen())
        yield
        tasks.cancel_scope.cancel()


async def test_a_mail_is_answered_and_read_and_answered_and_what_does_not_arrive_comes_back(
    office: tuple[MailServers, PostRoom],
) -> None:
    servers, room = office
    first = letter("Dzień dobry, czy jest staż?", sender=ANNA, Message_ID="<first@ludzie.test>")
    await to_thread.run_sync(servers.send, first, ANNA, KOLNO, LOMZA)
    await eventually(partial(has_matters, room, 2), timeout=30)
    kolno, lomza = await room.matters()
    assert {kolno.office, lomza.office} == {"20060", "20070"}  # one mail to two offices is two matters
    if kolno.office != "20060":
        kolno, lomza = lomza, kolno
    confirmed = await in_mailbox(servers, lambda mail: mail["auto-submitted"] == "auto-replied")
    assert kolno.number[:4] == "KOL/"
    assert confirmed["in-reply-to"] is None

    await answered(room, kolno.id, kolno.version, "Tak, zażółć gęślą jaźń.")
    got = await in_mailbox(servers, lambda mail: mail["in-reply-to"] == "<first@ludzie.test>")
    assert got["subject"] == f"Re: Staż [{kolno.number}]"
    assert got["from"].addresses[0].addr_spec == KOLNO
    assert got.get_body(("plain",)).get_content().strip() == "Tak, zażółć gęślą jaźń."

    reply = letter(
        "Dziękuję!\n\nW dniu 1.12.2026 o 10:00 PUP pisze:\n> Tak", sender=ANNA, References=got["message-id"]
    )
    await to_thread.run_sync(servers.send, reply, ANNA, got["reply-to"].addresses[0].addr_spec)
    await eventually(partial(is_in, room, kolno.id, "Dziękuję!"), timeout=30)
    kolno, _ = await read_matter(room.engine, None, kolno.id)
    assert (kolno.state, len(await room.matters())) == ("open", 2)

    lost = letter("nie istnieję", sender=JAN, subject="Inna")
    await to_thread.run_sync(servers.send, lost, JAN, LOMZA)
    await eventually(partial(has_matters, room, 3), timeout=30)
    last = max(await room.matters(), key=lambda matter: matter.opened_at)
    await answered(room, last.id, last.version, "Tak.")
    await eventually(partial(has_bounced, room, last.id), timeout=60)


async def test_a_mailbox_elsewhere_is_read_as_it_fills_and_nothing_of_it_twice(
    office: tuple[MailServers, PostRoom], engine: AsyncEngine
) -> None:
    servers, room = office
    first = letter("Czy jest staż?", sender=ANNA, Message_ID="<first@ludzie.test>")
    await to_thread.run_sync(servers.send, first, ANNA, SEJNY)
    await eventually(partial(has_matters, room, 1), timeout=30)
    second = letter("A kurs?", sender=ANNA, subject="Kurs")
    await to_thread.run_sync(servers.send, second, ANNA, SEJNY)
    await eventually(partial(has_matters, room, 2), timeout=30)
    assert {matter.office for matter in await room.matters()} == {"20080"}
    assert len(await to_thread.run_sync(servers.read, SEJNY)) == 2
    async with engine.connect() as connection:
        assert (await connection.execute(select(MailboxCursorRow.mailbox, MailboxCursorRow.uid))).all() == [
            (SEJNY, 2)
        ]


async def answered(room: PostRoom, matter: str, version: int, text: str) -> None:
    """Without waiting until it can be taken back no more."""
    now = SystemClock().now()
    await answer(room.engine, AddressHashes(PEPPER), None, matter, version, text, "k20060-1", now)
    async with room.engine.begin() as connection:
        await connection.execute(update(OutboxRow).where(OutboxRow.state == "queued").values(not_before=now))


async def has_matters(room: PostRoom, count: int) -> bool:
    return len(await room.matters()) == count


async def is_in(room: PostRoom, matter: str, reply: str) -> bool:
    _, messages = await read_matter(room.engine, None, matter)
    return any(one.content is not None and one.content.reply == reply for one in messages)


async def has_bounced(room: PostRoom, matter: str) -> bool:
    seen, messages = await read_matter(room.engine, None, matter)
    states = [one.sending for one in messages if one.direction == "out"]
    return (seen.state, states) == ("open", ["undelivered"])


async def in_mailbox(servers: MailServers, is_it: Callable[[Any], bool]) -> Any:
    async def found() -> EmailMessage | None:
        mails = await to_thread.run_sync(servers.read, ANNA)
        read = [message_from_bytes(mail, policy=policy.default) for mail in mails]
        return next((mail for mail in read if is_it(mail)), None)

    return await eventually(found, timeout=30)
