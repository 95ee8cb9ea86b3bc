"""Writes extensions.conf.

Every call goes to the application, which alone knows the numbers. When that is away, `Stasis` returns with
STASISSTATUS=FAILED: the caller hears ringing for the seconds that a restart takes, then the fallback path answers.
Pure.
"""

import shlex
from dataclasses import dataclass, field

from acd.dial_codes import CONVERSATION_CODES, RECORDING_CODES, WHOM_LENGTHS
from core.relay.commands import AgentWish
from dialplan.arrival import FILTER_ARRIVAL
from dialplan.names import APP as APP
from dialplan.names import BROWSERS, DOOR, DOOR_UNTIL, ENDED_FAMILY, FALLBACK, SERVE, THERE, WAS
from dialplan.plain import plain
from dialplan.plan import FallbackPlan, PlanDialCode, PlanOffice
from dialplan.queues import OWN

FEATURE_PROMPTS: dict[AgentWish, str] = {
    "log_in": "F01",
    "ready": "F02",
    "pause": "F03",
    "wrap_up_done": "F04",
    "log_out": "F05",
}
"""What a consultant hears when it was done; `FEATURE_REFUSED` when not."""

FEATURE_REFUSED = "F06"

RECORDING_PROMPTS = {"withdrawn": "F07", "paused": "F08", "resumed": "F09", "none": "F10", "statutory": "F11"}
"""What a consultant hears who has dialled a code of recordings: what was done, or why nothing was."""

CONVERSATION_PROMPTS = {"rung": "F12", "promised": "F13", "moved": "F14", "handed_over": "F15", "back": "F16"}
"""What a consultant hears who has dialled a code of conversations, `CONVERSATION_REFUSED` if nothing was done."""

CONVERSATION_REFUSED = "F17"

TRIES = 4
"""Seconds for which a caller hears ringing while the application may be starting: a restart takes two or three."""

MOST_SCRIPTS = 8
"""Stand-alone scripts at the same time: each is a process that takes a quarter of a second of a core to start, and
a hundred of them at once would break the sound of everybody. A call that comes later is served by the dialplan."""

SILENCE_TIME = 3
"""Seconds for which the FastAGI server may leave a caller without a sign of life."""

_TAKEN_AWAY = f'$["${{S724_ORPHAN}}" != "" & "${{{THERE}}}" != "1"]'
"""Of a caller whom the watchdog took from the application, while that may be there and frozen."""


_AT_THE_DOOR = f"GotoIf($[0${{{DOOR}}} >= ${{RAND(1,100)}} & 0${{{DOOR_UNTIL}}} >= ${{EPOCH}}]?s724-full,s,1)"

FACTS = ",".join(
    [
        "${S724_BY}",
        "${S724_OFFICE}",
        "${S724_JOINED}",
        "${S724_QUEUED}",
        "${QUEUESTATUS}",
        "${QEHOLDTIME}",
        "${MEMBERNAME}",
        "${S724_LEFT}",
        "${S724_END}",
        "${S724_TOPIC}",
        "${FILTER(0-9+*#,${S724_NUMBER})}",
        "${FILTER(0-9+,${CALLERID(num)})}",
    ]
)
"""What the dialplan knows at the end of a call, in the order in which `agi_scripts.fallback.ending` reads it."""


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who answers besides Asterisk: FastAGI's address and secret, and the command line of the stand-alone
    script."""

    agi: str
    secret: str = field(repr=False)
    script: list[str]

    def fast_agi(self, path: str, *arguments: str) -> str:
        """The secret comes last: a server that does not expect it refuses the list and takes it for no fact. It is
        in no address, because Asterisk writes those into its log when nobody answers."""
        return f"AGI({','.join([f'agi://{self.agi}/{path}', *arguments, self.secret])})"

    def alone(self, *arguments: str) -> str:
        """The script is started by its own interpreter: it need not be executable, and needs no shell."""
        return f"AGI({','.join([*map(_argument, self.script), *arguments])})"


def extensions_conf(plan: FallbackPlan, helpers: Helpers) -> str:
    """The whole file. Contexts: `operator` for calls from outside, `consultants` for telephones of the centre;
    `browsers` for their pages; the watchdog sends calls to `orphans`, `after-talk` and `resumed`."""
    parts = [
        _HEAD,
        _operator(plan),
        _FULL,
        _fallback_path(plan, helpers),
        plain(plan),
        _queue(plan),
        _orphans(),
        _MOVED.format(app=APP, goodbye=plan.sounds["G01"], there=THERE, tries=TRIES),
        _end(helpers),
        _consultants(plan, helpers),
        _BROWSERS,
    ]
    return "\n".join(parts) + "\n#tryinclude extra_extensions.conf\n"


_HEAD = """\
; Written from the data of the centre, at the start and whenever they change. Changes here are lost.

