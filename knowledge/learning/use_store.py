"""Counts of what was asked and used, in the database: by day, and of what is not answered as editors' work."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.search_tables import AskedOtherwiseRow, KnowledgeUseRow, UnansweredSearchRow
from core.ids import new_id
from core.zone import WARSAW
from knowledge.learning.use import AskedOtherwise, Use

_USE = KnowledgeUseRow.__table__.c
_OTHERWISE = AskedOtherwiseRow.__table__.c
_GAP = UnansweredSearchRow.__table__.c

_USE_KEY = [_USE.day, _USE.what, _USE.article_id, _USE.office, _USE.language, _USE.words]
_OTHERWISE_KEY = [
    *(_OTHERWISE.day, _OTHERWISE.language, _OTHERWISE.words, _OTHERWISE.then_words, _OTHERWISE.article_id),
]
_COUNTED_AS = {"nothing_found": _GAP.count, "no_answer": _GAP.reported, "not_opened": _GAP.unopened}
_BOTH_OFFICES = text("ARRAY(SELECT DISTINCT unnest(unanswered_search.offices || excluded.offices) ORDER BY 1)")


async def note_uses(
    engine: AsyncEngine, uses: Iterable[Use], otherwise: Collection[AskedOtherwise], now: datetime
) -> None:
    """All of them happened today (in Warsaw), or none is written down."""
    counted = Counter(uses)
    day = now.astimezone(WARSAW).date()
    async with engine.begin() as connection:
        for use, times in sorted(counted.items(), key=lambda one: _key(one[0])):
            row = {
                "day": day,
                "what": use.what,
                "article_id": use.article,
                "office": use.office,
                "language": use.language,
                "words": use.words,
                "count": times,
            }
            new = insert(KnowledgeUseRow).values(row)
            again = {"count": _USE.count + new.excluded.count}
            await connection.execute(new.on_conflict_do_update(index_elements=_USE_KEY, set_=again))
            if use.words:
                await _note_gap(connection, use, times, now)
        for one, times in sorted(Counter(otherwise).items(), key=repr):
            pair = {
                "day": day,
                "language": one.language,
                "words": one.words,
                "then_words": one.then_words,
                "article_id": one.article,
                "count": times,
            }
            added = insert(AskedOtherwiseRow).values(pair)
            more = {"count": _OTHERWISE.count + added.excluded.count}
            await connection.execute(added.on_conflict_do_update(index_elements=_OTHERWISE_KEY, set_=more))


async def _note_gap(connection: AsyncConnection, use: Use, times: int, now: datetime) -> None:
    if use.what == "opened":  # what was not answered before, and is now
        await connection.execute(
            update(UnansweredSearchRow)
            .where(_GAP.words == use.words, _GAP.language == use.language, _GAP.closed_at.is_(None))
            .values(opened=_GAP.opened + times)
        )
        return
    counter = _COUNTED_AS.get(use.what)
    if counter is None:
        return
    values = {
        "id": new_id("unanswered"),
        "language": use.language,
        "words": use.words,
        **{column.name: 0 for column in (*_COUNTED_AS.values(), _GAP.opened)},
        "first_at": now,
        "last_at": now,
        "offices": [use.office] if use.office else [],
        counter.name: times,
    }
    new = insert(UnansweredSearchRow).values(values)
    again = {counter.name: counter + times, "last_at": now, "offices": _BOTH_OFFICES}
    await connection.execute(
        new.on_conflict_do_update(
            index_elements=["words", "language"], index_where=_GAP.closed_at.is_(None), set_=again
        )
    )


def _key(use: Use) -> tuple[str, ...]:
    """Always the same order, so that two processes never wait for each other."""
    return use.words, use.language, use.what, use.article, use.office
