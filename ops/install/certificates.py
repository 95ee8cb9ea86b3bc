"""The certificate of a demonstration: an authority of its own, and what that vouches for, in `<state>/tls`.

    ca.pem      to be trusted by telephones and browsers that try the centre
    ca.key      nobody but this module needs it
    server.pem  of this machine, for the web service and for SIP over TLS
    server.key

A production is given its own (`S724_TLS_CERT`, `S724_TLS_KEY`); nothing is made there.
"""

import os
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path

from core import lines
from core.keys import tls
from core.lines import Certificate
from core.nodes import edges_of
from core.settings import Settings
from ops.console import Failed, say
from ops.install import tools
from ops.paths import make_private

CA_DAYS = 3650
# Telephones and browsers take none that is valid for longer.
SERVER_DAYS = 397
RENEWAL_DAYS = 30  # before the end

_SUBJECT = "/O=System 7 24/CN=System 7 24 demonstration"
_CA = """\
basicConstraints = critical,CA:true,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
"""
_SERVER = """\
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth,clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = {names}
"""


def ensure(settings: Settings) -> bool:
    """Make or renew what a demonstration needs; whether anything was written. Takes a tenth of a second then.

    Raises Failed when it cannot be made, or when the certificate that was set cannot be used.
    """
    certificate = lines.certificate(settings)
    if certificate is None:
        return False
    if settings.tls_cert is not None:
        if told := tls.trouble(certificate):
            raise Failed(f"S724_TLS_CERT, S724_TLS_KEY: {told}")
        return False
    folder = make_private(settings.tls)
    names = _names(settings)
    if _lasts(folder / "ca.pem", SERVER_DAYS) and _is_good(certificate, folder / "ca.pem", names):
        return False
    made_with_authority(folder, names)
    say(f"Made a certificate for this demonstration; {folder / 'ca.pem'} vouches for it.")
    return True


def made_with_authority(folder: Path, names: Iterable[str]) -> Certificate:
    """An authority in `folder`, unless it has one, and a certificate of it for those names. Raises Failed."""
    _ensure_ca(folder)
    return renew(folder, names)


def renew(folder: Path, names: Iterable[str]) -> Certificate:
    """A new key and certificate for those names, signed by the authority in `folder`. Raises Failed.

    The key is put in place first. Whoever reads in between finds two that do not fit, and waits
    (`core.keys.tls.keep`).
    """
    made = Certificate(folder / "server.pem", folder / "server.key")
    wanted = ",".join(_alternative(name) for name in names)
    by = ["-CA", str(folder / "ca.pem"), "-CAkey", str(folder / "ca.key")]
    _make(made, _SERVER.format(names=wanted), SERVER_DAYS, _SUBJECT, by)
    return made


def own_ca(settings: Settings) -> Path | None:
    """Who vouches for this installation; None where the machine's own authorities do."""
    return None if settings.tls_cert is not None or not settings.demonstration else settings.tls / "ca.pem"


def _ensure_ca(folder: Path) -> None:
    """One that outlives what it vouches for."""
    made = Certificate(folder / "ca.pem", folder / "ca.key")
    if not _lasts(made.chain, SERVER_DAYS) or tls.trouble(made):
        _make(made, _CA, CA_DAYS, f"{_SUBJECT} authority")


def _is_good(certificate: Certificate, ca: Path, names: Iterable[str]) -> bool:
    chain = str(certificate.chain)
    if not _lasts(certificate.chain, RENEWAL_DAYS) or tls.trouble(certificate):
        return False
    if _openssl("verify", "-CAfile", str(ca), chain) is None:
        return False
    told = _openssl("x509", "-in", chain, "-noout", "-ext", "subjectAltName") or ""
    there = {part.strip().replace("IP Address:", "IP:") for line in told.splitlines() for part in line.split(",")}
    return all(_alternative(name) in there for name in names)


def _names(settings: Settings) -> list[str]:
    """What this machine may be called by whoever connects to one of its lines."""
    found = {"localhost": None, "127.0.0.1": None}
    for line in (lines.http_line(settings), lines.sip_line(settings), lines.trunk_line(settings)):
        if not lines.is_every_address(line.address):
            found[line.address] = None
            continue
        found[socket.gethostname()] = None
        for address in _addresses():
            found[address] = None
    for edge in edges_of(settings):
        found[edge.sip.address] = None
    return [name for name in found if name]


def _addresses() -> Iterable[str]:
    """The addresses from which this machine speaks to others. No packet is sent."""
    for family, somewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((somewhere, 9))
                yield str(probe.getsockname()[0])
        except OSError:
            continue


def _alternative(name: str) -> str:
    """A name as a certificate holds it. IPv6 as openssl shows it."""
    try:
        packed = socket.inet_pton(socket.AF_INET6, name)
    except OSError:
        pass
    else:
        groups = (packed[at] << 8 | packed[at + 1] for at in range(0, 16, 2))
        return "IP:" + ":".join(f"{group:X}" for group in groups)
    try:
        socket.inet_pton(socket.AF_INET, name)
    except OSError:
        return f"DNS:{name}"
    return f"IP:{name}"


def _lasts(chain: Path, days: int) -> bool:
    """Is it there, and valid for so many days more?"""
    seconds = str(days * 86400)
    return chain.exists() and _openssl("x509", "-in", str(chain), "-noout", "-checkend", seconds) is not None


def _make(made: Certificate, extensions: str, days: int, subject: str, by: Iterable[str] = ()) -> None:
    """Both files, readable by their owner only, each replaced in one step."""
    mark = f".{os.getpid()}.new"
    chain, key = (file.with_name(f".{file.name}{mark}") for file in (made.chain, made.key))
    configuration = made.chain.with_name(f".{made.chain.name}{mark}.cnf")
    configuration.write_text(f"[req]\ndistinguished_name = name\n[name]\n[extensions]\n{extensions}")
    old_mask = os.umask(0o077)
    try:
        done = _openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-sha256"),
            *("-days", str(days), "-subj", subject, "-config", str(configuration), "-extensions", "extensions"),
            *("-keyout", str(key), "-out", str(chain), *by),
        )
        if done is None:
            raise Failed(f"no certificate could be made in {made.chain.parent}: remove that folder and try again")
        key.replace(made.key)
        chain.replace(made.chain)
    finally:
        os.umask(old_mask)
        for file in (chain, key, configuration):
            file.unlink(missing_ok=True)


def _openssl(*words: str) -> str | None:
    """What openssl prints; None when it refuses."""
    try:
        done = subprocess.run(
            [*tools.openssl_command(), *words],
            capture_output=True, text=True, errors="replace", timeout=30, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None