[general]
static=yes
writeprotect=yes

[globals]
"""


_FULL = """\
[s724-full]
; Too many calls for this machine: SIP 503. The operator may try elsewhere, and whoever calls again may get in.
exten => s,1,Hangup(42)
"""


def _operator(plan: FallbackPlan) -> str:
    """Numbers of the plan are answered here: the way to the application and back takes place while the caller's
    telephone learns of it. `i`: without waiting for the caller's first sound.

    The extension is one of digits from here on: `9510,13` would go to step 13 of the next context."""
    numbers = "".join(
        f"exten => {number.number},1,{FILTER_ARRIVAL}\n"
        f" same => n,{_AT_THE_DOOR}\n"
        " same => n,Answer(,i)\n"
        f" same => n,Goto(s724-call,{number.number},1)\n"
        for number in plan.numbers
    )
    return f"""\
[operator]
{numbers}; What begins with a digit and has a second character; the rest Asterisk itself refuses (404, 484).
; The application refuses every number that nobody owns.
exten => _X.,1,{FILTER_ARRIVAL}
 same => n,{_AT_THE_DOOR}
 same => n,Goto(s724-call,${{CALLERID(dnid)}},1)

[s724-call]
; S724_AWAY says that the end of the call is ours to write.
include => s724-end
exten => _X!,1,Stasis({APP},call,${{EXTEN}})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?bye)
 same => n,Set(S724_NUMBER=${{EXTEN}})
 same => n,Set(S724_TRY=0)
 same => n,Ringing()
 same => n(away),Set(S724_AWAY=1)
 same => n,GotoIf($[${{S724_TRY}} >= {TRIES}]?{FALLBACK},${{EXTEN}},1)
 same => n,Wait(1)
 same => n,Set(S724_TRY=$[${{S724_TRY}} + 1])
 same => n,Set(S724_AWAY=)
 same => n,Stasis({APP},call,${{EXTEN}})
 same => n,GotoIf($["${{STASISSTATUS}}" = "FAILED"]?away)
 same => n(bye),Hangup()
"""


def _fallback_path(plan: FallbackPlan, helpers: Helpers) -> str:
    """The application is away: the FastAGI server walks the scenario without it, else the script asks for the
    postal code, else Asterisk does by itself. The one who is done says in S724_NEXT where the call goes."""
    numbers = "".join(
        f"exten => {number.number},1,Set(S724_NUMBER=${{EXTEN}})\n"
        " same => n,Set(S724_AWAY=1)\n"
        " same => n,Answer()\n"
        ' same => n,GotoIf($["${S724_SILENT}" = "1"]?alone)\n'
        " same => n,Set(AGIEXITONHANGUP=yes)\n"
        " same => n,Set(S724_HERE=)\n"
        f" same => n,Set(TIMEOUT(absolute)={SILENCE_TIME})\n"
        f" same => n,{helpers.fast_agi('here')}\n"
        " same => n,Set(TIMEOUT(absolute)=0)\n"
        " same => n,Set(AGIEXITONHANGUP=no)\n"
        ' same => n,GotoIf($["${S724_HERE}" = ""]?alone)\n'
        f" same => n,{helpers.fast_agi(SERVE, '${S724_ORPHAN}')}\n"
        ' same => n,GotoIf($["${S724_NEXT}" != ""]?s724-next,${S724_NEXT},1)\n'
        # The application may be back by now.
        f" same => n(alone),GotoIf({_TAKEN_AWAY}?script)\n"
        " same => n,Set(S724_AWAY=)\n"
        f" same => n,Stasis({APP},call,${{EXTEN}})\n"
        ' same => n,GotoIf($["${STASISSTATUS}" != "FAILED"]?s724-next,gone,1)\n'
        " same => n,Set(S724_AWAY=1)\n"
        f" same => n(script),{_unless_many_scripts('plain')}"
        f" same => n,{helpers.alone('serve', '${EXTEN}')}\n"
        " same => n,Set(GROUP(s724)=)\n"
        ' same => n,GotoIf($["${S724_NEXT}" != ""]?s724-next,${S724_NEXT},1)\n'
        " same => n(plain),Goto(s724-plain,${EXTEN},1)\n"
        for number in plan.numbers
    )
    return f"""\
