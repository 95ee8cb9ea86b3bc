"""The part of the dialplan in which Asterisk serves callers by itself. Pure."""

from dialplan.plan import FallbackPlan, PlanMessage, PlanNumber


def plain(plan: FallbackPlan) -> str:
    """All that Asterisk can do alone: the opening of the scenario, then the office by postal code."""
    numbers = "".join(_plain_number(plan, number) for number in plan.numbers)
    postal = "".join(
        f"exten => _{prefix}{'X' * (5 - len(prefix))},1,Goto({_to_queue(plan, office)})\n"
        for prefix, office in plan.prefixes.items()
    )
    own = "".join(
        f'exten => {message.office},1,GotoIf($["${{S724_HEARD}}" = "{message.office}"]?heard)\n'
        f" same => n,{_message(message)}"
        f" same => n(heard),Goto(s724-queue,{message.office},1)\n"
        for message in plan.messages
        if message.office is not None
    )
    return f"""\
[s724-plain]
include => s724-end
{numbers}
[s724-postal]
; Of several patterns Asterisk takes the one with most digits: the longest prefix.
include => s724-end
{postal}exten => _XXXXX,1,Goto({_to_queue(plan, plan.province)})

[s724-message]
; What an office has switched on for its callers, as soon as it is known whose callers they are.
include => s724-end
{own}"""


def _message(message: PlanMessage) -> str:
    """A step that plays it. It ends by Asterisk's own clock: nobody else may be there to take it away."""
    holds = f"${{EPOCH}} >= {message.starts_at}"
    if message.ends_at is not None:
        holds += f" & ${{EPOCH}} < {message.ends_at}"
    return f"ExecIf($[{holds}]?Playback({message.sound}))\n"


def _to_queue(plan: FallbackPlan, office: str) -> str:
    """Where a caller of that office goes on."""
    return f"{'s724-queue' if plan.message(office) is None else 's724-message'},{office},1"


def _plain_number(plan: FallbackPlan, number: PlanNumber) -> str:
    opening = "&".join(number.opening)
    first = [plan.message(None), None if number.office is None else plan.message(number.office)]
    messages = "".join(f" same => n,{_message(message)}" for message in first if message is not None)
    if messages and number.office is not None:
        messages += f" same => n,Set(S724_HEARD={number.office})\n"
    return f"""\
exten => {number.number},1,Set(S724_BY=dialplan)
 same => n,ExecIf($["${{S724_TOPIC}}" = ""]?Set(S724_TOPIC={number.topic}))
 same => n,GotoIf($["${{S724_OFFICE}}" != ""]?s724-queue,${{S724_OFFICE}},1)
{messages} same => n,Playback({opening})
 same => n,Read(S724_CODE,{plan.sounds["C01"]},5,,1,8)
 same => n,GotoIf($[${{LEN(${{FILTER(0-9,${{S724_CODE}})}})}} = 5]?s724-postal,${{FILTER(0-9,${{S724_CODE}})}},1)
 same => n,Read(S724_CODE,{plan.sounds["C09"]}&{plan.sounds["C01"]},5,,1,8)
 same => n,GotoIf($[${{LEN(${{FILTER(0-9,${{S724_CODE}})}})}} = 5]?s724-postal,${{FILTER(0-9,${{S724_CODE}})}},1)
 same => n,Goto({_to_queue(plan, plan.province)})
"""
