"""Writes pjsip_consultants.conf: the SIP accounts of the consultants' telephones. No password stands in it.

Each consultant has one for a SIP telephone and one for a page of a browser, for which the web service alone speaks
(`acd.telephone.browser_password`). Whoever writes scenarios has one for a page in which they are tried out.

Pure.
"""

import re
from collections.abc import Collection, Iterable

from acd.telephone import (
    REALM,
    Telephone,
    browser_endpoint,
    browser_password,
    check_sip_user,
    sip_digest,
    trial_endpoint,
)
from core.nodes import EdgePlaces
from dialplan.names import BROWSERS

CONTEXT = "consultants"
FILE = "pjsip_consultants.conf"


def consultants_conf(
    telephones: Iterable[Telephone],
    *,
    browser_secret: str = "",
    without: Collection[str] = (),
    edge: EdgePlaces | None = None,
) -> str:
    """Endpoint, log-in and address of each telephone, as text for pjsip.conf, but for the endpoints that are left
    out.

    Without `browser_secret` no browser is a telephone. `edge`: by which one with a fixed address is reached.
    Behind edges there are no log-ins: an edge has proved who registers and calls, and each Asterisk keeps the way
    by which somebody registered (Path, RFC 3327). Raises SettingsRefused for an id that cannot be a SIP user.
    """
    parts = sorted(
        (telephone.agent_id, telephone.is_for_trials, _sections(telephone, browser_secret, without, edge))
        for telephone in telephones
    )
    templates = _BEHIND_EDGES if edge else _TEMPLATES
    return templates + "".join(text for _, _, text in parts)


def by_this_edge(edge: EdgePlaces) -> str:
    """The line by which an endpoint or an address is reached by an edge."""
    return f"outbound_proxy = {edge.sip.uri}\\;lr\n"


def log_ins(text: str) -> dict[str, str]:
    """The digest of the password of each endpoint that may register by the file."""
    return dict(_LOG_IN.findall(text))


_LOG_IN = re.compile(r"^username = (.+)\nmd5_cred = ([0-9a-f]{32})$", re.MULTILINE)


def _sections(telephone: Telephone, secret: str, without: Collection[str], edge: EdgePlaces | None) -> str:
    name = telephone.agent_id
    if telephone.is_for_trials:
        trial = trial_endpoint(name)
        check_sip_user(name)
        # No account code: a channel of it is nobody's.
        return "" if trial in without else _in_a_page(trial, f"callerid = <{trial}>\n", secret, edge)
    in_a_page = browser_endpoint(name)
    part = "" if name in without else _part(telephone, edge)
    return part + ("" if in_a_page in without else _in_a_page(in_a_page, _owner(telephone), secret, edge))


def _part(telephone: Telephone, edge: EdgePlaces | None) -> str:
    name, digest = telephone.agent_id, telephone.digest
    check_sip_user(name)
    if digest is not None and not _DIGEST.fullmatch(digest):
        raise ValueError("what is kept of a password is no digest")
    # Nobody is recognised without a password (identify_by names a way that matches nothing).
    proof = "identify_by = ip\n" if digest is None else "" if edge else f"auth = {name}\n"
    log_in = f"[{name}](consultant-auth)\nusername = {name}\nmd5_cred = {digest}\n"
    if digest is None or edge:
        log_in = ""
    contact = f"contact = {_one_line(telephone.contact)}\n" if telephone.contact else ""
    if contact and edge:
        contact += by_this_edge(edge)
    return (
        f"\n[{name}](consultant)\n{proof}aors = {name}\n{_owner(telephone)}"
        f"{log_in}[{name}](consultant-aor)\n{contact}"
    )


def _owner(telephone: Telephone) -> str:
    name = telephone.agent_id
    # The account code is how a channel says whose it is: Asterisk drops the dash from caller numbers.
    return f'accountcode = {name}\ncallerid = "{_one_line(telephone.display_name)}" <{name}>\n'


def _in_a_page(name: str, owner: str, secret: str, edge: EdgePlaces | None) -> str:
    """The endpoint of somebody's browser."""
    if not secret:
        return ""
    if edge:
        return f"[{name}](browser)\naors = {name}\n{owner}[{name}](browser-aor)\n"
    return (
        f"[{name}](browser)\nauth = {name}\naors = {name}\n{owner}"
        f"[{name}](browser-auth)\nusername = {name}\n"
        f"md5_cred = {sip_digest(name, browser_password(secret, name))}\n"
        f"[{name}](browser-aor)\n"
    )


_DIGEST = re.compile("[0-9a-f]{32}")


def _one_line(text: str) -> str:
    """Text that cannot end its line, its quotation or its value."""
    return re.sub(r'["\\;<>\x00-\x1f\x7f]', " ", text).strip()


NONCE_TIME = 86_400
"""Seconds for which Asterisk takes the answer to one challenge, from the same connection."""

# Asterisk answers to where a telephone's message came from, whatever it says of itself.
_ANSWERED_WHERE_IT_CAME_FROM = "force_rport = yes\nrewrite_contact = yes\n"
_LOG_INS = f"""\
[consultant-auth](!)
type = auth
auth_type = md5
realm = {REALM}

"""
_LOG_INS_OF_PAGES = f"""\
; The web service asks for one challenge for each connection, and answers that one for as long as it lasts: a day,
; where a session is over after half of one.
[browser-auth](!,consultant-auth)
nonce_lifetime = {NONCE_TIME}

"""

_PAGES = """\
; A page that is closed takes its connection with it, and its contact is gone; one that is frozen does not answer.
[browser-aor](!,consultant-aor)
qualify_frequency = 10
"""


def _templates(answered: str, log_ins: str, log_ins_of_pages: str, path: str) -> str:
    # rtp_timeout: a telephone whose network is gone sends no BYE, and the caller would hear silence for ever.
    return f"""\
[consultant](!,telephone-line)
type = endpoint
context = {CONTEXT}
identify_by = username
disallow = all
allow = alaw,ulaw
dtmf_mode = rfc4733
direct_media = no
rtp_symmetric = yes
{answered}rtp_keepalive = 15
rtp_timeout = 60
rtp_timeout_hold = 3600
device_state_busy_at = 1
allow_subscribe = no
send_pai = yes
trust_id_outbound = yes
language = pl
tone_zone = pl

{log_ins}[consultant-aor](!)
type = aor
max_contacts = 1
remove_existing = yes
{path}minimum_expiration = 30
default_expiration = 300
maximum_expiration = 300
qualify_frequency = 30
qualify_timeout = 3.0

; webrtc: DTLS-SRTP, ICE, RTCP on the port of the sound, AVPF.
[browser](!,consultant)
context = {BROWSERS}
webrtc = yes
dtls_auto_generate_cert = yes
media_encryption_optimistic = no
allow = !all,opus,alaw,ulaw

{log_ins_of_pages}{_PAGES}"""


_TEMPLATES = _templates(_ANSWERED_WHERE_IT_CAME_FROM, _LOG_INS, _LOG_INS_OF_PAGES, "")
_BEHIND_EDGES = _templates("", "", "", "support_path = yes\n")