[{FALLBACK}]
include => s724-end
{numbers}; The FastAGI server takes connections and does not answer: AGI itself would wait for ever.
exten => T,1,Set(TIMEOUT(absolute)=0)
 same => n,Set(S724_SILENT=1)
 same => n,Goto(${{S724_NUMBER}},1)
; A number that nobody owns is refused here, too, without being answered.
exten => _X!,1,Set(S724_END=unknown_number)
 same => n,Hangup(1)

[s724-next]
include => s724-end
exten => queue,1,Goto(s724-queue,${{S724_OFFICE}},1)
exten => bye,1,Set(S724_END=completed)
 same => n,Hangup()
exten => time_limit,1,Set(S724_END=time_limit)
 same => n,Hangup()
exten => gone,1,Hangup()
"""


def _unless_many_scripts(label: str) -> str:
    """The first step goes to `label` where many run already, the second one counts this one."""
    return (
        f"GotoIf($[${{GROUP_COUNT(script@s724)}} >= {MOST_SCRIPTS}]?{label})\n same => n,Set(GROUP(s724)=script)\n"
    )


def _queue(plan: FallbackPlan) -> str:
    return (
        "[s724-queue]\ninclude => s724-end\n"
        + "".join(_queue_of(office) for office in plan.offices)
        + f"""\

[s724-after-queue]
include => s724-end
exten => CONTINUE,1,Playback({plan.sounds["G01"]})
 same => n,Goto(s724-next,bye,1)
exten => FULL,1,Playback({plan.sounds["Q20"]})
 same => n,Goto(s724-next,bye,1)
exten => _[A-Z].,1,Playback({plan.sounds["H06"]}&{plan.sounds["G02"]})
 same => n,Goto(s724-next,bye,1)
"""
    )


_LATEST = 2**31 - 1  # seconds since 1970 up to which app_queue's priorities suffice


def _queue_of(office: PlanOffice) -> str:
    """A caller who comes a second time keeps the moment of joining, and stands before all who joined later: those
    whom the watchdog brings here have waited when others came straight to Asterisk's queue.

    The application may be back by now; a caller taken away from it asks for it only if it is known to serve.
    """
    seat = _one_line(office.seat)
    return f"""\
exten => {office.code},1,Set(S724_OFFICE={office.code})
 same => n,ExecIf($["${{S724_JOINED}}" = ""]?Set(S724_JOINED=${{S724_KEPT}}))
 same => n,ExecIf($["${{S724_JOINED}}" = ""]?Set(S724_JOINED=${{EPOCH}}))
 same => n,GotoIf({_TAKEN_AWAY}?native)
 same => n,Goto(resumed,s,1)
 same => n(native),Set(QUEUESTATUS=)
 same => n,Set(MEMBERNAME=)
 same => n,Set(QEHOLDTIME=)
 same => n,Set(CALLERID(name)={seat}${{IF($["${{S724_LEVEL}}" >= "2"]?, zweryfikowany)}})
 same => n,Set(QUEUE_MAX_PENALTY={OWN})
 same => n,Set(S724_QUEUED=${{EPOCH}})
 same => n,Set(QUEUE_PRIO=$[{_LATEST} - ${{S724_JOINED:0:10}}])
 same => n,Queue({office.code},c,,,{office.longest_wait_time})
 same => n,Set(S724_LEFT=${{EPOCH}})
 same => n,Goto(s724-after-queue,${{IF($["${{QUEUESTATUS}}" = ""]?TIMEOUT:${{QUEUESTATUS}})}},1)
