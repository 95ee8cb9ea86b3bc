"""Text messages of the courier: the operator's line, and what sends by it."""

import structlog
from anyio import to_thread
from anyio.abc import TaskGroup

from core.calendar.calling_hours import CallingHours
from core.clock import Clock
from core.consents.addresses import AddressHashes
from core.db.engine import Engine
from core.keys.secret_box import unlocked
from core.secrets import InstallationSecrets
from core.settings import Settings
from messaging.matters.text_store import Texts
from messaging.outbox_store import Outbox
from messaging.receipt_store import Receipts
from messaging.sender import Sender
from messaging.smpp_line import SmppAccount, SmppLine
from messaging.sms.receipts import Receipt

log = structlog.get_logger()


def account_of(settings: Settings, password: str) -> SmppAccount:
    """Of `S724_SMPP`, name@host:port."""
    name, _, address = settings.smpp.rpartition("@")
    host, _, port = address.rpartition(":")
    return SmppAccount(host, int(port), name, password, settings.sms_sender)


def allowed_numbers(settings: Settings) -> frozenset[str] | None:
    """To which alone a demonstration sends; None: to all."""
    if not settings.demonstration:
        return None
    return frozenset(filter(None, settings.sms_demonstration_numbers.split(",")))


async def carry_text_messages(
    tasks: TaskGroup,
    settings: Settings,
    secrets: InstallationSecrets,
    engine: Engine,
    clock: Clock,
    hours: CallingHours,
) -> None:
    """Start what carries them. Raises OSError for a password that cannot be read, and what the database raises."""
    assert settings.smpp_password_file is not None  # says `Settings`
    password = (await to_thread.run_sync(settings.smpp_password_file.read_text)).strip()
    hashes = AddressHashes(secrets.pin_pepper)
    account = account_of(settings, password)
    name = f"{account.host}:{account.port}/{account.system_id}"
    outbox = Outbox(engine, hashes, name)
    receipts = Receipts(engine, outbox, hashes, name, Texts(hashes, hours))

    async def on_receipt(number: str, receipt: Receipt) -> None:
        if not await receipts.note_receipt(number, receipt, clock.now()):
            log.warning("a receipt fits no message", stat=receipt.stat)

    async def on_received(sender: str, words: str) -> None:
        is_stop = await receipts.note_received(sender, words, clock.now())
        log.info("somebody has written to us", is_stop=is_stop)

    line = SmppLine(account, on_receipt, on_received)
    key = secrets.sms_key
    sender = Sender(
        outbox, line, clock, (lambda box: unlocked(key, box)) if key else None, allowed_numbers(settings)
    )
    log.info("carrying text messages", line=name)
    await sender.begin()
    tasks.start_soon(line.run)
    tasks.start_soon(sender.run)
