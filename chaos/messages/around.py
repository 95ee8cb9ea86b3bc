"""Who is around the courier of a centre that suffers: the operator, and the mail server that takes its mail."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anyio import to_thread

from ops import ports
from tests.support.messages.mail_sink import HOST as MAIL_HOST
from tests.support.messages.mail_sink import MailSink, mail_sink_at
from tests.support.messages.matters import KOLNO
from tests.support.messages.smsc import HOST, NAME, PASSWORD, Smsc, smsc_at

OFFICE: Final = "20060"
DOMAIN: Final = "@ludzie.test"
NUMBERS: Final = tuple(f"698{number:06d}" for number in range(1000))
"""To which alone the centre, a demonstration, sends."""

_PATIENCE: Final = 3600.0
"""Seconds for which the operator tries to deliver what people write: longer than anything is away."""


@dataclass(frozen=True, slots=True)
class Around:
    """`lmtp`: the port at which the courier takes mail. `environment`: of the centre."""

    smsc: Smsc
    sink: MailSink
    lmtp: int
    environment: Mapping[str, str]


@asynccontextmanager
async def around_the_courier(folder: Path) -> AsyncIterator[Around]:
    """They are there before the centre, and longer."""
    smpp, smtp, lmtp = await to_thread.run_sync(ports.free, 3)
    password = folder / "smpp-password"
    await to_thread.run_sync(password.write_text, PASSWORD)
    environment = {
        "S724_SMS": "smpp",
        "S724_SMPP": f"{NAME}@{HOST}:{smpp}",
        "S724_SMPP_PASSWORD_FILE": str(password),
        "S724_SMS_SENDER": "PUP",
        "S724_SMS_DEMONSTRATION_NUMBERS": ",".join(NUMBERS),
        "S724_MAILBOXES": f"{KOLNO}={OFFICE}",
        "S724_LMTP": f"{HOST}:{lmtp}",
        "S724_SMTP": f"{MAIL_HOST}:{smtp}",
        "S724_MAIL_DEMONSTRATION_ADDRESSES": DOMAIN,
    }
    async with smsc_at(smpp) as smsc, mail_sink_at(smtp) as sink:
        smsc.sends_receipts, smsc.patience = True, _PATIENCE
        yield Around(smsc, sink, lmtp, environment)
