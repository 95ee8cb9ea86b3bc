"""Ukrainian that is typed with Latin letters: `koly vyplata`. Pure.

Many telephones and desks have no Cyrillic keys. A text counts as such when several of its words are known to the
Ukrainian dictionary once they are written in Cyrillic, and to no Polish one as they stand; not all of them may be
Polish that lacks its diacritics.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, product

from core.search.language.lemmas import polish_lemmas, ukrainian_lemmas
from core.search.language.words import fold, is_cyrillic, words_of

_LETTERS = (
    *(("shch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш")),
    *(("ye", "є"), ("yi", "ї"), ("yu", "ю"), ("ya", "я"), ("je", "є"), ("ji", "ї"), ("ju", "ю"), ("ja", "я")),
    *(("ia", "ія"), ("iu", "ію"), ("w", "в"), ("x", "кс"), ("q", "к")),
)
_SINGLE = str.maketrans("abcdefghijklmnoprstuvyz", "абцдефгхійклмнопрстувиз")
_ENGLISH = frozenset(
    """
    the is are my me how what where when can i for and of with in on a to no does job work get have
    """.split()  # noqa: SIM905 - a list of words is read as text
)
_FEWEST = 2  # words that show it
_MARKED = {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź"}
_MOST_MARKS = 3  # letters of a word; hardly any has more


@lru_cache(1024)
def in_cyrillic(text: str) -> str:
    """The text with its romanised Ukrainian words in Cyrillic; as it is if it has none. Its length may change."""
    words = words_of(text)
    if not words or is_cyrillic(text) or any(word.folded in _ENGLISH for word in words):
        return text
    written = {
        word.text: made
        for word in words
        if word.text.isalpha() and not polish_lemmas(word.text.lower()) and (made := _known(word.text.lower()))
    }
    if len(written) < _FEWEST or all(_is_polish(fold(word)) for word in written):
        return text
    made_text, end = "", 0
    for word in words:
        put = written.get(word.text)
        if put is None and word.text.isalpha() and not polish_lemmas(word.text.lower()):
            put = _cyrillic(word.text.lower())
        made_text += text[end : word.begins_at] + (put or word.text)
        end = word.ends_at
    return made_text + text[end:]


@lru_cache(4096)
def _is_polish(folded: str) -> bool:
    """Also without its diacritics: `isc` is `iść`."""
    return any(polish_lemmas(one) for one in _with_marks(folded))


def _with_marks(folded: str) -> Iterator[str]:
    """Itself, and what it may be with a mark on at most so many of its letters."""
    yield folded
    places = [at for at, letter in enumerate(folded) if letter in _MARKED]
    for marks in range(1, _MOST_MARKS + 1):
        for chosen in combinations(places, marks):
            for letters in product(*(_MARKED[folded[at]] for at in chosen)):
                made = list(folded)
                for at, letter in zip(chosen, letters, strict=True):
                    made[at] = letter
                yield "".join(made)


def _known(word: str) -> str | None:
    """Of the ways to write it the first that the dictionary knows. Latin letters have no soft sign."""
    plain = _cyrillic(word)
    softened = [
        plain[:place] + "ь" + plain[place:] for place in range(1, len(plain) + 1) if plain[place - 1] in "лнтдсзц"
    ]
    hard = plain.replace("х", "г")
    for made in (plain, *softened, hard):
        if len(made) > 1 and ukrainian_lemmas(made):
            return made
    return None


def _cyrillic(word: str) -> str:
    for latin, cyrillic in _LETTERS:
        word = word.replace(latin, cyrillic)
    return word.translate(_SINGLE)
