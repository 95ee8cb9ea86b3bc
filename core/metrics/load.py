"""Figures: how much consultants have to do, and how evenly it is shared out. Pure.

Both indices of fairness need each consultant's own work. So the sums of consultants keep it by consultant
(`agent_calls|k20060-1`), and stay sums.
"""

from collections.abc import Collection, Mapping
from math import fsum

from core.metrics.contributions import HANDLING_STATES, LOGGED_OUT, READY_STATES
from core.metrics.counters import STATE
from core.metrics.metric import Figure, Metric, metric, share
from core.metrics.sums import Sums

HOUR_MS = 3_600_000


def jain(values: Collection[float]) -> float:
    """Jain's index of fairness: 1 when all have the same, 1/n when one has everything; 1 for none."""
    # Exact sums: the same in whatever order the consultants come.
    squares = fsum(value * value for value in values)
    return fsum(values) ** 2 / (len(values) * squares) if squares else 1.0


def logged_in_ms(sums: Sums) -> int:
    """Milliseconds in which consultants were logged in, whatever they did."""
    return sum(time for state, time in sums.family(STATE).items() if state != LOGGED_OUT)


def _in(sums: Sums, states: Collection[str]) -> int:
    return sum(time for state, time in sums.family(STATE).items() if state in states)


def _minutes(time: int) -> int:
    """Of how many minutes a figure is; one that was begun counts."""
    return max(0, -(-time // 60_000))


def _parts_in_calls(sums: Sums) -> Mapping[str, int]:
    """In how many calls each consultant took part: whoever takes a call over as a colleague has one part in it."""
    calls, helps = sums.family("agent_calls"), sums.family("agent_helps")
    taken_over = sums.family("agent_taken_over")
    return {
        agent: calls.get(agent, 0) + helps.get(agent, 0) - taken_over.get(agent, 0)
        for agent in calls.keys() | helps.keys()
    }


def _fairness(sums: Sums, done: Mapping[str, int]) -> Figure:
    """Of the work `done` by each consultant for each hour of ready time."""
    ready = {agent: time for agent, time in sums.family("agent_ready_ms").items() if time > 0}
    loads = [done.get(agent, 0) * HOUR_MS / time for agent, time in ready.items()]
    return Figure(jain(loads), len(loads)) if any(loads) else Figure(None, 0)


@metric("occupancy", "Zajętość konsultantów", "%", "split")
def occupancy(sums: Sums) -> Figure:
    """
    Wzór: 100 × czas (rozmowa + zawieszenie + czynności po rozmowie) / czas gotowości.
    Liczymy: czas gotowości to: gotowy, przydzielony, dzwoni, rozmowa, zawieszenie, czynności po rozmowie; n to
    minuty gotowości.
    Nie liczymy: przerw, dzwonienia do klienta, stanów „nie odbiera” i „technicznie niedostępny” oraz czasu po
    wylogowaniu.
    Przypisanie: każda sekunda należy do kwadransa, w którym minęła; urząd konsultanta.
    """
    ready = _in(sums, READY_STATES)
    figure = share(_in(sums, HANDLING_STATES), ready)
    return Figure(figure.value, _minutes(ready))


@metric("logged_in_hours", "Godziny zalogowania", "h", "split")
def logged_in_hours(sums: Sums) -> Figure:
    """
    Wzór: suma czasu od zalogowania do wylogowania konsultantów, w godzinach.
    Liczymy: wszystkie stany oprócz „wylogowany”, także przerwy; n to minuty.
    Nie liczymy: czasu po wylogowaniu.
    Przypisanie: każda sekunda należy do kwadransa, w którym minęła; urząd konsultanta.
    """
    time = logged_in_ms(sums)
    return Figure(time / HOUR_MS, _minutes(time)) if time > 0 else Figure(None, 0)


@metric("calls_per_hour", "Rozmowy na godzinę zalogowania", "rozmowy/h", "split")
def calls_per_hour(sums: Sums) -> Figure:
    """
    Wzór: rozmowy konsultantów / godziny zalogowania.
    Liczymy: zakończone rozmowy, także oddzwonienia i połączenia innych urzędów; n to minuty zalogowania.
    Nie liczymy: rozmów, które konsultant rozłączył od razu.
    Przypisanie: rozmowy według końca, godziny dzielone na kwadranse; urząd konsultanta.
    """
    time, done = logged_in_ms(sums), sum(sums.family("agent_calls").values())
    return Figure(done * HOUR_MS / time, _minutes(time)) if time > 0 else Figure(None, 0)


@metric("handled_per_hour", "Minuty obsługi na godzinę zalogowania", "min/h", "split")
def handled_per_hour(sums: Sums) -> Figure:
    """
    Wzór: minuty (rozmowa + zawieszenie + czynności po rozmowie) / godziny zalogowania.
    Liczymy: czas konsultantów w tych trzech stanach; n to minuty zalogowania.
    Nie liczymy: dzwonienia i gotowości.
    Przypisanie: każda sekunda należy do kwadransa, w którym minęła; urząd konsultanta.
    """
    time = logged_in_ms(sums)
    if time <= 0:
        return Figure(None, 0)
    return Figure(60 * _in(sums, HANDLING_STATES) / time, _minutes(time))


@metric("jain_number", "Równość obciążenia liczbą rozmów (Jain)", "", "split")
def jain_number(sums: Sums) -> Figure:
    """
    Wzór: (Σx)² / (n × Σx²), gdzie x to rozmowy konsultanta na godzinę jego gotowości; 1 – wszyscy tyle samo, 1/n
    – wszystko ma jeden.
    Liczymy: rozmowy własne i udział jako druga osoba, przejętą rozmowę raz; każdego, kto był w tym czasie gotowy
    choć chwilę; n to liczba konsultantów.
    Nie liczymy: tych, którzy nie byli gotowi, a wskaźnika w ogóle, gdy nikt nie miał rozmowy.
    Przypisanie: rozmowy według końca, gotowość dzielona na kwadranse; urząd konsultanta.
    """
    return _fairness(sums, _parts_in_calls(sums))


@metric("jain_time", "Równość obciążenia czasem obsługi (Jain)", "", "split")
def jain_time(sums: Sums) -> Figure:
    """
    Wzór: (Σx)² / (n × Σx²), gdzie x to czas obsługi konsultanta na godzinę jego gotowości.
    Liczymy: każdego, kto był w tym czasie gotowy choć chwilę; n to liczba konsultantów.
    Nie liczymy: tych, którzy nie byli gotowi, a wskaźnika w ogóle, gdy nikt nic nie robił.
    Przypisanie: każda sekunda należy do kwadransa, w którym minęła; urząd konsultanta.
    """
    return _fairness(sums, sums.family("agent_handled_ms"))


LOAD: tuple[Metric, ...] = (
    *(occupancy, logged_in_hours, calls_per_hour, handled_per_hour, jain_number, jain_time),
)
