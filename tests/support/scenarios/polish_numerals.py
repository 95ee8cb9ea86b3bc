"""Polish numerals typed out anew: an oracle for `ivr.speech.polish.speech_pl` that shares no line with it."""

import re


def words(text: str, between: str | None = None) -> list[str]:
    return text.split(between)


# An oracle of its own: words back to numbers. It knows no grammar, only values.
VALUES = {
    word: value
    for value, words in {
        0: "zero",
        1: "jeden jedna jedną jedno",
        2: "dwa dwie",
        3: "trzy",
        4: "cztery",
        5: "pięć",
        6: "sześć",
        7: "siedem",
        8: "osiem",
        9: "dziewięć",
        10: "dziesięć",
        11: "jedenaście",
        12: "dwanaście",
        13: "trzynaście",
        14: "czternaście",
        15: "piętnaście",
        16: "szesnaście",
        17: "siedemnaście",
        18: "osiemnaście",
        19: "dziewiętnaście",
        20: "dwadzieścia",
        30: "trzydzieści",
        40: "czterdzieści",
        50: "pięćdziesiąt",
        60: "sześćdziesiąt",
        70: "siedemdziesiąt",
        80: "osiemdziesiąt",
        90: "dziewięćdziesiąt",
        100: "sto",
        200: "dwieście",
        300: "trzysta",
        400: "czterysta",
        500: "pięćset",
        600: "sześćset",
        700: "siedemset",
        800: "osiemset",
        900: "dziewięćset",
    }.items()
    for word in words.split()
}
SCALES = {
    "tysiąc": (1000, "one"),
    "tysiące": (1000, "few"),
    "tysięcy": (1000, "many"),
    "milion": (10**6, "one"),
    "miliony": (10**6, "few"),
    "milionów": (10**6, "many"),
    "miliard": (10**9, "one"),
    "miliardy": (10**9, "few"),
    "miliardów": (10**9, "many"),
}


def category_by_digits(n: int) -> str:
    """The plural rule read off the written number."""
    if n == 1:
        return "one"
    return "few" if re.search(r"(^|[^1])[234]$", str(n)) else "many"


def number_of(spoken: str) -> int:
    total = group = 0
    for word in spoken.split():
        if word in SCALES:
            size, category = SCALES[word]
            assert category == category_by_digits(group or 1)
            assert group != 1, "people say 'tysiąc', not 'jeden tysiąc'"
            total += (group or 1) * size
            group = 0
        else:
            # Hundreds, then tens, then units; after a word below twenty nothing.
            room = (
                1000
                if not group
                else 100
                if group % 100 == 0
                else 10
                if group % 100 >= 20 > group % 10 * 20
                else 0
            )
            assert VALUES[word] < room, f"{word!r} after {group}"
            group += VALUES[word]
    return total + group


# Ordinals, typed out: masculine genitive (dates) and feminine genitive (hours).
DAY_GEN = words(
    "pierwszego drugiego trzeciego czwartego piątego szóstego siódmego ósmego dziewiątego dziesiątego jedenastego"
    " dwunastego trzynastego czternastego piętnastego szesnastego siedemnastego osiemnastego dziewiętnastego"
)
TENS_GEN = words(
    "dwudziestego trzydziestego czterdziestego pięćdziesiątego sześćdziesiątego siedemdziesiątego"
    " osiemdziesiątego dziewięćdziesiątego"
)
UP_TO_99_GEN = DAY_GEN + [
    tens if unit == 0 else f"{tens} {DAY_GEN[unit - 1]}" for tens in TENS_GEN for unit in range(10)
]
HOUR_LOC = words(
    "zerowej,pierwszej,drugiej,trzeciej,czwartej,piątej,szóstej,siódmej,ósmej,dziewiątej,dziesiątej,jedenastej,"
    "dwunastej,trzynastej,czternastej,piętnastej,szesnastej,siedemnastej,osiemnastej,dziewiętnastej,dwudziestej,"
    "dwudziestej pierwszej,dwudziestej drugiej,dwudziestej trzeciej",
    ",",
)


def other_form(word_gen: str, ending: str) -> str:
    """From the masculine genitive to another form, by spelling alone."""
    stem = word_gen.removesuffix("ego")
    if stem.endswith("i"):  # drugi-ego, trzeci-ego
        if ending == "y":
            return stem
        if ending in ("a", "ą"):
            return (stem if stem == "trzeci" else stem[:-1]) + ending
        if ending == "ym":
            return stem + "m"
    return stem + ending
