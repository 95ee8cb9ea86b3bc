"""The servers that a demonstration brings for messages are real, and it sends to nobody else."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import anyio
import pytest
from anyio import to_thread
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.secrets import InstallationSecrets
from core.settings import DEMO_LINES, DEMO_PEOPLE, Settings
from courier.mail import allowed_addresses, carry_mail
from courier.text_messages import account_of, allowed_numbers
from messaging.smpp_line import SmppLine
from messaging.sms.parts import parts_of
from ops.demonstration.messages import mail_servers as demonstrated
from ops.demonstration.messages.mail_servers import HOST
from ops.paths import PROJECT
from ops.running.run import beside
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.database.offices import put_offices
from tests.support.database.postgres import FACT_KEY
from tests.support.messages.mail_servers import MailServers, answers
from tests.support.messages.matters import PEPPER, AlwaysOpen, PostRoom, letter
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

WHO, KOLNO = DEMO_PEOPLE[0], "kolno@pup.test"
SECRETS = InstallationSecrets(ari_password="-", pin_pepper=PEPPER, fact_key=FACT_KEY)


def test_it_has_its_lines_and_sends_to_its_own_alone(tmp_path: Path) -> None:
    demo = Settings(state_dir=tmp_path, messaging="demo")
    assert {name: getattr(demo, name) for name in DEMO_LINES} == DEMO_LINES
    assert demo.carries_messages
    assert "ops.demonstration.messages" in beside(demo)
    assert "ops.demonstration.messages" not in beside(Settings(state_dir=tmp_path))
    assert list(allowed_addresses(demo) or ()) == ["@ludzie.test"]
    assert sorted(allowed_numbers(demo) or ()) == ["600100200", "600100201"]
    with pytest.raises(ValidationError, match="to this machine only"):
        Settings(state_dir=tmp_path, messaging="demo", smtp="poczta.example:25")
    with pytest.raises(ValidationError, match="to this machine only"):
        Settings(state_dir=tmp_path, messaging="demo", smpp="pokaz@operator.example:2775")
    with pytest.raises(ValidationError, match="is for demonstrations"):
        Settings(state_dir=tmp_path, messaging="demo", demonstration=False)
    assert not Settings(state_dir=tmp_path).carries_messages


@contextmanager
def begun(settings: Settings, imap: int) -> Iterator[None]:
    """As `make run` begins it, and ended as it ends it: at once."""
    told = {name: f"S724_{name.upper()}" for name in ("state_dir", "messaging", "lmtp", "smtp", "smpp")}
    environment = {variable: str(getattr(settings, name)) for name, variable in told.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "ops.demonstration.messages"],
        cwd=PROJECT,
        env={**os.environ, **environment, "S724_DEMO_IMAP_PORT": str(imap)},
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


@asynccontextmanager
async def carrying(engine: AsyncEngine, settings: Settings) -> AsyncIterator[None]:
    async with anyio.create_task_group() as tasks:
        await carry_mail(tasks, settings, SECRETS, engine, SystemClock(), AlwaysOpen())
        yield
        tasks.cancel_scope.cancel()


async def test_its_servers_bring_mail_keep_mail_and_take_text_messages(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await put_offices(engine, "20000", "20060", "20070", seat="Kolno")
    lmtp, smtp, smpp, imap = (free_port() for _ in range(4))
    settings = Settings(
        state_dir=tmp_path,
        messaging="demo",
        lmtp=f"{HOST}:{lmtp}",
        smtp=f"{HOST}:{smtp}",
        smpp=f"pokaz@{HOST}:{smpp}",
    )
    room, seen = PostRoom(engine), list[str]()

    async def on_receipt(_number: str, receipt: object) -> None:
        seen.append(getattr(receipt, "stat", ""))

    async def on_received(_number: str, _words: str) -> None:
        pass

    with begun(settings, imap):
        for port in (smtp, imap, smpp):
            await eventually(partial(answers, port), timeout=40)
        people = MailServers(demonstrated.MailServers(tmp_path, smtp, lmtp, imap, imap + 1))
        async with carrying(engine, settings):
            await to_thread.run_sync(people.send, letter(sender=WHO), WHO, KOLNO)

            async def is_answered() -> bool:
                there = await to_thread.run_sync(people.read, WHO)
                return any("Numer sprawy: KOL/" in content.decode(errors="replace") for content in there)

            await eventually(is_answered, timeout=40)
        assert [one.office for one in await room.matters()] == ["20060"]
        line = SmppLine(account_of(settings, "pokaz"), on_receipt, on_received)
        async with running(line.run):
            await eventually(lambda: line.is_up, timeout=20)
            [part] = parts_of("Zażółć gęślą jaźń", 1)
            await line.send("message-1.1", "48600100200", part)
            await eventually(lambda: seen == ["DELIVRD"], timeout=20)
        told = (tmp_path / "messages" / "sms.txt").read_text(encoding="utf-8")
        assert told.endswith("48600100200: Zażółć gęślą jaźń\n")
