"""What an article writes down, as callers hear it: addresses, numbers in their cases, letters, sums."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.speech.rendering import LANGUAGES
from ivr.speech.spoken_form import spoken_form


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("na praca.gov.pl albo osobiście.", "na praca kropka gov kropka pl albo osobiście."),
        ("Oferty: oferty.praca.gov.pl.", "Oferty: oferty kropka praca kropka gov kropka pl."),
        ("https://www.praca.gov.pl/eurzad", "wu wu wu kropka praca kropka gov kropka pl ukośnik eurzad"),
        ("https://praca.gov.pl/?id=12#/x", "praca kropka gov kropka pl"),
        ("kontakt@praca.gov.pl", "kontakt małpa praca kropka gov kropka pl"),
        ("biuro_2@pup-kolno.pl", "biuro podkreślenie dwa małpa pup myślnik kolno kropka pl"),
        ("przez 180 dni", "przez sto osiemdziesiąt dni"),
        ("przez 180 albo 365 dni", "przez sto osiemdziesiąt albo trzysta sześćdziesiąt pięć dni"),
        ("co najmniej 365 dni", "co najmniej trzysta sześćdziesiąt pięć dni"),
        ("co 90 dni", "co dziewięćdziesiąt dni"),
        ("w ciągu 18 miesięcy", "w ciągu osiemnastu miesięcy"),
        ("w ciągu 7 dni", "w ciągu siedmiu dni"),
        ("w ciągu 1 roku", "w ciągu jednego roku"),
        ("do 30 dni", "do trzydziestu dni"),
        ("do 6 albo 12 miesięcy", "do sześciu albo dwunastu miesięcy"),
        ("od co najmniej 12 miesięcy", "od co najmniej dwunastu miesięcy"),
        ("przy stażu 20 lat", "przy stażu dwudziestu lat"),
        ("od 18 do 30 lat", "od osiemnastu do trzydziestu lat"),
        ("w wieku 18–60 lat", "w wieku od osiemnastu do sześćdziesięciu lat"),
        ("ponad 6 miesięcy", "ponad sześć miesięcy"),
        ("po 90 dniach", "po dziewięćdziesięciu dniach"),
        ("przed 2 latami", "przed dwoma latami"),
        ("22 osobom", "dwudziestu dwóm osobom"),
        ("po 1 miesiącu", "po jednym miesiącu"),
        ("10 pracowników", "dziesięciu pracowników"),
        ("2 umowy i 2 wnioski", "dwie umowy i dwa wnioski"),
        ("12-miesięczny staż, 180-dniowy", "dwunastomiesięczny staż, stuosiemdziesięciodniowy"),
        ("do 30. roku życia", "do trzydziestego roku życia"),
        ("powyżej 50 roku życia, osoby 50+", "powyżej pięćdziesiątego roku życia, osoby pięćdziesiąt plus"),
        ("w 14. dniu", "w czternastym dniu"),
        ("1/2 etatu, 1,5 roku, 2,5 ha, 2 ha", "pół etatu, półtora roku, dwa i pół hektara, dwa hektary"),
        ("120 %, do 80 % kosztów", "sto dwadzieścia procent, do osiemdziesięciu procent kosztów"),
        ("1721,90 zł", "tysiąc siedemset dwadzieścia jeden złotych dziewięćdziesiąt groszy"),
        ("do 500 zł", "do pięciuset złotych"),
        ("art. 12 ust. 1 pkt 3", "artykuł dwanaście ustęp jeden punkt trzy"),
        ("w art. 12, na podstawie art. 217", "w artykule dwanaście, na podstawie artykułu dwieście siedemnaście"),
        (
            "Dz.U. 2025 poz. 620",
            "Dziennik Ustaw z dwa tysiące dwudziestego piątego roku, pozycja sześćset dwadzieścia",
        ),
        ("15-111 Białystok", "piętnaście, sto jedenaście Białystok"),
        ("tel. 85 74 97 200", "telefon osiem pięć siedem, cztery dziewięć siedem, dwa zero zero"),
        ("tel. (85) 747 38 00", "telefon osiem pięć siedem, cztery siedem trzy, osiem zero zero"),
        ("pod 9510 i 9524", "pod dziewięćdziesiąt pięć dziesięć i dziewięćdziesiąt pięć dwadzieścia cztery"),
        ("19524", "sto dziewięćdziesiąt pięć dwadzieścia cztery"),
        ("kod PIN, PIN-u", "kod PIN, PIN-u"),
        ("PUP/WUP", "powiatowy urząd pracy/wojewódzki urząd pracy"),
        ("SMS-em, IPD, KFS-u, UE", "esemesem, i pe de, ka ef esu, u e"),
        ("wniosek PSZ-PWD, druk PU-1, A1", "wniosek pe es zet-pe wu de, druk pe u jeden, a jeden"),
        ("pn.–pt. godz. 7.30–15.30", "od poniedziałku do piątku od siódmej trzydzieści do piętnastej trzydzieści"),
        (
            "od 1 czerwca 2025 r. do 31.05.2026 r.",
            "od pierwszego czerwca dwa tysiące dwudziestego piątego roku"
            " do trzydziestego pierwszego maja dwa tysiące dwudziestego szóstego roku.",
        ),
        ("3xA, BARDZO WAŻNE", "trzy xA, BARDZO WAŻNE"),
        ("koniec XX wieku, w XX wieku", "koniec dwudziestego wieku, w dwudziestym wieku"),
        ("rozdział XV, w rozdziale XV", "rozdział piętnasty, w rozdziale piętnastym"),
        ("z okazji XXV-lecia urzędu", "z okazji dwudziestopięciolecia urzędu"),
        ("edycja XX, XXX i MMXX, M-lecie", "edycja XX, XXX i MMXX, M-lecie"),
        ("CV, płyta CD albo DVD, KFS", "si wi, płyta ce de albo de fał de, ka ef es"),
    ],
)
def test_an_article_is_said_in_polish(written: str, spoken: str) -> None:
    assert spoken_form(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Register at praca.gov.pl.", "Register at praca dot gov dot pl."),
        ("kontakt@praca.gov.pl", "kontakt at praca dot gov dot pl"),
        ("PLN 1,721.90 a month", "one thousand seven hundred and twenty-one zlotys and ninety groszy a month"),
        ("PLN 500", "five hundred zlotys"),
        ("365 days within 18 months", "three hundred and sixty-five days within eighteen months"),
        ("by June 1, 2025", "by the first of June twenty twenty-five"),
        ("in 2026", "in twenty twenty-six"),
        ("120 %", "one hundred and twenty percent"),
        ("Art. 12(1)", "article twelve, paragraph one"),
        (
            "Mon-Fri 7:30 am - 3:30 pm",
            "from Monday to Friday from seven thirty a.m. to three thirty p.m.",
        ),
        ("No answer means no. See no. 5", "No answer means no. See number five"),
        ("1,000 people, 2 ha", "one thousand people, two hectares"),
        ("your PUP, an SMS, the IPD", "your county labour office, an S M S, the I P D"),
        ("tel. 85 74 97 200", "telephone eight five seven, four nine seven, two zero zero"),
    ],
)
def test_an_article_is_said_in_english(written: str, spoken: str) -> None:
    assert spoken_form(written, "en") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("на praca.gov.pl.", "на праца крапка ґов крапка пл."),
        ("щонайменше 365 днів", "щонайменше триста шістдесят п’ять днів"),
        ("протягом 18 місяців", "протягом вісімнадцяти місяців"),
        ("упродовж 6 або 12 місяців", "упродовж шести або дванадцяти місяців"),
        ("через 7 днів, до 30 днів", "через сім днів, до тридцяти днів"),
        ("понад 5 років", "понад п’ять років"),
        ("1721,90 злотих", "тисяча сімсот двадцять один злотий дев’яносто грошів"),
        ("до 500 зл", "до п’ятисот злотих"),
        ("у 2026 році", "у дві тисячі двадцять шостому році"),
        ("ст. 12 п. 1", "стаття дванадцять пункт один"),
        ("PUP, SMS, IPD, PIN", "повітове управління праці, есемес, і пе де, пін"),
        ("у XX столітті, розділ XV", "у двадцятому столітті, розділ п’ятнадцятий"),
        ("випуск XX, CV, DVD", "випуск XX, сі ві, де ве де"),
        ("з 1 червня 2025 року", "з першого червня дві тисячі двадцять п’ятого року"),
    ],
)
def test_an_article_is_said_in_ukrainian(written: str, spoken: str) -> None:
    assert spoken_form(written, "uk") == spoken


BITS = (
    "praca.gov.pl|kontakt@praca.gov.pl|https://|www.|/|#|?|@|365|18|1|2|0|dni|miesięcy|w ciągu|do|od|z|albo|i|ust."
    "|art.|Dz.U.|2025|poz.|15-111|85 74 97 200|9524|19524|120 %|%|,5|1/2|ha|m-cy|50+|-miesięczny|30.|roku życia"
    "|KFS-u|PSZ-PWD|<|>|A1|zł|1721,90|PLN|1,721.90|злотих|протягом|році|ст.|am|June|pn.–pt.|tel.|(85)|a|.|,|–|-|{|}|\u0663|²"
)


@given(
    st.lists(st.sampled_from(BITS.split("|")), max_size=14).flatmap(
        lambda bits: st.sampled_from([" ", ""]).map(lambda glue: glue.join(bits))
    ),
    st.sampled_from([*LANGUAGES]),
)
def test_whatever_an_editor_writes_is_said_without_digits_and_is_said_the_same_again(
    text: str, language: str
) -> None:
    said = spoken_form(text, language)
    assert not any(unicodedata.category(sign) in ("Nd", "Cc") or sign in "<>" for sign in said)
    assert not re.search(r"\d", spoken_form(said, language))


@given(
    st.text(alphabet="IVXLCDM -.5wa", max_size=30) | st.text(alphabet="IVXLCDM", max_size=5),
    st.sampled_from([*LANGUAGES]),
)
def test_whatever_looks_like_a_roman_numeral_is_said_and_its_letters_are_no_error(
    text: str, language: str
) -> None:
    said = spoken_form(f"w {text} wieku, rozdział {text}, {text}-lecia, розділ {text}, {text} столітті", language)
    assert not re.search(r"\d", said)


@given(st.integers(2, 999_999), st.sampled_from(["dni", "miesięcy", "lat"]))
def test_after_a_preposition_of_the_genitive_a_polish_number_is_no_nominative(n: int, noun: str) -> None:
    assert spoken_form(f"w ciągu {n} {noun}") != f"w ciągu {spoken_form(str(n))} {noun}"
