"""When wrong log-ins delay further ones. Pure.

A stranger's tries are counted by address and account, and by address over all accounts; those from a device that
the account is known to use, by that device alone. So guessing is slow, and nobody's account is locked for
others: from another address, or from a known device, its owner gets in (docs/decisions/0037).

A try is counted before the password is looked at, as if it were wrong; who was right gets it back.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from api.http.networks import network_of

FREE_TRIES = 4
"""Wrong ones in a row without a delay; the fifth makes the next one wait."""
MOST_DELAY = timedelta(minutes=15)
FORGET_TIME = timedelta(days=1)
"""A row of wrong tries that is as old as that is over."""
BUDGET = 20
"""Wrong tries that an address has, over all accounts."""
GIVEN_BACK_EVERY = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Count:
    """What stands of one subject."""

    failures: int = 0
    changed_at: datetime | None = None
    delayed_until: datetime | None = None


class Policy(Protocol):
    """How a subject's wrong tries delay it."""

    def wait_time(self, count: Count, now: datetime) -> float:
        """Seconds until a try is let in; 0: now."""
        ...

    def after_try(self, count: Count, now: datetime) -> Count:
        """One more wrong try. Ask `wait_time` first."""
        ...

    def taken_back(self, count: Count, now: datetime) -> Count:
        """The last try was not wrong after all, which proves nothing else."""
        ...

    def after_success(self, count: Count, now: datetime) -> Count:
        """Somebody proved to be the owner."""
        ...


class Row:
    """Wrong tries in a row: from the fifth one the next waits for 1, 2, 4 … seconds, at most 15 minutes."""

    def wait_time(self, count: Count, now: datetime) -> float:
        if count.delayed_until is None:
            return 0.0
        return max(0.0, (count.delayed_until - now).total_seconds())

    def after_try(self, count: Count, now: datetime) -> Count:
        is_over = count.changed_at is None or now - count.changed_at >= FORGET_TIME
        failures = 1 if is_over else count.failures + 1
        return Count(failures, now, None if failures <= FREE_TRIES else now + _delay(failures))

    def taken_back(self, count: Count, now: datetime) -> Count:
        # The row goes on: who has the password and no second factor shall not get five guesses for each log-in.
        return Count(max(0, count.failures - 1), count.changed_at)

    def after_success(self, count: Count, now: datetime) -> Count:
        return Count(0, now)


class Budget:
    """Twenty wrong tries, of which one is given back every 15 seconds."""

    def wait_time(self, count: Count, now: datetime) -> float:
        now_spent, since = _spent(count, now)
        if now_spent < BUDGET:
            return 0.0
        return (since + GIVEN_BACK_EVERY - now).total_seconds()

    def after_try(self, count: Count, now: datetime) -> Count:
        now_spent, since = _spent(count, now)
        return Count(now_spent + 1, since)

    def taken_back(self, count: Count, now: datetime) -> Count:
        now_spent, since = _spent(count, now)
        return Count(max(0, now_spent - 1), since)

    def after_success(self, count: Count, now: datetime) -> Count:
        # An account of one's own does not pay for guessing at those of others.
        return self.taken_back(count, now)


ROW, BUDGET_OF_ADDRESS = Row(), Budget()


@dataclass(frozen=True, slots=True)
class Subject:
    """What tries are counted by. The key is a hash, so that it says nothing of persons."""

    key: str
    policy: Policy


def subjects_of(username: str, address: str, device: str | None) -> Sequence[Subject]:
    """`device` is the hash of one that this account is known to use; None for strangers."""
    if device is not None:
        return [Subject(_key("device", device), ROW)]
    network = network_of(address)
    return [
        Subject(_key("pair", network, username), ROW),
        Subject(_key("address", network), BUDGET_OF_ADDRESS),
    ]


def subject_of_codes(username: str) -> Subject:
    """Strangers' wrong codes of the telephone, from whatever address: six digits would soon be guessed from many.

    They are counted after the right password only, so nobody else can delay the owner with them.
    """
    return Subject(_key("codes", username), ROW)


def subject_of_activations(address: str) -> Subject:
    """Browsers in which somebody wants to activate an account: each is a row, and a number that somebody may be
    talked into typing.
    """
    return Subject(_key("activations", network_of(address)), BUDGET_OF_ADDRESS)


def wait_time(counts: Sequence[tuple[Subject, Count]], now: datetime) -> tuple[float, Subject | None]:
    """How many seconds a try has to wait, and for which subject; 0 and None when it is let in."""
    waits = [(subject.policy.wait_time(count, now), subject) for subject, count in counts]
    longest, subject = max(waits, key=lambda wait: wait[0])
    return (longest, subject) if longest > 0 else (0.0, None)


def _delay(failures: int) -> timedelta:
    doublings = min(failures - FREE_TRIES - 1, 30)
    return min(MOST_DELAY, timedelta(seconds=2**doublings))


def _spent(count: Count, now: datetime) -> tuple[int, datetime]:
    """How much of the budget is spent now, and since when the next one has been on its way back."""
    if count.changed_at is None or count.failures <= 0:
        return 0, now
    returned = max(0, (now - count.changed_at) // GIVEN_BACK_EVERY)
    if returned >= count.failures:
        return 0, now
    return count.failures - returned, count.changed_at + returned * GIVEN_BACK_EVERY


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
