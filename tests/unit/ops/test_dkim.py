"""The command that makes the key of DKIM: once, readable by nobody else, and never printed."""

import stat
from pathlib import Path

import pytest

from messaging.mail.dkim_signing import DkimKey, zone_line
from ops.install.mail import dkim


def test_it_makes_a_key_once_and_prints_the_record_of_each_domain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key.pem"
    monkeypatch.setenv("S724_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("S724_DKIM_KEY_FILE", str(file))
    monkeypatch.setenv("S724_MAILBOXES", "kolno@pup.example=20060,lomza@pup.example=20070,wup@wup.example=20000")
    assert dkim.main() == 0
    first = capsys.readouterr().out
    key = DkimKey("s724", file.read_bytes())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    records = [zone_line("s724", domain, key.private) for domain in ("pup.example", "wup.example")]
    assert first.splitlines() == [f"{file}: a new key", *records]
    assert dkim.main() == 0
    assert capsys.readouterr().out.splitlines() == records
    assert "PRIVATE" not in first


def test_without_a_file_or_with_another_one_it_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("S724_STATE_DIR", str(tmp_path))
    assert dkim.main() == 1
    assert "S724_DKIM_KEY_FILE" in capsys.readouterr().err
    (tmp_path / "key.pem").write_text("nothing")
    monkeypatch.setenv("S724_DKIM_KEY_FILE", str(tmp_path / "key.pem"))
    monkeypatch.setenv("S724_MAILBOXES", "kolno@pup.example=20060")
    assert dkim.main() == 1
