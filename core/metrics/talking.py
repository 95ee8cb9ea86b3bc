"""Figures: what conversations take. Pure."""

from core.metrics.metric import Figure, Metric, count, mean_seconds, metric, share, whole
from core.metrics.sums import Sums


@metric("talks", "Rozmowy", "rozmowy", "end", opens="talks")
def talks(sums: Sums) -> Figure:
    """
    Wzór: liczba zakończonych rozmów z konsultantami.
    Liczymy: także rozmowy z oddzwonień, po przekazaniu i z klientami, do których zadzwonił konsultant; jedno
    połączenie może mieć kilka rozmów.
    Nie liczymy: rozmów, które konsultant rozłączył od razu, i trwających.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return whole(sums, sums["talks"])


@metric("aht", "Średni czas obsługi (AHT)", "s", "end", opens="talks")
def aht(sums: Sums) -> Figure:
    """
    Wzór: (czas rozmowy + czas zawieszenia + czynności po rozmowie) / rozmowy.
    Liczymy: każdą zakończoną rozmowę; czynności po rozmowie do chwili, w której konsultant je zakończył.
    Nie liczymy: dzwonienia telefonu konsultanta i czynności, które jeszcze trwają (dojdą po zakończeniu).
    Przypisanie: chwila zakończenia rozmowy, także dla czynności po niej; urząd konsultanta.
    """
    return mean_seconds(sums["talk_ms"] + sums["hold_ms"] + sums["wrap_up_ms"], sums["talks"])


@metric("talk_time", "Średni czas rozmowy", "s", "end", opens="talks")
def talk_time(sums: Sums) -> Figure:
    """
    Wzór: czas rozmowy bez zawieszenia / rozmowy.
    Liczymy: czas, w którym obie strony się słyszały, a także rozmowy na osobności z drugą osobą.
    Nie liczymy: zawieszenia i czynności po rozmowie.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return mean_seconds(sums["talk_ms"], sums["talks"])


@metric("hold_time", "Średni czas zawieszenia", "s", "end", opens="talks")
def hold_time(sums: Sums) -> Figure:
    """
    Wzór: czas zawieszenia w rozmowie / rozmowy.
    Liczymy: czas, w którym konsultant zostawił osobę z muzyką, telefonem lub na stronie.
    Nie liczymy: czekania w kolejce.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return mean_seconds(sums["hold_ms"], sums["talks"])


@metric("wrap_up_time", "Średni czas czynności po rozmowie", "s", "end", opens="talks")
def wrap_up_time(sums: Sums) -> Figure:
    """
    Wzór: czas czynności po rozmowie / rozmowy.
    Liczymy: czas od końca rozmowy do gotowości, przerwy lub wylogowania.
    Nie liczymy: czynności, które jeszcze trwają; rozmowa na ścieżce awaryjnej nie ma żadnych.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return mean_seconds(sums["wrap_up_ms"], sums["talks"])


@metric("transfers", "Rozmowy przekazane", "rozmowy", "end", opens="transfers")
def transfers(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów, które konsultant zakończył przekazaniem do innej kolejki.
    Liczymy: przekazania do innego urzędu i w swoim urzędzie do innego tematu.
    Nie liczymy: połączeń z numerem spoza centrum i powrotów po zerwaniu.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta, który przekazał.
    """
    return count(sums["transfers"], sums["talks"])


@metric("transfer_share", "Odsetek rozmów przekazanych", "%", "end", opens="transfers")
def transfer_share(sums: Sums) -> Figure:
    """
    Wzór: 100 × rozmowy przekazane / rozmowy.
    Liczymy: jak w „Rozmowy przekazane”.
    Nie liczymy: jak w „Rozmowy przekazane”.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta, który przekazał.
    """
    return share(sums["transfers"], sums["talks"])


@metric("missed_offers", "Nieodebrane przez konsultanta", "%", "begin", opens="offers_missed")
def missed_offers(sums: Sums) -> Figure:
    """
    Wzór: 100 × propozycje nieodebrane lub odrzucone / propozycje rozmowy.
    Liczymy: każde zadzwonienie do konsultanta.
    Nie liczymy: propozycji, które skończyła osoba dzwoniąca, awaria telefonu lub systemu, jako nieodebranych.
    Przypisanie: chwila, w której telefon konsultanta zaczął dzwonić; urząd konsultanta.
    """
    return share(sums["offers_missed"], sums["offers"])


TALKING: tuple[Metric, ...] = (
    *(talks, aht, talk_time, hold_time, wrap_up_time, transfers, transfer_share, missed_offers),
)