"""


_KNOWN = ("S724_OFFICE", "S724_TOPIC", "S724_LEVEL", "S724_CLIENT", "S724_KEPT", "S724_ASKED", "S724_CONSENT")
"""What the watchdog says of a caller whom it takes away, in the order of `KnownCall.as_text`."""


def _orphans() -> str:
    known = "".join(f" same => n,Set({name}=${{CUT({WAS},/,{n})}})\n" for n, name in enumerate(_KNOWN, 1))
    return f"""\
[orphans]
; Here the watchdog sends callers who are left alone in an application that gives no sign of life. Nobody but they
; could end the recording of a conversation, and it must not go on when they talk again.
include => s724-end
exten => _X!,1,Set(S724_ORPHAN=orphan)
 same => n,StopMixMonitor()
; A wait that Asterisk knows of ended when the caller was taken away: the end of the call says nothing more of it,
; until the caller waits again.
 same => n,ExecIf($["${{S724_JOINED}}" != ""]?Set(S724_KEPT=${{S724_JOINED}}))
 same => n,Set(S724_JOINED=)
; What is known of the call is said here, since nobody may answer who could ask the records.
 same => n,GotoIf($["${{{WAS}}}" = ""]?on)
{known} same => n(on),Goto({FALLBACK},${{EXTEN}},1)
"""


_MOVED = """\
[after-talk]
; And callers who are left alone by a conversation that is over.
include => s724-end
exten => _X!,1,Set(S724_NUMBER=${{EXTEN}})
 same => n,StopMixMonitor()
 same => n,Set(S724_AWAY=1)
; The wait of this call is over and written down: its end says nothing more of it.
 same => n,Set(S724_JOINED=)
 same => n,Playback({goodbye})
 same => n,Goto(s724-next,bye,1)

[resumed]
; And, when the application is back, callers who wait in a queue of Asterisk's own; also those about to enter one.
include => s724-end
exten => s,1,Set(S724_AWAY=)
 same => n,Set(S724_WHO=${{S724_OFFICE}},${{S724_TOPIC}},${{S724_LEVEL}},${{S724_CLIENT}})
 same => n,Set(S724_KNOWN=${{S724_WHO}},${{S724_JOINED}},${{S724_CONSENT}},${{S724_ASKED}})
 same => n,ExecIf($["${{S724_TRY}}" = ""]?Set(S724_TRY=0))
 same => n(ask),Stasis({app},resumed,${{S724_NUMBER}},${{S724_KNOWN}})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?bye)
 same => n,Set(S724_AWAY=1)
; A restart takes two or three seconds: no telephone is rung for these, unless the caller heard as much ringing.
 same => n,GotoIf($["${{{there}}}" != "1" | ${{S724_TRY}} >= {tries}]?s724-queue,${{S724_OFFICE}},native)
 same => n,StartMusicOnHold(kolejka)
 same => n,Wait(1)
 same => n,Set(S724_TRY=$[${{S724_TRY}} + 1])
 same => n,Set(S724_AWAY=)
 same => n,Goto(ask)
 same => n(bye),Hangup()
"""


def _end(helpers: Helpers) -> str:
    """The end of a call without the application is written down once, by the first who can."""
    return f"""\
