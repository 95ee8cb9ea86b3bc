"""Who sees which live object. Pure.

An object lies in some scopes, and somebody sees some scopes; whoever has one in common sees the object. A new
topic is one more entry in `TOPICS`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from api.request_user import User
from core.live.live import PROVINCE, Topic
from core.rights import Reach, Right

Scope: TypeAlias = tuple[str, str]
Scopes: TypeAlias = frozenset[Scope]

NOTHING: Scopes = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """Somebody, and whose queues that person sees: what of it does not stand in the account itself."""

    user: User
    queues: frozenset[str] = frozenset()
    """Offices; of no account where the right reaches everything."""


@dataclass(frozen=True, slots=True)
class TopicRule:
    """Who sees the objects of a topic.

    `seen_by` is empty for whoever may see nothing of it at all; `of_object` takes the key, and the value as JSON.
    """

    seen_by: Callable[[Sight], Scopes]
    of_object: Callable[[str, bytes], Scopes]


class _OfOffice(msgspec.Struct):
    office: str


class _OfHelp(_OfOffice):
    home: str


_office = msgspec.json.Decoder(_OfOffice)
_help_wanted = msgspec.json.Decoder(_OfHelp)


def _agents_seen(sight: Sight) -> Scopes:
    user = sight.user
    own = {("agent", user.username)}
    match user.reach(Right.SEE_AGENTS):
        case Reach.PROVINCE:
            return frozenset({("agent", "*")})
        case Reach.OFFICE:
            return frozenset(own | {("agent.office", office) for office in user.offices})
        case Reach.OWN:
            return frozenset(own)
        case Reach.NOTHING:
            return NOTHING


def _agent(key: str, value: bytes) -> Scopes:
    return frozenset({("agent", "*"), ("agent", key), ("agent.office", _office.decode(value).office)})


def _listening_seen(sight: Sight) -> Scopes:
    user = sight.user
    match user.reach(Right.LISTEN_IN):
        case Reach.PROVINCE:
            return frozenset({("listening", "*")})
        case Reach.OFFICE:
            return frozenset({("listening", office) for office in user.offices})
        case Reach.OWN | Reach.NOTHING:
            return NOTHING


def _help_seen(sight: Sight) -> Scopes:
    user = sight.user
    match user.reach(Right.LISTEN_IN):
        case Reach.PROVINCE:
            return frozenset({("help", "*")})
        case Reach.OFFICE:
            return frozenset({("help", office) for office in user.offices})
        case Reach.OWN | Reach.NOTHING:
            return NOTHING


def _help(_key: str, value: bytes) -> Scopes:
    wanted = _help_wanted.decode(value)
    return frozenset({("help", "*"), ("help", wanted.office), ("help", wanted.home)})


def _queues_seen(sight: Sight) -> Scopes:
    match sight.user.reach(Right.SEE_QUEUES):
        case Reach.PROVINCE:
            return frozenset({("queue", "*")})
        case Reach.OFFICE | Reach.OWN:
            return frozenset({("queue", office) for office in sight.queues | sight.user.offices})
        case Reach.NOTHING:
            return NOTHING


def _board_seen(topic: str, whole: bool = False) -> Callable[[Sight], Scopes]:
    """Of the board: the own offices, or all. `whole`: objects of the whole centre are visible to anyone who sees
    any office."""

    def seen_by(sight: Sight) -> Scopes:
        centre = {(topic, "")} if whole else set[Scope]()
        match sight.user.reach(Right.SEE_BOARD):
            case Reach.PROVINCE:
                return frozenset({(topic, PROVINCE)})
            case Reach.OFFICE:
                return frozenset(centre | {(topic, office) for office in sight.user.offices})
            case Reach.OWN | Reach.NOTHING:
                return NOTHING

    return seen_by


def _matters_seen(sight: Sight) -> Scopes:
    """Whoever sees the board sees how many there are, and whoever sees those of an office follows them."""
    own = {("matters", office) for office in sight.user.offices} if sight.user.may(Right.SEE_MATTERS) else set()
    return _board_seen("matters")(sight) | own


def _of_offices(topic: str, offices: Iterable[str]) -> Scopes:
    return frozenset({(topic, PROVINCE), *((topic, office) for office in offices)})


def _flow(key: str, _value: bytes) -> Scopes:
    return _of_offices("flow", key.split(">"))


TOPICS: Mapping[str, TopicRule] = {
    "agent": TopicRule(_agents_seen, _agent),
    "listening": TopicRule(
        _listening_seen,
        lambda _, value: frozenset({("listening", "*"), ("listening", _office.decode(value).office)}),
    ),
    "help": TopicRule(_help_seen, _help),
    "queue": TopicRule(_queues_seen, lambda key, _: frozenset({("queue", "*"), ("queue", key)})),
    "waiting": TopicRule(_board_seen("waiting"), lambda key, _: _of_offices("waiting", (key.partition(":")[0],))),
    "centre": TopicRule(lambda _: frozenset({("centre", "*")}), lambda *_: frozenset({("centre", "*")})),
    "office_figures": TopicRule(
        _board_seen("office_figures"), lambda key, _: _of_offices("office_figures", (key,))
    ),
    "flow": TopicRule(_board_seen("flow"), _flow),
    "day_line": TopicRule(_board_seen("day_line"), lambda key, _: _of_offices("day_line", (key,))),
    "callbacks": TopicRule(_board_seen("callbacks"), lambda key, _: _of_offices("callbacks", (key,))),
    "limits": TopicRule(_board_seen("limits"), lambda key, _: _of_offices("limits", (key,))),
    "matters": TopicRule(_matters_seen, lambda key, _: _of_offices("matters", (key,))),
    "alarm": TopicRule(
        _board_seen("alarm", whole=True), lambda key, _: _of_offices("alarm", (key.partition(":")[2],))
    ),
}


def scopes_of(topic: Topic, key: str, value: bytes) -> Scopes:
    """Where an object lies. Raises msgspec.DecodeError for a value that is none of the topic."""
    return TOPICS[topic].of_object(key, value)


def seen(sight: Sight, topics: Iterable[str]) -> tuple[Scopes, list[str]]:
    """What somebody sees of these topics; and the topics that are refused as a whole, or do not exist."""
    found: set[Scope] = set()
    refused = []
    for topic in dict.fromkeys(topics):
        rule = TOPICS.get(topic)
        scopes = NOTHING if rule is None else rule.seen_by(sight)
        found |= scopes
        if not scopes:
            refused.append(topic)
    return frozenset(found), refused
