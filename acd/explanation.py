"""Why a consultant gets no calls, and what goes on in the queues: the live state in plain words.

The sentences are for the consultant and the supervisor, so they are Polish and name what decides, in the order in
which it decides: the own state, the place among colleagues, then the callers who wait and whose they are.
"""

from statistics import mean

from acd.choice.queue import LineKey
from acd.live.agent import Agent
from acd.live.agent_state import NAMES_PL, THERE, AgentEvent, AgentState
from acd.live.desks import cause_pl
from acd.live.matchmaker import Matchmaker
from acd.pause_reasons import pause_title
from core.facts.offer_reason_pl import RULES_PL, ratio_pl
from core.lists.topics import topic_title
from core.relay.commands import Help, QueueNow

MOST_LINES = 12  # so many groups of callers are named; the longest ones
_KEPT = {AgentEvent.PAUSE: "przerwa", AgentEvent.LOG_OUT: "wylogowanie"}


def queue_figures(matchmaker: Matchmaker, now: float) -> list[QueueNow]:
    """Every queue at the monotonic moment `now`, in the order of the offices' codes."""
    agents = matchmaker.team.agents
    longest: dict[str, float] = {}
    for place in matchmaker.places:
        if place.stands_in_line:
            office, waited = place.entry.office, now - place.entry.joined
            longest[office] = max(longest.get(office, 0.0), waited)
    return [
        QueueNow(
            office=office,
            waiting=matchmaker.waiting(office),
            working=matchmaker.working(office),
            free=sum(a.state is AgentState.AVAILABLE for a in agents if office in a.profile.serves),
            there=sum(a.state in THERE for a in agents if office in a.profile.serves),
            longest_wait_time=round(longest.get(office, 0.0), 1),
            helped_by=_helpers(matchmaker, office),
        )
        for office in sorted(matchmaker.queues.offices)
    ]


def _helpers(matchmaker: Matchmaker, office: str) -> list[Help]:
    return [Help(lender, ratio_pl(ratio)) for lender, ratio in matchmaker.queues.helpers(office)]


def why_no_calls(matchmaker: Matchmaker, agent_id: str, now: float) -> list[str]:
    """Why this consultant gets no calls at the monotonic moment `now`: at least one sentence.

    Raises NotFound for somebody who is no consultant.
    """
    agent = matchmaker.team.agent(agent_id)
    found = _about_state(agent, now)
    if agent.state is AgentState.AVAILABLE:
        found += _about_place(matchmaker, agent, now)
    return found + _about_callers(matchmaker, agent)


def _about_state(agent: Agent, now: float) -> list[str]:
    found = [_state(agent, now)]
    if agent.after_call is not None:
        found.append(f"Po tej rozmowie nastąpi: {_KEPT.get(agent.after_call[0], 'zmiana stanu')}.")
    if agent.is_leaving:
        found.append("Konsultant został usunięty: po tej rozmowie nie dostanie następnych.")
    if agent.trouble is not None and agent.state not in (AgentState.UNREACHABLE, AgentState.OFFLINE):
        found.append(cause_pl(agent.trouble, agent.telephone))
    return found


def _state(agent: Agent, now: float) -> str:
    match agent.state:
        case AgentState.OFFLINE:
            return "Konsultant jest wylogowany. Rozmowy dostaje po zalogowaniu i zgłoszeniu gotowości."
        case AgentState.PAUSED:
            reason = pause_title(agent.pause_reason) or "bez powodu"
            return f"Trwa przerwa ({reason}). Rozmowy wrócą po zgłoszeniu gotowości."
        case AgentState.UNREACHABLE:
            cause = cause_pl(agent.trouble, agent.telephone)
            return f"{cause} Rozmowy wrócą same, gdy przyczyna zniknie."
        case AgentState.NO_ANSWER:
            return "Nie odbiera: ostatnia zaoferowana rozmowa nie została podjęta. Trzeba zgłosić gotowość."
        case AgentState.RESERVED:
            return "Rozmowa jest już przydzielona, telefon za chwilę zadzwoni."
        case AgentState.RINGING:
            return "Telefon właśnie dzwoni, rozmowa czeka na odebranie."
        case AgentState.TALKING | AgentState.HOLD:
            return f"Trwa rozmowa (stan: {NAMES_PL[agent.state]}). Następna może przyjść po jej zakończeniu."
        case AgentState.DIALLING:
            return "Konsultant dzwoni do klienta. Następna rozmowa może przyjść, gdy to się skończy."
        case AgentState.WRAP_UP:
            left = "" if agent.wrap_up is None else f", najdłużej jeszcze {max(0.0, agent.wrap_up.at - now):.0f} s"
            return f"Trwają czynności po rozmowie{left}. Można je zakończyć wcześniej."
    return "Konsultant jest gotowy na rozmowę."


