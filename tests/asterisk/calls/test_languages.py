"""Who chooses a language hears everything that follows in it, and only what nobody has written in it in Polish."""

import anyio
import pytest
from sqlalchemy import select

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from ivr.speech.values import Words
from tests.support.centres.running_centre import RunningCentre, texts
from tests.support.telephones.hearing import heard_share, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, Samples

pytestmark = pytest.mark.asyncio


async def short_answer(centre: RunningCentre, topic: str, language: str = "pl") -> Samples:
    """The first answer of a topic, as a call in that language reads it out: in Polish, if it is not written in
    that language."""
    rows = await centre.rows(
        select(ArticleVersionRow.texts)
        .join(ArticleRow, ArticleRow.id == ArticleVersionRow.article_id)
        .where(ArticleRow.topic == topic, ArticleRow.office.is_(None), ArticleVersionRow.state == "published")
        .order_by(ArticleRow.place, ArticleRow.id)
    )
    written = language if any(language in row.texts for row in rows) else "pl"
    text = next(row.texts[written]["short_answer"] for row in rows if written in row.texts)
    return await centre.prompt_in(language, "B01", odpowiedz=Words(text, written))


async def test_two_callers_at_once_are_spoken_to_in_english_and_in_ukrainian(
    centre: RunningCentre, phones: Phones
) -> None:
    async def one(number: str, key: str, language: str) -> None:
        caller = phones.caller(number)
        await caller.call("9510", centre.sip_port)
        await centre.replies(caller, ("W01", "#"), ("W04", key))
        await until_prompt(caller, await centre.prompt_in(language, "N01"), share=0.5)
        await caller.send_keys("#")
        await until_prompt_begins(caller, await centre.prompt_in(language, "A01"))
        await caller.send_keys("*")
        await until_prompt_begins(caller, await centre.prompt_in(language, "A10"))
        await caller.send_keys("#")
        await until_prompt_begins(caller, await centre.prompt_in(language, "M10"))
        await caller.send_keys("1")
        await until_prompt_begins(caller, await short_answer(centre, "rejestracja", language))
        await caller.send_keys("9")
        await until_prompt(caller, await centre.prompt_in(language, "G02"))
        assert (await caller.gone()).by_far_end
        for prompt in ("N01", "A01", "M10", "G02"):
            assert heard_share(caller.heard.samples, await centre.prompt(prompt)) < 0.3

    async with anyio.create_task_group() as callers:
        callers.start_soon(one, "600100430", "8", "en")
        callers.start_soon(one, "600100431", "9", "uk")
    for number, language in (("600100430", "angielski"), ("600100431", "ukraiński")):
        assert f"Język rozmowy: {language}" in texts(await centre.call_from(number))


@pytest.mark.more(
    "real answers are heard in three languages by the others",
    "tests/asterisk/calls/test_languages.py::test_two_callers_at_once_are_spoken_to_in_english_and_in_ukrainian",
    "tests/browser/test_knowledge.py::test_an_editor_writes_an_article_from_nothing_another_publishes_it_and_everybody_finds_and_hears_it",
)
async def test_short_answers_of_the_knowledge_base_are_read_from_menu_to_menu(
    centre: RunningCentre, phones: Phones
) -> None:
    caller = phones.caller("857001430")
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", "###1"), ("M02", "1"))
    await until_prompt(caller, await short_answer(centre, "rejestracja"), share=0.5)
    await caller.send_keys("#")
    await until_prompt_begins(caller, await centre.prompt("M02"), since=caller.heard.seconds)
    await caller.send_keys("3")
    await until_prompt_begins(caller, await short_answer(centre, "oferty"))
    await caller.hang_up()
    assert (await centre.call_from("857001430"))["end_reason"] == "caller_hung_up"
