"""What is known of Asterisk without asking it: since when it runs, and which one is installed."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from api.operation.processes import _asterisk
from core.settings import Settings

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_asterisk_runs_since_it_made_the_socket_of_its_console(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path / "state", tools_dir=tmp_path / "tools")
    assert _asterisk(settings, True).since is None, "there is no configuration"
    settings.asterisk_conf.parent.mkdir(parents=True)
    settings.asterisk_conf.write_text(f"[directories]\nastvarlibdir => /x\nastrundir = {tmp_path}\n")
    assert _asterisk(settings, True).since is None, "there is no socket"
    console = tmp_path / "asterisk.ctl"
    console.write_text("")
    os.utime(console, (NINE.timestamp(), NINE.timestamp()))
    assert _asterisk(settings, True).since == NINE
    assert _asterisk(settings, False).since is None, "the socket of one that is dead stays"


def test_the_version_is_that_of_the_package_without_what_its_makers_add(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path, tools_dir=tmp_path)
    manifest = tmp_path / "manifest.json"
    for content, version in (
        ({"packages": {"asterisk": "1:22.10.1+dfsg+~cs6.17.60671434-1"}}, "22.10.1"),
        ({"packages": {}}, None),
        ([], None),
    ):
        manifest.write_text(json.dumps(content))
        assert _asterisk(settings, True).version == version
    manifest.unlink()
    assert _asterisk(settings, True).version is None