[s724-end]
exten => h,1,GotoIf($["${{S724_AWAY}}" = ""]?done)
 same => n,Set(AGISIGHUP=no)
 same => n,GotoIf($["${{S724_SILENT}}" = "1"]?alone)
 same => n,{helpers.fast_agi("end", FACTS)}
 same => n,GotoIf($["${{S724_WRITTEN}}" = "1"]?done)
 same => n(alone),{_unless_many_scripts("kept")} same => n,{helpers.alone("end", FACTS)}
 same => n,GotoIf($["${{S724_WRITTEN}}" = "1"]?done)
 same => n(kept),Set(DB({ENDED_FAMILY}/${{UNIQUEID}})=${{EPOCH}},{FACTS})
 same => n(done),NoOp()
"""


def _consultants(plan: FallbackPlan, helpers: Helpers) -> str:
    features = "".join(_feature(plan, helpers, dialled) for dialled in plan.dial_codes)
    features += "".join(_of_conversation(code) for code in (*RECORDING_CODES, *CONVERSATION_CODES))
    features += "".join(
        _of_conversation(f"_{code}{'X' * length}")
        for code, act in CONVERSATION_CODES.items()
        for length in WHOM_LENGTHS
        if act != "back"
    )
    return f"""\
[consultants]
{features}; Nothing else: a telephone of the centre cannot ring out, whoever has got hold of its password.

[s724-refused]
exten => s,1,Playback({plan.sounds[FEATURE_REFUSED]})
 same => n,Hangup()
"""


ECHO_TIME = 15
"""Seconds for which a consultant's page hears what it says, to try its microphone."""

_BROWSERS = f"""\
[{BROWSERS}]
exten => echo,1,Answer()
 same => n,Set(TIMEOUT(absolute)={ECHO_TIME})
 same => n,Echo()
 same => n,Hangup()
; Nothing else, not even the codes of a telephone: a page says over HTTP what it wants.
"""

_ALONE: dict[AgentWish, tuple[str, str, str]] = {
    "ready": ("UnpauseQueueMember", "UPQMSTATUS", "UNPAUSED"),
    "wrap_up_done": ("UnpauseQueueMember", "UPQMSTATUS", "UNPAUSED"),
    "pause": ("PauseQueueMember", "PQMSTATUS", "PAUSED"),
}
"""What Asterisk can do by itself for a consultant who is a member of its queues already."""


def _of_conversation(code: str) -> str:
    """Without the application nothing is recorded anew, nobody can be called in, and nobody can say what is so."""
    return f"""\
exten => {code},1,Stasis({APP},feature,${{EXTEN}},${{CHANNEL(endpoint)}})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?bye)
 same => n,Goto(s724-refused,s,1)
 same => n(bye),Hangup()
"""


def _feature(plan: FallbackPlan, helpers: Helpers, dialled: PlanDialCode) -> str:
    code, wish, who = dialled.code, dialled.wish, "${CHANNEL(endpoint)}"
    begin = f"""\
exten => {code},1,Stasis({APP},feature,{code},{who})
 same => n,GotoIf($["${{STASISSTATUS}}" != "FAILED"]?bye)
 same => n,Answer()
 same => n,{helpers.fast_agi("feature", code, who)}
 same => n,GotoIf($["${{S724_NEXT}}" != ""]?bye)
"""
    alone = _ALONE.get(wish)
    if alone is None:
        return begin + " same => n,Goto(s724-refused,s,1)\n same => n(bye),Hangup()\n"
    application, variable, success = alone
    return (
        begin
        + f""" same => n,{application}(,PJSIP/{who})
 same => n,GotoIf($["${{{variable}}}" != "{success}"]?s724-refused,s,1)
 same => n,Playback({plan.sounds[FEATURE_PROMPTS[wish]]})
 same => n(bye),Hangup()
"""
    )


def _argument(text: str) -> str:
    """A word of the script's command line as an argument in the dialplan."""
    return f'"{text}"' if "," in text or shlex.quote(text) != text else text


def _one_line(text: str) -> str:
    """A name that cannot end its line or its argument."""
    return "".join(" " if c in ',;"\\()[]{}$' or not c.isprintable() else c for c in text).strip()
