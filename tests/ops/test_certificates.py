"""The certificate that a demonstration makes itself."""

import os
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.lines import certificate
from core.settings import Settings
from ops.console import Failed
from ops.install import certificates, tools


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"state_dir": tmp_path, "demonstration": True, "sip_bind": "192.0.2.7"})


def shown(settings: Settings) -> bytes:
    found = certificate(settings)
    assert found is not None
    return found.chain.read_bytes()


def names(chain: Path) -> dict[str, set[str]]:
    """Read by Python's own code, in a handshake that takes place in memory."""
    ca = ssl.create_default_context(cafile=str(chain.parent / "ca.pem"))
    ca.check_hostname = False
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(chain, chain.with_suffix(".key"))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ca.wrap_bio(to_client, to_server)
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    for side in (client, server, client, server):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    found: Any = client.getpeercert() or {}
    kinds: dict[str, set[str]] = {}
    for kind, name in found["subjectAltName"]:
        kinds.setdefault(kind, set()).add(name)
    return kinds


def test_the_first_start_makes_an_authority_and_a_certificate_for_every_address(settings: Settings) -> None:
    assert certificates.ensure(settings)
    kinds = names(settings.tls / "server.pem")
    assert kinds["DNS"] == {"localhost"}
    assert kinds["IP Address"] == {"127.0.0.1", "192.0.2.7"}


def test_nobody_else_may_read_any_of_it(settings: Settings) -> None:
    certificates.ensure(settings)
    assert settings.tls.stat().st_mode & 0o077 == 0
    assert {file.name for file in settings.tls.iterdir()} == {"ca.pem", "ca.key", "server.pem", "server.key"}
    assert all(file.stat().st_mode & 0o077 == 0 for file in settings.tls.iterdir())


def test_a_second_start_changes_nothing(settings: Settings) -> None:
    certificates.ensure(settings)
    before = shown(settings)
    assert not certificates.ensure(settings)
    assert shown(settings) == before


def test_it_is_renewed_for_the_last_thirty_days(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "SERVER_DAYS", 29)
    certificates.ensure(settings)
    before = shown(settings)
    authority = (settings.tls / "ca.pem").read_bytes()
    monkeypatch.undo()
    assert certificates.ensure(settings)
    assert shown(settings) != before
    assert (settings.tls / "ca.pem").read_bytes() == authority, "telephones would have to be told"


def test_another_address_gets_another_certificate(settings: Settings) -> None:
    certificates.ensure(settings)
    other = settings.model_copy(update={"http_bind": "2001:db8::7"})
    assert certificates.ensure(other)
    assert "2001:DB8:0:0:0:0:0:7" in names(settings.tls / "server.pem")["IP Address"]
    assert not certificates.ensure(other)


def test_at_every_address_it_has_those_of_the_machine(settings: Settings) -> None:
    everywhere = settings.model_copy(update={"sip_bind": "0.0.0.0"})
    certificates.ensure(everywhere)
    found = names(settings.tls / "server.pem")
    assert os.uname().nodename in found["DNS"]
    assert "0.0.0.0" not in found["IP Address"]


@pytest.mark.parametrize("damaged", ["server.pem", "server.key", "ca.pem", "ca.key"])
def test_a_damaged_file_is_mended(settings: Settings, damaged: str) -> None:
    certificates.ensure(settings)
    (settings.tls / damaged).write_text("nothing")
    if damaged == "ca.key":
        (settings.tls / "server.pem").unlink()
    assert certificates.ensure(settings)
    assert names(settings.tls / "server.pem")


@pytest.fixture
def given(tmp_path: Path) -> Iterator[Settings]:
    folder = tmp_path / "given"
    folder.mkdir()
    made = certificates.made_with_authority(folder, ["centre.example"])
    yield Settings.model_validate({"state_dir": tmp_path / "var", "tls_cert": made.chain, "tls_key": made.key})


def test_beside_one_that_is_set_nothing_is_made(given: Settings) -> None:
    assert not certificates.ensure(given)
    assert not given.tls.exists()
    assert certificates.own_ca(given) is None


def test_one_that_is_set_and_cannot_be_used_is_a_failure_in_one_line(given: Settings) -> None:
    assert given.tls_key is not None
    given.tls_key.write_text("nothing")
    with pytest.raises(Failed, match="S724_TLS_CERT, S724_TLS_KEY: ") as failure:
        certificates.ensure(given)
    assert "\n" not in failure.value.text


def test_a_production_makes_none(tmp_path: Path) -> None:
    settings = Settings.model_validate({"state_dir": tmp_path, "demonstration": False})
    assert not certificates.ensure(settings)
    assert not settings.tls.exists()


def test_a_key_with_a_password_is_refused_without_asking_for_it(given: Settings) -> None:
    assert given.tls_key is not None
    subprocess.run(
        [*tools.openssl_command(), "pkcs8", "-topk8", "-in", given.tls_key, "-out", given.tls_key,
         "-passout", "pass:secret"],
        check=True, capture_output=True,
    )  # fmt: skip
    with pytest.raises(Failed, match="no certificate with its key"):
        certificates.ensure(given)
