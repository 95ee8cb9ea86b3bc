"""Figures: how many called, and what became of them. Pure."""

from collections.abc import Mapping
from typing import Final

from core.metrics.metric import Figure, Metric, count, counted, metric, share, whole
from core.metrics.sums import Sums

ENDS: Final = (
    *(
        "answered",
        "abandoned",
        "called_back",
        "nobody_there",
        "too_long",
        "full",
        "emergency",
        "failed",
        "dropped",
    ),
    "waiting",
)
"""How standing in a queue can end: together they are `offered`. `answered` includes those whom another office's
consultant answered (`answered_elsewhere`), and `abandoned` the short ones."""

PATHS: Final = (
    *("queue", "self_service", "closed", "outside", "callback", "message"),
    *("menu", "refused", "shed", "failed", "open"),
)
"""Where calls came: together they are `calls`."""

TURNED_AWAY: Final = ("nobody_there", "too_long", "full")


def ends(sums: Sums) -> dict[str, int]:
    """How every passage ended, with own and other offices' answers apart; the sum is what was offered."""
    found = {end: sums[end] for end in ENDS}
    found["answered"] -= sums["answered_elsewhere"]
    return {**found, "answered_elsewhere": sums["answered_elsewhere"]}


def is_balanced(sums: Sums) -> bool:
    """Did every passage and every call have exactly one end?"""
    every = sum(sums[f"path_{path}"] for path in PATHS)
    return sum(ends(sums).values()) == sums["offered"] and every == sums["calls"]


def _by_path(sums: Sums) -> Mapping[str, Figure]:
    return counted({path: found for path in PATHS if (found := sums[f"path_{path}"])})


def _unmet_by_topic(sums: Sums) -> Mapping[str, Figure]:
    return counted(sums.family("unmet"))


@metric("calls", "Połączenia przychodzące", "połączenia", "begin", opens="calls", parts=_by_path, parts_by="path")
def calls(sums: Sums) -> Figure:
    """
    Wzór: liczba połączeń, które ktoś wykonał do centrum.
    Liczymy: każde połączenie, także odrzucone (zły numer, za dużo połączeń naraz) i trwające.
    Nie liczymy: połączeń, które wykonuje samo centrum, gdy oddzwania, i telefonów konsultantów do klientów.
    Przypisanie: całe połączenie należy do chwili, w której się zaczęło, i do urzędu osoby dzwoniącej.
    """
    return whole(sums, sums["calls"])


@metric("offered", "Zgłoszone do kolejki", "zgłoszenia", "begin", opens="offered")
def offered(sums: Sums) -> Figure:
    """
    Wzór: odebrane u siebie + odebrane w innym urzędzie + porzucone + zamienione na oddzwonienie + nikogo nie było
    + za długie czekanie + pełna kolejka + przejęte przez ścieżkę awaryjną + przerwane błędem + rozłączone od razu
    przez konsultanta + jeszcze czekające.
    Liczymy: każde ustawienie się osoby na linii w kolejce; przekazanie do innej kolejki i powrót po zerwanej
    rozmowie to kolejne zgłoszenie.
    Nie liczymy: powrotu do kolejki po rozmowie, którą konsultant rozłączył od razu (to dalszy ciąg tego samego
    czekania), ani miejsca zamówionej rozmowy, bo nikt wtedy nie czeka na linii.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return whole(sums, sums["offered"])


@metric("answered", "Odebrane", "zgłoszenia", "begin", opens="answered")
def answered(sums: Sums) -> Figure:
    """
    Wzór: liczba zgłoszeń, które zakończyły się połączeniem z konsultantem.
    Liczymy: odebrane w swoim urzędzie i w każdym innym.
    Nie liczymy: rozmów, które konsultant rozłączył od razu, i oddzwonień.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return count(sums["answered"], sums["offered"])


@metric("answered_share", "Odsetek odebranych", "%", "begin", opens="answered")
def answered_share(sums: Sums) -> Figure:
    """
    Wzór: 100 × odebrane / zgłoszone do kolejki.
    Liczymy: jak w „Odebrane” i „Zgłoszone do kolejki”.
    Nie liczymy: zgłoszeń, które jeszcze czekają.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(sums["answered"], sums["offered"] - sums["waiting"])


@metric("abandoned", "Porzucone", "zgłoszenia", "begin", opens="abandoned")
def abandoned(sums: Sums) -> Figure:
    """
    Wzór: liczba zgłoszeń, w których osoba rozłączyła się, zanim odebrał konsultant.
    Liczymy: także krótkie, poniżej 5 sekund.
    Nie liczymy: zamiany czekania na oddzwonienie i osób, którym powiedziano, że nikogo nie ma.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return count(sums["abandoned"], sums["offered"])


