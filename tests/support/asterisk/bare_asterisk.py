"""A real, minimal Asterisk for tests: own temporary folder, own free ports, ready in well under two seconds.

Where the programs come from: the tools folder (`S724_TOOLS_DIR`, else `.tools` in the project) with an
extracted Debian tree in `root/`, or the machine's own `asterisk` when it is new enough.
"""

import base64
import http.client
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from ops.running.patience import Patience, activity_of

PROJECT = Path(__file__).resolve().parents[3]
OLDEST = (22, 4)  # the first version that carries REST over the event WebSocket

# Loaded one by one: a full set takes three times as long to start and opens ports that nobody asked for.
MODULES = """
res_timing_timerfd res_sorcery_config res_sorcery_memory res_sorcery_astdb res_http_websocket
res_websocket_client res_stasis res_stasis_answer res_stasis_playback res_stasis_recording
res_stasis_snoop res_stasis_device_state res_ari res_ari_model res_ari_applications res_ari_asterisk
res_ari_bridges res_ari_channels res_ari_device_states res_ari_endpoints res_ari_events
res_ari_playbacks res_ari_recordings res_ari_sounds app_stasis app_echo app_senddtmf app_playtones
app_dial app_playback pbx_config func_channel func_callerid codec_alaw codec_ulaw codec_a_mu
codec_resample format_pcm format_wav format_sln bridge_simple bridge_softmix bridge_holding
chan_bridge_media res_musiconhold res_rtp_asterisk res_pjproject res_pjsip res_pjsip_pubsub
res_pjsip_session res_pjsip_sdp_rtp res_pjsip_registrar res_pjsip_rfc3326
res_pjsip_endpoint_identifier_user res_pjsip_authenticator_digest
res_pjsip_outbound_authenticator_digest chan_pjsip
"""

EXTENSIONS = """\
[default]
exten = s,1,Stasis(s724)
 same = n,Hangup()
exten = echo,1,Answer()
 same = n,Echo()
exten = ring,1,Ringing()
 same = n,Wait(60)
exten = busy,1,Busy(5)
exten = _keys-X.,1,Answer()
 same = n,SendDTMF(${EXTEN:5},50,50)
 same = n,Wait(60)
"""


class ToolsMissing(Exception):
    """No usable Asterisk on this machine; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Tools:
    """The commands to start, and where Asterisk's own files lie."""

    asterisk: tuple[str, ...]
    sipp: tuple[str, ...] | None
    rest_api: Path
    modules: Path | None  # None: the one compiled in
    data: Path | None


def tools_folder() -> Path:
    """The folder with the extracted programs; it need not exist."""
    return Path(os.environ.get("S724_TOOLS_DIR") or PROJECT / ".tools")


