"""Runs the processes of an installation under supervisord, which starts again whatever dies.

supervisord listens on a private Unix socket only. It goes when we go, and every program goes when it goes.
"""

import http.client
import os
import shlex
import signal
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from core import lines
from core.nodes import edges_of
from core.settings import Settings, named_addresses
from ops import health, leftovers
from ops.console import Failed
from ops.install import asterisk_conf, edge_conf, tools
from ops.paths import PROJECT, make_private, socket_folder, write_private
from ops.proxy import site
from ops.running.go_first import go_first
from ops.running.patience import LOOK_TIME, Patience, activity_of, last_lines

# The beginning of a command line whose program goes when its parent goes; the name of a signal follows.
LEASH = [sys.executable, "-I", "-S", str(PROJECT / "ops" / "leash.py")]

SUPERVISORD = "supervisor.supervisord"
"""The module that is run."""
APPLICATION = "ari_app"
_PYTHON = [sys.executable, "-m"]

_DEAD = {"BACKOFF", "EXITED", "FATAL", "UNKNOWN"}
"""supervisord's words for a program that has ended by itself."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process. Programs are stopped from the highest `priority` to the lowest."""

    name: str
    command: list[str]
    priority: int
    stop_signal: str = "TERM"
    stop_seconds: int = 15
    niceness: int = 0  # below 0: goes before others, if that is allowed; above: after them
    environment: Mapping[str, str] = field(default_factory=dict)  # besides that of all
    has_another: bool = False  # which does its work when it ends


def programs(settings: Settings) -> list[Program]:
    """The processes of the centre in the order of their start.

    The order of the stop differs: Asterisk goes before the application, so that the hang-ups of the last
    calls are still recorded, and the database goes last.
    """
    names = named_addresses(settings.nodes)
    found = [
        *[_edge(settings, edge.name) for edge in edges_of(settings)],
        *[_asterisk(settings.of_node(name), name) for name in names or [""]],
        *_applications(settings),
        *_web(settings),
        *[_of_node("agi_scripts", "agi_scripts", 40, name) for name in names or [""]],
        # What it does can wait, calls cannot. What it is at when it ends is begun anew by the next one.
        Program("jobs", [*_PYTHON, "jobs"], 55, niceness=19),
        *([Program("courier", [*_PYTHON, "courier"], 56)] if settings.carries_messages else []),
        # First to go: it must not rescue from a stop.
        *[_of_node("watchdog", "agi_scripts.watchdog", 60, name) for name in names or [""]],
    ]
    if not settings.database_url:
        found.insert(0, Program("postgres", [*_PYTHON, "ops.install.postgres"], 10, "INT", 30))
    return found


def of_node(program: str, node: str) -> str:
    """The name of the program that an Asterisk has of its own; of the only one it is plain."""
    return f"{program}-{node}" if node else program


def _asterisk(settings: Settings, name: str) -> Program:
    """It waits up to 15 s for calls to end. Sound goes before everything."""
    return Program(of_node("asterisk", name), asterisk_conf.command(settings), 30, stop_seconds=25, niceness=-10)


def _of_node(program: str, module: str, priority: int, name: str) -> Program:
    environment = {"S724_NODE": name} if name else {}
    return Program(of_node(program, name), [*_PYTHON, module], priority, environment=environment)


def _applications(settings: Settings) -> Iterable[Program]:
    """What leads the calls goes before the rest: a process of ours that starts takes a core for two seconds."""
    names = settings.application_names
    for name in names or [""]:
        environment = {"S724_APPLICATION": name} if name else {}
        program = f"{APPLICATION}-{name}" if name else APPLICATION
        yield Program(
            program, [*_PYTHON, "ari_app"], 20, niceness=-5, environment=environment, has_another=len(names) > 1
        )


