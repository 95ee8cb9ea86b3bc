"""The life of a scenario version, from the first draft to the roll back. Pure.

draft -> in review -> approved by a second person -> published, at once or at a moment -> superseded. Whoever has
written any part of a draft never approves it, and every change takes an approval back: what callers hear has been
looked at by two people as it is. Each step names the revision that its author has seen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from core.errors import S724Error
from ivr.canary.canary import LONGEST_TRIAL

VersionState = Literal["draft", "in_review", "approved", "published", "discarded"]
OPEN_STATES: tuple[VersionState, ...] = ("draft", "in_review", "approved")
Status = Literal["planned", "on_trial", "in_force", "superseded", "cancelled"]

LONGEST_PLAN = timedelta(days=730)
SHORTEST_REASON = 5
LONGEST_REASON = 500

STATES_PL: dict[VersionState, str] = {
    "draft": "szkic",
    "in_review": "w recenzji",
    "approved": "zatwierdzony",
    "published": "opublikowany",
    "discarded": "odrzucony",
}


class StepRefused(S724Error):
    """The draft or the version is not in a state that allows this; nothing was changed."""

    code = "scenario_step_refused"


class StaleDraft(S724Error):
    """Somebody has saved a newer revision meanwhile; nothing was overwritten."""

    code = "stale_draft"


class SecondPersonNeeded(S724Error):
    """Whoever has written a draft does not approve it."""

    code = "second_person_needed"
    message_pl = "Wersję zatwierdza inna osoba niż ta, która ją przygotowała."


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a draft stands. `authors` are all who have ever saved it; `based_on` the version it began from.

    Revisions of a scenario never come back, in no later draft either: one names one content for ever.
    """

    authors: frozenset[str]
    based_on: int | None = None
    state: VersionState = "draft"
    revision: int = 1
    approved_by: str | None = None


def saved(draft: Draft, account: str, revision: int, based_on: int | None) -> Draft:
    """New content. Raises StaleDraft, and StepRefused while the draft is with its reviewer."""
    check_revision(draft, revision)
    if draft.state == "in_review":
        raise StepRefused("Szkic jest w recenzji. Aby go zmienić, trzeba go najpierw z niej wycofać.")
    _check_open(draft)
    return replace(
        draft,
        authors=draft.authors | {account},
        based_on=based_on,
        state="draft",
        revision=draft.revision + 1,
        approved_by=None,
    )


def sent_to_review(draft: Draft, account: str, revision: int) -> Draft:
    """By one of its authors."""
    _check(draft, revision, "draft")
    _check_author(draft, account)
    return replace(draft, state="in_review")


def withdrawn(draft: Draft, account: str, revision: int) -> Draft:
    """An author takes it back, to go on with it; an approval is gone then."""
    _check(draft, revision, "in_review", "approved")
    _check_author(draft, account)
    return replace(draft, state="draft", approved_by=None)


def returned(draft: Draft, account: str, revision: int, reason: str) -> Draft:
    """The reviewer gives it back and says why."""
    _check(draft, revision, "in_review", "approved")
    _check_second_person(draft, account)
    check_reason(reason)
    return replace(draft, state="draft", approved_by=None)


def approved(draft: Draft, account: str, revision: int) -> Draft:
    """Raises SecondPersonNeeded for an author."""
    _check(draft, revision, "in_review")
    _check_second_person(draft, account)
    return replace(draft, state="approved", approved_by=account)


def discarded(draft: Draft, revision: int) -> Draft:
    check_revision(draft, revision)
    _check_open(draft)
    return replace(draft, state="discarded", approved_by=None)


def published(
    draft: Draft, revision: int, versions: Sequence["Version"], begins: datetime, now: datetime
) -> Draft:
    """The draft becomes the newest version, in force from `begins` on (`now`: at once).

    Raises StepRefused if it is not approved, if other versions have come since it began, which its author
    has not seen, and if an earlier one is still to come into force.
    """
    check_approved(draft, revision)
    check_base(draft, versions)
    check_no_canary(versions)
    _check_moment(begins, now)
    if (planned := next_change(versions, now)) is not None and begins <= planned:
        raise StepRefused(
            "Na późniejszą chwilę zaplanowano już inną publikację tego scenariusza. Trzeba ją najpierw odwołać"
            " albo wybrać chwilę po niej."
        )
    return replace(draft, state="published")


def check_approved(draft: Draft, revision: int) -> None:
    """Raises StaleDraft, and StepRefused if nobody has approved this revision."""
    check_revision(draft, revision)
    if draft.state != "approved" or draft.approved_by is None:
        raise StepRefused(f"Opublikować można tylko zatwierdzoną wersję (obecny stan: {STATES_PL[draft.state]}).")


def check_base(draft: Draft, versions: Sequence["Version"]) -> None:
    """Raises StepRefused if the draft knows nothing of the newest version: its changes would be undone."""
    newest = newest_number(versions)
    if draft.based_on != newest:
        raise StepRefused(
            f"Szkic powstał z wersji {draft.based_on or '–'}, a najnowsza to {newest or '–'}. Proszę porównać je,"
            " uwzględnić zmiany i zapisać szkic jako oparty na najnowszej wersji."
        )


