"""What callers would hear of a proposed change of an announcement."""

from api.request_user import User
from api.routes.prompts.prompt_sounds import kept, sound_of_text, sound_of_version
from api.services import Services
from core.two_persons.four_eyes import Act
from core.two_persons.four_eyes_store import Proposal
from ivr.prompts.list_store import StoredPrompt, get_prompt
from ivr.speech.rendering import DEFAULT


async def proposed_sound(found: Proposal, user: User, shared: Services) -> bytes | None:
    """A WAV file; None where there is no sound or its file is gone. Raises NotFound, TextRefused, SpeechFailed."""
    if found.wanted.act is not Act.CHANGE_PROMPT:
        return None
    details = found.details
    match details["change"]:
        case "audio":
            return await kept(str(details["sha256"]), shared)
        case "new":
            made = StoredPrompt(str(details["prompt"]), str(details["purpose"]), found.wanted.office or "", {})
            return await sound_of_text(made, str(details["text"]), DEFAULT, user, shared)
        case "text":
            prompt = await get_prompt(shared.engine, str(details["prompt"]))
            return await sound_of_text(prompt, str(details["text"]), str(details["language"]), user, shared)
        case "restore":
            prompt = await get_prompt(shared.engine, str(details["prompt"]))
            return await sound_of_version(prompt, str(details["version"]), user, shared)
        case _:
            return None
