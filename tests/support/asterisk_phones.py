"""A bare Asterisk for trying telephones: a trunk by address, three registered users, a small dialplan."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.support.asterisk_bare import BareAsterisk

PASSWORD = "tajne-haslo-1"
USERS = ("k20060-1", "k20060-2", "k20010-1")

_MORE_MODULES = [
    "app_read",
    "app_verbose",
    "app_exec",
    "app_system",
    "app_softhangup",
    "func_logic",
    "func_strings",
    "func_timeout",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_caller_id",
    "res_pjsip_header_funcs",
    "res_pjsip_rfc3326",
    "res_pjsip_dtmf_info",
]

_PJSIP = """
[global]
type = global
endpoint_identifier_order = username,ip

[phone](!)
type = endpoint
context = phones
disallow = all
allow = alaw
direct_media = no
rtp_symmetric = yes
dtmf_mode = rfc4733

[trunk](phone)
context = trunk
[trunk-address]
type = identify
endpoint = trunk
match = 127.0.0.1/32
"""

_USER = """
[{user}](phone)
auth = {user}
aors = {user}
[{user}]
type = auth
auth_type = userpass
username = {user}
password = {password}
[{user}]
type = aor
max_contacts = 1
remove_existing = yes
qualify_frequency = {qualify}
qualify_timeout = 1
"""

_DIALPLAN = """
[trunk]
include = phones
exten = _kXXXXX-X,1,Dial(PJSIP/${EXTEN},30)
 same = n,NoOp(dialstatus ${EXTEN} ${DIALSTATUS} ${HANGUPCAUSE})
 same = n,Hangup(${HANGUPCAUSE})
; one second of ringing
exten = _1-kXXXXX-X,1,Dial(PJSIP/${EXTEN:2},1)
 same = n,Hangup(19)

[phones]
exten = echo,1,Answer()
 same = n,Echo()
exten = _play-.,1,Answer()
 same = n,Playback({sounds}/${EXTEN:5})
 same = n,Hangup()
exten = _early-.,1,Progress()
 same = n,Playback({sounds}/${EXTEN:6},noanswer)
 same = n,Hangup(21)
exten = _keys-.,1,Answer()
 same = n,Read(GOT,{sounds}/long,${EXTEN:5},,1,10)
 same = n,NoOp(keys ${GOT})
 same = n,SendText(${GOT})
 same = n,Hangup()
exten = send-keys,1,Answer()
 same = n,SendDTMF(1234567890*#,120,120)
 same = n,Wait(20)
exten = wait,1,Answer()
 same = n,Wait(60)
exten = ring,1,Ringing()
 same = n,Wait(60)
exten = _cause-.,1,Hangup(${EXTEN:6})
exten = soon,1,Answer()
 same = n,Hangup(16)
exten = who,1,Answer()
 same = n,NoOp(caller ${CALLERID(num)} ${PJSIP_HEADER(read,P-Asserted-Identity)})
 same = n,Wait(60)
"""


@dataclass
class AsteriskForPhones(BareAsterisk):
    """As BareAsterisk; the extensions are in `_DIALPLAN`, `sounds` is a folder of .alaw files."""

    sounds: Path = Path()
    qualify: int = 0
    users: tuple[str, ...] = field(default=USERS)

    def __post_init__(self) -> None:
        users = "".join(_USER.format(user=user, password=PASSWORD, qualify=self.qualify) for user in self.users)
        self.pjsip += _PJSIP + users
        self.dialplan += _DIALPLAN.replace("{sounds}", str(self.sounds))

    def _write_configuration(self) -> None:
        super()._write_configuration()
        with (self.folder / "modules.conf").open("a") as modules:
            modules.writelines(f"load = {name}.so\n" for name in _MORE_MODULES)

    @property
    def channels(self) -> int:
        """How many channels are up."""
        return int(self.command("core show channels count").split()[0])

    def full_log(self) -> str:
        return (self.folder / "log" / "full.txt").read_text(errors="replace")