def check_no_canary(versions: Iterable["Version"]) -> None:
    """Raises StepRefused while a version is on trial: what is published would take the calls from both."""
    tried = next((version for version in versions if version.is_on_trial), None)
    if tried is not None:
        raise StepRefused(
            f"Trwa próba wersji {tried.number} tego scenariusza. Proszę ją najpierw zakończyć: wprowadzić tę"
            " wersję dla wszystkich albo ją wycofać."
        )


def check_reason(reason: str) -> None:
    """Raises StepRefused if nobody could learn anything from it."""
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        raise StepRefused(f"Proszę podać powód (od {SHORTEST_REASON} do {LONGEST_REASON} znaków).")


def _check(draft: Draft, revision: int, *states: VersionState) -> None:
    check_revision(draft, revision)
    if draft.state not in states:
        raise StepRefused(f"Tego kroku nie można teraz wykonać. Obecny stan: {STATES_PL[draft.state]}.")


def check_revision(draft: Draft, revision: int) -> None:
    """Raises StaleDraft if `revision` is not what stands there now."""
    if revision != draft.revision:
        raise StaleDraft(
            f"Szkic zmieniono w międzyczasie (wersja robocza {draft.revision}, a nie {revision})."
            " Niczego nie nadpisano; proszę wczytać go ponownie."
        )


def _check_open(draft: Draft) -> None:
    if draft.state not in OPEN_STATES:
        raise StepRefused(f"Ten szkic jest już zamknięty (stan: {STATES_PL[draft.state]}).")


def _check_author(draft: Draft, account: str) -> None:
    if account not in draft.authors:
        raise StepRefused("Może to zrobić tylko osoba, która przygotowała szkic.")


def _check_second_person(draft: Draft, account: str) -> None:
    if account in draft.authors:
        raise SecondPersonNeeded


# -- published versions


@dataclass(frozen=True, slots=True)
class Version:
    """A published version: its content never changes. Until `published_at` it is planned, and may be cancelled.

    One on trial takes a share of the calls, and is not in force yet (`ivr.canary.canary`); if it is taken back it
    is cancelled.
    """

    number: int
    published_at: datetime
    is_cancelled: bool = False
    is_on_trial: bool = False


def in_force(versions: Iterable[Version], at: datetime) -> Version | None:
    """The one that new calls take: the last that came into force. None before the first."""
    begun = [v for v in versions if not v.is_cancelled and not v.is_on_trial and v.published_at <= at]
    return max(begun, key=lambda v: (v.published_at, v.number), default=None)


def status(version: Version, versions: Iterable[Version], at: datetime) -> Status:
    if version.is_cancelled:
        return "cancelled"
    if version.is_on_trial:
        return "on_trial"
    if version.published_at > at:
        return "planned"
    return "in_force" if version == in_force(versions, at) else "superseded"


def next_change(versions: Iterable[Version], after: datetime) -> datetime | None:
    """When a planned version comes into force the next time."""
    return min((v.published_at for v in versions if not v.is_cancelled and v.published_at > after), default=None)


def newest_number(versions: Iterable[Version]) -> int | None:
    """Of the version that was made last, planned ones included; None if there is none."""
    return max((v.number for v in versions if not v.is_cancelled), default=None)


def next_number(versions: Iterable[Version]) -> int:
    """Numbers never come back, cancelled ones neither."""
    return max((v.number for v in versions), default=0) + 1


def to_restore(versions: Sequence[Version], number: int, reason: str, now: datetime) -> Version:
    """The version whose graph becomes the newest one again. One that was never in force was never tried, and the
    one in force needs no restoring: both are refused (StepRefused).
    """
    check_reason(reason)
    found = next((v for v in versions if v.number == number), None)
    if found is None or status(found, versions, now) != "superseded":
        raise StepRefused("Przywrócić można tylko wersję, która już obowiązywała i została zastąpiona.")
    return found


def to_try_beside(versions: Sequence[Version], until: datetime, now: datetime) -> Version:
    """The version in force, which goes on for the other calls while a new one is on trial until `until`. Raises
    StepRefused without one, or for a trial that ends before it begins, or lasts too long."""
    found = in_force(versions, now)
    if found is None:
        raise StepRefused("Nie ma jeszcze obowiązującej wersji, więc nie ma z czym porównać próby.")
    if until <= now:
        raise StepRefused("Próba musi kończyć się w przyszłości.")
    if until - now > LONGEST_TRIAL:
        raise StepRefused(f"Próba może trwać najwyżej {LONGEST_TRIAL.days} dni.")
    return found


def cancelled(versions: Sequence[Version], number: int, reason: str, now: datetime) -> Version:
    """A planned version never comes into force. Raises StepRefused for any other."""
    check_reason(reason)
    found = next((v for v in versions if v.number == number), None)
    if found is None or status(found, versions, now) != "planned":
        raise StepRefused("Odwołać można tylko publikację zaplanowaną na późniejszą chwilę.")
    return replace(found, is_cancelled=True)


def _check_moment(begins: datetime, now: datetime) -> None:
    if begins < now:
        raise StepRefused("Wersja nie może zacząć obowiązywać wstecz.")
    if begins - now > LONGEST_PLAN:
        raise StepRefused("Publikację można zaplanować najdalej na dwa lata naprzód.")
