"""The life of a scenario version: who may take which step, and what is in force when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ivr.publishing import versions
from ivr.publishing.versions import Draft, SecondPersonNeeded, StaleDraft, StepRefused, Version

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EWA, JAN, OLA = "ewa", "jan", "ola"
WHY = "Błędna zapowiedź w menu"


def a_draft(based_on: int | None = 1) -> Draft:
    return Draft(frozenset({EWA}), based_on)


def in_review() -> Draft:
    return versions.sent_to_review(a_draft(), EWA, 1)


def an_approved_draft() -> Draft:
    return versions.approved(in_review(), JAN, 1)


ONE = Version(1, NOW - timedelta(days=30))
TWO = Version(2, NOW - timedelta(days=3))
PLANNED = Version(3, NOW + timedelta(days=3))


def test_a_draft_is_published_when_a_second_person_has_approved_it() -> None:
    assert versions.published(an_approved_draft(), 1, [ONE], NOW, NOW).state == "published"


@pytest.mark.parametrize("draft", [a_draft(), in_review()])
def test_nothing_is_published_without_an_approval(draft: Draft) -> None:
    with pytest.raises(StepRefused, match="zatwierdzoną"):
        versions.published(draft, 1, [ONE], NOW, NOW)


def test_an_author_never_approves_and_neither_does_who_has_only_changed_it_once() -> None:
    with pytest.raises(SecondPersonNeeded, match="inna osoba"):
        versions.approved(in_review(), EWA, 1)
    draft = versions.saved(a_draft(), JAN, 1, 1)
    draft = versions.saved(draft, EWA, 2, 1)
    draft = versions.sent_to_review(draft, EWA, 3)
    with pytest.raises(SecondPersonNeeded):
        versions.approved(draft, JAN, 3)
    assert versions.approved(draft, OLA, 3).approved_by == OLA


def test_a_stale_save_changes_nothing_and_says_so() -> None:
    draft = versions.saved(a_draft(), EWA, 1, 1)
    with pytest.raises(StaleDraft, match="Niczego nie nadpisano"):
        versions.saved(draft, JAN, 1, 1)


def test_an_approval_is_of_what_was_seen() -> None:
    draft = versions.withdrawn(in_review(), EWA, 1)
    draft = versions.sent_to_review(versions.saved(draft, EWA, 1, 1), EWA, 2)
    with pytest.raises(StaleDraft):
        versions.approved(draft, JAN, 1)


def test_a_change_takes_the_approval_back() -> None:
    draft = versions.saved(an_approved_draft(), OLA, 1, 1)
    assert (draft.state, draft.approved_by) == ("draft", None)


def test_what_is_in_review_is_not_changed_under_the_reviewer() -> None:
    with pytest.raises(StepRefused, match="wycofać"):
        versions.saved(in_review(), EWA, 1, 1)
    with pytest.raises(StepRefused, match="osoba, która przygotowała"):
        versions.withdrawn(in_review(), JAN, 1)
    assert versions.withdrawn(in_review(), EWA, 1).state == "draft"


def test_the_reviewer_gives_it_back_with_a_reason() -> None:
    with pytest.raises(StepRefused, match="powód"):
        versions.returned(in_review(), JAN, 1, "  nie ")
    assert versions.returned(in_review(), JAN, 1, WHY).state == "draft"


def test_a_draft_that_does_not_know_the_newest_version_would_undo_it() -> None:
    with pytest.raises(StepRefused, match="Szkic powstał z wersji 1, a najnowsza to 2"):
        versions.published(an_approved_draft(), 1, [ONE, TWO], NOW, NOW)


def test_publishing_waits_for_nothing_that_is_planned_behind_it() -> None:
    draft = replace(an_approved_draft(), based_on=3)
    with pytest.raises(StepRefused, match="odwołać"):
        versions.published(draft, 1, [TWO, PLANNED], NOW, NOW)
    later = PLANNED.published_at + timedelta(hours=1)
    assert versions.published(draft, 1, [TWO, PLANNED], later, NOW).state == "published"


@pytest.mark.parametrize("begins", [NOW - timedelta(seconds=1), NOW + timedelta(days=731)])
def test_a_publication_lies_neither_in_the_past_nor_too_far_ahead(begins: datetime) -> None:
    with pytest.raises(StepRefused):
        versions.published(an_approved_draft(), 1, [ONE], begins, NOW)


def test_a_planned_version_comes_into_force_by_itself() -> None:
    known = [ONE, TWO, PLANNED]
    assert versions.in_force(known, NOW) == TWO
    assert versions.next_change(known, NOW) == PLANNED.published_at
    assert versions.in_force(known, PLANNED.published_at - timedelta(microseconds=1)) == TWO
    assert versions.in_force(known, PLANNED.published_at) == PLANNED
    shown = [versions.status(version, known, NOW) for version in known]
    assert shown == ["superseded", "in_force", "planned"]


def test_a_cancelled_version_never_comes_into_force_and_its_number_never_comes_back() -> None:
    gone = versions.cancelled([ONE, TWO, PLANNED], 3, WHY, NOW)
    known = [ONE, TWO, gone]
    assert versions.in_force(known, NOW + timedelta(days=30)) == TWO
    assert versions.next_number(known) == 4
    assert versions.newest_number(known) == 2
    assert versions.status(gone, known, NOW) == "cancelled"
    with pytest.raises(StepRefused):
        versions.cancelled(known, 2, WHY, NOW)


def test_only_what_was_in_force_is_restored_and_never_without_a_reason() -> None:
    known = [ONE, TWO, PLANNED]
    assert versions.to_restore(known, 1, WHY, NOW) == ONE
    for number in (2, 3, 9):
        with pytest.raises(StepRefused, match="obowiązywała"):
            versions.to_restore(known, number, WHY, NOW)
    with pytest.raises(StepRefused, match="powód"):
        versions.to_restore(known, 1, "", NOW)


def test_a_closed_draft_stays_closed() -> None:
    draft = versions.discarded(a_draft(), 1)
    with pytest.raises(StepRefused):
        versions.saved(draft, EWA, 1, 1)
    with pytest.raises(StepRefused):
        versions.discarded(draft, 1)
    with pytest.raises(StepRefused):
        versions.sent_to_review(draft, EWA, 1)


class LifeOfAScenario(RuleBasedStateMachine):
    """Three people do whatever comes to their minds. Content is a number; a call remembers what it began with."""

    people = st.sampled_from([EWA, JAN, OLA])

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.known: list[Version] = []
        self.content: dict[int, int] = {}
        self.written_by: dict[int, set[str]] = {}  # who has written a content, of any revision of its draft
        self.approved: dict[int, str] = {}
        self.draft: Draft | None = None
        self.edited = 0
        self.calls: list[tuple[int, int]] = []

    def step(self, make: object) -> None:
        assert callable(make)
        try:
            self.draft = make()
        except (StepRefused, StaleDraft, SecondPersonNeeded):
            return

    @rule(minutes=st.integers(1, 2000))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.draft is None or self.draft.state not in versions.OPEN_STATES)
    @rule(who=people)
    def begins_a_draft(self, who: str) -> None:
        self.edited += 1
        self.written_by[self.edited] = {who}
        self.draft = Draft(frozenset({who}), versions.newest_number(self.known))

    @precondition(lambda self: self.draft is not None and self.draft.state in versions.OPEN_STATES)
    @rule(who=people, is_stale=st.booleans())
    def saves(self, who: str, is_stale: bool) -> None:
        old = self.draft
        assert old is not None
        self.step(lambda: versions.saved(old, who, old.revision - is_stale, versions.newest_number(self.known)))
        if self.draft is not old:
            assert not is_stale
            self.written_by[self.edited + 1] = self.written_by[self.edited] | {who}
            self.edited += 1

    @precondition(lambda self: self.draft is not None and self.draft.state in versions.OPEN_STATES)
    @rule(who=people, what=st.sampled_from([*["review", "approve"] * 4, "withdraw", "return", "discard"]))
    def takes_a_step(self, who: str, what: str) -> None:
        old = self.draft
        assert old is not None
        r = old.revision
        match what:
            case "review":
                self.step(lambda: versions.sent_to_review(old, who, r))
            case "withdraw":
                self.step(lambda: versions.withdrawn(old, who, r))
            case "return":
                self.step(lambda: versions.returned(old, who, r, WHY))
            case "approve":
                self.step(lambda: versions.approved(old, who, r))
            case _:
                self.step(lambda: versions.discarded(old, r))

    @precondition(lambda self: self.draft is not None and self.draft.state == "approved")
    @rule(hours=st.sampled_from([0, 0, 0, 1, 50]))
    def publishes(self, hours: int) -> None:
        old = self.draft
        assert old is not None
        begins = self.now + timedelta(hours=hours)
        self.step(lambda: versions.published(old, old.revision, self.known, begins, self.now))
        if self.draft is not old:
            number = versions.next_number(self.known)
            self.known.append(Version(number, begins))
            self.content[number] = self.edited
            self.approved[number] = old.approved_by or ""

    @precondition(lambda self: len(self.known) > 1)
    @rule(number=st.integers(1, 6))
    def rolls_back(self, number: int) -> None:
        try:
            old = versions.to_restore(self.known, number, WHY, self.now)
        except StepRefused:
            return
        new = versions.next_number(self.known)
        self.known.append(Version(new, self.now))
        self.content[new], self.approved[new] = self.content[old.number], self.approved[old.number]
        assert versions.in_force(self.known, self.now) == self.known[-1]

    @precondition(lambda self: any(v.published_at > self.now for v in self.known))
    @rule(number=st.integers(1, 6))
    def cancels(self, number: int) -> None:
        before = versions.in_force(self.known, self.now)
        try:
            gone = versions.cancelled(self.known, number, WHY, self.now)
        except StepRefused:
            return
        self.known = [gone if version.number == number else version for version in self.known]
        assert versions.in_force(self.known, self.now) == before

    @precondition(lambda self: bool(self.known))
    @rule()
    def somebody_calls(self) -> None:
        found = versions.in_force(self.known, self.now)
        if found is not None:
            self.calls.append((found.number, self.content[found.number]))

    @invariant()
    def nobody_alone_decides_what_callers_hear(self) -> None:
        for number, content in self.content.items():
            assert self.approved[number]
            assert self.approved[number] not in self.written_by[content]

    @invariant()
    def there_is_one_newest_at_most_and_it_is_in_force(self) -> None:
        numbers = [version.number for version in self.known]
        assert len(numbers) == len(set(numbers))
        shown = [versions.status(version, self.known, self.now) for version in self.known]
        assert shown.count("in_force") <= 1
        begun = [v for v in self.known if not v.is_cancelled and v.published_at <= self.now]
        assert shown.count("in_force") == bool(begun)

    @invariant()
    def calls_keep_what_they_began_with(self) -> None:
        for number, content in self.calls:
            assert self.content[number] == content


TestLifeOfAScenario = LifeOfAScenario.TestCase
TestLifeOfAScenario.settings = settings(max_examples=150, stateful_step_count=40, deadline=None, database=None)
