"""What editors make of how the knowledge base is used: everyday words, and what nobody opens."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Path, Query

from api.auth import Shared, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.knowledge.learning_schemas import (
    ArticleUseList,
    AskedOtherwiseIn,
    AskedOtherwiseList,
    EverydayWordIn,
    EverydayWordList,
    EverydayWordOut,
    Trial,
    TrialIn,
    TrialSide,
)
from api.services import Services
from core.rights import Right
from core.search.language.words import LANGUAGES
from core.zone import WARSAW
from knowledge.learning.learnt_store import article_uses, forget_asked_otherwise, list_asked_otherwise
from knowledge.personal import refuse_personal
from knowledge.search.everyday_word_store import add_everyday_word, load_everyday_words, remove_everyday_word
from knowledge.search.synonyms import EverydayWordRefused, check_word, shipped_like

router = Router(prefix="/api/knowledge", tags=["articles"])

Editor = Annotated[User, needs(Right.EDIT_ARTICLES)]
WordId = Annotated[str, Path(pattern="^[A-Za-z0-9-]{1,64}$", examples=["word-019ab3c4d5e0000-4f2a91c3d0"])]
DAYS = 90
HITS = 6
SHIPPED = 50


@router.get("/everyday-words", responses=answers(401, 403, 422, 429))
async def get_everyday_words(
    user: Editor,
    shared: Shared,
    q: Annotated[str, Query(max_length=80, description="Of those that ship: the beginning of a word")] = "",
) -> EverydayWordList:
    """What people call things: all that were added, and of those that ship what is looked for."""
    shared.limits.take(user.username, "knowledge")
    found = [phrase for language in LANGUAGES for phrase in shipped_like(language, q)] if q.strip() else []
    words = await load_everyday_words(shared.engine)
    return EverydayWordList(words=[EverydayWordOut.of(one) for one in words], shipped=found[:SHIPPED])


@router.post("/everyday-words", status_code=201, responses=answers(401, 403, 413, 422, 429))
async def add_word(wanted: EverydayWordIn, user: Editor, shared: Shared) -> EverydayWordOut:
    """Add one, or switch one off that ships; every search goes by it within seconds. It stands in the change log.

    422 for what no document says, what is there already, and what looks like somebody's number.
    """
    shared.limits.take(user.username, "save")
    refuse_personal("phrase", wanted.phrase)
    refuse_personal("meaning", wanted.meaning)
    check_word(wanted.word)
    if not wanted.is_off and not await shared.searches.says_anything(wanted.word):
        raise EverydayWordRefused([("meaning", "Żadna odpowiedź nie ma tych słów, więc nic by nie znaleziono.")])
    added = await add_everyday_word(shared.engine, wanted.word, user.username, shared.clock.now())
    return EverydayWordOut.of(added)


@router.delete("/everyday-words/{word_id}", status_code=204, responses=answers(401, 403, 404, 422, 429))
async def remove_word(word_id: WordId, user: Editor, shared: Shared) -> None:
    """Take away one that was added; it stands in the change log."""
    shared.limits.take(user.username, "save")
    await remove_everyday_word(shared.engine, word_id)


@router.post("/everyday-words/trial", responses=answers(401, 403, 413, 422, 429))
async def try_everyday_word(wanted: TrialIn, user: Editor, shared: Shared) -> Trial:
    """What a question finds, and what it would find with the word, or without it if it is there.

    Nothing is saved, and nothing is counted.
    """
    shared.limits.take(user.username, "typing")
    before, after = await shared.searches.try_word(wanted.word, wanted.q, wanted.filters, HITS)
    is_said = await shared.searches.says_anything(wanted.word)
    return Trial(before=TrialSide.of(before), after=TrialSide.of(after), is_said=is_said)


@router.get("/asked-otherwise", responses=answers(401, 403, 429))
async def get_asked_otherwise(user: Editor, shared: Shared) -> AskedOtherwiseList:
    """Questions of which nothing was opened, and in which words the same was found soon after.

    Twice at least in 90 days; nobody knows who asked.
    """
    shared.limits.take(user.username, "knowledge")
    return AskedOtherwiseList(pairs=await list_asked_otherwise(shared.engine, _since(shared)))


@router.post("/asked-otherwise/forget", status_code=204, responses=answers(401, 403, 413, 422, 429))
async def forget_pair(wanted: AskedOtherwiseIn, user: Editor, shared: Shared) -> None:
    """Say that the pair is no everyday word. Put so again, it comes again."""
    shared.limits.take(user.username, "save")
    await forget_asked_otherwise(shared.engine, wanted.language, wanted.words, wanted.then_words)


@router.get("/article-uses", responses=answers(401, 403, 429))
async def get_article_uses(user: Editor, shared: Shared) -> ArticleUseList:
    """How often each published article was opened, read aloud, and told by the line, in 90 days; the least used
    first."""
    shared.limits.take(user.username, "knowledge")
    since = _since(shared)
    return ArticleUseList(since=since, articles=await article_uses(shared.engine, since))


def _since(shared: Services) -> date:
    return shared.clock.now().astimezone(WARSAW).date() - timedelta(days=DAYS)