@metric("abandoned_short", "Porzucone krótkie", "zgłoszenia", "begin", opens="abandoned_short")
def abandoned_short(sums: Sums) -> Figure:
    """
    Wzór: liczba porzuconych po czekaniu krótszym niż 5 sekund.
    Liczymy: także rozłączenie podczas pytania o nagrywanie, gdy czekanie jeszcze się nie zaczęło (0 s).
    Nie liczymy: porzuconych po 5 sekundach i później.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return count(sums["abandoned_short"], sums["abandoned"])


@metric("abandoned_share", "Odsetek porzuconych", "%", "begin", opens="abandoned -abandoned_short")
def abandoned_share(sums: Sums) -> Figure:
    """
    Wzór: 100 × (porzucone − krótkie) / (zgłoszone do kolejki − krótkie).
    Liczymy: porzucone po 5 sekundach lub później.
    Nie liczymy: porzuconych krótkich, po obu stronach kreski, i zgłoszeń, które jeszcze czekają.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    short = sums["abandoned_short"]
    return share(sums["abandoned"] - short, sums["offered"] - sums["waiting"] - short)


@metric("abandoned_share_all", "Odsetek porzuconych z krótkimi", "%", "begin", opens="abandoned")
def abandoned_share_all(sums: Sums) -> Figure:
    """
    Wzór: 100 × porzucone / (zgłoszone do kolejki − jeszcze czekające).
    Liczymy: wszystkie porzucone, także krótkie.
    Nie liczymy: zgłoszeń, które jeszcze czekają.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(sums["abandoned"], sums["offered"] - sums["waiting"])


@metric("turned_away", "Odesłane", "zgłoszenia", "begin", opens="nobody_there too_long full")
def turned_away(sums: Sums) -> Figure:
    """
    Wzór: nikogo nie było + za długie czekanie + pełna kolejka.
    Liczymy: zgłoszenia osób, które chciały czekać, a centrum nie mogło ich obsłużyć.
    Nie liczymy: porzuconych i zamienionych na oddzwonienie.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return count(sum(sums[end] for end in TURNED_AWAY), sums["offered"])


@metric(
    "unmet_demand",
    "Niezaspokojone potrzeby",
    "%",
    "begin",
    opens="nobody_there too_long full",
    parts=_unmet_by_topic,
    parts_by="topic",
)
def unmet_demand(sums: Sums) -> Figure:
    """
    Wzór: 100 × odesłane / zgłoszone do kolejki; w podziale na tematy liczba odesłanych.
    Liczymy: jak w „Odesłane”; temat ze zgłoszenia, a gdy go nie ma – z połączenia.
    Nie liczymy: połączeń poza godzinami pracy (mają własną liczbę) i zgłoszeń, które jeszcze czekają.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(sum(sums[end] for end in TURNED_AWAY), sums["offered"] - sums["waiting"])


@metric("closed_hours", "Połączenia poza godzinami pracy", "połączenia", "begin", opens="path_closed")
def closed_hours(sums: Sums) -> Figure:
    """
    Wzór: liczba połączeń, w których osoba chciała rozmawiać z konsultantem, a urząd był nieczynny.
    Liczymy: połączenia, w których ostatnie sprawdzenie godzin dało „nieczynne” albo „dzień wolny”; także gdy
    osoba potem zamówiła rozmowę lub zostawiła wiadomość.
    Nie liczymy: połączeń w czasie wspólnego dyżuru, połączeń, które mimo to weszły do kolejki, i samoobsługi o
    dowolnej porze.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    return count(sums["path_closed"], sums["calls"])


@metric("calls_shed", "Połączenia odesłane w przeciążeniu", "połączenia", "begin", opens="path_shed")
def calls_shed(sums: Sums) -> Figure:
    """
    Wzór: liczba połączeń, których system nie przyjął, bo dzwoniło więcej osób, niż mógł obsłużyć.
    Liczymy: połączenia, w których osoba usłyszała jedno zdanie: że linie są zajęte.
    Nie liczymy: połączeń odrzuconych, zanim zostały odebrane – o nich wie tylko operator – i pełnych kolejek.
    Przypisanie: chwila rozpoczęcia połączenia; urząd nie jest wtedy znany.
    """
    return count(sums["path_shed"], sums["calls"])


@metric("repeat_7_days", "Ponowne połączenia w ciągu 7 dni", "%", "begin", opens="repeat_calls")
def repeat_7_days(sums: Sums) -> Figure:
    """
    Wzór: 100 × połączenia z numeru, który dzwonił w ciągu poprzednich 7 dni / połączenia ze znanym numerem.
    Liczymy: każde połączenie przychodzące, które nie jest pierwszym z tego numeru w ciągu 7 × 24 godzin.
    Nie liczymy: połączeń z numerów zastrzeżonych i oddzwonień.
    Przypisanie: chwila rozpoczęcia późniejszego połączenia, urząd osoby dzwoniącej.
    """
    return share(sums["repeat_calls"], sums["repeat_known"])


CALLS: tuple[Metric, ...] = (
    *(calls, offered, answered, answered_share, abandoned, abandoned_short, abandoned_share, abandoned_share_all),
    turned_away,
    *(unmet_demand, closed_hours, repeat_7_days),
)