def _web(settings: Settings) -> Iterable[Program]:
    """One web service, or several behind the proxy: that is where the line of one would be."""
    if not settings.web_services_at:
        yield Program("api", [*_PYTHON, "api"], 50)
        return
    proxy = ",".join({"127.0.0.1", health.reachable(lines.http_line(settings).address)})
    for number, address in enumerate(settings.web_services_at, 1):
        own = {"S724_HTTP_BIND": address, "S724_TRUSTED_PROXIES": proxy}
        yield Program(f"api-{number}", [*_PYTHON, "api"], 50, environment=own)
    yield Program("proxy", [*_alone(site.folder(settings)), *site.command(settings)], 51, "QUIT", niceness=-5)


def _alone(folder: Path) -> list[str]:
    return [sys.executable, "-I", "-S", str(PROJECT / "ops" / "alone.py"), str(folder)]


def _edge(settings: Settings, name: str) -> Program:
    """Last of those who speak SIP to go: by it the parties of the last calls are told of their ends."""
    command = [*_alone(edge_conf.folder(settings, name)), *edge_conf.command(settings, name)]
    return Program(f"edge-{name}", command, 15, niceness=-10)


class Supervisord:
    """The process that starts the others again.

    `begin()`, `start(name)` for each program, `state()` at any time, `end()`.

    All raise Failed with one line that says what went wrong and the log to read.
    """

    def __init__(self, settings: Settings, wanted: list[Program]) -> None:
        self._state = settings.state
        self._settings = settings
        self._wanted = {program.name: program for program in wanted}
        self._logs = make_private(self._state / "log")
        self._process: subprocess.Popen[bytes] | None = None
        self._begun: dict[str, int] = {}  # the first process of each program
        self._seen: tuple[int, int, int] | None = None  # of its log, when nothing was given up
        # supervisord first makes the socket under another name, with its process number at the end.
        self._socket = socket_folder(self._state / "run") / "sv"

    def log(self, name: str) -> Path:
        """The log file of a program, or of supervisord itself."""
        return self._logs / f"{name}.log"

    def begin(self) -> None:
        """Start supervisord; no program runs yet."""
        run = make_private(self._state / "run")
        configuration = run / "supervisord.conf"
        write_private(configuration, self._configuration())
        self._socket.unlink(missing_ok=True)
        with self.log("supervisord.out").open("wb") as out:
            self._process = subprocess.Popen(
                [*LEASH, "TERM", sys.executable, "-m", SUPERVISORD, "-c", str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=self._environment(),
                start_new_session=True,  # Ctrl-C is for us alone; we stop the others in order
            )
        process = self._process
        go_first(process.pid)
        patience = Patience("the supervisor", lambda: activity_of([process.pid]), log=self.log("supervisord.out"))
        while True:
            if process.poll() is not None:
                raise Failed(f"the supervisor does not start:\n{last_lines(self.log('supervisord.out'))}")
            try:
                self._call("getState")
                return
            except (OSError, http.client.HTTPException) as error:
                patience.look(type(error).__name__)
                time.sleep(LOOK_TIME / 5)

    def start(self, name: str) -> None:
        """Start a program and return at once."""
        self._call("startProcess", name, False)

    def stop(self, name: str) -> None:
        """Stop a program and return when it has ended. It stays so until it is started."""
        self._call("stopProcess", name, True)

    def state(self) -> dict[str, str]:
        """The state of each program in supervisord's words (RUNNING, BACKOFF, FATAL ...)."""
        return {info["name"]: info["statename"] for info in self._call("getAllProcessInfo")}

    def pid(self, name: str) -> int:
        """The process number of a program; 0 while it does not run."""
        return int(self._call("getProcessInfo", name)["pid"])

    def signal(self, name: str, what: str) -> None:
        """Send a signal, such as TERM; a program that ends by it is started anew."""
        self._call("signalProcess", name, what)

    def pids(self) -> list[int]:
        """The process numbers of all programs that run."""
        return [info["pid"] for info in self._call("getAllProcessInfo") if info["pid"]]

    def is_alive(self) -> bool:
        """Does supervisord itself still run?"""
        return self._process is not None and self._process.poll() is None

    def raise_on_death(self) -> None:
        """During the start a program that has died is a failure, also where supervisord has started it again; one
        of several may: on a machine that stands still it gives way to another."""
        if not self.is_alive():
            raise Failed("the supervisor has stopped", self.log("supervisord"))
        for info in self._call("getAllProcessInfo"):
            name, pid = info["name"], info["pid"]
            if self._wanted[name].has_another and info["statename"] != "FATAL":
                continue
            if info["statename"] in _DEAD or (pid and self._begun.setdefault(name, pid) != pid):
                log = self.log(name)
                raise Failed(f"{name} has ended during the start; its last words:\n{last_lines(log)}", log)

    def revive(self) -> list[str]:
        """Start programs again that supervisord has given up, and name them. To be called every few seconds.

        It writes into its log what it gives up, and is asked only when something stands there that is new.
        """
        written = self._written()
        if written is not None and written == self._seen:
            return []
        given_up = [name for name, state in self.state().items() if state == "FATAL"]
        for name in given_up:
            self.start(name)
        self._seen = written
        return given_up

    def _written(self) -> tuple[int, int, int] | None:
        """Another value for each line of the log; None while it is just being exchanged for a new one."""
        try:
            status = self.log("supervisord").stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def end(self) -> None:
        """Stop every program in order, then supervisord, and make sure that no process is left."""
        process = self._process
        if process is not None:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(sum(program.stop_seconds for program in self._wanted.values()) + 10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self._process = None
        leftovers.stop(self._state)

    def _call(self, method: str, *arguments: str | bool) -> Any:
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        proxy = xmlrpc.client.ServerProxy("http://localhost", transport=transport)
        try:
            return getattr(proxy.supervisor, method)(*arguments)
        except xmlrpc.client.Fault as fault:
            raise Failed(
                f"the supervisor refused {method}: {fault.faultString}", self.log("supervisord")
            ) from fault
        finally:
            transport.close()

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        return {
            **os.environ,
            leftovers.MARK: str(self._state),
            "S724_STATE_DIR": str(self._state),
            "S724_TOOLS_DIR": str(settings.tools_dir.absolute()),
            "S724_ESPEAK": shlex.join(tools.espeak_command()),
            "PYTHONUNBUFFERED": "1",
        }

    def _configuration(self) -> str:
        parts = [
            f"""\
[supervisord]
nodaemon = true
silent = true
logfile = {_value(self.log("supervisord"))}
logfile_maxbytes = 5MB
logfile_backups = 2
pidfile = {_value(self._state / "run" / "supervisord.pid")}
childlogdir = {_value(self._logs)}
umask = 077
{"user = root" if os.geteuid() == 0 else ""}

[unix_http_server]
file = {_value(self._socket)}
chmod = 0600

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
"""
        ]
        for program in self._wanted.values():
            may_be_set = program.niceness > 0 or os.geteuid() == 0
            before = ["nice", "-n", str(program.niceness)] if program.niceness and may_be_set else []
            command = shlex.join([*LEASH, program.stop_signal, *before, *program.command])
            parts.append(
                f"""
[program:{program.name}]
command = {_value(command)}
directory = {_value(PROJECT)}
priority = {program.priority}
autostart = false
autorestart = true
startsecs = 1
startretries = 3
stopsignal = {program.stop_signal}
stopwaitsecs = {program.stop_seconds}
stopasgroup = true
killasgroup = true
redirect_stderr = true
stdout_logfile = {_value(self.log(program.name))}
stdout_logfile_maxbytes = 10MB
stdout_logfile_backups = 4
{_environment(program)}"""
            )
        return "".join(parts)


def _environment(program: Program) -> str:
    """A line of supervisord's, if the program has any of its own."""
    named = ",".join(f'{name}="{_value(value)}"' for name, value in program.environment.items())
    return f"environment = {named}\n" if named else ""


def _value(text: str | Path) -> str:
    """A value as supervisord reads it back: it expands % and takes ' ;' for a comment."""
    shown = str(text)
    if " ;" in shown or "\n" in shown:
        raise Failed(f"{shown!r} cannot be used: no ' ;' and no line break in a path, please")
    return shown.replace("%", "%%")
