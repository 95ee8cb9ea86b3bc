"""`python -m courier`: carries text messages until SIGTERM or SIGINT.

What is on its way when it ends is uncertain at the next start, and listed; nothing is sent twice.
"""

from core.loading import loaded

# isort: split
import signal

import anyio
import structlog
from anyio import to_thread

from core.clock import SystemClock
from core.consents.addresses import AddressHashes
from core.db.engine import make_engine
from core.keys.secret_box import unlocked
from core.logging import configure_logging
from core.secrets import read_secrets
from core.settings import Settings
from messaging.leader_store import leading
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


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. Raises what the database raises while it is away at the start, LockLost, and
    OSError for a password that cannot be read: who started this process starts it again."""
    clock = SystemClock()
    secrets = read_secrets(settings.home)
    assert settings.smpp_password_file is not None  # says `Settings`
    password = (await to_thread.run_sync(settings.smpp_password_file.read_text)).strip()
    hashes = AddressHashes(secrets.pin_pepper)
    engine = make_engine(settings.dsn, pool_size=12)
    account = account_of(settings, password)
    name = f"{account.host}:{account.port}/{account.system_id}"
    outbox = Outbox(engine, hashes, name)
    receipts = Receipts(engine, outbox, hashes, name)

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
    async with leading(engine), anyio.create_task_group() as tasks:
        log.info("carrying messages", line=name)
        tasks.start_soon(line.run)
        tasks.start_soon(sender.run)
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async for _ in signals:
                tasks.cancel_scope.cancel()
    await engine.dispose()


def main() -> None:
    loaded()
    settings = Settings()
    configure_logging("courier", settings.log_level)
    anyio.run(run, settings, backend_options={"use_uvloop": True})


if __name__ == "__main__":
    main()
