"""Asks whether anybody is there for the caller at this moment, and says so if nobody is.

`open`: the office itself; `evening`: the pool that it shares with others, which a queue node with the setting
`evening_pool` leads to; `holiday`: a day off by law, Sundays included; `closed`: any other time. Where it is
wanted, `exception` tells a day on which the office itself has closed from an ordinary evening, if somebody of
another office is there meanwhile, and `unknown` a time after which nobody knows when it opens again.
"""

from collections.abc import Sequence

from pydantic import Field

from core.facts.kinds.scenarios import HoursChecked
from ivr.dialogue import say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings, OutcomesFrom
from ivr.hours.opening_hours import OpeningState
from ivr.hours.words_pl import reason_written, spoken_values
from ivr.nodes.fields import OfficeCode, Prompt
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit

_PROMPTS = "Zapowiadane przed przejściem dalej; pusta lista: nic."


class Settings(NodeSettings):
    office: OfficeCode | None = Field(
        default=None,
        title="Urząd",
        description="Puste: urząd osoby dzwoniącej, a gdy nie wybrano – wojewódzki.",
    )
    open_prompts: list[Prompt] = Field(
        default=[],
        title="Zapowiedzi w godzinach pracy",
        description=f"{_PROMPTS} Mogą podać {{dni_i_godziny}}, jeśli urząd ma plan tygodnia.",
    )
    closed_prompts: list[Prompt] = Field(
        default=["H01", "H08"],
        title="Zapowiedzi poza godzinami pracy",
        description=f"{_PROMPTS} Mogą podać {{dni_i_godziny}}, {{dzien}} i {{godzina_dopelniacz}}.",
    )
    holiday_prompts: list[Prompt] = Field(
        default=["H02"],
        title="Zapowiedzi w dzień ustawowo wolny",
        description=f"{_PROMPTS} Mogą podać {{w_dzien_tygodnia}}, {{data_dopelniacz}} i {{godz_od_dopelniacz}}.",
    )
    evening_prompts: list[Prompt] = Field(
        default=["H09"],
        title="Zapowiedzi w czasie wspólnego dyżuru",
        description=f"{_PROMPTS} Mogą podać {{godz_do_dopelniacz}}.",
    )
    exception_prompts: list[Prompt] = Field(
        default=["H05"],
        title="Zapowiedzi w dniu, w którym urząd jest wyjątkowo nieczynny",
        description="Tylko gdy wyjątki mają osobne przejście i ktoś z innego urzędu może odebrać. Mogą podać"
        " {nazwa_urzedu} i {w_miejscowosci}.",
    )
    unknown_prompts: list[Prompt] = Field(
        default=["H11"],
        title="Zapowiedzi, gdy nie wiadomo, kiedy urząd znów będzie czynny",
        description="Zamiast zapowiedzi poza godzinami i w dni wolne: w ciągu roku nie ma żadnych godzin pracy.",
    )
    tells_exceptions: bool = Field(
        default=False,
        title="Osobne przejście dla wyjątków",
        description="Gdy urząd wpisał, że tego dnia jest nieczynny, a inny urząd pracuje"
        " i ktoś może odebrać; gdy nikt nie może, urząd jest nieczynny.",
    )
    tells_unknown: bool = Field(
        default=False,
        title="Osobne przejście, gdy nie wiadomo, kiedy będzie czynne",
        description="W ciągu roku nie ma żadnych godzin pracy, więc nie ma na kiedy zamówić rozmowy.",
    )


class OpeningHoursKind(NodeKind[Settings]):
    name = "opening_hours"
    label = "Godziny pracy"
    help = "Sprawdza, czy ktoś może teraz odebrać, a jeśli nie – mówi, kiedy będzie można zadzwonić."
    group = "urząd"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("open", "czynne"),
        NodeOutcome("evening", "wspólny dyżur"),
        NodeOutcome("closed", "nieczynne"),
        NodeOutcome("holiday", "dzień wolny"),
    )
    outcomes_from = (
        OutcomesFrom("tells_exceptions", "if_set", "exception"),
        OutcomesFrom("tells_unknown", "if_set", "unknown"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """A key that cuts the words short stays for what follows."""
        call, tools = visit.call, visit.tools
        office = settings.office or call.context.office or tools.offices.province().code
        moment = call.clock.now()
        state = tools.hours.state(office, call.context.topic, moment)
        call.record(HoursChecked(office=office, outcome=state.outcome, reason=reason_written(state)))
        # Asked only on a day on which it matters: it looks at the hours of all offices.
        is_helped = (
            state.reason.kind == "closed_day"
            and tools.hours.is_another_open(office, call.context.topic, moment)
            and tools.staff.could_be_helped(office)
        )
        values = visit.values() | spoken_values(state, tools.offices.get(office), moment)
        outcome, prompts = way_on(state, settings, is_helped=is_helped, has_week="dni_i_godziny" in values)
        if prompts:
            await say(call, visit.voice, [(prompt, values) for prompt in prompts])
        return outcome

    def untried(self, settings: Settings) -> frozenset[str]:
        """Whether there is such a day goes by what the offices have entered."""
        return frozenset({"exception", "unknown"}) & self.outcomes(settings)

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *settings.open_prompts,
            *settings.closed_prompts,
            *settings.holiday_prompts,
            *settings.evening_prompts,
            *(settings.exception_prompts if settings.tells_exceptions else []),
            *settings.unknown_prompts,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return []

    def offices(self, settings: Settings) -> Sequence[str]:
        return [settings.office] if settings.office else []


def way_on(
    state: OpeningState, settings: Settings, *, is_helped: bool, has_week: bool
) -> tuple[str, Sequence[str]]:
    """The node's outcome, and what it says before. `is_helped`: somebody of another office can take the call now;
    `has_week`: the office has hours of an ordinary week."""
    if state.outcome == "open":
        return "open", settings.open_prompts if has_week else ()
    if state.outcome == "evening":
        return "evening", settings.evening_prompts
    if settings.tells_exceptions and state.reason.kind == "closed_day" and is_helped:
        return "exception", settings.exception_prompts
    if state.opening is None:
        return "unknown" if settings.tells_unknown else state.outcome, settings.unknown_prompts
    return state.outcome, settings.holiday_prompts if state.outcome == "holiday" else settings.closed_prompts
