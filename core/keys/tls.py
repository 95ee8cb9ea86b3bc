"""TLS as this installation speaks it, and files of a certificate that are renewed while it runs."""

import ssl
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import anyio
import structlog
from anyio import to_thread
from cryptography import x509

from core.lines import Certificate

log = structlog.get_logger()

# Forward secrecy and authenticated encryption, for TLS 1.2. All suites of TLS 1.3 are like that.
CIPHERS = (
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305",
)
LOOK_TIME = 5.0  # seconds between two looks at the files

Stamp = tuple[tuple[int, int, int], ...]
"""What changes when the files are renewed."""


def server_context(certificate: Certificate) -> ssl.SSLContext:
    """TLS 1.2 and 1.3 with that certificate. Raises OSError (ssl.SSLError is one) when it cannot be used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(":".join(CIPHERS))
    load(context, certificate)
    return context


def load(context: ssl.SSLContext, certificate: Certificate) -> None:
    """Show that certificate to whoever connects from now on; connections that are up stay. Raises OSError."""
    # A key with a password is refused: without one at hand OpenSSL would ask at the terminal.
    context.load_cert_chain(certificate.chain, certificate.key, password="")


def trouble(certificate: Certificate) -> str:
    """Why that certificate cannot be used, in one line; empty when it can."""
    for file in (certificate.chain, certificate.key):
        try:
            with file.open("rb"):
                pass
        except OSError as error:
            return f"{file} cannot be read: {error.strerror}"
    try:
        server_context(certificate)
    except OSError as error:
        return f"{certificate.chain} and {certificate.key} are no certificate with its key: {_reason(error)}"
    return ""


def expires(certificate: Certificate) -> datetime:
    """When the certificate that is shown ends: the first one of its file. Raises OSError and ValueError."""
    return x509.load_pem_x509_certificate(certificate.chain.read_bytes()).not_valid_after_utc


def stamp(certificate: Certificate) -> Stamp | None:
    """None when a file is not there."""
    try:
        return tuple(_stamp(file) for file in (certificate.chain, certificate.key))
    except OSError:
        return None


async def keep(
    certificate: Certificate, seen: Stamp | None, renewed: Callable[[], Awaitable[bool]], pause: float = LOOK_TIME
) -> None:
    """Until cancelled: await `renewed()` whenever the files are others than those `seen`, once they fit together.

    When it answers False it is asked again after `pause` seconds. Half of a renewal is never offered: the key may
    be written a moment before the certificate.
    """
    refused = seen
    while True:
        now = stamp(certificate)
        if now is not None and now not in (seen, refused):
            told = await to_thread.run_sync(trouble, certificate)
            if told:
                log.warning("the certificate was renewed and cannot be used", trouble=told)
                refused = now
            elif await renewed():
                log.info("the certificate is in use as it is now")
                seen = now
        await anyio.sleep(pause)


def _stamp(file: Path) -> tuple[int, int, int]:
    status = file.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _reason(error: OSError) -> str:
    return getattr(error, "reason", None) or error.strerror or type(error).__name__
