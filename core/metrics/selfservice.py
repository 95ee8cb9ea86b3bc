"""Figures: what callers settle with the machine, and who they prove to be. Pure."""

from core.metrics.metric import Figure, Metric, count, metric, share
from core.metrics.sums import Sums


@metric("self_service_finished", "Załatwione w samoobsłudze", "połączenia", "begin", opens="path_self_service")
def self_service_finished(sums: Sums) -> Figure:
    """
    Wzór: liczba połączeń, w których osoba dowiedziała się czegoś lub coś załatwiła w menu i nie prosiła o
    człowieka.
    Liczymy: odczytane dane (wizyta, świadczenie, oferty, stan rejestracji, kontakt) i odpowiedź z bazy wiedzy
    słuchaną co najmniej sekundę.
    Nie liczymy: połączeń, które weszły do kolejki, trafiły na zamknięty urząd, zamówiły rozmowę, zostawiły
    wiadomość, zostały połączone na zewnątrz albo zerwały się z naszej winy.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    return count(sums["path_self_service"], sums["calls"])


@metric("self_service_use", "Korzystający z samoobsługi", "%", "begin", opens="self_service_calls")
def self_service_use(sums: Sums) -> Figure:
    """
    Wzór: 100 × połączenia, w których skorzystano z samoobsługi / połączenia przychodzące.
    Liczymy: także te, które potem trafiły do konsultanta.
    Nie liczymy: samego przejścia przez menu oraz danych, których nie udało się podać.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    return share(sums["self_service_calls"], sums["calls"])


@metric(
    "verification_success", "Udane potwierdzenia tożsamości", "%", "begin", opens="verified_card verified_code"
)
def verification_success(sums: Sums) -> Figure:
    """
    Wzór: 100 × połączenia z potwierdzoną tożsamością / (potwierdzone + nieudane + zablokowane).
    Liczymy: połączenia, w których sprawdzono kartę z PIN-em lub kod jednorazowy; liczy się wynik połączenia, nie
    każda próba.
    Nie liczymy: połączeń bez próby i takich, w których danych nie dało się sprawdzić z naszej winy.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    good = sums["verified_card"] + sums["verified_code"]
    return share(good, good + sums["verification_failed"] + sums["verification_locked"])


@metric("verification_locked", "Zablokowane potwierdzenia", "połączenia", "begin", opens="verification_locked")
def verification_locked(sums: Sums) -> Figure:
    """
    Wzór: liczba połączeń, w których karta była zablokowana po błędnych próbach i tożsamości nie potwierdzono.
    Liczymy: blokadę z tego połączenia i zastaną.
    Nie liczymy: połączeń, w których mimo to udało się potwierdzić tożsamość.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    return count(sums["verification_locked"], sums["verification_calls"])


@metric(
    "contacts90", "Kontakty co 90 dni przez telefon", "kontakty", "begin", opens="contact90_self contact90_agent"
)
def contacts90(sums: Sums) -> Figure:
    """
    Wzór: kontakty potwierdzone w samoobsłudze + kontakty odnotowane przez konsultanta.
    Liczymy: pierwsze potwierdzenie klienta w danym dniu; n to liczba połączeń.
    Nie liczymy: powtórzeń tego samego dnia i kontaktów przed terminem, których system nie przyjął.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    done = sums["contact90_self"] + sums["contact90_agent"]
    return count(done, sums["calls"] + sums["callback_calls"])


@metric("visits_avoided", "Uniknięte wizyty", "wizyty", "begin", opens="visits_avoided")
def visits_avoided(sums: Sums) -> Figure:
    """
    Wzór: liczba połączeń, w których potwierdzono kontakt co 90 dni albo konsultant odnotował „sprawa załatwiona”.
    Liczymy: jedno połączenie najwyżej raz.
    Nie liczymy: samych informacji, choć i one mogły oszczędzić drogi, oraz oddzwonień (liczy się połączenie, w
    którym sprawę załatwiono od ręki).
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    return count(sums["visits_avoided"], sums["calls"])


@metric("kilometres_avoided", "Kilometry, których nikt nie jechał", "km", "begin", opens="visits_avoided_placed")
def kilometres_avoided(sums: Sums) -> Figure:
    """
    Wzór: 2 × suma odległości do urzędu (tam i z powrotem) w uniknionych wizytach ze znaną odległością.
    Liczymy: wizyty, przy których dane znają miejsce zamieszkania; n mówi, ile ich jest.
    Nie liczymy: unikniętych wizyt bez znanej odległości – nie są szacowane.
    Przypisanie: chwila rozpoczęcia połączenia, urząd osoby dzwoniącej.
    """
    n = sums["visits_avoided_placed"]
    return Figure(2 * sums["visits_avoided_metres"] / 1000, n) if n > 0 else Figure(None, 0)


SELFSERVICE: tuple[Metric, ...] = (
    *(self_service_finished, self_service_use, verification_success, verification_locked, contacts90),
    *(visits_avoided, kilometres_avoided),
)
