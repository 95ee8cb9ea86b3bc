"""What answers a question: found by its words, and put into the order of what it asks for. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.search.index import Favoured, Index
from core.search.language.romanised import in_cyrillic
from core.search.language.words import Language
from core.search.question import Question
from core.search.segment import Filters, Found
from knowledge.asked.asked import Asked, read_asked
from knowledge.asked.topics import Meant, meant_articles

DEFAULT: Language = "pl"
SURE = 0.5  # so sure is one topic; what more of them say is an answer, whatever words it has
_STRANGE, _STRANGE_TO_A_TOPIC = 0.4, 0.6  # from here on a question is of something else (decision 0106)
_LEAST_SCORE = 0.8  # of what answers without any topic, times the weight of the question
FOUND = 0.5  # the share of a question that something has to say anything of, or nothing was found

_ARTICLES = frozenset({"article"})


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """The office or branch that a question is about; `office`: the code of its office."""

    kind: Literal["office", "branch"]
    id: str
    office: str


@dataclass(frozen=True, slots=True)
class Findings:
    """`behind`: Polish articles that stand behind what was found in the language that is wanted."""

    question: Question
    asked: Asked
    place: AskedPlace | None
    found: Sequence[Found]
    behind: Sequence[Found]
    is_answered: bool


def find_answers(index: Index, text: str, filters: Filters, limit: int, *, polish: bool = True) -> Findings:
    """The best first. With `polish` also what stands behind it when nothing in the wanted language answers."""
    question = index.ask(in_cyrillic(text), filters.language)
    asked = read_asked(text)
    meant = _favoured(meant_articles(text), filters.language)
    place, of_place = _place(index, asked, filters)
    found = _first(of_place, index.find(question, filters, limit, meant))[:limit]
    is_answered = of_place is not None or (not asked.is_elsewhere and _answers(question, found, meant))
    if not polish or filters.language in (None, "pl") or is_answered:
        return Findings(question, asked, place, found, (), is_answered)
    behind = _in_polish(index, question, filters, found, limit, meant)
    is_answered = not asked.is_elsewhere and _answers(question, behind, meant)
    return Findings(question, asked, place, found[: limit - len(behind)], behind, is_answered)


def _favoured(meant: Meant, language: Language | None) -> tuple[Favoured, ...]:
    """In the language that is wanted; else in that of the words, or in Polish."""
    languages = (language,) if language is not None else tuple(dict.fromkeys((meant.language, DEFAULT)))
    return tuple(Favoured("article", article, languages, sure) for article, sure in meant.articles)


def _place(index: Index, asked: Asked, filters: Filters) -> tuple[AskedPlace | None, Found | None]:
    """The office that is asked about, or the one whose clients are looked at; None if it is not in the index."""
    office = asked.office or filters.office
    if asked.kind != "office" or office is None:
        return None, None
    found = index.document(f"place:{office}:pl")
    return (None, None) if found is None else (AskedPlace("office", office, office), found)


def _first(place: Found | None, found: Sequence[Found]) -> list[Found]:
    """What is asked about stands before everything that has words in common with the question."""
    if place is None:
        return list(found)
    best = max((one.score for one in found), default=0.0)
    return [replace(place, score=best + 1.0), *(one for one in found if one.key != place.key)]


def _answers(question: Question, found: Sequence[Found], meant: Iterable[Favoured]) -> bool:
    """Does anything say enough of the question, or is it known to be meant? The less is known of what is meant,
    the less of the question may be strange to all documents."""
    there = {(one.kind, one.id) for one in found}
    sure = max((one.sure for one in meant if (one.kind, one.id) in there), default=0.0)
    if sure > SURE:
        return True
    if sure == SURE:
        return question.strange < _STRANGE_TO_A_TOPIC
    return (
        question.strange < _STRANGE
        and any(one.coverage >= FOUND for one in found)
        and found[0].score >= _LEAST_SCORE * question.mass
    )


def _in_polish(
    index: Index,
    question: Question,
    filters: Filters,
    found: Sequence[Found],
    limit: int,
    meant: tuple[Favoured, ...],
) -> list[Found]:
    """Articles that stand behind what was found in the language that is wanted, none of them there already.

    Those that answer the question get half of the places at least, though weak hits would fill them all.
    """
    there = {(one.kind, one.id) for one in found}
    kinds = _ARTICLES if filters.kinds is None else filters.kinds & _ARTICLES
    articles = replace(filters, language="pl", kinds=kinds)
    in_polish = tuple(replace(one, languages=(DEFAULT,)) for one in meant)
    polish = [
        one
        for one in index.find(question, articles, limit + len(found), in_polish)
        if (one.kind, one.id) not in there
    ]
    answering = sum(one.coverage >= FOUND for one in polish)
    return polish[: max(limit - len(found), min(answering, (limit + 1) // 2))]
