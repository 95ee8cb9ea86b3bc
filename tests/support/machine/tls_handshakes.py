"""What a server over TLS takes, tried one by one: versions, cipher suites, the chain of its certificate."""

import socket
import ssl
import warnings
from collections.abc import Iterable
from pathlib import Path

VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1,
    "TLSv1.1": ssl.TLSVersion.TLSv1_1,
    "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}
# No server may take these: no forward secrecy, no authentication of what is sent, or broken.
WEAK = (
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-RSA-AES128-SHA",
    "AES256-GCM-SHA384",
    "AES128-GCM-SHA256",
    "AES256-SHA",
    "AES128-SHA",
    "DHE-RSA-AES256-SHA",
    "ADH-AES256-GCM-SHA384",
    "AECDH-AES256-SHA",
    "ECDHE-PSK-AES256-CBC-SHA",
    "NULL-SHA256",
)


def versions_taken(host: str, port: int, *, name: str = "") -> set[str]:
    """Those with which a handshake comes to its end, whatever the cipher suite. `name` is who is asked for."""
    return {one for one in VERSIONS if handshake(host, port, name=name, versions=[one]) is not None}


def ciphers_taken(host: str, port: int, suites: Iterable[str], *, name: str = "") -> set[str]:
    """Those of these suites of TLS 1.2 that the server takes when nothing else is offered."""
    return {
        one for one in suites if handshake(host, port, name=name, versions=["TLSv1.2"], ciphers=one) is not None
    }


def handshake(
    host: str,
    port: int,
    *,
    name: str = "",
    versions: Iterable[str] = VERSIONS,
    ciphers: str = "ALL:COMPLEMENTOFALL",
    authority: Path | None = None,
) -> tuple[str, str] | None:
    """Version and cipher suite of a handshake; None when the server breaks it off.

    With `authority` the server has to show a chain to it, and its name: raises ssl.SSLCertVerificationError if it
    does not. Raises OSError when nobody is there.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authority is None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    else:
        context.load_verify_locations(authority)
    wanted = [VERSIONS[one] for one in versions]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are what is asked about
        context.minimum_version, context.maximum_version = min(wanted), max(wanted)
    try:
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
    except ssl.SSLError as error:
        raise AssertionError(f"this machine cannot offer {ciphers}") from error
    with socket.create_connection((host, port), timeout=5) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=name or host) as encrypted:
                suite = encrypted.cipher()
                assert suite is not None
                return str(encrypted.version()), suite[0]
        except ssl.SSLCertVerificationError:
            raise
        except (ssl.SSLError, ConnectionResetError):
            return None
