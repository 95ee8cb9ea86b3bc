"""Figures: job offers that come in, by which way, and what becomes of them. Pure."""

from core.metrics.metric import Figure, Metric, mean, metric, share, whole
from core.metrics.sums import Sums

_MS_PER_DAY = 86_400_000


@metric("offers_opened", "Oferty pracy, które wpłynęły", "oferty", "begin")
def offers_opened(sums: Sums) -> Figure:
    """
    Wzór: liczba ofert pracy, które podano po raz pierwszy.
    Liczymy: oferty z systemów urzędów, z bazy krajowej i EURES, przyjęte telefonicznie i od pracodawców.
    Nie liczymy: ofert w przygotowaniu, odrzuconych i tych samych ofert z drugiego źródła.
    Przypisanie: chwila, od której ofertę podajemy, urząd oferty.
    """
    return whole(sums, sums["offers_opened"])


@metric("offers_by_line", "Oferty pracy przyjęte telefonicznie", "oferty", "begin")
def offers_by_line(sums: Sums) -> Figure:
    """
    Wzór: liczba ofert, które konsultant zapisał w rozmowie z pracodawcą.
    Liczymy: każdą raz, od chwili, w której ją podajemy.
    Nie liczymy: ofert, które czekają na sprawdzenie.
    Przypisanie: chwila, od której ofertę podajemy, urząd oferty.
    """
    return whole(sums, sums["offers_by_line"])


@metric("offers_by_employer", "Oferty pracy od pracodawców przez internet", "oferty", "begin")
def offers_by_employer(sums: Sums) -> Figure:
    """
    Wzór: liczba ofert, które złożył sam pracodawca.
    Liczymy: każdą raz, także niesprawdzoną, którą pokazujemy ze znakiem.
    Nie liczymy: ofert, które czekają na sprawdzenie i nie są pokazywane.
    Przypisanie: chwila, od której ofertę pokazujemy, urząd oferty.
    """
    return whole(sums, sums["offers_by_employer"])


@metric("offers_by_office", "Oferty pracy z systemów urzędów", "oferty", "begin")
def offers_by_office(sums: Sums) -> Figure:
    """
    Wzór: liczba ofert z importu własnego systemu urzędu.
    Liczymy: każdą ofertę raz.
    Nie liczymy: zmian oferty, która już jest.
    Przypisanie: chwila importu, urząd oferty.
    """
    return whole(sums, sums["offers_by_office"])


@metric("offers_from_bases", "Oferty pracy z baz krajowych i EURES", "oferty", "begin")
def offers_from_bases(sums: Sums) -> Figure:
    """
    Wzór: liczba ofert z Centralnej Bazy Ofert Pracy i z EURES.
    Liczymy: każdą ofertę raz.
    Nie liczymy: tych, które mamy już z systemu urzędu.
    Przypisanie: chwila importu, urząd oferty.
    """
    return whole(sums, sums["offers_from_bases"])


@metric("offers_filled", "Oferty pracy obsadzone", "oferty", "end")
def offers_filled(sums: Sums) -> Figure:
    """
    Wzór: liczba ofert, przy których wynik skierowania mówi, że ktoś podjął pracę.
    Liczymy: ofertę raz, przy pierwszej osobie.
    Nie liczymy: ofert, o których obsadzeniu systemy urzędów nie mówią.
    Przypisanie: chwila, w której przyszedł wynik skierowania, urząd oferty.
    """
    return whole(sums, sums["offers_filled"])


@metric("fill_days", "Średni czas obsadzenia oferty", "dni", "end")
def fill_days(sums: Sums) -> Figure:
    """
    Wzór: suma czasu od podania oferty do wyniku skierowania / oferty obsadzone, w dniach.
    Liczymy: czas kalendarzowy od pierwszego dnia ważności oferty.
    Nie liczymy: ofert, których nikt nie obsadził.
    Przypisanie: chwila, w której przyszedł wynik skierowania, urząd oferty.
    """
    return mean(sums["offers_filled_ms"] / _MS_PER_DAY, sums["offers_filled"])


@metric("offers_unfilled", "Oferty pracy nieobsadzone", "oferty", "end")
def offers_unfilled(sums: Sums) -> Figure:
    """
    Wzór: liczba ofert, które skończyły się, a nikt ze skierowaniem nie podjął pracy.
    Liczymy: oferty, których minął ostatni dzień, i wycofane.
    Nie liczymy: ofert, które jeszcze trwają, i tych samych ofert z drugiego źródła.
    Przypisanie: koniec ostatniego dnia albo chwila wycofania, urząd oferty.
    """
    return whole(sums, sums["offers_unfilled"])


@metric("offers_unmet", "Niezaspokojone zapotrzebowanie pracodawców", "%", "end")
def offers_unmet(sums: Sums) -> Figure:
    """
    Wzór: 100 × oferty nieobsadzone / (oferty obsadzone + oferty nieobsadzone).
    Liczymy: jak w „Oferty pracy obsadzone” i „Oferty pracy nieobsadzone”.
    Nie liczymy: ofert, które jeszcze trwają.
    Przypisanie: koniec oferty, urząd oferty.
    """
    return share(sums["offers_unfilled"], sums["offers_filled"] + sums["offers_unfilled"])


MARKET: tuple[Metric, ...] = (
    *(offers_opened, offers_by_line, offers_by_employer, offers_by_office, offers_from_bases),
    *(offers_filled, fill_days, offers_unfilled, offers_unmet),
)
