"""Figures: which office answers whose calls. Pure."""

from collections.abc import Mapping

from core.metrics.metric import Figure, Metric, count, counted, metric, share, whole
from core.metrics.sums import Sums


def matrix(sums: Sums) -> dict[tuple[str, str], int]:
    """How many calls went from the queue of the first office to a consultant of the second; own ones included.

    Read of the sums of one office it has the calls of its own queue and those that it answered for others.
    """
    found: dict[tuple[str, str], int] = {}
    for family in ("inflow", "flow"):  # what went out stands in both when all offices are read
        for pair, calls in sums.family(family).items():
            queue, _, served = pair.partition(">")
            found[queue, served] = calls
    return found


def _by_offices(sums: Sums) -> Mapping[str, Figure]:
    return counted({f"{queue}>{served}": calls for (queue, served), calls in matrix(sums).items()})


@metric(
    "overflow_matrix",
    "Odebrane w innym urzędzie",
    "zgłoszenia",
    "begin",
    opens="answered_elsewhere",
    parts=_by_offices,
    parts_by="offices",
)
def overflow_matrix(sums: Sums) -> Figure:
    """
    Wzór: liczba odebranych zgłoszeń, w których odebrał konsultant innego urzędu niż urząd kolejki; tabela: urząd
    kolejki × urząd konsultanta.
    Liczymy: odebrane zgłoszenia; w tabeli także odebrane u siebie.
    Nie liczymy: propozycji, których konsultant innego urzędu nie odebrał, i przekazań po rozmowie.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return count(sums["answered_elsewhere"], sums["answered"])


@metric("overflow_share", "Odsetek odebranych w innym urzędzie", "%", "begin", opens="answered_elsewhere")
def overflow_share(sums: Sums) -> Figure:
    """
    Wzór: 100 × odebrane w innym urzędzie / odebrane.
    Liczymy: jak w „Odebrane w innym urzędzie”.
    Nie liczymy: jak w „Odebrane w innym urzędzie”.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(sums["answered_elsewhere"], sums["answered"])


@metric("helped", "Odebrane za inne urzędy", "zgłoszenia", "begin", opens="inflow")
def helped(sums: Sums) -> Figure:
    """
    Wzór: liczba zgłoszeń z kolejek innych urzędów, które odebrali konsultanci tego urzędu.
    Liczymy: odebrane zgłoszenia; dla całej sieci tyle samo co „Odebrane w innym urzędzie”.
    Nie liczymy: własnych i przekazanych po rozmowie.
    Przypisanie: chwila wejścia do kolejki, urząd konsultanta.
    """
    calls = sum(sums.family("inflow").values())
    return whole(sums, calls)


FLOWS: tuple[Metric, ...] = (overflow_matrix, overflow_share, helped)
