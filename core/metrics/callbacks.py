"""Figures: orders to ring back. Pure."""

from core.metrics.metric import Figure, Metric, count, metric, share, whole
from core.metrics.sums import Sums


@metric("callbacks_ordered", "Zamówione oddzwonienia", "zamówienia", "begin", opens="callbacks_ordered")
def callbacks_ordered(sums: Sums) -> Figure:
    """
    Wzór: liczba zamówień rozmowy.
    Liczymy: zamówienia z kolejki, z pełnej kolejki i z menu poza godzinami pracy.
    Nie liczymy: ponownego zamówienia z tego samego numeru, gdy poprzednie nadal stoi.
    Przypisanie: chwila zamówienia, urząd kolejki.
    """
    return whole(sums, sums["callbacks_ordered"])


@metric("callbacks_kept", "Dotrzymane oddzwonienia", "zamówienia", "begin", opens="callbacks_kept")
def callbacks_kept(sums: Sums) -> Figure:
    """
    Wzór: liczba zamówień, które skończyły się rozmową.
    Liczymy: rozmowę w dowolnej próbie.
    Nie liczymy: zamówień, które jeszcze czekają, wycofanych i zastąpionych.
    Przypisanie: chwila zamówienia, nie oddzwonienia; urząd kolejki.
    """
    return count(sums["callbacks_kept"], sums["callbacks_ordered"])


@metric("callbacks_failed", "Nieudane oddzwonienia", "zamówienia", "begin", opens="callbacks_failed")
def callbacks_failed(sums: Sums) -> Figure:
    """
    Wzór: liczba zamówień, których po wszystkich próbach nie udało się wykonać.
    Liczymy: także te, w których nikt nie odebrał u zamawiającego.
    Nie liczymy: zamówień wycofanych przez urząd i zastąpionych wcześniejszym terminem.
    Przypisanie: chwila zamówienia, urząd kolejki.
    """
    return count(sums["callbacks_failed"], sums["callbacks_ordered"])


@metric("callbacks_kept_share", "Odsetek dotrzymanych oddzwonień", "%", "begin", opens="callbacks_kept")
def callbacks_kept_share(sums: Sums) -> Figure:
    """
    Wzór: 100 × dotrzymane / (dotrzymane + nieudane).
    Liczymy: zamówienia zakończone rozmową lub niepowodzeniem.
    Nie liczymy: czekających, wycofanych i zastąpionych.
    Przypisanie: chwila zamówienia, urząd kolejki.
    """
    return share(sums["callbacks_kept"], sums["callbacks_kept"] + sums["callbacks_failed"])


CALLBACKS: tuple[Metric, ...] = (callbacks_ordered, callbacks_kept, callbacks_failed, callbacks_kept_share)
