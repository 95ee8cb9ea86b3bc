import json
import stat
import threading
from pathlib import Path

import pytest

from ops.console import Failed
from ops.install.secrets import Secrets


def test_secrets_are_made_once_and_differ_between_installations(tmp_path: Path) -> None:
    first = Secrets.load(tmp_path / "a")
    again = Secrets.load(tmp_path / "a")
    other = Secrets.load(tmp_path / "b")
    for name in ("ari_password", "ami_password", "agi_secret", "database_password", "pin_pepper"):
        assert len(getattr(first, name)) >= 40
        assert getattr(again, name) == getattr(first, name)
        assert getattr(other, name) != getattr(first, name)


def test_passwords_of_a_demonstration_are_made_once_and_kept(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path)
    secrets.make_passwords(["k20060-1", "k20060-2"], ["kierownik"])
    phone, web = secrets.sip_password("k20060-1"), secrets.web_password("kierownik")
    assert phone != secrets.sip_password("k20060-2")
    secrets.make_passwords(["k20060-1", "k20060-3"], ["kierownik"])
    again = Secrets.load(tmp_path)
    assert again.sip_passwords.keys() == {"k20060-1", "k20060-2", "k20060-3"}
    assert (again.sip_password("k20060-1"), again.web_password("kierownik")) == (phone, web)
    assert {phone, web} <= set(again.all_values())


def test_a_password_that_is_not_kept_is_not_made_up(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path)
    for ask in (secrets.sip_password, secrets.web_password):
        with pytest.raises(Failed, match="no password of k20060-1 is kept here"):
            ask("k20060-1")
    assert "k20060-1" not in (tmp_path / "secrets.json").read_text()


def test_passwords_that_are_forgotten_leave_the_file_and_everything_else_stays(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path)
    before = (tmp_path / "secrets.json").read_text()
    secrets.forget_passwords()
    secrets.make_passwords(["k20060-1"], ["kierownik"])
    phone, web = secrets.sip_password("k20060-1"), secrets.web_password("kierownik")
    secrets.forget_passwords()
    assert not secrets.sip_passwords
    assert not {phone, web} & set(Secrets.load(tmp_path).all_values())
    assert (tmp_path / "secrets.json").read_text() == before


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
        names = [f"k{n}" for n in range(5)]
        secrets.make_passwords(names, names)
        seen.append((secrets.pin_pepper, *map(secrets.sip_password, names), *map(secrets.web_password, names)))

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
