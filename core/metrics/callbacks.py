"""Figures: orders to ring back, and clients whom consultants ring. Pure."""

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


@metric("rung_out", "Telefony do klientów", "połączenia", "end", opens="rung_out")
def rung_out(sums: Sums) -> Figure:
    """
    Wzór: ile razy konsultant zadzwonił z systemu do klienta.
    Liczymy: każdą zakończoną próbę, także nieodebraną i przerwaną; każdy powód, także obiecane oddzwonienie.
    Nie liczymy: oddzwonień, które robi samo centrum.
    Przypisanie: chwila, w której klient odebrał albo próba się skończyła; urząd konsultanta.
    """
    return whole(sums, sums["rung_out"])


@metric("rung_out_reached", "Telefony do klientów: odebrane", "%", "end", opens="rung_out_reached")
def rung_out_reached(sums: Sums) -> Figure:
    """
    Wzór: 100 × telefony do klientów, w których doszło do rozmowy / telefony do klientów.
    Liczymy: każdą zakończoną próbę, także gdy nie odebrał sam konsultant.
    Nie liczymy: oddzwonień, które robi samo centrum.
    Przypisanie: chwila, w której klient odebrał albo próba się skończyła; urząd konsultanta.
    """
    return share(sums["rung_out_reached"], sums["rung_out"])


CALLBACKS: tuple[Metric, ...] = (
    *(callbacks_ordered, callbacks_kept, callbacks_failed, callbacks_kept_share),
    *(rung_out, rung_out_reached),
)
