"""Mail of the courier: the listener and the reader of what comes in, and the sender of what goes out."""

import structlog
from anyio import to_thread
from anyio.abc import TaskGroup

from core.calendar.calling_hours import CallingHours
from core.clock import Clock
from core.consents.addresses import AddressHashes
from core.db.engine import Engine
from core.keys.secret_box import ValueBox
from core.secrets import InstallationSecrets
from core.settings import Settings
from messaging.mail.dkim_signing import DkimKey
from messaging.mail.imap_watch import ImapWatch
from messaging.mail.inbox_store import Inbox
from messaging.mail.lmtp import Taking, listen
from messaging.mail.mail_outbox_store import MailOutbox
from messaging.mail.mail_sender import MailSender
from messaging.mail.mailboxes import ImapAccount, accounts_of
from messaging.mail.reader import Reader
from messaging.mail.scanner import Scanner
from messaging.mail.smtp_line import SmtpAccount, SmtpLine
from messaging.matters.marks import Marks
from messaging.matters.matter import BOX_OF_MAIL

log = structlog.get_logger()


async def carry_mail(
    tasks: TaskGroup,
    settings: Settings,
    secrets: InstallationSecrets,
    engine: Engine,
    clock: Clock,
    hours: CallingHours,
) -> None:
    """Start what carries it. Raises OSError for a password that cannot be read."""
    hashes, marks = AddressHashes(secrets.pin_pepper), Marks(secrets.pin_pepper)
    mailboxes = settings.offices_of_mailboxes
    if settings.lmtp or settings.imap_file:
        box = ValueBox.derived_from(secrets.fact_key, BOX_OF_MAIL)
        inbox = Inbox(engine, box, hashes, marks, hours, mailboxes, confirms=bool(settings.smtp))
        reader = Reader(inbox, clock)
        tasks.start_soon(reader.run)
        if settings.lmtp:
            host, _, port = settings.lmtp.rpartition(":")
            tasks.start_soon(listen, Taking(inbox, clock, reader.wake), host.strip("[]"), int(port))
            log.info("taking mail", line=settings.lmtp, mailboxes=len(mailboxes))
        for account in await _accounts(settings):
            tasks.start_soon(ImapWatch(account, inbox, clock, reader.wake).run)
    if settings.clamd:
        host, _, port = settings.clamd.rpartition(":")
        tasks.start_soon(Scanner(engine, host.strip("[]"), int(port)).run)
    if settings.smtp:
        sender = MailSender(
            MailOutbox(engine, hashes, marks, mailboxes),
            SmtpLine(await _account(settings)),
            clock,
            allowed_addresses(settings),
            await _key(settings),
        )
        tasks.start_soon(sender.run)
        log.info("sending mail", line=settings.smtp.rpartition("@")[2])


def allowed_addresses(settings: Settings) -> frozenset[str] | None:
    """To which alone a demonstration sends; None: to all."""
    if not settings.demonstration:
        return None
    return frozenset(filter(None, settings.mail_demonstration_addresses.lower().split(",")))


async def _accounts(settings: Settings) -> list[ImapAccount]:
    """Raises OSError and ValueError for a file that cannot be read, or is wrong."""
    if settings.imap_file is None:
        return []
    text = await to_thread.run_sync(settings.imap_file.read_text)
    return accounts_of(text, frozenset(settings.offices_of_mailboxes))


async def _key(settings: Settings) -> DkimKey | None:
    """Raises OSError and ValueError for a file that cannot be read, or holds no such key."""
    if settings.dkim_key_file is None:
        return None
    return DkimKey(settings.dkim_selector, await to_thread.run_sync(settings.dkim_key_file.read_bytes))


async def _account(settings: Settings) -> SmtpAccount:
    """Of `S724_SMTP`, [name@]host:port."""
    name, _, address = settings.smtp.rpartition("@")
    host, _, port = address.rpartition(":")
    password = ""
    if settings.smtp_password_file is not None:
        password = (await to_thread.run_sync(settings.smtp_password_file.read_text)).strip()
    return SmtpAccount(host, int(port), name, password, settings.smtp_ca)
