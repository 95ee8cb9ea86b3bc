"""Texts as an office writes them, turned into texts as they are spoken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.polish.abbreviations_pl import expand_abbreviations


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("ul. Pogodna 22", "ulica Pogodna 22"),
        ("Ul. Pogodna 22", "Ulica Pogodna 22"),
        ("przy ul. Pogodnej", "przy ulicy Pogodnej"),
        ("ul. 3 Maja 17", "ulica trzeciego Maja 17"),
        ("ul. Kard. S. Wyszyńskiego 1", "ulica Kardynała S. Wyszyńskiego 1"),
        ("al. Piłsudskiego, pl. Wolności", "aleja Piłsudskiego, plac Wolności"),
        ("PUP w Kolnie", "powiatowy urząd pracy w Kolnie"),
        ("Łączymy z PUP w Kolnie.", "Łączymy z powiatowym urzędem pracy w Kolnie."),
        ("Proszę przyjść do PUP.", "Proszę przyjść do powiatowego urzędu pracy."),
        ("w WUP", "w wojewódzkim urzędzie pracy"),
        ("pokój nr 7", "pokój numer 7"),
        ("pod nr 5, na nr 6", "pod numerem 5, na numer 6"),
        ("pok. 12", "pokój 12"),
        ("art. 6 ust. 1 lit. c", "artykuł 6 ustęp 1 litera c"),
        ("m.in. zasiłek, np. staż", "między innymi zasiłek, na przykład staż"),
        ("wizyta, kontakt itd.", "wizyta, kontakt i tak dalej."),
        ("i tak itp. oraz dalej", "i tak i tym podobne oraz dalej"),
        ("1 zł", "jeden złoty"),
        ("100 zł", "sto złotych"),
        ("1 721,90 zł", "tysiąc siedemset dwadzieścia jeden złotych dziewięćdziesiąt groszy"),
        ("1352,20 zł.", "tysiąc trzysta pięćdziesiąt dwa złote dwadzieścia groszy."),
        ("dopłata w zł", "dopłata w złotych"),
        ("12.05.2026", "dwunastego maja dwa tysiące dwudziestego szóstego roku"),
        ("Termin: 12.05.2026 r.", "Termin: dwunastego maja dwa tysiące dwudziestego szóstego roku."),
        ("2026-05-12", "dwunastego maja dwa tysiące dwudziestego szóstego roku"),
        ("1 czerwca 2025 r. zmiana", "pierwszego czerwca dwa tysiące dwudziestego piątego roku zmiana"),
        ("1 czerwca 2025 r. Zmiana", "pierwszego czerwca dwa tysiące dwudziestego piątego roku. Zmiana"),
        ("do 20 stycznia", "do dwudziestego stycznia"),
        ("w 2025 r.", "w dwa tysiące dwudziestym piątym roku."),
        ("z 2025 r. poz. 620", "z dwa tysiące dwudziestego piątego roku pozycja 620"),
        ("o godz. 8:05", "o godzinie ósmej zero pięć"),
        ("od godz. 7.30 do godz. 15.30", "od godziny siódmej trzydzieści do godziny piętnastej trzydzieści"),
        ("w godz. 7:30–15:30", "w godzinach od siódmej trzydzieści do piętnastej trzydzieści"),
        ("8:00-14:00", "od ósmej do czternastej"),
        ("o 10:15", "o dziesiątej piętnaście"),
        ("jest 9:00", "jest dziewiąta"),
        ("15 min, 2 godz., 1 min", "piętnaście minut, dwie godziny, jedna minuta"),
        ("tel. 85 749 72 00", "telefon osiem pięć siedem, cztery dziewięć siedem, dwa zero zero"),
        ("15-354 Białystok", "piętnaście, trzysta pięćdziesiąt cztery Białystok"),
        ("16-001", "szesnaście, zero zero jeden"),
        ("Szkolenie pt. „Własna firma”", "Szkolenie pod tytułem „Własna firma”"),
        ('kurs pt. "5 kroków", nr 7 pt. «ABC»', 'kurs pod tytułem "5 kroków", numer 7 pod tytułem «ABC»'),
        ("szkolenie pt. Własna firma w sieci", "szkolenie pod tytułem Własna firma w sieci"),
        ("projekt pn. „Praca”", "projekt pod nazwą „Praca”"),
        ("w pt. i śr. do 12:00", "w piątek i środę do dwunastej"),
        ("we wt., czw. oraz niedz.", "we wtorek, czwartek oraz niedzielę"),
        ("od śr. do pt.", "od środy do piątku"),
        ("Pt. 8:00–12:00, śr. od 9:00", "Piątek od ósmej do dwunastej, środa od dziewiątej"),
        ("12.05.2026 (pt.)", "dwunastego maja dwa tysiące dwudziestego szóstego roku (piątek)"),
        ("Czynne: pn., śr. i sob.", "Czynne: poniedziałek, środa i sobota"),
        ("pn.-czw., pt. nieczynne", "od poniedziałku do czwartku, piątek nieczynne"),
        ("zajęcia w pt. Zapraszamy", "zajęcia w piątek Zapraszamy"),
        ("SMS", "esemes"),
        ("Wyślemy SMS-em", "Wyślemy esemesem"),
    ],
)
def test_what_is_written_is_spoken(written: str, spoken: str) -> None:
    assert expand_abbreviations(written) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dzień dobry. Tu infolinia urzędów pracy województwa podlaskiego.",
        "Rozmowa z konsultantem – zero.",
        "31.02.2026",
        "99:99",
        "artysta i ustawa, numerek, pup, placówka",
        "20:00:00",
        "Kod PIN",
        "tel. ٣٤٥٦٧٨٩",
        "wynagrodzenie śr. osób, pn. część powiatu, artykuł pt. jak pracować",
    ],
)
def test_what_needs_no_change_or_is_not_understood_stays(text: str) -> None:
    expected = text.replace("tel.", "telefon")
    assert expand_abbreviations(text) == expected


BITS = (
    "ul.|PUP|nr|r.|zł|godz.|od|w|z|12.05.2026|1 maja|2025|7:30|–|1 000,50|tel.|123 456 789|15-354|m.in.|itd."
    "|pt.|śr.|pn.|czw.|we|do|i|„|(|SMS|-em|Kolno|min|5|.|,|\n"
)
WRITTEN = st.lists(st.sampled_from(BITS.split("|"))).map(" ".join)


@given(WRITTEN | st.text())
def test_spoken_text_is_not_changed_again(text: str) -> None:
    once = expand_abbreviations(text)
    assert expand_abbreviations(once) == once


@given(st.text(alphabet="abc ąę,.–!?\n", max_size=60))
def test_letters_and_punctuation_alone_are_left(text: str) -> None:
    assert expand_abbreviations(text) == text
