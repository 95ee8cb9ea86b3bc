"""Figures: how long callers wait, and whether it is what they were told. Pure.

The service level has four variants, because publications mean different things by it; each is named.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Final, cast

from core.metrics.metric import Figure, Metric, mean, mean_seconds, metric, share
from core.metrics.sums import Sums

THRESHOLD: Final = 20
"""Seconds in which a call should be answered, where nothing else is asked for."""


def within(sums: Sums, family: str, threshold: int) -> int:
    """How many waited at most so many whole seconds."""
    return sum(found for second, found in sums.histogram(family).items() if second <= threshold)


def _whole(found: Figure) -> Figure:
    """A wait as it is told everywhere, and as a threshold counts it: whole seconds, rounded up. One call has one
    wait in its record, as the mean of itself, and as the longest."""
    return found if found.value is None else replace(found, value=float(ceil(round(found.value, 3))))


@metric("service_level", "Poziom obsługi (od zgłoszonych)", "%", "begin", opens="wait")
def service_level(sums: Sums, threshold: int = THRESHOLD) -> Figure:
    """
    Wzór: 100 × odebrane w progu / (zgłoszone do kolejki − jeszcze czekające).
    Liczymy: w mianowniku wszystkie zgłoszenia, także porzucone krótkie, odesłane i zamienione na oddzwonienie;
    czekanie równe progowi mieści się w progu.
    Nie liczymy: zgłoszeń, które jeszcze czekają, i oddzwonień.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(within(sums, "wait", threshold), sums["offered"] - sums["waiting"])


@metric("service_level_without_short", "Poziom obsługi (bez krótkich porzuceń)", "%", "begin", opens="wait")
def service_level_without_short(sums: Sums, threshold: int = THRESHOLD) -> Figure:
    """
    Wzór: 100 × odebrane w progu / (zgłoszone do kolejki − jeszcze czekające − porzucone krótkie).
    Liczymy: jak w poziomie obsługi od zgłoszonych.
    Nie liczymy: porzuconych przed 5 sekundami, których nikt nie mógł odebrać.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    whole = sums["offered"] - sums["waiting"] - sums["abandoned_short"]
    return share(within(sums, "wait", threshold), whole)


@metric("service_level_of_answered", "Poziom obsługi (od odebranych)", "%", "begin", opens="wait")
def service_level_of_answered(sums: Sums, threshold: int = THRESHOLD) -> Figure:
    """
    Wzór: 100 × odebrane w progu / odebrane.
    Liczymy: tylko zgłoszenia odebrane.
    Nie liczymy: porzuconych, odesłanych i oddzwonień – dlatego ten wariant bywa korzystniejszy, niż czuje to
    dzwoniący.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(within(sums, "wait", threshold), sums["answered"])


@metric(
    "service_level_kind", "Poziom obsługi (porzucone w progu jak odebrane)", "%", "begin", opens="wait abandon"
)
def service_level_kind(sums: Sums, threshold: int = THRESHOLD) -> Figure:
    """
    Wzór: 100 × (odebrane w progu + porzucone w progu) / (zgłoszone do kolejki − jeszcze czekające).
    Liczymy: porzucone w progu tak, jakby zostały odebrane.
    Nie liczymy: zgłoszeń, które jeszcze czekają, i oddzwonień.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    good = within(sums, "wait", threshold) + within(sums, "abandon", threshold)
    return share(good, sums["offered"] - sums["waiting"])


@metric("asa", "Średni czas do odebrania", "s", "begin", opens="answered")
def asa(sums: Sums) -> Figure:
    """
    Wzór: suma czekania odebranych / odebrane, w pełnych sekundach, zaokrąglona w górę.
    Liczymy: czas od wejścia do kolejki – albo od odpowiedzi na pytanie o nagrywanie – do połączenia z
    konsultantem, razem z dzwonieniem telefonu konsultanta.
    Nie liczymy: zapowiedzi i menu przed kolejką, porzuconych, odesłanych i oddzwonień.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return _whole(mean_seconds(sums["answered_wait_ms"], sums["answered"]))


