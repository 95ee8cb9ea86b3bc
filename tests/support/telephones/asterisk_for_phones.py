"""A bare Asterisk for trying telephones: a trunk by address, three registered users, a small dialplan."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from softphone import RATE, Samples, tone
from tests.support.asterisk.bare_asterisk import BareAsterisk
from tests.support.machine.tools import espeak_command
from tests.support.telephones.phone import Phone, Phones
from tests.support.timing.eventually import eventually

CONSULTANT = "k20060-1"
PASSWORD = "tajne-haslo-1"
SENTENCES = {
    "W01": "Witamy w Systemie siedem na dwadzieścia cztery.",
    "A01": "Proszę podać numer identyfikacyjny, a następnie nacisnąć krzyżyk.",
    "A02": "Proszę podać kod PIN i nacisnąć krzyżyk.",
    "A05": "Podany numer lub kod jest nieprawidłowy. Proszę spróbować ponownie.",
    "N02": "Rozmowa może być nagrywana. Aby wyrazić zgodę, proszę nacisnąć jeden.",
    "Q01": "Wszyscy konsultanci są zajęci. Proszę czekać.",
    "Q02": "Jesteś trzeci w kolejce. Przewidywany czas oczekiwania: cztery minuty.",
    "W03": "Jeżeli dzwonisz jako bezrobotny, naciśnij jeden. Jako pracodawca, dwa.",
    "E01": "Dziękujemy za rozmowę. Do widzenia.",
    "H02": "Urząd jest nieczynny. Zapraszamy w godzinach od siódmej trzydzieści do piętnastej.",
}
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


def write_alaw(path: Path, samples: Samples) -> None:
    soundfile.write(str(path), samples, RATE, subtype="ALAW", format="RAW")


def spoken(text: str) -> Samples:
    """A sentence in the voice of espeak-ng, at 8 kHz."""
    command = [*espeak_command(), "-v", "pl", "--stdout", text]
    done = subprocess.run(command, capture_output=True, check=True)
    sound, rate = soundfile.read(io.BytesIO(done.stdout), dtype="float32")
    at_8_khz = soxr.resample(sound, rate, RATE) * 0.7
    return np.asarray(at_8_khz * 32767, dtype=np.int16)


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of .alaw files: tones, and every sentence of SENTENCES."""
    folder = tmp_path_factory.mktemp("sounds")
    write_alaw(folder / "long.alaw", np.tile(tone(500), 30))
    write_alaw(folder / "two-seconds.alaw", np.tile(tone(700), 2))
    pause = np.zeros(RATE // 2, dtype=np.int16)
    write_alaw(folder / "paused.alaw", np.concatenate([tone(700), pause, tone(700)]))
    for name, text in SENTENCES.items():
        write_alaw(folder / f"{name}.alaw", spoken(text))
    return folder


@pytest.fixture(scope="module")
def exchange(sounds: Path) -> Iterator[AsteriskForPhones]:
    """An Asterisk for one test module."""
    server = AsteriskForPhones(sounds=sounds)
    server.start()
    yield server
    server.close()


@pytest.fixture
def port(exchange: AsteriskForPhones) -> int:
    return exchange.sip_port


async def nothing_is_up(exchange: AsteriskForPhones) -> None:
    await eventually(lambda: exchange.channels == 0, interval=0.1)


async def connected(phones: Phones, port: int) -> tuple[Phone, Phone]:
    """A caller and a consultant in a conversation."""
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller("600100200")
    await caller.dial(CONSULTANT, port)
    await agent.wait_for_ring()
    await agent.answer()
    await caller.answered()
    return caller, agent
