"""The file of the consultants' SIP accounts."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.telephone import Telephone, browser_endpoint, browser_password, check_sip_user, sip_digest
from core.errors import SettingsRefused
from core.settings import Settings
from dialplan.generate import TELEPHONES_MODULE, telephones_differ, write_telephones
from dialplan.telephones import FILE, consultants_conf

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


def test_in_a_call_of_either_telephone_both_stay() -> None:
    before = consultants_conf([telephone()], browser_secret="x")
    assert consultants_conf([], browser_secret="x", before=before, on_a_call={ANNA}) == before
    assert browser_endpoint(ANNA) not in consultants_conf([], browser_secret="x", before=before)


def test_the_file_follows_the_secret_of_the_installation(tmp_path: Path) -> None:
    settings = installation(tmp_path, "x")
    assert list(write_telephones(settings, [telephone()])) == [TELEPHONES_MODULE]
    written = (tmp_path / "asterisk" / "etc" / FILE).read_text("utf-8")
    assert written == consultants_conf([telephone()], browser_secret="x")
    assert not telephones_differ(settings, [telephone()])
    assert telephones_differ(installation(tmp_path, "y"), [telephone()])


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


def test_another_password_holds_for_a_telephone_that_is_in_no_call() -> None:
    before = consultants_conf([telephone(), telephone(JAN)])
    after = consultants_conf([telephone(password="new"), telephone(JAN)], before=before, on_a_call={JAN})
    assert sip_digest(ANNA, "new") in after
    assert sip_digest(ANNA, "a-secret") not in after
    assert sip_digest(JAN, "a-secret") in after


def test_a_telephone_in_a_call_keeps_its_password_and_name_until_the_call_is_over() -> None:
    before = consultants_conf([telephone(), telephone(JAN)])
    wanted = [telephone(password="new", shown="Inna"), telephone(JAN)]
    assert consultants_conf(wanted, before=before, on_a_call={ANNA}) == before
    assert consultants_conf(wanted, before=before) == consultants_conf(wanted)


def test_who_was_dismissed_in_mid_call_is_known_until_the_call_is_over() -> None:
    before = consultants_conf([telephone(), telephone(JAN)])
    assert consultants_conf([telephone(JAN)], before=before, on_a_call={ANNA}) == before
    assert f"[{ANNA}]" not in consultants_conf([telephone(JAN)], before=before)


def test_somebody_in_a_call_whom_the_file_does_not_know_is_written_as_everybody_else() -> None:
    assert consultants_conf([telephone()], before="", on_a_call={ANNA, "k9"}) == consultants_conf([telephone()])


NAMES = st.sets(st.from_regex(r"k[0-9]{1,3}-[0-9]", fullmatch=True), max_size=6)


@given(first=NAMES, second=NAMES, on_a_call=NAMES)
def test_calls_decide_alone_who_stays_as_before(first: set[str], second: set[str], on_a_call: set[str]) -> None:
    before = consultants_conf([telephone(name, password="old") for name in first])
    after = consultants_conf(
        [telephone(name, password="new") for name in second], before=before, on_a_call=on_a_call
    )
    kept = first & on_a_call
    fresh = second - kept
    expected = [telephone(name, password="old") for name in kept]
    assert after == consultants_conf([*expected, *(telephone(name, password="new") for name in fresh)])


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
    assert telephones_differ(settings, [telephone()])
    assert list(write_telephones(settings, [telephone()])) == [TELEPHONES_MODULE]
    assert file.stat().st_mode & 0o077 == 0
    written = file.stat().st_mtime_ns, file.stat().st_ino
    assert not telephones_differ(settings, [telephone()])
    assert list(write_telephones(settings, [telephone()])) == []
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == written
    assert telephones_differ(settings, [])
    assert list(write_telephones(settings, [], {ANNA})) == []
    assert list(write_telephones(settings, [])) == [TELEPHONES_MODULE]
    assert file.read_text("utf-8") == consultants_conf([])


def test_a_telephone_that_cannot_be_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    settings = installation(tmp_path)
    list(write_telephones(settings, [telephone()]))
    with pytest.raises(SettingsRefused):
        list(write_telephones(settings, [telephone(JAN), Telephone("operator", "A", "0f" * 16)]))
    assert not telephones_differ(settings, [telephone()])
    assert [file.name for file in (tmp_path / "asterisk" / "etc").iterdir()] == [FILE]
