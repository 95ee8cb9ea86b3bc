"""Figures: conversations that are recorded, and whether the caller agreed. Pure."""

from core.metrics.metric import Figure, Metric, count, metric, share
from core.metrics.sums import Sums


@metric("recorded", "Rozmowy nagrane", "rozmowy", "end", opens="talks_recorded")
def recorded(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów, z których powstało nagranie i nie zostało cofnięte.
    Liczymy: także nagrania wstrzymywane w trakcie i zakończone przed rozmową, gdy zabrakło miejsca.
    Nie liczymy: nagrań nieudanych i takich, do których zgodę cofnięto.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return count(sums["talks_recorded"], sums["talks"])


@metric("consent_share", "Zgody na nagrywanie", "%", "end", opens="talks_consented")
def consent_share(sums: Sums) -> Figure:
    """
    Wzór: 100 × rozmowy ze zgodą / rozmowy, przed którymi zapytano o zgodę.
    Liczymy: ostatnią odpowiedź przed końcem rozmowy; brak odpowiedzi to odmowa.
    Nie liczymy: rozmów, w których nie pytano.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return share(sums["talks_consented"], sums["talks_consented"] + sums["talks_refused"])


@metric("talks_with_consent", "Rozmowy ze zgodą na nagrywanie", "rozmowy", "end", opens="talks_consented")
def talks_with_consent(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów, w których osoba zgodziła się na nagrywanie.
    Liczymy: zgodę klawiszem, ustną i informację o nagrywaniu z mocy przepisu.
    Nie liczymy: rozmów bez zgody i bez pytania.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return count(sums["talks_consented"], sums["talks"])


@metric(
    "talks_without_consent",
    "Rozmowy bez zgody na nagrywanie",
    "rozmowy",
    "end",
    opens="talks_refused talks_not_asked",
)
def talks_without_consent(sums: Sums) -> Figure:
    """
    Wzór: rozmowy z odmową + rozmowy, w których nie pytano o zgodę.
    Liczymy: odmowę i brak odpowiedzi jako odmowę.
    Nie liczymy: rozmów ze zgodą.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return count(sums["talks_refused"] + sums["talks_not_asked"], sums["talks"])


@metric("consented_unrecorded", "Zgoda bez nagrania", "rozmowy", "end", opens="talks_consented_unrecorded")
def consented_unrecorded(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów ze zgodą, z których nie ma nagrania.
    Liczymy: nagrania, które się nie zaczęły, nie zamknęły lub na które nie było miejsca.
    Nie liczymy: rozmów, w których zgodę cofnięto.
    Przypisanie: chwila zakończenia rozmowy, urząd konsultanta.
    """
    return count(sums["talks_consented_unrecorded"], sums["talks_consented"])


RECORDINGS: tuple[Metric, ...] = (
    *(recorded, consent_share, talks_with_consent, talks_without_consent, consented_unrecorded),
)
