"""Figures: what colleagues, and supervisors, do together in a conversation. Pure."""

from collections.abc import Mapping

from core.metrics.metric import Figure, Metric, count, counted, mean_seconds, metric, share, whole
from core.metrics.sums import Sums


def _consulted(sums: Sums) -> Mapping[str, Figure]:
    return counted(sums.family("consulted"))


def _handed(sums: Sums) -> Mapping[str, Figure]:
    return counted(sums.family("handed"))


@metric(
    "consults", "Rozmowy z drugą osobą", "rozmowy", "end", opens="consults", parts=_consulted, parts_by="offices"
)
def consults(sums: Sums) -> Figure:
    """
    Wzór: ile razy konsultant zaprosił do rozmowy drugą osobę, a ta odebrała; tabela: urząd konsultanta × urząd
    drugiej osoby.
    Liczymy: rozmowy na osobności i we troje; jedno połączenie może mieć ich kilka.
    Nie liczymy: nieodebranych, odwołanych w trakcie dzwonienia i trwających.
    Przypisanie: chwila, w której druga osoba wyszła albo przejęła rozmowę; urząd konsultanta, który dzwonił.
    """
    return whole(sums, sums["consults"])


@metric("colleagues_missed", "Nieodebrane przez drugą osobę", "%", "end", opens="colleagues_missed")
def colleagues_missed(sums: Sums) -> Figure:
    """
    Wzór: 100 × zaproszenia nieodebrane, odrzucone lub do zajętego albo niedostępnego telefonu / zaproszenia.
    Liczymy: każde zadzwonienie do drugiej osoby.
    Nie liczymy: jako nieodebranych: odwołanych w trakcie dzwonienia, przerwanych końcem połączenia lub awarią.
    Przypisanie: chwila, w której zaproszenie się skończyło; urząd konsultanta, który dzwonił.
    """
    return share(sums["colleagues_missed"], sums["colleagues_called"])


@metric("consults_returned", "Powroty do konsultanta", "rozmowy", "end", opens="consults_returned")
def consults_returned(sums: Sums) -> Figure:
    """
    Wzór: liczba zaproszeń, po których osoba dzwoniąca została z konsultantem.
    Liczymy: konsultant wrócił, druga osoba wyszła, nie odebrała albo nie przyjęła; także po awarii.
    Nie liczymy: rozmów oddanych i zakończonych razem z połączeniem; z nimi to wszystkie zaproszenia.
    Przypisanie: chwila powrotu; urząd konsultanta, który dzwonił.
    """
    return count(sums["consults_returned"], sums["colleagues_called"])


