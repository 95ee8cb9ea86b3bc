"""Which articles a question is about, read off its words as data (`knowledge/data/question_topics.json`). Pure.

`topics` are words for the matters of the offices, in each language. `answers` say which articles answer where
several topics meet: `internship` with `how_much` is what an internship pays. A topic that stands in questions
of every kind (`general`) says half as much, and one that only seems to be there beside another (`unless`)
nothing. Of the rules that fit those decide that say most. A rule only moves its articles forward; an article
that answers the question word for word still stands before them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from core.search.language.romanised import in_cyrillic
from core.search.language.words import Language, words_of
from knowledge.asked.asked import Asked, read_asked
from knowledge.asked.cues import Cue, Cues, read_data

_OFFER, _PLACE = "@offer", "@place"
_GENERAL = 0.5
_MOST_SURE = 2.0
_BEHIND = 0.8  # what a second article of a rule counts beside its first
_MOST_REMEMBERED = 2048


@dataclass(frozen=True, slots=True)
class Meant:
    """`articles`: how surely each is meant, 0 to 1, by its id. `language`: of the words that say so."""

    articles: tuple[tuple[str, float], ...] = ()
    language: Language = "pl"


@dataclass(frozen=True, slots=True)
class _Rule:
    topics: frozenset[str]
    articles: tuple[str, ...]
    weight: float


@cache
def _topics() -> Cues:
    return Cues(read_data("question_topics.json")["topics"])


@cache
def _rules() -> tuple[_Rule, ...]:
    content = read_data("question_topics.json")
    general = {*content["general"]}
    return tuple(
        _Rule(
            frozenset(rule["topics"]),
            tuple(rule["articles"]),
            sum(_GENERAL if topic in general else 1.0 for topic in rule["topics"]),
        )
        for rule in content["answers"]
    )


def load_words() -> None:
    """Of all that a question is asked for; blocks for half a second."""
    read_asked("urząd")
    meant_articles("staż")


@lru_cache(_MOST_REMEMBERED)
def meant_articles(text: str) -> Meant:
    """Of a question in any of the languages, as it is typed; none of one about a certain office, or about what is
    somebody else's matter."""
    asked = read_asked(text)
    if (asked.kind == "office" and asked.office is not None) or asked.is_elsewhere:
        return Meant()
    cues = _topics().of(words_of(in_cyrillic(text)))
    topics = _topics_of(cues, asked)
    fitting = [rule for rule in _rules() if rule.topics <= topics]
    if not fitting:
        return Meant()
    most = max(rule.weight for rule in fitting)
    sure = min(most, _MOST_SURE) / _MOST_SURE
    articles: dict[str, float] = {}
    for rule in fitting:
        if rule.weight == most:
            for article in rule.articles:
                articles.setdefault(article, sure if not articles else sure * _BEHIND)
    languages = Counter(cue.language for cue in cues)
    return Meant(tuple(articles.items()), languages.most_common(1)[0][0] if languages else "pl")


def _topics_of(cues: Iterable[Cue], asked: Asked) -> set[str]:
    found = {cue.tag for cue in cues}
    if asked.kind == "offer":
        found.add(_OFFER)
    if asked.town is not None:
        found.add(_PLACE)
    return {topic for topic in found if found.isdisjoint(_unless().get(topic, ()))}


@cache
def _unless() -> Mapping[str, Sequence[str]]:
    """Topics that are none beside others: in *how many months is it paid* nobody asks how much."""
    unless: Mapping[str, Sequence[str]] = read_data("question_topics.json")["unless"]
    return unless
