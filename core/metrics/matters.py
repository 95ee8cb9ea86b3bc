"""Figures: what people write to an office, and how soon it answers. Pure."""

from core.metrics.metric import Figure, Metric, mean, metric, share, whole
from core.metrics.sums import Sums

_MS_PER_HOUR = 3_600_000


@metric("matters_opened", "Sprawy pisemne, które wpłynęły", "sprawy", "begin")
def matters_opened(sums: Sums) -> Figure:
    """
    Wzór: liczba nowych spraw pisemnych.
    Liczymy: sprawy z e-maila, SMS-a i formularza portalu, także wydzielone z innych i nieczytelne.
    Nie liczymy: dalszych wiadomości w sprawie, która już jest.
    Przypisanie: chwila, w której przyszła pierwsza wiadomość, urząd, do którego napisano.
    """
    return whole(sums, sums["matters_opened"])


@metric("matters_by_mail", "Sprawy pisemne e-mailem", "sprawy", "begin")
def matters_by_mail(sums: Sums) -> Figure:
    """
    Wzór: liczba spraw, które zaczęły się e-mailem.
    Liczymy: także wiadomości, których nie udało się odczytać.
    Nie liczymy: spraw wydzielonych z innych.
    Przypisanie: chwila, w której przyszła pierwsza wiadomość, urząd, do którego napisano.
    """
    return whole(sums, sums["matters_by_mail"])


@metric("matters_by_sms", "Sprawy pisemne SMS-em", "sprawy", "begin")
def matters_by_sms(sums: Sums) -> Figure:
    """
    Wzór: liczba spraw, które zaczęły się SMS-em.
    Liczymy: wiadomość, po której przez 30 dni nie było innej z tego numeru.
    Nie liczymy: wiadomości STOP i spraw wydzielonych z innych.
    Przypisanie: chwila, w której przyszła pierwsza wiadomość, urząd, do którego należy.
    """
    return whole(sums, sums["matters_by_sms"])


@metric("matters_by_form", "Sprawy pisemne z formularza", "sprawy", "begin")
def matters_by_form(sums: Sums) -> Figure:
    """
    Wzór: liczba spraw, które zaczęły się formularzem portalu.
    Liczymy: każdy formularz raz, choćby wysłano go ponownie.
    Nie liczymy: spraw wydzielonych z innych.
    Przypisanie: chwila wysłania formularza, urząd, do którego napisano.
    """
    return whole(sums, sums["matters_by_form"])


@metric("matters_answered", "Odpowiedzi na pisma", "odpowiedzi", "end")
def matters_answered(sums: Sums) -> Figure:
    """
    Wzór: liczba odpowiedzi pracowników.
    Liczymy: e-mail i SMS, każdą odpowiedź w tej samej sprawie.
    Nie liczymy: odpowiedzi cofniętych, zanim wyszły, i potwierdzeń automatu.
    Przypisanie: chwila odpowiedzi, urząd, który odpowiada.
    """
    return whole(sums, sums["matters_answered"])


@metric("matters_in_time", "Odpowiedzi na pisma w terminie", "%", "end")
def matters_in_time(sums: Sums) -> Figure:
    """
    Wzór: 100 × odpowiedzi przed upływem terminu sprawy / odpowiedzi na pisma.
    Liczymy: termin w godzinach pracy urzędu, jaki sprawa miała w chwili odpowiedzi.
    Nie liczymy: spraw, na które jeszcze nikt nie odpowiedział.
    Przypisanie: chwila odpowiedzi, urząd, który odpowiada.
    """
    return share(sums["matters_in_time"], sums["matters_answered"])


@metric("matters_wait", "Średni czas do odpowiedzi na pismo", "h", "end")
def matters_wait(sums: Sums) -> Figure:
    """
    Wzór: suma czasu od pierwszej wiadomości bez odpowiedzi do odpowiedzi / odpowiedzi na pisma, w godzinach.
    Liczymy: czas kalendarzowy, razem z nocą i weekendem.
    Nie liczymy: czasu spraw, na które jeszcze nikt nie odpowiedział.
    Przypisanie: chwila odpowiedzi, urząd, który odpowiada.
    """
    return mean(sums["matters_waited_ms"] / _MS_PER_HOUR, sums["matters_answered"])


@metric("matters_reopened", "Sprawy pisemne otwarte ponownie", "sprawy", "begin")
def matters_reopened(sums: Sums) -> Figure:
    """
    Wzór: ile razy sprawa, na którą odpowiedziano albo którą zakończono, wymagała odpowiedzi znowu.
    Liczymy: kolejną wiadomość osoby i odpowiedź, która nie dotarła.
    Nie liczymy: wiadomości w sprawie, która czeka na odpowiedź.
    Przypisanie: chwila ponownego otwarcia, urząd, do którego sprawa należy.
    """
    return whole(sums, sums["matters_reopened"])


@metric("matters_closed", "Sprawy pisemne zakończone", "sprawy", "end")
def matters_closed(sums: Sums) -> Figure:
    """
    Wzór: ile razy sprawę zakończono z wynikiem.
    Liczymy: załatwione, nie dla tego urzędu i takie, które nie wymagają odpowiedzi.
    Nie liczymy: spraw połączonych z innymi.
    Przypisanie: chwila zakończenia, urząd, do którego sprawa należy.
    """
    return whole(sums, sums["matters_closed"])


MATTERS: tuple[Metric, ...] = (
    *(matters_opened, matters_by_mail, matters_by_sms, matters_by_form, matters_answered),
    *(matters_in_time, matters_wait, matters_reopened, matters_closed),
)
