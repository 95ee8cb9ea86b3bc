"""Writes Asterisk's configuration from the templates in `asterisk-conf/` into `<state>/asterisk/etc`."""

import ipaddress
import re
import resource
from collections.abc import Iterable
from pathlib import Path
from secrets import token_urlsafe
from string import Template

from acd.telephone import DEMONSTRATION_CALLER, REALM, Telephone, browser_password, sip_digest
from core import lines
from core.errors import SettingsRefused
from core.nodes import edge_of_node
from core.settings import Settings
from dialplan import telephones as telephones_file
from ops.console import Failed
from ops.install import asterisk_lines, music, tools
from ops.install.asterisk_lines import MACHINES_AUTHORITIES
from ops.install.certificates import own_ca
from ops.install.secrets import Secrets
from ops.paths import PROJECT, make_private, socket_folder, write_private

TEMPLATES = PROJECT / "asterisk-conf"
OPERATOR_CONTEXT = "operator"
# Asterisk complains about each of these when it is not there; the built-in values are what is wanted.
_EMPTY = (
    "acl.conf",
    "ccss.conf",
    "cli.conf",
    "cli_aliases.conf",
    "cli_permissions.conf",
    "codecs.conf",
    "dnsmgr.conf",
    "dsp.conf",
    "enum.conf",
    "extconfig.conf",
    "pjproject.conf",
    "res_parking.conf",
    "sorcery.conf",
    "udptl.conf",
    "websocket_client.conf",
)
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


def folder(state: Path) -> Path:
    """The folder of Asterisk's configuration files."""
    return state / "asterisk" / "etc"


def command(settings: Settings) -> list[str]:
    """The command line that runs this installation's Asterisk in the foreground."""
    return [*tools.asterisk_command(), "-f", "-n", "-C", str(folder(settings.state) / "asterisk.conf")]


def console_command(settings: Settings, text: str) -> list[str]:
    """The command line that says `text` on the console of the running Asterisk."""
    return [*tools.asterisk_command(), "-C", str(folder(settings.state) / "asterisk.conf"), "-rx", text]


def render(
    settings: Settings,
    secrets: Secrets,
    *,
    dialplan: str,
    telephones: Iterable[Telephone] = (),
    has_log_file: bool = False,
) -> Path:
    """Write every file anew and return the folder. `dialplan` is the text of extensions.conf; `has_log_file` makes
    Asterisk keep a log of its own besides what it prints, which somebody must rotate.

    Raises Failed when a setting or a telephone cannot go into the configuration.
    """
    state = settings.state
    places = {name: make_private(state / "asterisk" / name) for name in ("etc", "var", "log", "spool")}
    places["run"] = socket_folder(state / "asterisk" / "run")
    make_private(settings.open_recordings)
    make_private(state / "run")  # of the processes that look after it
    _link_recordings(places["spool"] / "recording", make_private(settings.recordings_here))
    first, last = rtp_ports(settings.rtp_ports)
    if refused := lines.refusal(settings):
        raise Failed(refused)
    certificate = lines.certificate(settings)
    for place in (certificate.chain, certificate.key, _authority(settings)) if certificate else ():
        _path(place)
    values = {
        **{name: _path(place) for name, place in places.items()},
        "modules": _path(tools.asterisk_modules_dir()),
        "data": _path(tools.asterisk_data_dir()),
        "music": _path(music.write(settings.queue_music.parent).parent),
        "max_files": str(_max_files()),
        "transports": asterisk_lines.transports(
            settings, settings.trunk_ca or own_ca(settings) or MACHINES_AUTHORITIES
        ),
        **_node_values(settings),
        "in_clear_is_nobody": asterisk_lines.in_clear_is_nobody(settings),
        "telephone_media": asterisk_lines.telephone_media(settings),
        "trunk_media": asterisk_lines.trunk_media(settings),
        "operator_match": operator_match(settings),
        "ari_port": str(settings.ari_port),
        "ari_password": secrets.ari_password,
        "ami_port": str(settings.ami_port),
        "ami_password": secrets.ami_password,
        "ami_application_password": secrets.ami_application_password,
        "rtp_start": str(first),
        "rtp_end": str(last),
        "realm": REALM,
        "nobodys_password": token_urlsafe(32),  # another one each time, and kept nowhere
        "operator_context": OPERATOR_CONTEXT,
        "way_out": way_out_conf(settings),
        "demonstration_caller": demonstration_caller_conf(settings, secrets),
        "log_file": "messages.log = warning,error" if has_log_file else "",
    }
    etc = places["etc"]
    for template in sorted(TEMPLATES.glob("*.conf")):
        text = Template(template.read_text(encoding="utf-8")).substitute(values)
        write_private(etc / template.name, text)
    for name in _EMPTY:
        write_private(etc / name, "")
    write_private(etc / "extensions.conf", dialplan)
    _write_telephones(settings, etc / telephones_file.FILE, telephones, secrets.telephone_secret)
    return etc


def _write_telephones(
    settings: Settings, file: Path, telephones: Iterable[Telephone], browser_secret: str
) -> None:
    try:
        text = telephones_file.consultants_conf(
            telephones, browser_secret=browser_secret, edge=edge_of_node(settings)
        )
    except SettingsRefused as refused:
        raise Failed(f"the telephones cannot be written: {refused}") from None
    write_private(file, text)


