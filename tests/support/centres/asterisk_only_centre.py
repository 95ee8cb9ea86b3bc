"""`make run` with the database and Asterisk only, for tests of the lines: calls without a scenario."""

import sys

from acd.telephone import Telephone, sip_digest
from core.db.migrate import upgrade
from core.settings import Settings
from ops.install.secrets import Secrets
from ops.running.centre import Parts
from ops.running.run import run
from ops.running.supervisord import Program, programs
from ops.welcome import Centre, Hotline

TELEPHONES = ("k20060-1", "k20060-2", "k20050-1")

# Callers hear themselves, or reach a telephone by its name.
DIALPLAN = """\
[operator]
exten = 9510,1,Answer()
 same = n,Echo()
exten = _[kw].,1,Dial(PJSIP/${EXTEN},20)
 same = n,Hangup(${HANGUPCAUSE})
exten = _X.,1,Dial(PJSIP/${EXTEN}@operator-out,20)
 same = n,Hangup(${HANGUPCAUSE})

[consultants]
exten = 9510,1,Answer()
 same = n,Echo()

[browsers]
exten = echo,1,Answer()
 same = n,Echo()
"""


def prepare(settings: Settings, secrets: Secrets) -> Centre:
    upgrade(settings.dsn)
    secrets.make_passwords(TELEPHONES, [])
    return Centre(
        hotlines=[Hotline("9510", "a line that gives back what it hears")],
        telephones=[
            Telephone(name, "Konsultant", sip_digest(name, secrets.sip_password(name))) for name in TELEPHONES
        ],
    )


def small_programs(settings: Settings) -> list[Program]:
    return [program for program in programs(settings) if program.name in {"postgres", "asterisk"}]


if __name__ == "__main__":
    sys.exit(run(Parts(small_programs, prepare, lambda _: DIALPLAN, has_web=False)))