@metric("conferences", "Rozmowy we troje", "rozmowy", "end", opens="conferences")
def conferences(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów z drugą osobą, w których choć przez chwilę rozmawiali wszyscy troje.
    Liczymy: także te, które zaczęły się na osobności.
    Nie liczymy: zaproszeń, których nikt nie odebrał.
    Przypisanie: chwila, w której druga osoba wyszła albo przejęła rozmowę; urząd konsultanta, który dzwonił.
    """
    return count(sums["conferences"], sums["consults"])


@metric("handed_over", "Rozmowy oddane", "rozmowy", "end", opens="handed_over", parts=_handed, parts_by="offices")
def handed_over(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów, które konsultant oddał drugiej osobie, gdy ta już odebrała; tabela: urząd konsultanta ×
    urząd drugiej osoby.
    Liczymy: także oddane przez odłożenie słuchawki.
    Nie liczymy: przekazań do kolejki, które są w „Rozmowy przekazane”.
    Przypisanie: chwila oddania; urząd konsultanta, który oddał.
    """
    return count(sums["handed_over"], sums["talks"])


@metric("handed_over_share", "Odsetek rozmów oddanych", "%", "end", opens="handed_over")
def handed_over_share(sums: Sums) -> Figure:
    """
    Wzór: 100 × rozmowy oddane / rozmowy.
    Liczymy: jak w „Rozmowy oddane”.
    Nie liczymy: jak w „Rozmowy oddane”.
    Przypisanie: chwila oddania; urząd konsultanta, który oddał.
    """
    return share(sums["handed_over"], sums["talks"])


@metric("consult_apart_time", "Średni czas na osobności", "s", "end", opens="consults")
def consult_apart_time(sums: Sums) -> Figure:
    """
    Wzór: czas, w którym konsultant rozmawiał z drugą osobą, a osoba dzwoniąca słyszała muzykę / rozmowy z drugą
    osobą.
    Liczymy: także zera: rozmowy od początku we troje; ten czas jest też częścią czasu rozmowy.
    Nie liczymy: dzwonienia do drugiej osoby, w którym osoba dzwoniąca rozmawia z konsultantem.
    Przypisanie: chwila, w której druga osoba wyszła albo przejęła rozmowę; urząd konsultanta, który dzwonił.
    """
    return mean_seconds(sums["consults_apart_ms"], sums["consults"])


@metric("consult_together_time", "Średni czas we troje", "s", "end", opens="conferences")
def consult_together_time(sums: Sums) -> Figure:
    """
    Wzór: czas, w którym rozmawiali wszyscy troje / rozmowy we troje.
    Liczymy: wszystkie chwile we troje jednej rozmowy razem; ten czas jest też częścią czasu rozmowy.
    Nie liczymy: czasu na osobności i po oddaniu rozmowy.
    Przypisanie: chwila, w której druga osoba wyszła albo przejęła rozmowę; urząd konsultanta, który dzwonił.
    """
    return mean_seconds(sums["consults_together_ms"], sums["conferences"])


@metric("consult_aside_time", "Średni czas podpowiadania", "s", "end", opens="consults")
def consult_aside_time(sums: Sums) -> Figure:
    """
    Wzór: czas, w którym druga osoba słyszała rozmowę, a słyszał ją tylko konsultant / rozmowy z drugą osobą.
    Liczymy: także zera; ten czas jest też częścią czasu rozmowy.
    Nie liczymy: czasu na osobności i we troje.
    Przypisanie: chwila, w której druga osoba wyszła albo przejęła rozmowę; urząd konsultanta, który dzwonił.
    """
    return mean_seconds(sums["consults_aside_ms"], sums["consults"])


@metric("helps", "Udział jako druga osoba", "rozmowy", "end", opens="helps")
def helps(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów, do których zaproszono drugą osobę z tego urzędu, a ta odebrała.
    Liczymy: także rozmowy z konsultantem własnego urzędu; w całej sieci tyle samo co „Rozmowy z drugą osobą”.
    Nie liczymy: zaproszeń, których nikt nie odebrał.
    Przypisanie: chwila, w której druga osoba wyszła albo przejęła rozmowę; urząd drugiej osoby.
    """
    return whole(sums, sums["helps"])


@metric("help_time", "Średni czas obsługi jako druga osoba", "s", "end", opens="helps")
def help_time(sums: Sums) -> Figure:
    """
    Wzór: (czas na osobności + czas we troje + czynności po rozmowie drugiej osoby) / udział jako druga osoba.
    Liczymy: czas do wyjścia albo przejęcia rozmowy; czynności po rozmowie do chwili, w której się skończyły.
    Nie liczymy: dzwonienia; po przejęciu dalszy czas należy do „Średni czas obsługi (AHT)”.
    Przypisanie: chwila, w której druga osoba wyszła albo przejęła rozmowę; urząd drugiej osoby.
    """
    return mean_seconds(sums["help_ms"] + sums["help_wrap_up_ms"], sums["helps"])


@metric("taken_over", "Rozmowy przejęte", "rozmowy", "end", opens="taken_over")
def taken_over(sums: Sums) -> Figure:
    """
    Wzór: liczba rozmów, które oddano drugiej osobie z tego urzędu.
    Liczymy: także oddane w tym samym urzędzie; w całej sieci tyle samo co „Rozmowy oddane”.
    Nie liczymy: zgłoszeń z kolejki.
    Przypisanie: chwila oddania; urząd drugiej osoby.
    """
    return count(sums["taken_over"], sums["helps"])


@metric("queue_consulted", "Odebrane z udziałem drugiej osoby", "%", "begin", opens="answered_consulted")
def queue_consulted(sums: Sums) -> Figure:
    """
    Wzór: 100 × odebrane zgłoszenia, w których rozmowie wzięła udział druga osoba / odebrane.
    Liczymy: zgłoszenie raz, ile by osób nie pytano.
    Nie liczymy: oddzwonień i zaproszeń, których nikt nie odebrał.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(sums["answered_consulted"], sums["answered"])


@metric("queue_handed_over", "Odebrane i oddane drugiej osobie", "%", "begin", opens="answered_handed_over")
def queue_handed_over(sums: Sums) -> Figure:
    """
    Wzór: 100 × odebrane zgłoszenia, których rozmowę oddano drugiej osobie / odebrane.
    Liczymy: zgłoszenie raz, ile by razy rozmowy nie oddano.
    Nie liczymy: oddzwonień i przekazań do kolejki.
    Przypisanie: chwila wejścia do kolejki, urząd kolejki.
    """
    return share(sums["answered_handed_over"], sums["answered"])


@metric("listened_in", "Odsłuchy rozmów na żywo", "rozmowy", "end", opens="supervised|listened")
def listened_in(sums: Sums) -> Figure:
    """
    Wzór: ile razy osoba nadzorująca słuchała trwającej rozmowy.
    Liczymy: każdy zakończony udział, także z podpowiadaniem i włączeniem się, nawet kilka w jednej rozmowie.
    Nie liczymy: odsłuchiwania nagrań. Przy pojedynczych konsultantach nie pokazujemy: mówi o tym rejestr wglądów.
    Przypisanie: chwila zakończenia udziału, urząd konsultanta, którego słuchano.
    """
    return whole(sums, sums["supervised|listened"])


@metric("whispered", "Podpowiadanie w rozmowie", "rozmowy", "end", opens="supervised|whispered")
def whispered(sums: Sums) -> Figure:
    """
    Wzór: ile razy osoba nadzorująca mówiła do konsultanta tak, że nie słyszała tego osoba dzwoniąca.
    Liczymy: udział w rozmowie, w którym choć przez chwilę tak było; mieści się w „Odsłuchy rozmów na żywo”.
    Nie liczymy: przy pojedynczych konsultantach.
    Przypisanie: chwila zakończenia udziału, urząd konsultanta.
    """
    return count(sums["supervised|whispered"], sums["supervised|listened"])


@metric("barged_in", "Włączenie się do rozmowy", "rozmowy", "end", opens="supervised|barged_in")
def barged_in(sums: Sums) -> Figure:
    """
    Wzór: ile razy osoba nadzorująca rozmawiała z osobą dzwoniącą i konsultantem.
    Liczymy: udział w rozmowie, w którym choć przez chwilę tak było; mieści się w „Odsłuchy rozmów na żywo”.
    Nie liczymy: przy pojedynczych konsultantach.
    Przypisanie: chwila zakończenia udziału, urząd konsultanta.
    """
    return count(sums["supervised|barged_in"], sums["supervised|listened"])


@metric("took_over", "Przejęte przez osobę nadzorującą", "rozmowy", "end", opens="supervised|took_over")
def took_over(sums: Sums) -> Figure:
    """
    Wzór: ile razy osoba nadzorująca przejęła rozmowę, w której brała udział.
    Liczymy: każde przejęcie; mieści się w „Odsłuchy rozmów na żywo”.
    Nie liczymy: rozmów oddanych przez konsultanta; przy pojedynczych konsultantach nie pokazujemy.
    Przypisanie: chwila przejęcia, urząd konsultanta, który rozmawiał wcześniej.
    """
    return count(sums["supervised|took_over"], sums["supervised|listened"])


@metric("help_asked", "Prośby o pomoc w rozmowie", "rozmowy", "end", opens="supervised|help_asked")
def help_asked(sums: Sums) -> Figure:
    """
    Wzór: ile razy konsultant poprosił w rozmowie o pomoc osoby nadzorującej.
    Liczymy: każdą prośbę, także odwołaną.
    Nie liczymy: próśb, które jeszcze trwają, i zaproszeń drugiej osoby; nic przy pojedynczych konsultantach.
    Przypisanie: chwila, w której prośba się skończyła; urząd konsultanta.
    """
    return whole(sums, sums["supervised|help_asked"])


@metric("help_came", "Odsetek próśb, po których przyszła pomoc", "%", "end", opens="supervised|help_came")
def help_came(sums: Sums) -> Figure:
    """
    Wzór: 100 × prośby, po których osoba nadzorująca odezwała się do konsultanta / prośby o pomoc.
    Liczymy: podpowiadanie, włączenie się i przejęcie.
    Nie liczymy: jako spełnionych: próśb odwołanych i zakończonych razem z rozmową.
    Przypisanie: chwila, w której prośba się skończyła; urząd konsultanta.
    """
    return share(sums["supervised|help_came"], sums["supervised|help_asked"])


COLLEAGUES: tuple[Metric, ...] = (
    *(consults, colleagues_missed, consults_returned, conferences, handed_over, handed_over_share),
    *(consult_apart_time, consult_together_time, consult_aside_time, helps, help_time, taken_over),
    *(queue_consulted, queue_handed_over),
    *(listened_in, whispered, barged_in, took_over, help_asked, help_came),
)
