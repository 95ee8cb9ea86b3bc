"""Asterisk's own log is turned by logrotate as shipped, and Asterisk writes on into the new file."""

import getpass
import grp
import os
from pathlib import Path

import anyio
import pytest

from ops.install import checkers
from ops.paths import PROJECT
from ops.running.installation import Installation
from tests.support.timing.eventually import eventually

SHIPPED = PROJECT / "ops" / "production" / "logrotate"

pytestmark = pytest.mark.anyio


def _rules(folder: Path, state: Path) -> Path:
    """The shipped file, for this installation and whoever runs it."""
    user, group = getpass.getuser(), grp.getgrgid(os.getegid()).gr_name
    text = SHIPPED.read_text("utf-8")
    for old, new in (
        ("runuser -u system724 -- ", ""),
        ("/var/lib/system724", str(state)),
        ("/opt/system724", str(PROJECT)),
        ("system724 system724", f"{user} {group}"),
    ):
        assert old in text
        text = text.replace(old, new)
    rules = folder / "logrotate"
    rules.write_text(text, "utf-8")
    rules.chmod(0o644)
    return rules


async def test_asterisk_writes_on_into_the_new_file(shared: Installation, tmp_path: Path) -> None:
    state = shared.settings.state
    configuration = state / "asterisk" / "etc" / "logger.conf"
    before = configuration.read_text("utf-8")
    log = state / "asterisk" / "log" / "messages.log"
    rules = _rules(tmp_path, state)
    try:
        configuration.write_text(before + "messages.log = notice,warning,error\n", "utf-8")
        shared.console("logger reload")
        await eventually(log.exists)
        first = log.stat().st_ino
        command = [
            *checkers.command("logrotate"),
            "--force",
            "--verbose",
            f"--state={tmp_path / 'state'}",
            str(rules),
        ]
        done = await anyio.run_process(command, check=False)
        assert done.returncode == 0, done.stderr.decode()
        [turned] = log.parent.glob("messages.log-*")
        assert turned.stat().st_ino == first
        assert log.stat().st_ino != first
        assert log.stat().st_mode & 0o777 == 0o600
        length = turned.stat().st_size
        shared.console("core reload")  # says something of the level notice
        await eventually(lambda: "NOTICE" in log.read_text("utf-8", "replace"))
        assert turned.stat().st_size == length
    finally:
        configuration.write_text(before, "utf-8")
        shared.console("logger reload")
