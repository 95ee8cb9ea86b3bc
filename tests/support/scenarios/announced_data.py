"""What announcements name by themselves: every number, day, hour, street, sum and duration in their texts, each
with the datum that it has to agree with.

Whatever else has to come from data stands in a text as a placeholder. A word that is neither is a contradiction,
and so is a listed one that says something else than its datum.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from ari_app.calls.queue_prompts import _expected
from ivr import defaults
from ivr.graph.scenario import Scenario, read_scenario
from ivr.identity.one_time_code import DIGITS
from ivr.nodes import KINDS
from ivr.nodes.gmina import Settings as GminaSettings
from ivr.nodes.postal_code import DIGITS as POSTAL_DIGITS
from ivr.nodes.survey import RATINGS
from ivr.nodes.verification import Settings as VerificationSettings
from ivr.outside.phone_number import LENGTH
from ivr.prompts.prompt_library import Prompt, PromptLibrary
from ivr.speech.english import speech_en
from ivr.speech.polish import genitive_pl, speech_pl
from ivr.speech.texts import stretches
from ivr.speech.ukrainian import speech_uk, words_uk
from knowledge.defaults import articles

Texts = Mapping[str, Sequence[str]]
"""For each language what a text has to say."""


@dataclass(frozen=True)
class Data:
    """What the texts are compared with."""

    code_digits: int
    pin_digits: tuple[int, int]
    phone_digits: int
    postal_digits: int
    ratings: tuple[int, int]
    gmina_letters: int  # fewer are asked for again
    paid_number: str
    shortest_wait: int  # minutes; a wait up to it is "less than"
    benefit_days: int  # that an office can count
    benefit_months: int  # in which they have to lie
    article: tuple[
        int, int
    ]  # of the regulation on data protection, and its paragraph: the law, not ours to change

    @classmethod
    def shipped(cls) -> "Data":
        verification = _settings("linia-9510", "verification", VerificationSettings)
        gmina = _settings("linia-9524", "gmina", GminaSettings)
        [paid] = [number.number for number in defaults.numbers() if not number.is_free]
        days, months = _benefit_condition()
        return cls(
            code_digits=DIGITS,
            pin_digits=(verification.shortest_pin, verification.longest_pin),
            phone_digits=LENGTH,
            postal_digits=POSTAL_DIGITS,
            ratings=(int(RATINGS[0]), int(RATINGS[-1])),
            gmina_letters=gmina.fewest_letters,
            paid_number=paid,
            shortest_wait=max(minutes for minutes in range(10) if _expected(0, minutes) == "Q05"),
            benefit_days=days,
            benefit_months=months,
            article=(6, 1),
        )


def _settings(scenario: str, kind: str, of: Callable[..., Any]) -> Any:
    nodes = defaults.scenarios()[scenario]["nodes"].values()
    return of(**next(node for node in nodes if node["kind"] == kind).get("settings", {}))


def _benefit_condition() -> tuple[int, int]:
    """For how many days, in how many months, somebody must have worked: as the article about it says."""
    for article in articles():
        text = article.content.texts["pl"].short_answer
        months, days = re.search(r"(\d+) miesi", text), re.search(r"(\d+) dni", text)
        if article.placing.topic == "zasilek" and months and days:
            return int(days[1]), int(months[1])
    raise LookupError("no article says who has a right to the benefit")


# -- what each text says of the data


def _digits(n: int) -> Texts:
    """So many digits, after a verb."""
    return {
        "pl": [speech_pl.count(n, "cyfra", "acc")],
        "en": [speech_en.count(n, "cyfra")],
        "uk": [speech_uk.count(n, "cyfra", "acc")],
    }


def _number(n: int) -> Texts:
    return {"pl": [speech_pl.cardinal(n)], "en": [speech_en.cardinal(n)], "uk": [speech_uk.cardinal(n)]}


def _range(low: int, high: int) -> Texts:
    pl, uk = genitive_pl.cardinal_gen, speech_uk.cardinal
    return {
        "pl": [f"od {pl(low)} do {pl(high)}"],
        "en": [f"from {speech_en.cardinal(low)} to {speech_en.cardinal(high)}"],
        "uk": [f"від {uk(low, 'm', 'gen')} до {uk(high, 'm', 'gen')}"],
    }


def _scale(low: int, high: int) -> Texts:
    ends = [(speech_pl, "pl"), (speech_en, "en"), (speech_uk, "uk")]
    return {
        language: [*_range(low, high)[language], speech.cardinal(low), speech.cardinal(high)]
        for speech, language in ends
    }


def _hotline(number: str) -> Texts:
    pairs = [int(number[:2]), int(number[2:])]
    return {
        "pl": [speech_pl.hotline_number(number)],
        "en": [" ".join(map(speech_en.cardinal, pairs))],
        "uk": [" ".join(map(speech_uk.cardinal, pairs))],
    }


def _minutes(n: int) -> Texts:
    return {
        "pl": [f"mniej niż {speech_pl.count(n, 'minuta')}"],
        "en": [f"less than {speech_en.count(n, 'minuta')}"],
        "uk": [f"менше {speech_uk.count(n, 'minuta', 'gen')}"],
    }


def _benefit(days: int, months: int) -> Texts:
    return {
        "pl": [genitive_pl.count_gen(days, "dzień"), genitive_pl.count_gen(months, "miesiąc")],
        "en": [speech_en.count(days, "dzień"), speech_en.count(months, "miesiąc")],
        "uk": [speech_uk.count(days, "dzień", "gen"), speech_uk.count(months, "miesiąc", "gen")],
    }


def _article(article: int, paragraph: int) -> Texts:
    return {
        "pl": [
            f"artykułu {speech_pl.ordinal(article, 'm.gen')} ustęp {speech_pl.ordinal(paragraph)}",
        ],
        "en": [f"Article {speech_en.cardinal(article)}, paragraph {speech_en.cardinal(paragraph)}"],
        "uk": [f"статті {speech_uk.ordinal(article, 'f.gen')}, пункту {speech_uk.ordinal(paragraph, 'm.gen')}"],
    }


NO_AMOUNT: dict[str, Texts] = {
    "M02": {"pl": ["Adresy i godziny"], "en": ["Addresses and hours"], "uk": ["Адреси і години"]},
    "M04": {"pl": ["wybrać jedną z"], "en": ["choose one of"], "uk": ["Виберіть один із"]},
    "C08": {"pl": ["więcej niż jedną"], "en": ["more than one"], "uk": ["більше ніж одну"]},
    # That it is a day off by law decides whether this is said at all: `opening_hours`, the way `holiday`.
    "H02": {
        "pl": ["Dzisiaj jest dzień ustawowo wolny"],
        "en": ["Today is a public holiday"],
        "uk": ["робочий день"],
    },
}
NO_AMOUNT |= {"M10": NO_AMOUNT["M02"], "C11": NO_AMOUNT["C08"]}
"""Words that look like an amount, or a day, and are none."""

LISTED: dict[str, Callable[[Data], Texts]] = {
    "A09": lambda data: _digits(data.code_digits),
    "K01": lambda data: _digits(data.code_digits),
    "K03": lambda data: _digits(data.code_digits),
    "A10": lambda data: _hotline(data.paid_number),
    "A11": lambda data: _range(*data.pin_digits),
    "C01": lambda data: _digits(data.postal_digits),
    "C07": lambda data: _letters(max(4, data.gmina_letters)),
    "I02": lambda data: _benefit(data.benefit_days, data.benefit_months),
    "N05": lambda data: _article(*data.article),
    "Q05": lambda data: _minutes(data.shortest_wait),
    "Q15": lambda data: _digits(data.phone_digits),
    "Q22": lambda data: _digits(data.phone_digits),
    "S02": lambda data: _scale(*data.ratings),
}
"""The announcements that name data in words of their own, and what they have to say."""


def _letters(n: int) -> Texts:
    """Four letters tell most gminas apart; fewer than asked for are taken, too."""
    return {
        "pl": [f"pierwsze {speech_pl.cardinal(n, 'f')} litery"],
        "en": [f"first {speech_en.cardinal(n)} letters"],
        "uk": [f"перші {speech_uk.cardinal(n, 'f')} літери"],
    }


# -- the words that have to be explained

_KEY_WORDS = {
    "pl": "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "en": "zero one two three four five six seven eight nine",
    "uk": "нуль один два три чотири п’ять шість сім вісім дев’ять",
}
_KEYS = {
    language: {word: str(digit) for digit, word in enumerate(words.split())}
    for language, words in _KEY_WORDS.items()
}
_KEYS["pl"] |= {"gwiazdka": "*", "gwiazdkę": "*", "krzyżyk": "#", "jedynki": "1"}
_KEYS["en"] |= {"star": "*", "hash": "#", "the hash": "#"}
_KEYS["uk"] |= {"зірочка": "*", "зірочку": "*", "решітка": "#", "решітку": "#"}
_BEFORE_KEY = {"pl": "– |nacisnąć |naciśnięciu ", "en": ": |press ", "uk": ": |[Нн]атисніть "}


def _key_pattern(language: str) -> re.Pattern[str]:
    words = "|".join(sorted(_KEYS[language], key=len, reverse=True))
    return re.compile(rf"(?:{_BEFORE_KEY[language]})(?P<key>{words})(?!\w)")


_KEY_PATTERNS = {language: _key_pattern(language) for language in _KEYS}

_UNITS = {
    "pl": r"minut\w*|godzin\w*|sekund\w*|dni\w*|dzień|tygodni\w*|tydzień|miesi[ąę]c\w*|lat|rok\w*"
    r"|złot\w*|zł|grosz\w*|ulic\w*|ul|alej\w*|plac\w*",
    "en": r"minutes?|hours?|seconds?|days?|weeks?|months?|years?|a\.m|p\.m"
    r"|zlotys?|grosz\w*|streets?|avenues?|squares?",
    "uk": r"хвилин\w*|годин\w*|секунд\w*|день|дня|дні|днів|тиж\w+|місяц\w*|рік|рок\w*"
    r"|злот\w*|грош\w*|вулиц\w*|площ\w*",
}


def _numerals_pl() -> Iterator[str]:
    for n in [*range(101), *range(200, 1000, 100)]:
        for gender, form in product(("m", "f", "n"), ("nom", "acc")):
            yield speech_pl.cardinal(n, gender, form)  # type: ignore[arg-type]
            yield genitive_pl.cardinal_gen(n, gender)  # type: ignore[arg-type]
    for n, gender, case in product(range(1, 101), "mfn", ("nom", "gen", "dat", "acc", "ins", "loc")):
        yield speech_pl.ordinal(n, f"{gender}.{case}")
    yield from (*speech_pl.MONTHS_GEN, *speech_pl.MONTHS_ACC)
    yield from (*speech_pl.WEEKDAYS, *speech_pl.WEEKDAYS_GEN, *speech_pl.WEEKDAYS_ACC)


def _numerals_en() -> Iterator[str]:
    for n in [*range(101), *range(200, 1000, 100)]:
        yield speech_en.cardinal(n)
        if n:
            yield speech_en.ordinal(n)
    yield from (*speech_en.MONTHS, *speech_en.WEEKDAYS)


def _numerals_uk() -> Iterator[str]:
    for n in [*range(101), *range(200, 1000, 100)]:
        for gender, case in product(("m", "f", "n"), ("nom", "acc", "gen")):
            yield speech_uk.cardinal(n, gender, case)  # type: ignore[arg-type]
    for n, gender, case in product(range(1, 101), "mfn", ("nom", "gen", "dat", "acc", "ins", "loc")):
        yield speech_uk.ordinal(n, f"{gender}.{case}")
    yield from (*words_uk.MONTHS, *words_uk.MONTHS_GEN)
    yield from (*words_uk.WEEKDAYS, *words_uk.WEEKDAYS_GEN, *words_uk.WEEKDAYS_ACC)


def _pattern(language: str, numerals: Iterator[str]) -> re.Pattern[str]:
    words = {word.lower() for numeral in numerals for word in re.split(r"[\s-]+", numeral) if word}
    words -= {"may", "and", "second", "march", "first"} if language == "en" else set()
    return re.compile(
        rf"(?<![\w’])(?:{'|'.join(sorted(words, key=len, reverse=True))}|{_UNITS[language]})(?![\w’])|\d+", re.I
    )


SUSPICIOUS = {
    "pl": _pattern("pl", _numerals_pl()),
    "en": _pattern("en", _numerals_en()),
    "uk": _pattern("uk", _numerals_uk()),
}
"""Numerals, days, months, units of time and money, streets, and figures."""

_FILLED = re.compile(r"(?:\w+:? )?\{\w+\}")  # with the word that it belongs to: "do godziny {godz_do}"
_GREETING = re.compile("Dzień dobry|Добрий день")


def parts(prompt: Prompt) -> Iterator[tuple[str, str]]:
    """Each stretch of each text with its language."""
    for language in prompt.languages:
        yield from ((spoken, part) for spoken, part in stretches(prompt.text_in(language) or "", language))


def keys_named(text: str, language: str) -> set[str]:
    """The keys that a text tells people to press, each stretch in its own language."""
    return {
        _KEYS[spoken][match["key"]]
        for spoken, part in stretches(text, language)
        for match in _KEY_PATTERNS[spoken].finditer(part)
    }


def contradictions(library: PromptLibrary, data: Data) -> list[str]:
    """What the announcements say that the data do not: a sentence for each."""
    found = []
    for prompt in library:
        wanted = [LISTED[prompt.id](data)] if prompt.id in LISTED else []
        wanted += [NO_AMOUNT[prompt.id]] if prompt.id in NO_AMOUNT else []
        for language, part in parts(prompt):
            rest = _FILLED.sub(" ", _KEY_PATTERNS[language].sub(" ", _GREETING.sub(" ", part)))
            for words in (each for texts in wanted for each in texts[language]):
                if words not in rest:
                    found.append(f"{prompt.id} ({language}) does not say: {words}")
                rest = rest.replace(words, " ")
            found += [
                f"{prompt.id} ({language}) names by itself: {word}" for word in SUSPICIOUS[language].findall(rest)
            ]
    return found


# -- keys and offices of menus


@dataclass(frozen=True)
class Asked:
    """A question of a shipped scenario: its announcements and its keys."""

    scenario: str
    node: str
    prompts: tuple[str, ...]
    keys: frozenset[str]
    offices: Mapping[str, str]  # by key


def questions(graphs: Mapping[str, Mapping[str, Any]] | None = None) -> list[Asked]:
    """Those whose keys an editor chooses."""
    found = []
    for graph in (graphs or defaults.scenarios()).values():
        scenario: Scenario = read_scenario(graph)
        for name, node in scenario.nodes.items():
            settings = KINDS[node.kind].settings.model_validate(node.settings)
            choices: Mapping[str, str] = (
                getattr(settings, "choices", None) or getattr(settings, "keys", None) or {}
            )
            offices: Mapping[str, str] = settings.offices if node.kind == "office_menu" else {}
            back = {settings.back_key} if node.kind == "office_menu" else set[str]()
            if keys := {*choices, *offices, *back}:
                found.append(Asked(scenario.name, name, tuple(settings.prompts), frozenset(keys), offices))
    return found
