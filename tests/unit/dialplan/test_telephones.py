"""The file of the consultants' SIP accounts."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.telephone import (
    Telephone,
    browser_endpoint,
    browser_password,
    check_sip_user,
    sip_digest,
    trial_endpoint,
)
from core.errors import SettingsRefused
from core.settings import Settings
from dialplan.generate import write_telephones
from dialplan.telephones import FILE, consultants_conf, log_ins

ANNA, JAN = "k20060-1", "k20060-2"


def telephone(name: str = ANNA, *, password: str = "a-secret", shown: str = "Żaneta Łoś") -> Telephone:
    return Telephone(name, shown, sip_digest(name, password))


def installation(folder: Path, telephone_secret: str = "") -> Settings:
    """One with secrets, in which browsers are telephones if there is one for them."""
    secrets = {"ari_password": "-", "pin_pepper": "-", "telephone_secret": telephone_secret}
    (folder / "secrets.json").write_text(json.dumps(secrets))
    return Settings.model_validate({"state_dir": folder})


def test_a_telephone_has_endpoint_log_in_and_address_but_no_password() -> None:
    text = consultants_conf([telephone()])
    assert text.count(f"[{ANNA}]") == 3
    assert f'callerid = "Żaneta Łoś" <{ANNA}>' in text
    assert "a-secret" not in text
    assert f"md5_cred = {sip_digest(ANNA, 'a-secret')}\n" in text
    assert "\ncontact =" not in text


def test_a_consultant_has_a_second_telephone_in_the_browser_if_the_web_service_can_prove_it() -> None:
    text = consultants_conf([telephone()], browser_secret="x")
    name = browser_endpoint(ANNA)
    section = f"[{name}](browser)\nauth = {name}\naors = {name}\naccountcode = {ANNA}\n"
    assert f'{section}callerid = "Żaneta Łoś" <{ANNA}>\n' in text
    assert f"md5_cred = {sip_digest(name, browser_password('x', name))}\n" in text
    assert browser_password("x", name) not in text
    assert name not in consultants_conf([telephone()])


def test_a_telephone_for_trials_is_a_page_that_belongs_to_no_consultant() -> None:
    trial = Telephone("redaktor", "Redaktor", None, is_for_trials=True)
    name = trial_endpoint("redaktor")
    own = telephone("redaktor")
    text = consultants_conf([own, trial], browser_secret="x")
    assert set(log_ins(text)) == {"redaktor", browser_endpoint("redaktor"), name}
    section = text[text.index(f"[{name}](browser)\n") : text.index(f"[{name}](browser-auth)")]
    assert "accountcode" not in section, "a channel of it is nobody's"
    assert name not in consultants_conf([trial])
    assert name not in log_ins(consultants_conf([own, trial], browser_secret="x", without={name}))
    for taken in (name, browser_endpoint("redaktor")):
        with pytest.raises(SettingsRefused):
            check_sip_user(taken)


def test_what_may_register_is_read_from_the_file_again() -> None:
    telephones = [telephone(), telephone(JAN), Telephone("k1", "A", None, "sip:k1@10.0.0.1:5060")]
    found = log_ins(consultants_conf(telephones, browser_secret="x"))
    assert found[ANNA] == sip_digest(ANNA, "a-secret")
    assert set(found) == {ANNA, JAN, *map(browser_endpoint, (ANNA, JAN, "k1"))}


def test_an_endpoint_that_is_left_out_leaves_the_other_telephone_of_the_same_person() -> None:
    everything = set(log_ins(consultants_conf([telephone(), telephone(JAN)], browser_secret="x")))
    for name in everything:
        text = consultants_conf([telephone(), telephone(JAN)], browser_secret="x", without={name})
        assert set(log_ins(text)) == everything - {name}
        assert f"[{name}]" not in text


def test_the_file_follows_the_secret_of_the_installation(tmp_path: Path) -> None:
    settings = installation(tmp_path, "x")
    assert write_telephones(settings, [telephone()])
    written = (tmp_path / "asterisk" / "etc" / FILE).read_text("utf-8")
    assert written == consultants_conf([telephone()], browser_secret="x")
    assert not write_telephones(settings, [telephone()])
    assert write_telephones(installation(tmp_path, "y"), [telephone()])


def test_a_telephone_with_a_fixed_address_has_it() -> None:
    text = consultants_conf([Telephone("k1", "A", "0f" * 16, "sip:k1@10.0.0.1:5060")])
    assert "contact = sip:k1@10.0.0.1:5060\n" in text


def test_a_telephone_without_a_password_is_only_rung() -> None:
    text = consultants_conf([Telephone("k1", "A", None, "sip:k1@10.0.0.1:5060")])
    assert "[k1](consultant-auth)" not in text
    assert "auth = k1" not in text
    assert text.index("identify_by = username") < text.index("[k1](consultant)\nidentify_by = ip\n")


@pytest.mark.parametrize("name", ["", "a b", "a]\n[b", "-a", "operator"])
def test_an_id_that_is_no_sip_user_is_refused(name: str) -> None:
    with pytest.raises(SettingsRefused):
        consultants_conf([Telephone(name, "A", "0f" * 16)])


@pytest.mark.parametrize("digest", ["", "a-secret", "0f" * 16 + "\nallow_transfer = yes", "0F" * 16])
def test_what_is_no_digest_is_refused(digest: str) -> None:
    with pytest.raises(ValueError, match="no digest"):
        consultants_conf([Telephone("k1", "A", digest)])


def test_a_name_cannot_add_lines_or_end_its_quotation() -> None:
    evil = 'A" <x>\nallow_transfer = yes\n[operator]\r\n; "'
    text = consultants_conf([telephone(shown=evil)])
    assert "\nallow_transfer" not in text
    assert "\n[operator]" not in text
    line = next(line for line in text.splitlines() if line.startswith("callerid"))
    assert line.count('"') == 2
    assert ";" not in line


@given(st.text())
def test_whatever_is_taken_as_a_name_stays_in_its_section(name: str) -> None:
    try:
        check_sip_user(name)
    except SettingsRefused:
        return
    lines = consultants_conf([telephone(name)]).splitlines()
    sections = [line for line in lines if line.startswith("[") and "(!" not in line]
    assert sections == [f"[{name}](consultant)", f"[{name}](consultant-auth)", f"[{name}](consultant-aor)"]


def test_the_file_is_written_only_if_it_changes_and_then_asterisk_has_to_read_it(tmp_path: Path) -> None:
    settings = installation(tmp_path)
    file = tmp_path / "asterisk" / "etc" / FILE
    assert write_telephones(settings, [telephone()])
    assert file.stat().st_mode & 0o077 == 0
    written = file.stat().st_mtime_ns, file.stat().st_ino
    assert not write_telephones(settings, [telephone()])
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == written
    assert write_telephones(settings, [])
    assert file.read_text("utf-8") == consultants_conf([])


def test_a_telephone_that_cannot_be_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    settings = installation(tmp_path)
    write_telephones(settings, [telephone()])
    with pytest.raises(SettingsRefused):
        write_telephones(settings, [telephone(JAN), Telephone("operator", "A", "0f" * 16)])
    assert not write_telephones(settings, [telephone()])
    assert [file.name for file in (tmp_path / "asterisk" / "etc").iterdir()] == [FILE]
