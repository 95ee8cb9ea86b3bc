import json
import stat
import threading
from pathlib import Path

import pytest

from ops.console import Failed
from ops.secrets import Secrets


def test_secrets_are_made_once_and_differ_between_installations(tmp_path: Path) -> None:
    first = Secrets.load(tmp_path / "a")
    again = Secrets.load(tmp_path / "a")
    other = Secrets.load(tmp_path / "b")
    for name in ("ari_password", "ami_password", "agi_secret", "database_password", "pin_pepper"):
        assert len(getattr(first, name)) >= 40
        assert getattr(again, name) == getattr(first, name)
        assert getattr(other, name) != getattr(first, name)


def test_passwords_are_made_on_demand_and_kept(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path)
    phone = secrets.sip_password("k20060-1")
    web = secrets.web_password("kierownik")
    assert phone != secrets.sip_password("k20060-2")
    assert Secrets.load(tmp_path).sip_password("k20060-1") == phone
    assert Secrets.load(tmp_path).web_password("kierownik") == web
    assert {phone, web} <= set(Secrets.load(tmp_path).all_values())


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    Secrets.load(tmp_path)
    file = tmp_path / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    Secrets.load(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_many_who_ask_at_once_get_the_same_answers(tmp_path: Path) -> None:
    seen: list[tuple[str, ...]] = []

    def ask() -> None:
        secrets = Secrets.load(tmp_path)
        seen.append((secrets.pin_pepper, *(secrets.sip_password(f"k{n}") for n in range(5))))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(text)
    with pytest.raises(Failed, match="damaged"):
        Secrets.load(tmp_path)
    assert file.read_text() == text


def test_no_secret_is_shown_by_accident(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path)
    assert secrets.pin_pepper not in repr(secrets)
    assert secrets.pin_pepper not in str(secrets)


def test_an_older_file_is_completed_and_nothing_in_it_changes(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"pin_pepper": "kept", "unknown": "kept, too"}))
    secrets = Secrets.load(tmp_path)
    assert secrets.pin_pepper == "kept"
    assert len(secrets.ari_password) >= 40
    assert json.loads((tmp_path / "secrets.json").read_text())["unknown"] == "kept, too"
