"""A consultant's telephone: the SIP accounts that Asterisk knows it by. Pure.

There are two: one for a SIP telephone, by the consultant's id and with a password, and one for a page. The page
knows no password: the web service proves who speaks, by one that it alone can reckon (decision 0043). Whoever
writes scenarios has one for a page in which they are tried out, and which takes no calls (decision 0102).
"""

import hashlib
import hmac
import re
from dataclasses import dataclass, field

from core.errors import SettingsRefused
from core.keys.one_time_secret import easy_secret

REALM = "s724"
"""Part of every digest: another realm would make all passwords void."""

REGISTRATIONS_NEWS = "registrations"
"""Told when registrations were ended, of which Asterisk tells nothing."""

DEMONSTRATION_CALLER = "demo-caller"
"""The endpoint of a browser that calls a hotline of a demonstration."""

_BROWSER = "web-"
_TRIAL = "trial-"

_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_NAMES_IN_USE = frozenset(
    [
        "anonymous",
        "browser",
        "browser-aor",
        "browser-auth",
        "consultant",
        "consultant-aor",
        "consultant-auth",
        DEMONSTRATION_CALLER,
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
    and is only rung. With `contact` it has a fixed address and does not register. `is_for_trials`: it is no
    consultant's, but that of the account `agent_id`, in a page, for trying scenarios out."""

    agent_id: str
    display_name: str
    digest: str | None = field(repr=False)
    contact: str | None = None
    is_for_trials: bool = False


def agent_of(endpoint: str) -> str:
    """The consultant whose telephone it is, of either kind."""
    return endpoint.removeprefix(_BROWSER)


def is_browser(endpoint: str) -> bool:
    """Is it the account of a browser?"""
    return endpoint.startswith((_BROWSER, _TRIAL))


def check_sip_user(name: str) -> None:
    """Raises SettingsRefused, with a Polish sentence, for a name that cannot be the user of a SIP account."""
    if not _USER.fullmatch(name):
        raise SettingsRefused(
            [f"{name!r} nie może być nazwą telefonu: dozwolone są litery bez ogonków, cyfry, „-”, „_” i „.”."]
        )
    if name.lower() in _NAMES_IN_USE or name.lower().startswith((_BROWSER, _TRIAL)):
        raise SettingsRefused([f"Nazwa „{name}” jest w centrali zajęta."])


def browser_endpoint(agent_id: str) -> str:
    """The SIP account of a consultant's browser."""
    return f"{_BROWSER}{agent_id}"


def trial_endpoint(account: str) -> str:
    """The SIP account of a page in which somebody tries scenarios out. It is no consultant's: nobody is offered a
    call there, and it can ring nobody."""
    return f"{_TRIAL}{account}"


def is_sip_user(name: str) -> bool:
    """Can it be the user of a SIP account?"""
    try:
        check_sip_user(name)
    except SettingsRefused:
        return False
    return True


def browser_password(secret: str, endpoint: str) -> str:
    """With which the web service proves that a browser is that endpoint. It is written down nowhere; whoever sees
    that of one endpoint knows that of no other."""
    return hmac.digest(secret.encode(), f"telephone {endpoint}".encode(), "sha256").hex()


def new_sip_password() -> str:
    """Twenty signs, 99 bits: whoever records a registration can try passwords at home, as fast as MD5 is."""
    return easy_secret(5)


def sip_digest(user: str, password: str) -> str:
    """What a SIP telephone and Asterisk compute from the password (HA1 of RFC 2617, section 3.2.2.2)."""
    return hashlib.md5(f"{user}:{REALM}:{password}".encode(), usedforsecurity=False).hexdigest()
