"""Figures: what calls are about, what comes of them, and what callers think. Pure."""

from collections.abc import Mapping

from core.metrics.metric import Figure, Metric, count, counted, mean, metric, share, shares
from core.metrics.sums import Sums


def _by_topic(sums: Sums) -> Mapping[str, Figure]:
    return shares(sums.family("topic"))


def _by_disposition(sums: Sums) -> Mapping[str, Figure]:
    return shares(sums.family("disposition"))


def _by_rating(sums: Sums) -> Mapping[str, Figure]:
    return counted(sums.family("rating"))


@metric(
    "topics",
    "Połączenia ze znanym tematem",
    "%",
    "begin",
    opens="topic -topic|?",
    parts=_by_topic,
    parts_by="topic",
)
def topics(sums: Sums) -> Figure:
    """
    Wzór: 100 × połączenia ze znanym tematem / połączenia przychodzące; tabela: odsetek każdego tematu.
    Liczymy: temat wybrany ostatnio w menu, a gdy go nie ma – temat pierwszej kolejki.
    Nie liczymy: tematów wpisów konsultanta (są w wynikach spraw) i oddzwonień.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    found = sums.family("topic")
    return share(sum(found.values()) - found.get("?", 0), sum(found.values()))


@metric(
    "dispositions",
    "Sprawy załatwione",
    "%",
    "begin",
    opens="disposition|solved",
    parts=_by_disposition,
    parts_by="disposition",
)
def dispositions(sums: Sums) -> Figure:
    """
    Wzór: 100 × wpisy „sprawa załatwiona” / wpisy z podanym wynikiem; tabela: odsetek każdego wyniku.
    Liczymy: wpisy konsultantów z rozmów.
    Nie liczymy: w odsetku wpisów bez wyniku (w tabeli stoją osobno).
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    found = sums.family("disposition")
    return share(found.get("solved", 0), sum(found.values()) - found.get("?", 0))


@metric("survey_mean", "Średnia ocena", "1–5", "end", opens="survey_answers", parts=_by_rating, parts_by="rating")
def survey_mean(sums: Sums) -> Figure:
    """
    Wzór: suma ocen / liczba ocen (1 – bardzo źle, 5 – bardzo dobrze); tabela: ile każdej oceny.
    Liczymy: oceny rozmowy i samoobsługi, także gdy osoba zaraz potem się rozłączyła.
    Nie liczymy: osób, które nie odpowiedziały.
    Przypisanie: chwila odpowiedzi, urząd osoby dzwoniącej.
    """
    return mean(sums["survey_points"], sums["survey_answers"])


@metric("survey_solved", "Sprawy załatwione według dzwoniących", "%", "end", opens="survey_solved")
def survey_solved(sums: Sums) -> Figure:
    """
    Wzór: 100 × odpowiedzi „tak” / odpowiedzi na pytanie, czy sprawa jest załatwiona.
    Liczymy: osoby, które odpowiedziały na to pytanie.
    Nie liczymy: osób, którym go nie zadano lub które nie odpowiedziały.
    Przypisanie: chwila odpowiedzi, urząd osoby dzwoniącej.
    """
    return share(sums["survey_solved"], sums["survey_solved_asked"])


@metric("survey_response", "Odpowiadający na ankietę", "%", "end", opens="survey_answers")
def survey_response(sums: Sums) -> Figure:
    """
    Wzór: 100 × oceny / połączenia, w których zapytano o ocenę.
    Liczymy: każde wejście do pytania o ocenę.
    Nie liczymy: połączeń, które rozłączono przed pytaniem.
    Przypisanie: pytanie i ocena osobno, każde w swojej chwili; urząd osoby dzwoniącej.
    """
    return share(sums["survey_answers"], sums["survey_asked"])


@metric("outside_calls", "Połączenia z numerami spoza centrum", "połączenia", "begin", opens="outside_calls")
def outside_calls(sums: Sums) -> Figure:
    """
    Wzór: liczba prób połączenia osoby z dozwolonym numerem poza centrum.
    Liczymy: także nieodebrane i zajęte.
    Nie liczymy: numerów niedozwolonych, do których nikt nie dzwonił.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    return count(sums["outside_calls"], sums["calls"] + sums["callback_calls"])


QUALITY: tuple[Metric, ...] = (topics, dispositions, survey_mean, survey_solved, survey_response, outside_calls)