def _node_values(settings: Settings) -> dict[str, str]:
    try:
        return asterisk_lines.node_values(settings)
    except ValueError as error:
        raise Failed(str(error)) from None


def _link_recordings(link: Path, folder: Path) -> None:
    """Asterisk records into this one folder only, and does not make it; recordings have a folder of their own."""
    if link.is_symlink() and link.readlink() == folder:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(folder)


# Nobody is recognised by it (identify_by names a way that matches nothing): it only rings out.
_WAY_OUT = """\
; Calls to subscribers, for call-backs: Dial PJSIP/<number>@operator-out.
[operator-out]
type = endpoint
context = nowhere
identify_by = ip
transport = {transport}
aors = operator-out
disallow = all
allow = alaw,ulaw
dtmf_mode = rfc4733
direct_media = no
{media}rtp_symmetric = yes
rtp_timeout = 120
allow_transfer = no
allow_subscribe = no
language = pl
tone_zone = pl
{proxy}
[operator-out]
type = aor
contact = sip:{address}{over}
"""


def way_out_conf(settings: Settings) -> str:
    """The operator's gateway for calls to subscribers, as text for pjsip.conf; empty if none is known."""
    if settings.way_out is None:
        return ""
    return _WAY_OUT.format(
        address=settings.way_out,
        over=";transport=tls" if settings.trunk_tls else "",
        transport=asterisk_lines.trunk_transport(settings),
        proxy=asterisk_lines.by_edge(settings),
        media=asterisk_lines.trunk_media(settings),
    )


_DEMONSTRATION_CALLER = """\
; A page of a demonstration that calls a hotline, as somebody outside would. The web service says the number.
[{name}]
type = endpoint
context = {context}
identify_by = username
{auth}webrtc = yes
dtls_auto_generate_cert = yes
disallow = all
allow = opus,alaw,ulaw
dtmf_mode = rfc4733
direct_media = no
{media}rtp_symmetric = yes
{rewritten}rtp_timeout = 60
rtp_timeout_hold = 3600
allow_transfer = no
allow_subscribe = no
trust_id_inbound = yes
trust_connected_line = no
language = pl
tone_zone = pl

{log_in}"""
_DEMONSTRATION_LOG_IN = """\
[{name}]
type = auth
auth_type = md5
realm = {realm}
username = {name}
md5_cred = {digest}
nonce_lifetime = {nonce_time}

"""


def demonstration_caller_conf(settings: Settings, secrets: Secrets) -> str:
    """The endpoint of callers in a browser, as text for pjsip.conf; empty in a production."""
    if not settings.demonstration:
        return ""
    log_in = _DEMONSTRATION_LOG_IN.format(
        name=DEMONSTRATION_CALLER,
        realm=REALM,
        digest=sip_digest(DEMONSTRATION_CALLER, browser_password(secrets.telephone_secret, DEMONSTRATION_CALLER)),
        nonce_time=telephones_file.NONCE_TIME,
    )
    is_behind_edges = bool(settings.edges)  # which have proved who speaks
    return _DEMONSTRATION_CALLER.format(
        name=DEMONSTRATION_CALLER,
        context=OPERATOR_CONTEXT,
        media=asterisk_lines.browser_media(settings),
        auth="" if is_behind_edges else f"auth = {DEMONSTRATION_CALLER}\n",
        rewritten="" if is_behind_edges else "rewrite_contact = yes\n",
        log_in="" if is_behind_edges else log_in,
    )


def operator_match(settings: Settings) -> str:
    """How the operator is known, as text for pjsip.conf. Raises Failed for an address that is none."""
    addresses = trunk_addresses(settings.trunk)
    return asterisk_lines.OPERATOR_BY_EDGE if settings.edges else f"match = {addresses}\n"


def trunk_addresses(text: str) -> str:
    """S724_TRUNK checked: addresses, networks (10.0.0.0/8) or host names, separated by commas."""
    good = []
    for part in (piece.strip() for piece in text.split(",")):
        if not part:
            continue
        try:
            ipaddress.ip_network(part, strict=False)
        except ValueError:
            if not _HOST.fullmatch(part) or part.replace(".", "").isdigit():
                raise Failed(f"S724_TRUNK: {part!r} is neither an address nor a network nor a host name") from None
        good.append(part)
    if not good:
        raise Failed("S724_TRUNK names no address from which the operator's calls may come")
    return ",".join(good)


def rtp_ports(text: str) -> tuple[int, int]:
    """S724_RTP_PORTS checked: first and last port."""
    first, last = (int(part) for part in text.split("-"))
    if not 1024 <= first < last <= 65535:
        raise Failed(f"S724_RTP_PORTS: {text!r} is not a range between 1024 and 65535")
    return first, last


def _authority(settings: Settings) -> Path:
    """Who vouches for the operator."""
    return settings.trunk_ca or own_ca(settings) or MACHINES_AUTHORITIES


def _path(place: Path) -> str:
    """A path as Asterisk's files take it: a semicolon would begin a comment."""
    text = str(place)
    if re.search(r"[;\r\n]", text):
        raise Failed(f"{text!r} cannot be used: Asterisk takes no ';' or line break in a path")
    return text


def _max_files() -> int:
    """Descriptors that Asterisk may ask for: a call holds about ten."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
