"""Writes extensions.conf.

Every call goes to the application, which alone knows the numbers. When the application is away, Asterisk says so
politely instead of leaving the caller in silence: `Stasis` then returns with STASISSTATUS=FAILED.
"""

from dataclasses import dataclass

from acd.agent import PAUSE_REASONS
from core.commands import AgentWish

APP = "s724"

FEATURES: dict[str, tuple[AgentWish, str | None]] = {
    "*60": ("log_in", None),
    "*61": ("ready", None),
    "*62": ("wrap_up_done", None),
    "*69": ("log_out", None),
    **{f"*7{n}": ("pause", reason) for n, reason in enumerate((r for r in PAUSE_REASONS if r != "login"), 1)},
}
"""What a consultant dials on the own telephone, and what is wished by it."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """What the emergency path needs: the apology's absolute path without extension, and FastAGI's port."""

    apology: str
    agi_port: int


def extensions_conf(emergency: Emergency) -> str:
    """The whole file. Contexts: `operator` for calls from outside, `consultants` for telephones of the centre."""
    features = "\n".join(
        f"exten => {code},1,Stasis({APP},feature,{code},${{CHANNEL(endpoint)}})\n same => n,Hangup()"
        for code in FEATURES
    )
    return f"""\
; Written at every start from the data of the centre. Changes here are lost.

[general]
static=yes
writeprotect=yes

[globals]

[operator]
; What begins with a digit and has a second character; anything else is refused by Asterisk itself (404, 484).
; The application refuses every number that nobody owns.
exten => _X.,1,Stasis({APP},call,${{EXTEN}})
 same => n,GotoIf($["${{STASISSTATUS}}" = "FAILED"]?emergency,${{EXTEN}},1)
 same => n,Hangup()

[emergency]
; The application is away. The FastAGI server apologises and writes the call down; where it is away too, Asterisk
; apologises by itself: nobody is left in silence.
exten => _X.,1,Answer()
 same => n,AGI(agi://127.0.0.1:{emergency.agi_port}/emergency)
 same => n,GotoIf($["${{AGISTATUS}}" = "SUCCESS"]?done)
 same => n,Playback({emergency.apology})
 same => n(done),Hangup()

[consultants]
{features}
; Nothing else: a telephone of the centre cannot be used to ring out, whoever has got hold of its password.

#tryinclude extra_extensions.conf
"""
