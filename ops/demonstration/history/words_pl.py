"""What made-up people say and write, in Polish. Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal

from helpdesk.report import ReportKind, ReportStep

CALLER_SAYS: Sequence[str] = (
    "Dzień dobry, dzwonię w sprawie zasiłku.",
    "Chciałabym zapytać, kiedy będzie wypłata.",
    "Zarejestrowałam się w zeszłym tygodniu.",
    "Mam jeszcze jedno pytanie o wizytę.",
    "Nie dostałam żadnego pisma.",
    "A jakie dokumenty mam przynieść?",
    "Czy mogę przyjść wcześniej niż we wtorek?",
    "Pracowałam na umowę zlecenie, czy to się liczy?",
    "Rozumiem, zapisuję.",
    "A co z ubezpieczeniem zdrowotnym?",
    "Dobrze, to wszystko. Dziękuję bardzo.",
    "Czy to wpłynie na konto?",
)
CONSULTANT_SAYS: Sequence[str] = (
    "Dzień dobry, urząd pracy, w czym mogę pomóc?",
    "Już sprawdzam, proszę chwilę poczekać.",
    "Wypłata będzie po dziesiątym, przelewem na konto.",
    "Najbliższa wizyta jest we wtorek o dziesiątej piętnaście.",
    "Proszę zabrać dowód osobisty i świadectwa pracy.",
    "Ubezpieczenie trwa od dnia rejestracji.",
    "Zmianę terminu mogę zgłosić od razu.",
    "To zależy od okresu zatrudnienia w ostatnich osiemnastu miesiącach.",
    "Czy mogę jeszcze w czymś pomóc?",
    "Pismo zostało wysłane w zeszłym tygodniu.",
    "Dziękuję za rozmowę, do widzenia.",
    "Zapisuję to w pani karcie.",
)
MESSAGE_SAYS: Sequence[str] = (
    "Dzień dobry. Proszę o telefon w sprawie terminu wizyty, bo w tym dniu nie mogę przyjść.",
    "Dzień dobry, chciałbym zapytać o staż. Proszę oddzwonić po południu.",
    "Mam pytanie o zaświadczenie, czy można je dostać pocztą. Dziękuję.",
    "Dzień dobry, firma budowlana. Szukamy dwóch murarzy, proszę o kontakt.",
    "Dzwonię, bo nie wpłynęły mi pieniądze. Proszę o telefon.",
)

NOTES: Mapping[str, Sequence[tuple[str, str]]] = {
    "unemployed": (
        ("Pytanie o termin wypłaty zasiłku. Podano przybliżony termin przelewu.", "informed"),
        ("Prośba o zmianę terminu wizyty z powodu badań lekarskich. Zmiana zgłoszona doradcy.", "handed_on"),
        ("Pytanie o ubezpieczenie zdrowotne członka rodziny. Wyjaśniono, jakie dokumenty złożyć.", "solved"),
        ("Zgłoszenie podjęcia pracy od pierwszego dnia miesiąca. Pouczono o terminie 7 dni.", "solved"),
        ("Pytanie o staż w szkole podstawowej. Doradca oddzwoni z listą miejsc.", "call_again"),
        ("Brak decyzji o zasiłku. Sprawa w toku, decyzja przygotowywana.", "open"),
        ("Pytanie o dokumenty do rejestracji małżonka. Podano listę.", "informed"),
        ("Zapytanie o dotację na rozpoczęcie działalności. Podano termin najbliższego naboru.", "informed"),
    ),
    "seeker": (
        ("Pytanie o szkolenie na wózki jezdniowe. Podano termin zapisów.", "informed"),
        ("Zainteresowanie ofertą pracy w magazynie. Przekazano do pośrednika.", "handed_on"),
        ("Pytanie o poradnictwo zawodowe. Umówiono rozmowę z doradcą.", "solved"),
    ),
}
SOLVED = ("Sprawa wyjaśniona w rozmowie.", "solved")

QUESTIONS: Sequence[str] = (
    "Czy zaświadczenie o okresach zatrudnienia można dostać pocztą? Klienci pytają o to co tydzień.",
    "Jak długo trzeba czekać na decyzję o dodatku aktywizacyjnym?",
    "Czy osoba na zleceniu może się zarejestrować? W bazie nie ma krótkiej odpowiedzi.",
)
FIX = "W odpowiedzi brakuje zdania, że dokumenty można złożyć także przez praca.gov.pl."
REPORTS: Sequence[tuple[ReportKind, str, str, Sequence[tuple[Literal["desk", "team"], ReportStep, str]]]] = (
    (
        "problem",
        "/calls",
        "Lista połączeń z zeszłego tygodnia otwierała się prawie minutę.",
        (
            ("desk", "take", ""),
            ("desk", "solve", "Trwało wtedy wczytywanie danych. Teraz otwiera się od razu."),
        ),
    ),
    (
        "problem",
        "/recordings",
        "Jedno z wczorajszych nagrań jest bardzo ciche po stronie klienta.",
        (("desk", "ask", "O której godzinie była ta rozmowa i przez który telefon?"),),
    ),
    (
        "problem",
        "/desk",
        "Po przerwie telefon w przeglądarce czasem łączy się dopiero za drugim razem.",
        (),
    ),
    (
        "change",
        "/knowledge",
        "Przydałby się wydruk artykułu dla klienta, który jest w okienku.",
        (("team", "consider", ""),),
    ),
    (
        "change",
        "/callbacks",
        "Niech lista oddzwonień pokazuje najpierw te, których termin mija dzisiaj.",
        (("team", "accept", "To porządkuje pracę od rana."),),
    ),
)
"""What was reported to the help desk: kind, page, words, and who did what about it, saying what."""
SENT_FOR_CHECK = "Dokumenty można złożyć w urzędzie albo elektronicznie, przez praca.gov.pl."

REMARKS: Sequence[str] = (
    "Rozmowa spokojna i rzeczowa. Warto na końcu powtórzyć ustalenia.",
    "Bardzo dobre wyjaśnienie, klientka dostała odpowiedź na oba pytania.",
    "Brakowało pytania, czy można jeszcze w czymś pomóc.",
    "Podano właściwy termin i podstawę. Proszę zwrócić uwagę na tempo mówienia.",
)
AGREES = "Dziękuję, zgadzam się z uwagą o podsumowaniu."
DISAGREES = "Klientka spieszyła się i sama zakończyła rozmowę, dlatego nie było podsumowania."

IDENTIFIED = "Tożsamość potwierdzona w urzędzie, na podstawie dowodu osobistego."
REFUSED = "Wniosek dotyczył danych, których urząd nie przetwarza; odpowiedziano pismem."
ASKED_IN_WRITING = "Wniosek na piśmie, złożony w kancelarii."
