"""What Asterisk is told of the lines."""

from pathlib import Path

import pytest

from core.settings import Settings
from ops.install.asterisk_conf import render
from ops.install.asterisk_lines import (
    identifier_order,
    in_clear_is_nobody,
    telephone_media,
    transports,
    trunk_media,
    trunk_transport,
)
from ops.install.secrets import Secrets

OUTSIDE = "192.0.2.7"
AUTHORITY = Path("/etc/operator.pem")


def settings(**values: object) -> Settings:
    return Settings.model_validate({"demonstration": True, **values})


def sections(text: str) -> dict[str, dict[str, str]]:
    """Name and settings of each section of a file of Asterisk's, comments left out."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("["):
            current = found.setdefault(line[1:].partition("]")[0], {})
        elif "=" in line and not line.startswith(";"):
            name, _, value = line.partition(" = ")
            current[name] = value
    return found


def test_telephones_and_the_operator_share_what_has_the_same_address_and_port() -> None:
    made = settings()
    assert set(sections(transports(made, AUTHORITY))) == {"udp", "tcp", "tls"}
    assert trunk_transport(made) == "udp"
    over_tls = settings(bind=OUTSIDE, trunk_tls=True)
    assert set(sections(transports(over_tls, AUTHORITY))) == {"tls"}
    assert trunk_transport(over_tls) == "tls"


def test_the_operator_has_transports_of_his_own_at_another_port_or_address() -> None:
    at_a_port = settings(trunk_port=5080)
    found = sections(transports(at_a_port, AUTHORITY))
    assert set(found) == {"udp", "tcp", "tls", "trunk-udp", "trunk-tcp"}
    assert found["trunk-udp"]["bind"] == "127.0.0.1:5080"
    assert found["udp"]["symmetric_transport"] == "yes", "a telephone is rung from where it has registered"
    assert trunk_transport(at_a_port) == "trunk-udp"
    at_an_address = settings(bind=OUTSIDE, trunk_bind="2001:db8::7", trunk_tls=True)
    found = sections(transports(at_an_address, AUTHORITY))
    assert set(found) == {"tls", "trunk-tls"}
    assert found["trunk-tls"]["bind"] == "[2001:db8::7]:5061"


def test_the_centre_believes_the_operator_by_the_authority_only_and_asks_telephones_for_nothing() -> None:
    found = sections(transports(settings(trunk_tls=True, trunk_port=5080), AUTHORITY))
    assert found["trunk-tls"]["verify_server"] == "yes"
    assert found["trunk-tls"]["ca_list_file"] == str(AUTHORITY)
    assert "verify_server" not in found["tls"]


def test_no_transport_may_be_reloaded_as_a_whole() -> None:
    """It would take the calls with it."""
    assert "allow_reload" not in transports(settings(trunk_tls=True, trunk_port=5080), AUTHORITY)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, {"media_encryption": "sdes", "media_encryption_optimistic": "yes"}),
        ({"bind": OUTSIDE, "plain": "trunk"}, {"media_encryption": "sdes", "media_encryption_optimistic": "no"}),
        ({"demonstration": False}, {}),
    ],
)
def test_sound_of_telephones_is_encrypted_where_they_speak_tls(
    values: dict[str, object], wanted: dict[str, str]
) -> None:
    found = sections("[x]\n" + telephone_media(settings(**values)))["x"]
    assert {name: found[name] for name in found if name.startswith("media_encryption")} == wanted


def test_sound_with_the_operator_is_encrypted_if_he_is_met_over_tls() -> None:
    assert "media_encryption = sdes\nmedia_encryption_optimistic = no\n" in trunk_media(settings(trunk_tls=True))
    assert "media_encryption" not in trunk_media(settings())


def test_sound_is_bound_to_the_address_of_its_line() -> None:
    made = settings(sip_bind=OUTSIDE, trunk_bind="::1")
    assert f"media_address = {OUTSIDE}\nbind_rtp_to_media_address = yes\n" in telephone_media(made)
    assert "rtp_ipv6 = yes\nmedia_address = ::1\nbind_rtp_to_media_address = yes\n" in trunk_media(made)
    assert "media_address" not in telephone_media(settings(sip_bind="0.0.0.0"))


def test_where_the_operator_alone_may_speak_in_clear_whoever_else_does_is_nobody() -> None:
    half = settings(bind=OUTSIDE, plain="trunk")
    assert identifier_order(half) == "ip,header,username"
    assert sections(in_clear_is_nobody(half))["in-clear"]["endpoint"] == "nobody"
    for other in (settings(), settings(bind=OUTSIDE, trunk_tls=True), settings(bind=OUTSIDE, plain="trunk,sip")):
        assert identifier_order(other) == "header,username,ip"
        assert in_clear_is_nobody(other) == ""


def test_every_endpoint_forbids_transfers_and_nobody_knows_the_password_of_nobody(tmp_path: Path) -> None:
    made = settings(state_dir=tmp_path, trunk_out="198.51.100.9")
    secrets = Secrets.load(tmp_path)
    text = (render(made, secrets, dialplan="") / "pjsip.conf").read_text("utf-8")
    found = sections(text)
    for endpoint in ("telephone-line", "operator", "operator-out"):
        assert found[endpoint]["allow_transfer"] == "no", endpoint
    password = found["nobody"]["password"]
    assert len(password) > 40
    assert password not in secrets.all_values()
    render(made, secrets, dialplan="")
    again = sections((tmp_path / "asterisk" / "etc" / "pjsip.conf").read_text("utf-8"))
    assert again["nobody"]["password"] != password


def test_the_account_of_the_manager_interface_may_neither_load_modules_nor_read_files(tmp_path: Path) -> None:
    text = (render(settings(state_dir=tmp_path), Secrets.load(tmp_path), dialplan="") / "manager.conf").read_text()
    rights = set(sections(text)["s724"]["write"].split(","))
    assert rights == {"call", "agent", "reporting"}