def find_tools() -> Tools:
    """Raises ToolsMissing when there is neither an extracted Asterisk nor a new enough one on the PATH."""
    root = tools_folder().resolve() / "root"
    libraries = root / "usr/lib/x86_64-linux-gnu"
    program = root / "usr/sbin/asterisk"
    if program.exists():
        loader = str(libraries / "ld-linux-x86-64.so.2")
        start = (loader, "--library-path", f"{libraries}:{libraries}/pulseaudio")
        sipp = root / "usr/bin/sipp"
        return Tools(
            asterisk=(*start, str(program)),
            sipp=(*start, str(sipp)) if sipp.exists() else None,
            rest_api=root / "usr/share/asterisk/rest-api",
            modules=libraries / "asterisk/modules",
            data=root / "usr/share/asterisk",
        )
    own = shutil.which("asterisk")
    if own is None:
        raise ToolsMissing(f"there is no Asterisk in {root} and none on the PATH; `make test` installs it")
    told = subprocess.run([own, "-V"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Asterisk (\d+)\.(\d+)", told)
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        raise ToolsMissing(f"{told.strip()} is too old, 22.4 is needed; `make test` installs a newer one")
    folders = (Path("/usr/share/asterisk/rest-api"), Path("/var/lib/asterisk/rest-api"))
    rest_api = next((folder for folder in folders if folder.is_dir()), folders[0])
    sipp_path = shutil.which("sipp")
    return Tools((own,), (sipp_path,) if sipp_path else None, rest_api, None, None)


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port that is free at this moment on 127.0.0.1."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class BareAsterisk:
    """`start()`, then use `http_port`, `sip_port`, `user`, `password`; `close()` removes everything.

    `kill()` ends it as a power cut would and `start()` brings it back on the same ports.
    `pjsip` is more pjsip.conf text (endpoints), `dialplan` more extensions.conf text.
    """

    pjsip: str = ""
    dialplan: str = ""
    user: str = "s724"
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    http_port: int = 0
    sip_port: int = 0
    sip_address: str = "127.0.0.1"
    folder: Path = Path()
    _process: subprocess.Popen[bytes] | None = None
    _guard: subprocess.Popen[bytes] | None = None
    _tools: Tools = field(default_factory=find_tools)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}/ari"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def sound(self, name: str) -> str:
        """The media URI of one of the two sounds that are there: `short` (0.2 s) and `long` (20 s)."""
        return f"sound:{self.folder}/data/{name}"

    @property
    def log(self) -> str:
        """What Asterisk wrote; for failure messages."""
        return (self.folder / "out.log").read_text(errors="replace")

    def start(self) -> None:
        """Return when ARI answers. Raises RuntimeError with its log if it died, Failed if it gets on no more."""
        if self.folder != Path():
            started = self._started()
        else:
            self.folder = Path(tempfile.mkdtemp(prefix="asterisk-"))
            for _ in range(3):  # another run may take a port between the look and the start
                self.http_port, self.sip_port = free_port(), free_port(socket.SOCK_DGRAM)
                self._write_configuration()
                if started := self._started():
                    break
        if not started:
            raise RuntimeError(f"Asterisk did not start:\n{self.log[-4000:]}")

    def kill(self) -> None:
        """End it at once, with no goodbye to anybody."""
        if self._guard is not None:
            self._guard.kill()
            self._guard.communicate()
            self._guard = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Stop it from running while its sockets stay open, until `thaw()`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)
            os.waitpid(self._process.pid, os.WUNTRACED)  # its threads may run on for a moment

    def thaw(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it and remove its folder."""
        self.kill()
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)

    def command(self, text: str) -> str:
        """Run a command of Asterisk's console and return what it says."""
        done = subprocess.run(
            [*self._tools.asterisk, "-C", str(self.folder / "asterisk.conf"), "-rx", text],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
        return done.stdout

    def _started(self) -> bool:
        with (self.folder / "out.log").open("ab") as out:
            self._process = subprocess.Popen(
                [*self._tools.asterisk, "-C", str(self.folder / "asterisk.conf"), "-f", "-n"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
            )
        # However the tests end, killed ones too, nothing is left: their end of this pipe closes then.
        self._guard = subprocess.Popen(
            ["sh", "-c", 'cat >/dev/null; kill -9 "$0"; rm -rf "$1"', str(self._process.pid), str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        ping = urllib.request.Request(f"{self.url}/asterisk/ping")
        word = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        ping.add_header("Authorization", f"Basic {word}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        process = self._process
        patience = Patience("Asterisk", lambda: activity_of([process.pid]), tell=lambda _: None)
        while process.poll() is None:
            try:
                with opener.open(ping, timeout=5):
                    return True
            except (OSError, http.client.HTTPException) as error:
                if isinstance(error, urllib.error.HTTPError):
                    error.close()
                    if error.code == 401:
                        break  # somebody else's Asterisk has taken the port
                patience.look(str(error))
                time.sleep(0.02)
        self.kill()
        return False

    def _write_configuration(self) -> None:
        here = self.folder
        for name in ("var", "db", "keys", "data", "log", "run", "spool"):
            (here / name).mkdir(exist_ok=True)
        places = {
            "astetcdir": here,
            "astvarlibdir": here / "var",
            "astdbdir": here / "db",
            "astkeydir": here / "keys",
            "astspooldir": here / "spool",
            "astrundir": here / "run",
            "astlogdir": here / "log",
        }
        if self._tools.modules and self._tools.data:
            places |= {"astmoddir": self._tools.modules, "astdatadir": self._tools.data}
        directories = "".join(f"{name} => {place}\n" for name, place in places.items())
        files = {
            "asterisk.conf": f"[directories]\n{directories}[options]\nhideconnect = yes\n",
            "modules.conf": "[modules]\nautoload = no\n" + "".join(f"load = {m}.so\n" for m in MODULES.split()),
            "logger.conf": "[logfiles]\nconsole = warning,error\nfull.txt = notice,warning,error,verbose(3)\n",
            "extensions.conf": EXTENSIONS + self.dialplan,
            "http.conf": (
                "[general]\nenabled = yes\nbindaddr = 127.0.0.1\n"
                f"bindport = {self.http_port}\nsessionlimit = 200\n"
            ),
            "ari.conf": (
                "[general]\nenabled = yes\n"
                f"[{self.user}]\ntype = user\nread_only = no\npassword = {self.password}\n"
            ),
            "pjsip.conf": (
                "[transport]\ntype = transport\nprotocol = udp\n"
                f"bind = {self.sip_address}:{self.sip_port}\n{self.pjsip}"
            ),
            "rtp.conf": "[general]\nrtpstart = 20000\nrtpend = 29998\n",
            "indications.conf": (
                "[general]\ncountry = pl\n[pl]\ndescription = Poland\nringcadence = 1000,4000\n"
                "dial = 425\nbusy = 425/500,0/500\nring = 425/1000,0/4000\n"
            ),
            "musiconhold.conf": "[default]\nmode = files\ndirectory = " + f"{here}/data\n",
        }
        # Empty ones too: without them the log is full of complaints.
        for name in (
            "stasis",
            "pjproject",
            "websocket_client",
            "sorcery",
            "cdr",
            "cel",
            "features",
            "udptl",
            "acl",
            "ccss",
        ):
            files[f"{name}.conf"] = ""
        for name, text in files.items():
            (here / name).write_text(text)
        for name, milliseconds in (("short", 200), ("long", 20_000)):  # silence in A-law, 8 bytes a millisecond
            (here / "data" / f"{name}.alaw").write_bytes(b"\xd5" * 8 * milliseconds)
