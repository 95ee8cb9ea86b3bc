"""An office's mail server (Exim) and people's mailboxes (Dovecot), real, without root, on ports of their own: of a
demonstration, and of the tests. Nothing of it sends anything elsewhere."""

import grp
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from core.lines import Certificate
from ops.install.mail.servers import mail_root

HOST, OURS, PEOPLE, NOBODY = "127.0.0.1", "pup.test", "ludzie.test", "nikt.test"
PASSWORD = "tajne"  # noqa: S105 - of mailboxes that nobody else reaches
_NOBODY = 65534

_EXIM = """\
exim_path = {root}/usr/sbin/exim4
keep_environment = ^LD_ : ^NSS_WRAPPER
exim_user = {user}
exim_group = {group}
trusted_users = {user}
deliver_drop_privilege = true
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
primary_hostname = mx.pup.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
acl_smtp_rcpt = accept
acl_smtp_data = accept
tls_advertise_hosts = *
tls_certificate = {folder}/server.pem
tls_privatekey = {folder}/server.key
begin routers
nobody:
  driver = redirect
  domains = nikt.test
  allow_fail
  data = :fail: 5.1.1 nobody of that name here
ours:
  driver = manualroute
  domains = pup.test
  transport = to_office
  route_list = * 127.0.0.1 byname
  self = send
people:
  driver = manualroute
  transport = to_people
  route_list = * 127.0.0.1 byname
  self = send
begin transports
to_office:
  driver = smtp
  protocol = lmtp
  port = {lmtp}
  allow_localhost
to_people:
  driver = smtp
  protocol = lmtp
  port = {mailboxes}
  allow_localhost
begin retry
*  *  F,2h,2s
"""

_DOVECOT = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {folder}/run
state_dir = {folder}/run
libexec_dir = {root}/usr/lib/dovecot
log_path = {folder}/dovecot.log
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
protocols/imap = yes
protocols/lmtp = yes
listen = 127.0.0.1
ssl = no
auth_allow_cleartext = yes
auth_mechanisms = plain login
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
service/imap-login/chroot =
service/imap-login/inet_listener/imap/port = {imap}
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb static {{
  fields/uid = {uid}
  fields/gid = {gid}
  fields/home = {folder}/mail/%{{user}}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {mailboxes}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Ports:
    """On this machine: Exim's, that where the courier takes mail, and Dovecot's two."""

    smtp: int
    lmtp: int
    imap: int
    mailboxes: int


@dataclass(frozen=True, slots=True)
class MailServers:
    """`smtp`: of Exim, which brings mail for `OURS` to `lmtp` on this machine, and that for `PEOPLE` into
    mailboxes; what is for `NOBODY` it sends back."""

    folder: Path
    smtp: int
    lmtp: int
    imap: int
    mailboxes: int
    programs: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self) -> None:
        root = mail_root()
        nobody = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
        as_nobody = nobody if os.getuid() == 0 else []
        for name, command in (("exim", _exim(root, self.folder)), ("dovecot", _dovecot(root, self.folder))):
            self.programs.append(_start(self.folder, name, [*as_nobody, *inside(root, command)]))

    def end(self) -> None:
        for program in self.programs:
            program.terminate()
        for program in self.programs:
            program.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def told(self) -> str:
        """The logs, for who looks for a fault."""
        files = [*self.folder.glob("log/*"), self.folder / "dovecot.log", *self.folder.glob("*.out")]
        return "\n".join(file.read_text(errors="replace") for file in files if file.exists())


def prepared(folder: Path, ports: Ports, certificate: Certificate, people: Iterable[str]) -> MailServers:
    """Their files, in an empty folder, with a mailbox for each of the people. Raises Failed while the programs are
    not there."""
    root = mail_root()
    is_root = os.getuid() == 0
    uid, gid = (_NOBODY, _NOBODY) if is_root else (os.getuid(), os.getgid())
    words: dict[str, Any] = {**asdict(ports), "root": root, "folder": folder, "uid": uid, "gid": gid}
    words |= {"user": pwd.getpwuid(uid).pw_name, "group": grp.getgrgid(gid).gr_name}
    (folder / "users").write_text("".join(f"{person}:{{PLAIN}}{PASSWORD}\n" for person in people))
    names = sorted({str(words["user"]), "Debian-exim", "nobody"})
    accounts = "".join(f"{name}:x:{uid}:{gid}::/:/bin/sh\n" for name in names)
    (folder / "passwd").write_text(f"root:x:0:0::/:/bin/sh\n{accounts}")
    (folder / "group").write_text(f"root:x:0:\n{words['group']}:x:{gid}:\nDebian-exim:x:{gid}:\n")
    (folder / "exim.conf").write_text(_EXIM.format(**words))
    (folder / "dovecot.conf").write_text(_DOVECOT.format(**words))
    shutil.copy(certificate.chain, folder / "server.pem")
    shutil.copy(certificate.key, folder / "server.key")
    for name in ("spool", "log", "run", "mail"):
        (folder / name).mkdir()
    if is_root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, uid, gid)
    return MailServers(folder, **asdict(ports))


def _exim(root: Path, folder: Path) -> str:
    return f"{_known(root, folder)} {root}/usr/sbin/exim4 -C {folder}/exim.conf -bdf -q2s"


def _dovecot(root: Path, folder: Path) -> str:
    conf = f"-c {folder}/dovecot.conf"
    return f"{root}/usr/bin/doveconf {conf} -C -F {root}/usr/sbin/dovecot -F {conf}"


def _known(root: Path, folder: Path) -> str:
    """Names of accounts come from files of ours: Exim's is compiled in, and no machine needs it."""
    wrapper = next(iter(sorted(root.glob("usr/lib/*/libnss_wrapper.so"))))
    return f"env LD_PRELOAD={wrapper} NSS_WRAPPER_PASSWD={folder}/passwd NSS_WRAPPER_GROUP={folder}/group"


def inside(root: Path, command: str) -> list[str]:
    """With the libraries of the packages where a system has them, in a name space that nobody else sees: modules
    are looked for there, and the loader with its C library is the one that fits."""
    mounts = " && ".join(
        f"mount -t overlay overlay -o lowerdir={root}/usr/{name}:/usr/{name} /usr/{name}"
        for name in ("lib", "lib64")
        if (root / "usr" / name).is_dir() and Path("/usr", name).is_dir()
    )
    dropped = "setpriv --ambient-caps=-all --inh-caps=-all"
    run = f"{mounts} && exec {dropped} {command}"
    return ["unshare", "--user", "--map-current-user", "--keep-caps", "--mount", "sh", "-c", run]


def _start(folder: Path, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
    with (folder / f"{name}.out").open("wb") as out:
        return subprocess.Popen(
            command, env={"PATH": os.environ["PATH"]}, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
