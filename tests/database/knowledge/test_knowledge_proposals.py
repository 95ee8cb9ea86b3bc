"""Proposals in the database: whose are seen, and that each is decided once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.errors import NotFound, StaleVersion
from knowledge.proposals.proposal_store import (
    NewProposal,
    ProposalDecided,
    ProposalRefused,
    Seen,
    decide,
    list_proposals,
    propose,
)
from tests.support.database.offices import put_shipped_offices
from tests.support.knowledge.article_versions import put_article

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 27, 11, tzinfo=UTC)
ALL = Seen(None, "redaktor")


@pytest.fixture(autouse=True)
async def _offices(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)
    await put_article(engine, "zasilek")


async def asked(
    engine: AsyncEngine, words: str, office: str = "20060", account: str = "anna", later: int = 0
) -> str:
    new = NewProposal("question", None, words, office, "call-1")
    row = await propose(engine, new, account, NOW + timedelta(seconds=later))
    return str(row["id"])


async def words(engine: AsyncEngine, seen: Seen, state: str | None = None) -> list[str]:
    found, _ = await list_proposals(engine, seen, state, limit=50, after=None)
    return [str(row["words"]) for row in found]


async def test_editors_see_those_of_their_office_and_everybody_the_own_ones(engine: AsyncEngine) -> None:
    await asked(engine, "z Kolna")
    await asked(engine, "z Łomży", "20620", "jan", later=1)
    assert await words(engine, ALL) == ["z Łomży", "z Kolna"]
    assert await words(engine, Seen(frozenset({"20620"}), "redaktor-20620")) == ["z Łomży"]
    assert await words(engine, Seen(frozenset(), "anna")) == ["z Kolna"]
    assert await words(engine, Seen(frozenset(), "ktos")) == []


async def test_pages_follow_each_other_without_a_gap(engine: AsyncEngine) -> None:
    for number in range(5):
        await asked(engine, str(number), later=number // 2)
    seen: list[str] = []
    after = None
    while True:
        page, after = await list_proposals(engine, ALL, "open", limit=2, after=after)
        seen += [str(row["words"]) for row in page]
        if after is None:
            break
    assert sorted(seen) == list("01234")


async def test_a_proposal_is_decided_once_on_the_version_that_was_read(engine: AsyncEngine) -> None:
    proposal = await asked(engine, "z Kolna")
    with pytest.raises(StaleVersion):
        await decide(engine, None, proposal, 7, "accepted", "", None, "redaktor", NOW)
    with pytest.raises(NotFound):
        await decide(engine, frozenset({"20620"}), proposal, 1, "accepted", "", None, "redaktor", NOW)
    with pytest.raises(ProposalRefused):
        await decide(engine, None, proposal, 1, "accepted", "", "none-such", "redaktor", NOW)
    row = await decide(engine, None, proposal, 1, "accepted", "Dopisane.", "zasilek", "redaktor", NOW)
    assert (row["state"], row["answer"], row["article_id"], row["version"]) == (
        "accepted",
        "Dopisane.",
        "zasilek",
        2,
    )
    with pytest.raises(ProposalDecided):
        await decide(engine, None, proposal, 2, "declined", "", None, "redaktor", NOW)
    assert await words(engine, ALL, "open") == []
    assert await words(engine, ALL, "accepted") == ["z Kolna"]


async def test_a_correction_is_of_an_article_that_there_is(engine: AsyncEngine) -> None:
    for article in (None, "none-such"):
        with pytest.raises(ProposalRefused) as refused:
            await propose(engine, NewProposal("correction", article, "Popraw", "20060", None), "anna", NOW)
        assert [field for field, _ in refused.value.fields] == ["article_id"]
    row = await propose(engine, NewProposal("correction", "zasilek", "Popraw", "20060", None), "anna", NOW)
    assert row["article_id"] == "zasilek"
