"""The reports that there are: the question that each one answers, its figures, and how it may be asked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from core.metrics.dictionary import METRICS
from core.metrics.intervals import INTERVAL_KINDS, IntervalKind
from core.metrics.metric import Metric
from reports.answers.words_pl import COUNTED
from reports.figures.figure_query import GroupBy

Chart: TypeAlias = Literal["line", "bars", "heat", "matrix", "none"]


@dataclass(frozen=True, slots=True)
class Report:
    """`columns`: figures by key; `main` is the one that the sentence speaks of. `by`: how its lines may be told
    apart, the first unless something else is asked for. `heat`: weekdays by hours, `matrix`: offices by offices.
    `more`: variants of its figures, which are offered and not shown by themselves.
    """

    key: str
    title: str
    question: str
    columns: tuple[str, ...]
    main: str
    by: tuple[GroupBy, ...]
    intervals: tuple[IntervalKind, ...]
    default_interval: IntervalKind
    chart: Chart
    more: tuple[str, ...] = ()

    @property
    def default_by(self) -> GroupBy:
        return self.by[0]

    @property
    def is_of_agents(self) -> bool:
        """Is it about consultants, one by one?"""
        return self.default_by == "agent"


_OF_CALLS: Final[tuple[GroupBy, ...]] = ("topic", "number", "language", "scenario")
_LONG: Final[tuple[IntervalKind, ...]] = ("day", "week", "month", "quarter", "year")

_REPORTS: Final = (
    Report(
        "day",
        "Przebieg dnia",
        "Jak mijał dzień, godzina po godzinie?",
        (
            *("calls", "offered", "answered", "answered_share", "abandoned", "abandoned_share"),
            *("service_level", "asa", "longest_wait", "talks", "aht"),
        ),
        "service_level",
        ("interval", "office", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "60min",
        "line",
    ),
    Report(
        "offices",
        "Urzędy",
        "Jak pracuje każdy urząd?",
        (
            *("calls", "offered", "answered", "answered_share", "abandoned_share", "turned_away"),
            *("service_level", "asa", "talks", "aht", "overflow_share", "helped", "occupancy"),
        ),
        "answered_share",
        ("office", "interval", "total"),
        INTERVAL_KINDS,
        "day",
        "bars",
    ),
    Report(
        "waiting",
        "Czekanie w kolejce",
        "Jak długo czekają dzwoniący i czy tyle, ile im zapowiedziano?",
        (
            *("service_level", "asa", "longest_wait", "offered", "abandoned_share", "wait_to_abandon"),
            *("expected_wait_held", "expected_wait_error", "paid_waiting_minutes", "paid_waiting_mean"),
        ),
        "asa",
        ("interval", "office", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "60min",
        "heat",
        ("service_level_without_short", "service_level_of_answered", "service_level_kind"),
    ),
    Report(
        "consultants",
        "Konsultanci",
        "Jak rozkłada się praca między konsultantów?",
        (
            *("talks", "aht", "talk_time", "hold_time", "wrap_up_time", "transfers", "missed_offers"),
            *(
                "logged_in_hours",
                "occupancy",
                "calls_per_hour",
                "handled_per_hour",
                "rung_out",
                "rung_out_reached",
            ),
        ),
        "occupancy",
        ("agent", "interval", "office", "total"),
        INTERVAL_KINDS,
        "day",
        "bars",
    ),
    Report(
        "flows",
        "Pomoc innych urzędów",
        "Które urzędy odbierają czyje zgłoszenia?",
        ("answered", "overflow_matrix", "overflow_share", "helped", "transfers", "transfer_share"),
        "overflow_share",
        ("office", "interval", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "day",
        "matrix",
    ),
    Report(
        "colleagues",
        "Druga osoba w rozmowie",
        "Jak często konsultanci pytają innych i oddają im rozmowy?",
        (
            *("consults", "colleagues_missed", "consults_returned", "conferences", "consult_apart_time"),
            *(
                "consult_together_time",
                "consult_aside_time",
                "handed_over",
                "handed_over_share",
                "helps",
                "help_time",
                "taken_over",
            ),
            *("queue_consulted", "queue_handed_over"),
        ),
        "consults",
        ("office", "agent", "interval", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "day",
        "bars",
    ),
    Report(
        "supervision",
        "Pomoc w rozmowie",
        "Jak często konsultanci proszą o pomoc i kto włącza się do ich rozmów?",
        ("talks", "help_asked", "help_came", "listened_in", "whispered", "barged_in", "took_over"),
        "help_came",
        ("office", "interval", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "day",
        "bars",
    ),
    Report(
        "self_service",
        "Samoobsługa",
        "Ile spraw załatwia się bez konsultanta?",
        (
            *("calls", "self_service_use", "self_service_finished", "contacts90", "visits_avoided"),
            *("kilometres_avoided", "closed_hours"),
        ),
        "self_service_use",
        ("interval", "office", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "day",
        "line",
    ),
    Report(
        "verification",
        "Potwierdzanie tożsamości",
        "Jak często udaje się potwierdzić, kto dzwoni?",
        ("calls", "verification_success", "verification_locked", "contacts90"),
        "verification_success",
        ("interval", "office", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "day",
        "line",
    ),
    Report(
        "callbacks",
        "Oddzwonienia",
        "Czy urząd dotrzymuje obietnic oddzwonienia?",
        (
            *("callbacks_ordered", "callbacks_kept", "callbacks_failed", "callbacks_kept_share"),
            *("rung_out", "rung_out_reached"),
        ),
        "callbacks_kept_share",
        ("interval", "office", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "day",
        "line",
    ),
    Report(
        "matters",
        "Sprawy pisemne",
        "Ile osób pisze do urzędu i jak szybko odpowiadamy?",
        (
            *("matters_opened", "matters_by_mail", "matters_by_sms", "matters_by_form", "matters_answered"),
            *("matters_in_time", "matters_wait", "matters_reopened", "matters_closed"),
        ),
        "matters_in_time",
        ("interval", "office", "total"),
        INTERVAL_KINDS,
        "day",
        "line",
    ),
    Report(
        "market",
        "Rynek pracy",
        "Jakimi drogami przychodzą oferty pracy i ile z nich zostaje obsadzonych?",
        (
            *("offers_opened", "offers_by_line", "offers_by_employer", "offers_by_office", "offers_from_bases"),
            *("offers_filled", "fill_days", "offers_unfilled", "offers_unmet"),
        ),
        "offers_filled",
        ("interval", "office", "total", "occupation", "county"),
        INTERVAL_KINDS,
        "month",
        "line",
    ),
    Report(
        "topics",
        "Tematy i wyniki spraw",
        "Z czym ludzie dzwonią i czym to się kończy?",
        ("calls", "topics", "offered", "answered_share", "asa", "dispositions", "unmet_demand", "repeat_7_days"),
        "calls",
        ("topic", "interval", "office", "total", "number", "language", "scenario"),
        INTERVAL_KINDS,
        "day",
        "bars",
    ),
    Report(
        "survey",
        "Oceny dzwoniących",
        "Jak dzwoniący oceniają obsługę?",
        ("survey_mean", "survey_response", "survey_solved", "talks"),
        "survey_mean",
        ("interval", "office", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "week",
        "line",
    ),
    Report(
        "recordings",
        "Nagrania i zgody",
        "Ile rozmów nagrano i za czyją zgodą?",
        (
            *("talks", "consent_share", "talks_with_consent", "talks_without_consent", "recorded"),
            "consented_unrecorded",
        ),
        "consent_share",
        ("office", "interval", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "day",
        "bars",
    ),
    Report(
        "scenarios",
        "Scenariusze",
        "Jak sprawdza się każda wersja scenariusza?",
        (
            *("calls", "self_service_use", "self_service_finished", "verification_success", "offered"),
            *("answered_share", "abandoned_share", "outside_calls", "survey_mean"),
        ),
        "calls",
        ("scenario", "interval", "office", "total", "number", "language", "topic"),
        INTERVAL_KINDS,
        "day",
        "bars",
    ),
    Report(
        "unmet",
        "Niezaspokojone potrzeby",
        "Kiedy i kogo nie mógł obsłużyć żaden konsultant?",
        ("unmet_demand", "turned_away", "abandoned", "closed_hours", "callbacks_ordered", "repeat_7_days"),
        "unmet_demand",
        ("interval", "office", "total", *_OF_CALLS),
        INTERVAL_KINDS,
        "60min",
        "heat",
    ),
    Report(
        "trend",
        "Trend",
        "Jak zmienia się obsługa w dłuższym czasie?",
        (
            *("calls", "offered", "answered_share", "abandoned_share", "service_level", "asa", "talks", "aht"),
            *("self_service_use", "overflow_share", "survey_mean"),
        ),
        "service_level",
        ("interval", "total"),
        _LONG,
        "month",
        "line",
    ),
)

REPORTS: Mapping[str, Report] = MappingProxyType({report.key: report for report in _REPORTS})
"""By key, in the order in which they are listed."""

MOST_COLUMNS: Final = 20

LOWER_IS_BETTER: Final = frozenset(
    {
        *("abandoned", "abandoned_short", "abandoned_share", "abandoned_share_all", "turned_away", "unmet_demand"),
        *("closed_hours", "repeat_7_days", "asa", "longest_wait", "wait_to_abandon", "expected_wait_error"),
        *("paid_waiting_minutes", "paid_waiting_mean", "missed_offers", "hold_time", "verification_locked"),
        *("callbacks_failed", "consented_unrecorded", "transfer_share", "colleagues_missed"),
        *("matters_wait", "matters_reopened", "fill_days", "offers_unfilled", "offers_unmet"),
    }
)
HIGHER_IS_BETTER: Final = frozenset(
    {
        *("answered_share", "service_level", "service_level_without_short", "service_level_of_answered"),
        *("service_level_kind", "expected_wait_held", "self_service_use", "self_service_finished"),
        *("verification_success", "contacts90", "visits_avoided", "callbacks_kept_share", "dispositions"),
        *("survey_mean", "survey_solved", "survey_response", "topics", "help_came", "jain_number", "jain_time"),
        *("matters_in_time", "offers_filled"),
    }
)

_SUMMED: Final = frozenset({"paid_waiting_minutes", "logged_in_hours", "kilometres_avoided"})


def is_additive(metric: Metric) -> bool:
    """Do the values of lines that share nothing add up to the whole?"""
    return metric.unit in COUNTED or metric.key in _SUMMED


def has_network(metric: Metric) -> bool:
    """Can an office hold its own figure against that of the whole network? A number of cases cannot; and the
    longest wait is one single call, of an office that is not named."""
    return not is_additive(metric) and metric.key != "longest_wait"


def better(metric_key: str) -> Literal["higher", "lower"] | None:
    """Which way is good; None where it depends."""
    if metric_key in HIGHER_IS_BETTER:
        return "higher"
    return "lower" if metric_key in LOWER_IS_BETTER else None


assert all({*report.columns, *report.more} <= METRICS.keys() for report in _REPORTS)
assert all(report.main in report.columns for report in _REPORTS)
