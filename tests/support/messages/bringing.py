"""An office's mail server brings a mail by LMTP, once; who needs it taken tries again."""

import smtplib

from tests.support.messages.matters import KOLNO

HOST = "127.0.0.1"


def bring(port: int, sender: str, raw: bytes) -> bool:
    """True: it is told that the mail is ours. False: it is refused for now, or nobody is there. Blocks, for 20 s
    at most at each step."""
    try:
        with smtplib.LMTP(HOST, port, timeout=20) as lmtp:
            lmtp.sendmail(sender, [KOLNO], raw)
    except (OSError, smtplib.SMTPException):
        return False
    return True


def is_there(port: int) -> bool:
    """Does anybody take mail there? Blocks, for 2 s at most."""
    try:
        with smtplib.LMTP(HOST, port, timeout=2):
            return True
    except (OSError, smtplib.SMTPException):
        return False
