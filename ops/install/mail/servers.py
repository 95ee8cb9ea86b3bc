"""An office's mail server (Exim), a mailbox (Dovecot), a scanner (clamd) and a gateway for text messages (Kannel)
for tests; Debian's, without root.

`python -m ops.install.mail.servers` brings them. A centre needs none: the office's own server brings its mail.
"""

import sys
from pathlib import Path

from ops.console import Failed, complain, say
from ops.install.tools import bring_once, tools_dir, unpack_own

_PACKAGES = ["exim4-daemon-light", "libnss-wrapper", "dovecot-imapd", "dovecot-lmtpd"]
_NAME = "mail"
_SCANNER = "clamd"
_CLAMD = "usr/sbin/clamd"
_GATEWAY = "kannel"
_BEARERBOX = "usr/sbin/bearerbox"
_EXIM = "usr/sbin/exim4"
_DOVECOT = "usr/sbin/dovecot"


def mail_root() -> Path:
    """The folder of the unpacked packages. Raises Failed while they are not there."""
    root = tools_dir() / _NAME
    if not (root / _EXIM).exists():
        raise Failed("there are no mail servers yet: run 'make test-tools'")
    return root


def scanner_root() -> Path:
    """The folder of the unpacked scanner. Raises Failed while it is not there."""
    root = tools_dir() / _SCANNER
    if not (root / _CLAMD).exists():
        raise Failed("there is no clamd yet: run 'make test-tools'")
    return root


def gateway_root() -> Path:
    """The folder of the unpacked gateway. Raises Failed while it is not there."""
    root = tools_dir() / _GATEWAY
    if not (root / _BEARERBOX).exists():
        raise Failed("there is no Kannel yet: run 'make test-tools'")
    return root


def ensure() -> None:
    """Bring what is missing; a second call takes milliseconds and no network.

    Of two starts at once the second waits. Raises Failed with what to do.
    """
    bring_once(_NAME, (tools_dir() / _NAME / _DOVECOT).exists, _bring)
    bring_once(_SCANNER, (tools_dir() / _SCANNER / _CLAMD).exists, _bring_scanner)
    bring_once(_GATEWAY, (tools_dir() / _GATEWAY / _BEARERBOX).exists, _bring_gateway)


def _bring(folder: Path) -> None:
    unpack_own(_NAME, _PACKAGES, folder)
    exim = folder / _NAME / _EXIM
    exim.chmod(0o755)  # with its set-user bit the loader would not look at our libraries
    say("  exim and dovecot are ready")


def _bring_scanner(folder: Path) -> None:
    unpack_own(_SCANNER, ["clamav-daemon", "libc6"], folder)
    say("  clamd is ready")


def _bring_gateway(folder: Path) -> None:
    unpack_own(_GATEWAY, ["kannel", "libc6"], folder)
    say("  kannel is ready")


def main() -> int:
    """Bring what is missing and say where it is."""
    try:
        ensure()
        say(f"mail servers: {mail_root()}")
    except Failed as failure:
        complain(failure)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
