"""`python -m ops.demonstration.messages`: the servers of `S724_MESSAGING=demo`, until they are ended.

`make run` runs it beside the centre. What lay there of an earlier run goes.
"""

import asyncio
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from core.clock import SystemClock
from core.settings import DEMO_PEOPLE, Settings
from ops.console import Failed, complain, say
from ops.demonstration.messages.mail_servers import HOST, PASSWORD, Ports, prepared
from ops.install.certificates import made_with_authority
from ops.install.mail import servers as mail_programs
from ops.paths import make_private

_PREFIX = "s724-mail-"
_PLACE = "mail.folder"


def main() -> int:
    """0 when it was ended, 1 where the programs cannot be had."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the servers are ended, too
    try:
        settings = Settings()
        if settings.messaging != "demo":
            raise Failed("S724_MESSAGING is not demo: there is nothing to do")
        mail_programs.ensure()
        run(settings)
    except KeyboardInterrupt:
        return 0
    except Failed as failure:
        complain(failure)
        return 1
    return 0


def run(settings: Settings) -> None:
    """Blocks. Raises Failed."""
    try:
        from ops.demonstration.messages.operator import Operator
    except ImportError:
        raise Failed("S724_MESSAGING=demo needs what tests need: run 'make setup'") from None
    folder = settings.home / "messages"
    _remove_what_was_left(folder)
    certificate = made_with_authority(make_private(make_private(folder) / "tls"), [HOST])
    # Not below the state folder, which is its owner's alone: they run as nobody where we are root.
    servers_folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    (folder / _PLACE).write_text(str(servers_folder), encoding="utf-8")
    ports = Ports(_port(settings.smtp), _port(settings.lmtp), settings.demo_imap_port, settings.demo_imap_port + 1)
    servers = prepared(servers_folder, ports, certificate, DEMO_PEOPLE)
    servers.start()
    say(f"mail to offices: SMTP {HOST}:{ports.smtp}; people's mailboxes: IMAP {HOST}:{ports.imap}, {PASSWORD}")
    try:
        asyncio.run(Operator(_port(settings.smpp), folder / "sms.txt", SystemClock()).run())
    finally:
        servers.end()


def _remove_what_was_left(folder: Path) -> None:
    """Of an earlier run, which the end of the centre has ended where it was."""
    place = folder / _PLACE
    if place.exists():
        left = Path(place.read_text(encoding="utf-8"))
        if left.name.startswith(_PREFIX):
            shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def _port(address: str) -> int:
    return int(address.rpartition(":")[2])


if __name__ == "__main__":
    sys.exit(main())
