"""The judged set: questions, subjects, and which documents answer a subject."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias, cast

from core.search.language.words import Language

HERE = Path(__file__).parent

Half: TypeAlias = Literal["tuning", "test"]
HALVES: tuple[Half, ...] = ("tuning", "test")

ANSWERS, HELPS = 2, 1
"""Grades of a document. The first is what one should open: it tells, or, where nothing tells, says who does."""

NO_SUBJECT = "none"
"""Of questions that no labour office answers."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question. `near`: subjects whose answers help, but are not what was asked. `slip`: how it is written."""

    text: str
    language: Language
    kind: str
    slip: str
    subject: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a subject, as `article:…`, `place:…` or `training:title`; both empty: nothing answers it yet."""

    answer: tuple[str, ...]
    help: tuple[str, ...]


def half_of(question: str) -> Half:
    """Always the same one for the same words, whatever else is in the set. Pure."""
    return HALVES[hashlib.sha256(question.encode()).digest()[0] % 2]


def grades(question: Judged, answers: Mapping[str, Answers]) -> dict[str, int]:
    """The documents that answer or help. What answers a near subject helps. Pure."""
    own = answers[question.subject]
    helping = (*own.help, *(document for near in question.near for document in answers[near].answer))
    return dict.fromkeys(helping, HELPS) | dict.fromkeys(own.answer, ANSWERS)


@cache
def questions() -> Sequence[Judged]:
    return [
        Judged(text, cast(Language, language), kind, slip, subject, _several(near))
        for text, language, kind, slip, subject, near in _rows("questions.tsv")
    ]


@cache
def subjects() -> Mapping[str, str]:
    """What each of them is, in Polish."""
    return {subject: meaning for subject, meaning, _ in _rows("subjects.tsv")}


@cache
def answers() -> Mapping[str, Answers]:
    """By subject."""
    return {subject: Answers(_several(own), _several(near)) for subject, own, near in _rows("answers.tsv")}


def _rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
