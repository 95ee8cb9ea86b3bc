"""Certificates that are renewed while somebody shows them."""

import ssl
from pathlib import Path

import anyio
import anyio.lowlevel
import pytest
import structlog

from core.keys import tls
from core.lines import Certificate
from ops.install import certificates
from ops.paths import make_private
from tests.support.timing.eventually import eventually


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """Of an authority of its own, which the test may ask for more."""
    return certificates.made_with_authority(make_private(tmp_path / "tls"), ["localhost"])


def test_a_certificate_with_its_key_is_no_trouble(certificate: Certificate) -> None:
    assert tls.trouble(certificate) == ""


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    told = tls.trouble(Certificate(tmp_path / "a.pem", tmp_path / "a.key"))
    assert told == f"{tmp_path / 'a.pem'} cannot be read: No such file or directory"


def test_a_key_of_another_certificate_is_told(certificate: Certificate) -> None:
    key = certificate.key.read_bytes()
    certificates.renew(certificate.chain.parent, ["localhost"])
    certificate.key.write_bytes(key)
    assert "are no certificate with its key: KEY_VALUES_MISMATCH" in tls.trouble(certificate)


def test_text_that_is_no_certificate_is_told_in_one_line(certificate: Certificate) -> None:
    certificate.chain.write_text("no certificate\n")
    told = tls.trouble(certificate)
    assert "no certificate with its key" in told
    assert "\n" not in told


def test_nothing_older_than_tls_1_2_is_spoken(certificate: Certificate) -> None:
    context = tls.server_context(certificate)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    of_1_2 = {cipher["name"] for cipher in context.get_ciphers() if cipher["protocol"] == "TLSv1.2"}
    assert of_1_2 == set(tls.CIPHERS)


@pytest.mark.asyncio
async def test_a_renewed_certificate_is_offered_once_and_half_of_it_never(certificate: Certificate) -> None:
    offered: list[str] = []

    async def renewed() -> bool:
        offered.append(tls.trouble(certificate))
        return True

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(tls.keep, certificate, tls.stamp(certificate), renewed, 0.01)
        chain = certificate.chain.read_bytes()
        certificates.renew(certificate.chain.parent, ["localhost"])
        whole = certificate.chain.read_bytes()
        certificate.chain.write_bytes(chain)  # the key alone is new
        await anyio.lowlevel.checkpoint()
        certificate.chain.write_bytes(whole)
        await eventually(lambda: offered)
        tasks.cancel_scope.cancel()
    assert set(offered) == {""}


@pytest.mark.asyncio
async def test_what_was_not_taken_is_offered_again(certificate: Certificate) -> None:
    answers = [False, False, True]
    offered = 0

    async def renewed() -> bool:
        nonlocal offered
        offered += 1
        return answers.pop(0)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(tls.keep, certificate, None, renewed, 0.01)
        await eventually(lambda: not answers)
        tasks.cancel_scope.cancel()
    assert offered == 3


@pytest.mark.asyncio
async def test_what_cannot_be_used_is_told_once(certificate: Certificate) -> None:
    offered: list[bool] = []

    async def renewed() -> bool:
        offered.append(True)
        return True

    async with anyio.create_task_group() as tasks:
        seen = tls.stamp(certificate)
        key = certificate.key.read_text()
        certificate.key.write_text("nothing")
        with structlog.testing.capture_logs() as logs:
            tasks.start_soon(tls.keep, certificate, seen, renewed, 0.01)
            await eventually(lambda: logs)
            certificate.key.write_text(key)
            await eventually(lambda: offered)
        tasks.cancel_scope.cancel()
    assert [entry["log_level"] for entry in logs if entry["log_level"] != "info"] == ["warning"]
