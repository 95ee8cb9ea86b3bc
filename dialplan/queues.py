"""Writes the queues of the fallback path: one an office, and how far each reaches after how long. Pure.

Facts about app_queue that shape this: a member's penalty says how near the consultant is (`OWN`, `NEAR`, `FAR`),
and a rule lets a waiting caller reach farther without losing the place; `rrmemory` goes on to the next consultant
after one who did not answer, where `leastrecent` would ring the same one again and again.
"""

from dialplan.plan import FallbackPlan, PlanOffice

OWN, NEAR, FAR = 1, 2, 3
"""Penalties of members: the office's own and who serves it all day; neighbours; the provincial office."""

_GONE = "unavailable,invalid,unknown"  # a telephone that is not registered waits for nobody; a pause does


def queues_conf(plan: FallbackPlan) -> str:
    """queues_offices.conf."""
    return "".join(_queue(plan, office) for office in plan.offices)


def queue_rules_conf(plan: FallbackPlan) -> str:
    """queuerules_offices.conf."""
    return "".join(_rule(office) for office in plan.offices)


def _queue(plan: FallbackPlan, office: PlanOffice) -> str:
    return f"""\
[{office.code}]
strategy = rrmemory
musicclass = kolejka
timeout = {office.ring_time}
retry = 1
timeoutpriority = conf
wrapuptime = {office.wrap_up_time}
ringinuse = no
maxlen = {office.capacity}
joinempty = {_GONE}
leavewhenempty = {_GONE}
setinterfacevar = yes
setqueueentryvar = yes
announce-frequency = 0
periodic-announce = {plan.sounds["Q01"]}
periodic-announce-frequency = {office.announce_every}
defaultrule = s724-{office.code}

"""


def _rule(office: PlanOffice) -> str:
    steps = [(office.neighbours_after, NEAR), (office.everyone_after, FAR)]
    changes = "".join(f"penaltychange => {max(1, after)},{reach}\n" for after, reach in steps if after is not None)
    return f"[s724-{office.code}]\n{changes}\n"
