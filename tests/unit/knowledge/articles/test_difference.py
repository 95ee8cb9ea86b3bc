"""What changed from one version to another, by words."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles.difference import differences, word_parts
from tests.support.knowledge import content, renewed, text


def test_only_what_differs_is_told_with_the_words_that_differ() -> None:
    before = content("Zasiłek trwa 365 dni.")
    texts = {"pl": text("Zasiłek trwa 180 dni."), "en": text("New.")}
    after = renewed(before, texts=texts, review_by=date(2028, 1, 1))
    found = {(each.field, each.language): each.parts for each in differences(before, after)}
    assert set(found) == {("short_answer", "pl"), ("title", "en"), ("short_answer", "en"), ("review_by", None)}
    assert found["short_answer", "pl"] == (
        ("same", "Zasiłek trwa "),
        ("removed", "365"),
        ("added", "180"),
        ("same", " dni."),
    )
    assert found["title", "en"] == (("added", "Tytuł"),)


def test_versions_that_say_the_same_do_not_differ() -> None:
    assert differences(content(), content()) == []


@given(st.text(), st.text())
def test_the_parts_make_up_both_texts(before: str, after: str) -> None:
    parts = word_parts(before, after)
    assert "".join(words for kind, words in parts if kind != "added") == before
    assert "".join(words for kind, words in parts if kind != "removed") == after
