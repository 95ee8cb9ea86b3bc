"""How words are spoken: names of places, abbreviations."""

from typing import Annotated

from fastapi import Path

from api.auth import Shared, Staff, needs
from api.errors import answers
from api.http.routing import Router
from api.request_user import User
from api.routes.prompts.prompts_schemas import PronunciationIn
from core.rights import Right
from ivr.prompts.change_store import delete_pronunciation, save_pronunciation
from ivr.prompts.list_store import Language, Pronunciation, list_pronunciations

router = Router(prefix="/api", tags=["prompts"])

Editor = Annotated[User, needs(Right.CHANGE_PRONUNCIATIONS)]
Word = Annotated[str, Path(min_length=1, max_length=60, examples=["Białystok"])]


@router.get("/pronunciations", responses=answers(401, 403))
async def get_pronunciations(user: Staff, shared: Shared) -> list[Pronunciation]:
    """The dictionary, by language and word."""
    return await list_pronunciations(shared.engine)


@router.put("/pronunciations/{language}/{word}", status_code=204, responses=answers(401, 403, 413, 422))
async def set_pronunciation(
    language: Language, word: Word, wanted: PronunciationIn, user: Editor, shared: Shared
) -> None:
    """Set how a word is spoken in every announcement; for administrators, and supervisors and editors of the
    provincial office, because it concerns all offices. Capitals count: „Kolno” is not „kolno”.
    """
    await save_pronunciation(shared.engine, language, word, wanted.spoken, user.username, shared.clock.now())


@router.delete("/pronunciations/{language}/{word}", status_code=204, responses=answers(401, 403, 404, 422))
async def remove_pronunciation(language: Language, word: Word, user: Editor, shared: Shared) -> None:
    """Let the engine speak a word as it thinks again."""
    await delete_pronunciation(shared.engine, language, word)