@metric("longest_wait", "Najdłuższe czekanie", "s", "begin", opens="answered abandoned")
def longest_wait(sums: Sums) -> Figure:
    """
    Wzór: najdłuższy czas czekania, w pełnych sekundach, zaokrąglony w górę.
    Liczymy: odebrane i porzucone.
    Nie liczymy: odesłanych, zamienionych na oddzwonienie i tych, którzy jeszcze czekają (tablica pokazuje ich
    osobno).
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    found = {**sums.histogram("abandon"), **sums.histogram("wait")}
    n = sum(sums.histogram("wait").values()) + sum(sums.histogram("abandon").values())
    return Figure(float(max(found)), n) if n > 0 else Figure(None, 0)


@metric("wait_to_abandon", "Średni czas do porzucenia", "s", "begin", opens="abandoned")
def wait_to_abandon(sums: Sums) -> Figure:
    """
    Wzór: suma czekania porzuconych / porzucone, w pełnych sekundach, zaokrąglona w górę.
    Liczymy: wszystkie porzucone, także krótkie.
    Nie liczymy: innych zgłoszeń.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return _whole(mean_seconds(sums["abandoned_wait_ms"], sums["abandoned"]))


@metric("expected_wait_error", "Błąd zapowiedzianego czasu", "s", "begin", opens="estimates_checked")
def expected_wait_error(sums: Sums) -> Figure:
    """
    Wzór: suma odległości czekania od ostatnio zapowiedzianego przedziału minut / sprawdzone zapowiedzi.
    Liczymy: zgłoszenia odebrane, którym zapowiedziano czas; wewnątrz przedziału błąd wynosi 0, krócej i dłużej
    liczy się tak samo.
    Nie liczymy: porzuconych i odesłanych, bo nie wiadomo, ile by czekali.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return mean_seconds(sums["estimates_error_ms"], sums["estimates_checked"])


@metric("expected_wait_held", "Dotrzymane zapowiedzi czasu", "%", "begin", opens="estimates_held")
def expected_wait_held(sums: Sums) -> Figure:
    """
    Wzór: 100 × zapowiedzi, które się sprawdziły / sprawdzone zapowiedzi.
    Liczymy: zapowiedź sprawdza się, gdy czekanie skończyło się w zapowiedzianych minutach.
    Nie liczymy: zgłoszeń bez zapowiedzi oraz porzuconych i odesłanych.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(sums["estimates_held"], sums["estimates_checked"])


@metric("paid_waiting_minutes", "Płatne minuty czekania", "min", "begin", opens="paid_waits")
def paid_waiting_minutes(sums: Sums) -> Figure:
    """
    Wzór: suma czekania w kolejce na liniach, za które płaci dzwoniący (9524), w minutach.
    Liczymy: każde zakończone czekanie, jakkolwiek się skończyło.
    Nie liczymy: linii bezpłatnych, menu i rozmowy oraz oddzwonień, za które płaci centrum.
    Przypisanie: całe czekanie należy do chwili wejścia do kolejki; urząd kolejki.
    """
    n = sums["paid_waits"]
    return Figure(sums["paid_wait_ms"] / 60_000, n) if n > 0 else Figure(None, 0)


@metric("paid_waiting_mean", "Średnie płatne czekanie", "min", "begin", opens="paid_waits")
def paid_waiting_mean(sums: Sums) -> Figure:
    """
    Wzór: płatne minuty czekania / liczba zgłoszeń na liniach płatnych.
    Liczymy: jak w „Płatne minuty czekania”.
    Nie liczymy: jak w „Płatne minuty czekania”.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return mean(sums["paid_wait_ms"] / 60_000, sums["paid_waits"])


def at_threshold(found: Metric, seconds: int) -> Metric:
    """The same figure with another threshold in whole seconds. Raises ValueError for one that has none."""
    compute = _WITH_THRESHOLD.get(found.key)
    if compute is None or seconds < 0:
        raise ValueError(f"Wskaźnik „{found.key}” nie może mieć progu {seconds} s.")
    return replace(found, threshold=seconds, compute=partial(compute, threshold=seconds))


_LEVELS = (service_level, service_level_without_short, service_level_of_answered, service_level_kind)
_WITH_THRESHOLD = {found.key: cast("Callable[..., Figure]", found.compute) for found in _LEVELS}

WAITING: tuple[Metric, ...] = (
    *(at_threshold(found, THRESHOLD) for found in _LEVELS),
    *(asa, longest_wait, wait_to_abandon, expected_wait_error, expected_wait_held),
    *(paid_waiting_minutes, paid_waiting_mean),
)
