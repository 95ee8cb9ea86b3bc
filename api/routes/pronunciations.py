"""How words are spoken: names of places, abbreviations."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.auth import CurrentUser, Shared
from api.errors import answers
from api.schemas.prompts import Language, PronunciationIn, PronunciationOut
from api.store import User
from core.errors import NotAllowed
from ivr.prompts.change_store import delete_pronunciation, save_pronunciation
from ivr.prompts.list_store import list_pronunciations

router = APIRouter(prefix="/api", tags=["prompts"])

Word = Annotated[str, Path(min_length=1, max_length=60, examples=["Białystok"])]


@router.get("/pronunciations", responses=answers(401))
async def get_pronunciations(user: CurrentUser, shared: Shared) -> list[PronunciationOut]:
    """The dictionary, by language and word."""
    return [PronunciationOut.of(each) for each in await list_pronunciations(shared.engine)]


@router.put("/pronunciations/{language}/{word}", status_code=204, responses=answers(401, 403, 413, 422))
async def set_pronunciation(
    language: Language, word: Word, wanted: PronunciationIn, user: CurrentUser, shared: Shared
) -> None:
    """Set how a word is spoken in every announcement; for administrators and supervisors of the provincial office,
    because it concerns all offices. Capitals count: „Kolno” is not „kolno”.
    """
    _check(user)
    await save_pronunciation(shared.engine, language, word, wanted.spoken, user.username, shared.clock.now())


@router.delete("/pronunciations/{language}/{word}", status_code=204, responses=answers(401, 403, 404, 422))
async def remove_pronunciation(language: Language, word: Word, user: CurrentUser, shared: Shared) -> None:
    """Let the engine speak a word as it thinks again."""
    _check(user)
    await delete_pronunciation(shared.engine, language, word)


def _check(user: User) -> None:
    if not user.may_edit_scenarios:
        raise NotAllowed