def _about_place(matchmaker: Matchmaker, agent: Agent, now: float) -> list[str]:
    """The place among the free colleagues, and the figures that decide it."""
    place, count = matchmaker.queues.selection.ranked(agent.id, agent.office)
    rule = RULES_PL[matchmaker.policy(agent.office).strategy]
    seat = _seat(matchmaker, agent.office)
    own = f"bez rozmowy od {_minutes(now - agent.idle_since)}, {_load(agent, now)}"
    if count <= 1:
        return [f"To jedyny wolny konsultant urzędu {seat} ({own})."]
    others = [
        other
        for other in matchmaker.team.agents
        if other is not agent and other.office == agent.office and other.state is AgentState.AVAILABLE
    ]
    calls = mean(other.workload.calls(now) for other in others)
    handled = mean(other.workload.handled_time(now) for other in others)
    ready = mean(other.workload.ready_time(now) for other in others)
    return [
        f"Miejsce {place} z {count} wśród wolnych konsultantów urzędu {seat}; pierwszy jest: {rule}.",
        f"Ten konsultant: {own}.",
        f"Pozostali wolni, średnio: {_work(calls, handled, ready)}.",
    ]


def _load(agent: Agent, now: float) -> str:
    load = agent.workload
    return _work(load.calls(now), load.handled_time(now), load.ready_time(now))


def _work(calls: float, handled_time: float, ready_time: float) -> str:
    return (
        f"rozmowy: {_number(calls)}, obsługa {_minutes(handled_time)} "
        f"w ciągu {_minutes(ready_time)} gotowości ({_share(handled_time, ready_time)})"
    )


def _about_callers(matchmaker: Matchmaker, agent: Agent) -> list[str]:
    lines = sorted(matchmaker.queues.selection.lines, key=lambda line: (-line[1], _order(line[0])))
    if not lines:
        return ["Nikt teraz nie czeka w żadnej kolejce."]
    is_free = agent.state is AgentState.AVAILABLE
    found = []
    for line, count in lines:
        # Calls of others reach only who is free, so before that there is nothing to say about them.
        if not is_free and line.office not in agent.profile.serves:
            continue
        why = matchmaker.queues.why_not(line, agent.profile)
        end = "tę rozmowę może dostać ten konsultant" if not why else f"nie dla tego konsultanta: {why}"
        found.append(f"{_line(matchmaker, line)}: {_waiting(count)}; {end}.")
    if not found:
        return ["W kolejkach tego konsultanta nikt nie czeka."]
    left = len(found) - MOST_LINES
    return found[:MOST_LINES] + ([f"Dalsze grupy czekających: {left}."] if left > 0 else [])


def _order(line: LineKey) -> tuple[str, str, int, int, bool]:
    return (line.office, line.topic or "", line.level, line.reach, line.stays_home)


def _line(matchmaker: Matchmaker, line: LineKey) -> str:
    topic = f", {topic_title(line.topic)}" if line.topic else ""
    return f"Kolejka {_seat(matchmaker, line.office)}{topic}"


def _seat(matchmaker: Matchmaker, office: str) -> str:
    known = matchmaker.queues.offices.get(office)
    return office if known is None else known.seat


def _waiting(count: int) -> str:
    """ "czeka 1 osoba", "czekają 3 osoby", "czeka 12 osób"."""
    if count == 1:
        return "czeka 1 osoba"
    if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        return f"czekają {count} osoby"
    return f"czeka {count} osób"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def _minutes(time: float) -> str:
    return f"{time:.0f} s" if time < 60 else f"{time / 60:.0f} min"


def _share(handled_time: float, ready_time: float) -> str:
    return "0 %" if ready_time <= 0 else f"{100 * handled_time / ready_time:.0f} %"
