import hashlib
from pathlib import Path

import pytest

from core.settings import Settings
from ops.asterisk_conf import ConsultantPhone, consultants_conf, render, rtp_ports, trunk_addresses
from ops.console import Failed
from ops.secrets import Secrets


def test_a_telephone_has_endpoint_login_and_address_but_no_password() -> None:
    text = consultants_conf([ConsultantPhone("k20060-1", "Żaneta Łoś", "a-secret")])
    assert text.count("[k20060-1]") == 3
    assert 'callerid = "Żaneta Łoś" <k20060-1>' in text
    assert "a-secret" not in text
    assert hashlib.md5(b"k20060-1:s724:a-secret").hexdigest() in text
    assert "\ncontact =" not in text


def test_a_telephone_with_a_fixed_address_has_it() -> None:
    text = consultants_conf([ConsultantPhone("k1", "A", "x", "sip:k1@10.0.0.1:5060")])
    assert "contact = sip:k1@10.0.0.1:5060\n" in text


@pytest.mark.parametrize("agent_id", ["", "a b", "a]\n[b", "ż", "a;b", "-a", "a" * 41, "../a"])
def test_an_id_that_is_no_sip_user_is_refused(agent_id: str) -> None:
    with pytest.raises(Failed, match="cannot be the SIP user"):
        consultants_conf([ConsultantPhone(agent_id, "A", "x")])


def test_a_name_cannot_add_lines_or_end_its_quotation() -> None:
    evil = 'A" <x>\nallow_transfer = yes\n[operator]\r\n; "'
    text = consultants_conf([ConsultantPhone("k1", evil, "x")])
    assert "\nallow_transfer" not in text
    assert "\n[operator]" not in text
    line = next(line for line in text.splitlines() if line.startswith("callerid"))
    assert line.count('"') == 2
    assert ";" not in line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1", "127.0.0.1"),
        (" 10.0.0.0/8 , 192.0.2.1,", "10.0.0.0/8,192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("sbc.example.org", "sbc.example.org"),
    ],
)
def test_addresses_of_the_operator_are_taken(text: str, expected: str) -> None:
    assert trunk_addresses(text) == expected


@pytest.mark.parametrize("text", ["", ",", "10.0.0.300", "a b", "10.0.0.1\nendpoint = x", "a;b", "10.0.0.0/33"])
def test_what_is_no_address_of_the_operator_is_refused(text: str) -> None:
    with pytest.raises(Failed, match="S724_TRUNK"):
        trunk_addresses(text)


@pytest.mark.parametrize("text", ["1-2", "20000-10000", "60000-70000", "5000-5000"])
def test_a_range_of_ports_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Failed, match="S724_RTP_PORTS"):
        rtp_ports(text)


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"bind": "localhost"}, "S724_BIND"), ({"trunk": "x y"}, "S724_TRUNK"), ({"rtp_ports": "9-1"}, "S724_RTP")],
)
def test_a_setting_that_cannot_be_configured_is_named(tmp_path: Path, changed: dict[str, str], name: str) -> None:
    settings = Settings.model_validate({"state_dir": tmp_path, **changed})
    with pytest.raises(Failed, match=name):
        render(settings, Secrets.load(tmp_path), dialplan="")


def test_every_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    settings = Settings.model_validate({"state_dir": tmp_path})
    etc = render(settings, Secrets.load(tmp_path), dialplan="[operator]\n")
    files = list(etc.iterdir())
    assert len(files) > 20
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert not [file.name for file in files if "${" in file.read_text()]
