"""A consultant's telephone: the SIP account that Asterisk knows it by. Pure."""

import hashlib
import re
from dataclasses import dataclass, field

from core.errors import SettingsRefused
from core.one_time_secret import easy_secret

REALM = "s724"
"""Part of every digest: another realm would make all passwords void."""

_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_NAMES_IN_USE = frozenset(
    [
        "anonymous",
        "consultant",
        "consultant-aor",
        "consultant-auth",
        "global",
        "in-clear",
        "nobody",
        "operator",
        "operator-out",
        "system",
        "tcp",
        "telephone-line",
        "tls",
        "trunk-tcp",
        "trunk-tls",
        "trunk-udp",
        "udp",
    ]
)
"""Of other sections of Asterisk's configuration, and what Asterisk itself makes something of."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """`digest` is all that Asterisk needs to check a password; without one the telephone cannot prove who it is,
    and is only rung. With `contact` it has a fixed address and does not register."""

    agent_id: str
    display_name: str
    digest: str | None = field(repr=False)
    contact: str | None = None


def check_sip_user(name: str) -> None:
    """Raises SettingsRefused, with a Polish sentence, for a name that cannot be the user of a SIP account."""
    if not _USER.fullmatch(name):
        raise SettingsRefused(
            [f"{name!r} nie może być nazwą telefonu: dozwolone są litery bez ogonków, cyfry, „-”, „_” i „.”."]
        )
    if name.lower() in _NAMES_IN_USE:
        raise SettingsRefused([f"Nazwa „{name}” jest w centrali zajęta."])


def new_sip_password() -> str:
    """Twenty signs, 99 bits: whoever records a registration can try passwords at home, as fast as MD5 is."""
    return easy_secret(5)


def sip_digest(user: str, password: str) -> str:
    """What a SIP telephone and Asterisk compute from the password (HA1 of RFC 2617, section 3.2.2.2)."""
    return hashlib.md5(f"{user}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()
