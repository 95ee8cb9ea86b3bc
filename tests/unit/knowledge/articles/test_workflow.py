"""What may follow what, and that nobody publishes the own words."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles.article import Version, VersionState
from knowledge.articles.workflow import (
    ArticleStepRefused,
    OwnArticle,
    Step,
    after,
    check_discard,
    check_publisher,
)
from tests.support.knowledge.article_versions import LONG_AGO, content

STATES = get_args(VersionState)
STEPS = get_args(Step)


def version(state: VersionState, *writers: str) -> Version:
    last = writers[-1] if writers else None
    return Version(
        1, state, content(), None, LONG_AGO, last, frozenset(writers), None, None, None, None, None, None
    )


@pytest.mark.parametrize(
    ("step", "before", "then"),
    [
        ("save", "draft", "draft"),
        ("submit", "draft", "review"),
        ("send_back", "review", "draft"),
        ("publish", "review", "published"),
        ("withdraw", "published", "withdrawn"),
    ],
)
def test_each_step_leads_from_one_state_to_another(step: Step, before: VersionState, then: VersionState) -> None:
    assert after(step, version(before)) == then
    for other in STATES:
        if other != before:
            with pytest.raises(ArticleStepRefused) as refused:
                after(step, version(other))
            assert refused.value.message_pl.endswith(".")
    with pytest.raises(ArticleStepRefused):
        after(step, None)


def test_only_what_is_being_written_is_given_up() -> None:
    check_discard(version("draft"))
    for state in STATES:
        if state != "draft":
            with pytest.raises(ArticleStepRefused):
                check_discard(version(state))


@given(st.lists(st.sampled_from(STEPS)))
def test_no_way_leads_to_what_is_published_but_by_a_check(steps: list[Step]) -> None:
    state: VersionState = "draft"
    seen = [state]
    for step in steps:
        try:
            state = after(step, version(state))
        except ArticleStepRefused:
            continue
        seen.append(state)
    if "published" in seen:
        assert seen[seen.index("published") - 1] == "review"
    assert "replaced" not in seen


def test_who_wrote_a_version_does_not_publish_it() -> None:
    for account in ("anna", "ewa"):
        with pytest.raises(OwnArticle):
            check_publisher(version("review", "anna", "ewa"), account)
    check_publisher(version("review", "anna", "ewa"), "jan")
    check_publisher(version("review"), "jan")
