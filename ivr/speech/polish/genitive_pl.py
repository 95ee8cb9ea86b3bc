"""Polish numbers in the genitive, as after "około", "do", "od": "dwóch minut", "pięciu złotych". Pure."""

from ivr.speech.polish.speech_pl import LARGEST_CARDINAL, NOUNS, SCALES, Gender


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_UNITS = _words(
    "zera jednego dwóch trzech czterech pięciu sześciu siedmiu ośmiu dziewięciu dziesięciu jedenastu dwunastu"
    " trzynastu czternastu piętnastu szesnastu siedemnastu osiemnastu dziewiętnastu"
)
_TENS = _words(
    "- dziesięciu dwudziestu trzydziestu czterdziestu pięćdziesięciu sześćdziesięciu siedemdziesięciu"
    " osiemdziesięciu dziewięćdziesięciu"
)
_HUNDREDS = _words("- stu dwustu trzystu czterystu pięciuset sześciuset siedmiuset ośmiuset dziewięciuset")


def cardinal_gen(n: int, gender: Gender = "m") -> str:
    """0 … 999 999 999 999: "dwóch", "dwudziestu jeden", "jednej" (f), "tysiąca pięciuset". Else ValueError."""
    if not 0 <= n <= LARGEST_CARDINAL:
        raise ValueError(f"{n} is not between 0 and {LARGEST_CARDINAL}")
    if n == 0:
        return "zera"
    if n == 1:
        return "jednej" if gender == "f" else "jednego"
    words: list[str] = []
    rest = n
    for size, noun in SCALES:
        how_many, rest = divmod(rest, size)
        if how_many > 1:
            words += [*_below_thousand(how_many), noun.many]
        elif how_many:
            words.append(noun.one_gen)
    return " ".join([*words, *_below_thousand(rest)])


def count_gen(n: int, noun: str) -> str:
    """The number with its noun: "jednej minuty", "dwóch minut", "dwudziestu jeden ofert"."""
    if noun not in NOUNS:
        raise ValueError(f"unknown noun {noun!r}; known: {', '.join(sorted(NOUNS))}")
    known = NOUNS[noun]
    return f"{cardinal_gen(n, known.gender)} {known.one_gen if n == 1 else known.many}"


def money_gen(grosze: int) -> str:
    """A sum given in grosze: "tysiąca złotych pięćdziesięciu groszy"."""
    if grosze < 0:
        raise ValueError(f"a sum cannot be negative: {grosze}")
    zlote, rest = divmod(grosze, 100)
    spoken = count_gen(zlote, "złoty")
    return f"{spoken} {count_gen(rest, 'grosz')}" if rest else spoken


def _below_thousand(n: int) -> list[str]:
    """The words of 0 … 999, none for 0; in a longer number one does not decline: dwudziestu jeden, stu jeden."""
    hundreds, rest = divmod(n, 100)
    words = [_HUNDREDS[hundreds]] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    if rest:
        words.append("jeden" if rest == 1 else _UNITS[rest])
    return words
