"""What the live feed has told, with numbers of its own, so that pages can ask what they have missed. Pure.

Beside it stand the process's own topics (`core.live.live.OWN_TOPICS`): no feed names or clears them.
"""

from collections import deque
from collections.abc import Iterable
from datetime import datetime

import msgspec

from api.live.scopes import TOPICS, Scopes, scopes_of
from core.live.live import NOTHING, OWN_TOPICS, LiveNews, LiveObject, Topic

MOST_EVENTS = 5000  # kept for pages that were away for a moment; at 100 a second those of 50 s

Key = tuple[Topic, str]


class Event:
    """One object as it has become. `tail` is its message but for the beginning, which names the reader's epoch."""

    __slots__ = ("key", "scopes", "seq", "tail")

    def __init__(self, seq: int, key: Key, scopes: Scopes, tail: str) -> None:
        self.seq = seq
        self.key = key
        self.scopes = scopes
        self.tail = tail


class _Known(msgspec.Struct, frozen=True):
    value: bytes
    scopes: Scopes


class _Tail(msgspec.Struct):
    seq: int
    at: datetime
    topic: str
    key: str
    value: msgspec.Raw | None


class Mirror:
    """`seq` is of the last event. What was told twice is one event, and a message that was missed none at all:
    as soon as everything was told anew, what differs is an event each."""

    def __init__(self, heard_at: float) -> None:
        """`heard_at`: the monotonic moment of the beginning."""
        self.seq = 0
        self.is_known = False
        """Everything was told at least once."""
        self.is_behind = True
        """Something was missed: everything has to be told anew."""
        self.feed_epoch = ""
        self.heard_at = heard_at
        self._feed_seq = 0
        self._known: dict[Key, _Known] = {}
        self._named: set[Key] | None = None  # so far, between "begin" and "end"
        self._events: deque[Event] = deque(maxlen=MOST_EVENTS)

    def missed_something(self) -> None:
        """Nobody listened for a while."""
        self.is_behind = True
        self._named = None
        self._feed_seq = -1

    def _rest(self) -> None:
        """What was told before may not be so any more."""
        self.is_known, self.is_behind, self._named = False, True, None

    def take(self, news: LiveNews, heard_at: float, now: datetime) -> list[Event]:
        """What a message has changed. It came at the monotonic moment `heard_at`."""
        self.heard_at = heard_at
        is_next = news.epoch == self.feed_epoch and news.seq == self._feed_seq + 1
        self.feed_epoch, self._feed_seq = news.epoch, news.seq
        if not is_next:
            self.is_behind, self._named = True, None
        if news.rests:
            self._rest()
        if news.whole == "begin":
            self._named = set()
        told = [one for one in news.objects if one.topic not in OWN_TOPICS]
        events = [event for one in told for event in self._apply(one, now)]
        if self._named is not None:
            self._named |= {(one.topic, one.key) for one in told if one.json is not None}
            if news.whole == "end":
                events += [
                    event
                    for topic, key in self._known.keys() - self._named
                    if topic not in OWN_TOPICS
                    for event in self._apply(LiveObject(topic, key, NOTHING), now)
                ]
                self.is_known, self.is_behind, self._named = True, False, None
        return events

    def put(self, objects: Iterable[LiveObject], now: datetime) -> list[Event]:
        """What objects of the process's own topics have changed; kept also before the centre was heard."""
        return [event for one in objects if one.topic in OWN_TOPICS for event in self._apply(one, now)]

    def _apply(self, one: LiveObject, now: datetime) -> Iterable[Event]:
        key, before = (one.topic, one.key), self._known.get((one.topic, one.key))
        if one.topic not in TOPICS:
            return  # of a newer process than this one, as is a value that cannot be read
        value = one.json
        if value is None:
            if before is not None:
                del self._known[key]
                yield self._event(key, before.scopes, None, now)
            return
        if before is not None and before.value == value:
            return
        try:
            scopes = scopes_of(one.topic, one.key, value)
        except msgspec.DecodeError:
            return
        self._known[key] = _Known(value, scopes)
        if before is not None and (left := before.scopes - scopes):
            # For those who do not see it any more; whoever still does gets the value right after it.
            yield self._event(key, left, None, now)
        yield self._event(key, scopes, value, now)

    def _event(self, key: Key, scopes: Scopes, value: bytes | None, now: datetime) -> Event:
        self.seq += 1
        tail = _Tail(self.seq, now, *key, None if value is None else msgspec.Raw(value))
        event = Event(self.seq, key, scopes, msgspec.json.encode(tail).decode()[1:])
        self._events.append(event)
        return event

    # -- for readers

    def value(self, topic: Topic, key: str) -> bytes | None:
        """An object as JSON; None if there is none."""
        known = self._known.get((topic, key))
        return None if known is None else known.value

    def values(self, topic: Topic) -> dict[str, bytes]:
        """All objects of a topic as JSON."""
        return {key: known.value for (found, key), known in self._known.items() if found == topic}

    def seen_by(self, scopes: Scopes) -> dict[str, dict[str, msgspec.Raw]]:
        """All that lies in `scopes`: topic, key, value."""
        found: dict[str, dict[str, msgspec.Raw]] = {}
        for (topic, key), known in self._known.items():
            if not known.scopes.isdisjoint(scopes):
                found.setdefault(topic, {})[key] = msgspec.Raw(known.value)
        return found

    def since(self, seq: int, scopes: Scopes) -> list[Event] | None:
        """What came after event `seq`, in its order; None if that is not kept any more, or has not come yet."""
        first = self._events[0].seq if self._events else self.seq + 1
        if not first - 1 <= seq <= self.seq:
            return None
        return [event for event in self._events if event.seq > seq and not event.scopes.isdisjoint(scopes)]
