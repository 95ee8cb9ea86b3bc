"""Terms of closed lists in the languages of the line: kinds of contracts, working time, forms of support. Pure.

Labour offices write them in Polish, in the words of the law and of the central base of job offers. What is not on
the list is free text: nobody translates it at night, and it is said in Polish.
"""

import re

# Polish -> (English, Ukrainian)
_TERMS = {
    # kinds of contracts
    "umowa o pracę": ("contract of employment", "трудовий договір"),
    "umowa o pracę na czas nieokreślony": (
        "permanent contract of employment",
        "трудовий договір на невизначений строк",
    ),
    "umowa o pracę na czas określony": (
        "fixed-term contract of employment",
        "трудовий договір на визначений строк",
    ),
    "umowa o pracę na okres próbny": (
        "contract of employment for a trial period",
        "трудовий договір на випробувальний строк",
    ),
    "umowa o pracę na czas zastępstwa": (
        "contract of employment as a replacement",
        "трудовий договір на час заміщення",
    ),
    "umowa o pracę tymczasową": ("temporary agency contract", "договір про тимчасову роботу"),
    "spółdzielcza umowa o pracę": ("co-operative contract of employment", "кооперативний трудовий договір"),
    "umowa zlecenie": ("contract of mandate", "договір доручення"),
    "umowa zlecenia": ("contract of mandate", "договір доручення"),
    "umowa o świadczenie usług": ("contract for services", "договір про надання послуг"),
    "umowa o dzieło": ("contract for a specific work", "договір підряду"),
    "umowa agencyjna": ("agency contract", "агентський договір"),
    "umowa o pomocy przy zbiorach": (
        "contract for help with the harvest",
        "договір про допомогу під час збирання врожаю",
    ),
    "umowa uaktywniająca": ("contract of a nanny", "договір з нянею"),
    "samozatrudnienie": ("self-employment", "самозайнятість"),
    "mianowanie": ("nomination", "призначення на посаду"),
    "powołanie": ("appointment", "призначення на посаду"),
    # working time
    "pełny etat": ("full time", "повна ставка"),
    "pełny wymiar czasu pracy": ("full time", "повний робочий час"),
    "niepełny etat": ("part time", "неповна ставка"),
    "niepełny wymiar czasu pracy": ("part time", "неповний робочий час"),
    "pół etatu": ("half time", "пів ставки"),
    "trzy czwarte etatu": ("three quarters of full time", "три чверті ставки"),
    "ćwierć etatu": ("a quarter of full time", "чверть ставки"),
    "jedna zmiana": ("one shift", "одна зміна"),
    "dwie zmiany": ("two shifts", "дві зміни"),
    "trzy zmiany": ("three shifts", "три зміни"),
    "ruch ciągły": ("continuous operation", "безперервний режим"),
    "praca zmianowa": ("shift work", "змінна робота"),
    "praca w nocy": ("night work", "нічна робота"),
    "praca w weekendy": ("weekend work", "робота у вихідні"),
    "praca sezonowa": ("seasonal work", "сезонна робота"),
    "praca zdalna": ("remote work", "дистанційна робота"),
    # forms of support
    "staż": ("traineeship", "стажування"),
    "przygotowanie zawodowe": ("vocational training", "професійна підготовка"),
    "prace interwencyjne": ("subsidised employment", "субсидована зайнятість"),
    "roboty publiczne": ("public works", "громадські роботи"),
}
_COLUMN = {"en": 0, "uk": 1}


def translated(text: str, language: str) -> str | None:
    """A term, or several with commas between them, in that language; None if one of them is not on the list:
    half of it in another voice would be harder to follow than all of it in Polish."""
    if language == "pl":
        return text
    parts = [" ".join(part.casefold().split()) for part in re.split(r"[,;]", text)]
    if not all(part in _TERMS for part in parts):
        return None
    return ", ".join(_TERMS[part][_COLUMN[language]] for part in parts)
