"""`make run` with the database and Asterisk only: the same start, supervision and end, in less time."""

import sys

from acd.telephone import Telephone, sip_digest
from core.db.migrate import upgrade
from core.settings import Settings
from ops.install.secrets import Secrets
from ops.running.centre import Parts
from ops.running.run import run
from ops.running.supervisord import Program, programs
from ops.welcome import BrowserAccount, Centre, Client, Hotline, Phone

REGISTERING = "k20060-1"
FIXED = "k20060-2"
ONLY_RUNG = "k20060-3"

DIALPLAN = """\
[operator]
exten = 9510,1,Answer()
 same = n,Read(KEYS,,6,,1,8)
 same = n,MusicOnHold(kolejka,2)
 same = n,Hangup()

[consultants]
exten = 9510,1,Answer()
 same = n,Echo()
"""


def prepare(settings: Settings, secrets: Secrets) -> Centre:
    upgrade(settings.dsn)
    secrets.make_passwords([REGISTERING, FIXED], ["kierownik"])
    registering, fixed = secrets.sip_password(REGISTERING), secrets.sip_password(FIXED)
    contact = f"sip:{FIXED}@127.0.0.1:9"
    return Centre(
        hotlines=[Hotline("9510", "for registered unemployed people")],
        telephones=[
            Telephone(REGISTERING, 'Żaneta "Kos" Łoś;', sip_digest(REGISTERING, registering)),
            Telephone(FIXED, "Jan Kot", sip_digest(FIXED, fixed), contact),
            Telephone(ONLY_RUNG, "Ewa Lis", None, f"sip:{ONLY_RUNG}@127.0.0.1:9"),
        ],
        phones=[Phone(REGISTERING, registering, "Żaneta Łoś")],
        accounts=[BrowserAccount("kierownik", secrets.web_password("kierownik"), "supervisor")],
        clients=[Client("123456782", "739206", "PUP Kolno")],
    )


def small_programs(settings: Settings) -> list[Program]:
    return [program for program in programs(settings) if program.name in {"postgres", "asterisk"}]


def main() -> int:
    return run(Parts(small_programs, prepare, lambda _: DIALPLAN, has_web=False))


if __name__ == "__main__":
    sys.exit(main())
