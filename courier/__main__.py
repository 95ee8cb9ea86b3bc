"""`python -m courier`: carries text messages and mail until SIGTERM or SIGINT.

What is on its way when it ends is uncertain at the next start, and listed; nothing is sent twice.
"""

from core.loading import loaded

# isort: split
import signal

import anyio
import structlog

from core.clock import SystemClock
from core.consents.addresses import AddressHashes
from core.db.engine import answers, make_engine
from core.logging import configure_logging
from core.secrets import read_secrets
from core.settings import Settings
from courier.hours import followed_hours
from courier.mail import carry_mail
from courier.reminders import remind_of_visits
from courier.text_messages import carry_text_messages
from messaging.leader_store import leading

log = structlog.get_logger()


async def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT. Waits for a database that is away at the start. Raises LockLost, and OSError
    for a password that cannot be read or a line that is somebody's: who started this process starts it again."""
    clock = SystemClock()
    secrets = read_secrets(settings.home)
    engine = make_engine(settings.dsn, pool_size=12, fact_key=secrets.fact_key)
    await answers(engine)
    async with leading(engine), anyio.create_task_group() as tasks:
        hours = await followed_hours(tasks, settings, engine)
        if settings.sms == "smpp":
            await carry_text_messages(tasks, settings, secrets, engine, clock, hours)
        if settings.mailboxes:
            await carry_mail(tasks, settings, secrets, engine, clock, hours)
        tasks.start_soon(remind_of_visits, settings, AddressHashes(secrets.pin_pepper), engine, clock)
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
