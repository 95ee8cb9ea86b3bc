"""How a name sounds, roughly, in whichever alphabet somebody has written it. Pure.

`Sokułka` sounds as `Sokółka`, `Замбрув` and `Zambruw` as `Zambrów`, `Piontnytsi` as `Piątnicy`.
"""

from functools import lru_cache

_LATIN = (
    *(("szcz", "sc"), ("shch", "sc"), ("sz", "s"), ("sh", "s"), ("cz", "c"), ("ch", "h"), ("kh", "h")),
    *(("rz", "z"), ("zh", "z"), ("ts", "c"), ("ż", "z"), ("ź", "z"), ("ś", "s"), ("ć", "c"), ("ń", "n")),
    *(("ł", "l"), ("ó", "u"), ("w", "v"), ("ą", "on"), ("ę", "en"), ("y", "i"), ("j", "i"), ("g", "h")),
)
_CYRILLIC = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "h",
    "ґ": "h",
    "д": "d",
    "е": "e",
    "є": "ie",
    "ж": "z",
    "з": "z",
    "и": "i",
    "і": "i",
    "ї": "i",
    "й": "i",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ф": "f",
    "х": "h",
    "ц": "c",
    "ч": "c",
    "ш": "s",
    "щ": "sc",
    "ь": "",
    "ю": "iu",
    "я": "ia",
    "ы": "i",
    "э": "e",
    "ё": "io",
    "ъ": "",
}


@lru_cache(4096)
def sound(word: str) -> str:
    """Of a word as it is written, not folded."""
    lowered = word.lower()
    for written, heard in _LATIN:
        lowered = lowered.replace(written, heard)
    heard = "".join(_CYRILLIC.get(sign, sign) for sign in lowered if sign.isalnum())
    while "ii" in heard:
        heard = heard.replace("ii", "i")
    return heard
