"""What is said to callers who wait, and to the consultant who answers, by the prompts of the centre."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import get_args

from core.call import Call
from core.errors import PlaybackFailed, S724Error
from core.facts.kinds.callbacks import CallbackCause
from core.lists.topics import TOPICS
from ivr.dialogue import PromptToSay
from ivr.offices import OfficeDirectory, OfficeInfo, Offices
from ivr.prompts.ports import Voice
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.rendering import DEFAULT, LANGUAGES
from ivr.speech.values import Count, Ordinal, PeopleAhead, Range

PLACES_AHEAD = 30  # places in a queue that are spoken before the first caller comes
MINUTES_AHEAD = 10  # waits likewise; a longer one is spoken when it is first needed, within some 50 ms

SPEAKS = {"en": "T07", "uk": "T08"}  # what tells the consultant in which language the caller is at home
VERIFIED_LEVEL = 2

GREETINGS: dict[tuple[CallbackCause, bool], str] = {
    ("wish", False): "E02",
    ("wish", True): "E04",
    ("fault", False): "E11",
    ("fault", True): "E12",
}
"""Of a call-back, by its cause and whether the provincial office rings."""


class QueuePrompts:
    """`acd.waiting.queue_voice.QueueVoice` on the prompt library."""

    def __init__(self, voice: Voice, offices: Offices) -> None:
        self._voice = voice
        self._offices = offices

    async def all_busy(self, language: str = DEFAULT) -> Sequence[str]:
        return await self._sounds(language, "Q01")

    async def place(self, place: int, language: str = DEFAULT) -> Sequence[str]:
        """`place` counts from 1."""
        return await self._sounds(language, _place(place))

    async def people_ahead(self, count: int, language: str = DEFAULT) -> Sequence[str]:
        return await self._sounds(language, _people_ahead(count))

    async def expected(self, low_minutes: int, high_minutes: int, language: str = DEFAULT) -> Sequence[str]:
        """Whole minutes from below and from above; a `high_minutes` of 1 or less is "less than a minute"."""
        return await self._sounds(language, _expected(low_minutes, high_minutes))

    async def elsewhere(
        self, language: str = DEFAULT, *, is_home_there: bool = True, is_known: bool = True
    ) -> Sequence[str]:
        """A consultant of another office will answer; what that one sees of a caller who `is_known`; and which key
        waits for the own office, if somebody is there to wait for."""
        lines = ["Q09" if is_home_there else "Q26"]
        lines += ["Q10"] if is_known else []
        lines += ["Q27"] if is_home_there else []
        return await self._sounds(language, *lines)

    async def waits_for_home(self, language: str = DEFAULT) -> Sequence[str]:
        return await self._sounds(language, "Q12")

    async def callback_offer(self, language: str = DEFAULT) -> Sequence[str]:
        return await self._sounds(language, "Q06")

    async def full(self, language: str = DEFAULT, *, may_order: bool = True) -> Sequence[str]:
        """The queue takes nobody in; `may_order` names the key for a call-back."""
        return await self._sounds(language, "Q11" if may_order else "Q20")

    async def caller_announcement(
        self,
        office: str,
        topic: str | None,
        verification_level: int,
        *,
        is_callback: bool = False,
        language: str = DEFAULT,
    ) -> Sequence[str]:
        """What the consultant hears, in Polish, before the caller: whose client, about what, verified or not, and
        which language the caller speaks if it is another.

        An unknown topic is left out; for an unknown office PlaybackFailed is raised.
        """
        try:
            info = self._offices.get(office)
        except KeyError:
            raise PlaybackFailed from None
        said: list[PromptToSay] = ["T05"] if is_callback else []
        words = TOPICS.known(topic)
        about = None if words is None else words.whispered
        said.append(_caller_prompt(info, about, is_verified=verification_level >= VERIFIED_LEVEL))
        said += [SPEAKS[language]] if language in SPEAKS else []
        return await self._sounds(DEFAULT, *said)

    def caller_name(self, call: Call, office: str) -> str:
        """What the consultant's telephone shows while it rings. Raises KeyError for an unknown office."""
        seat = self._offices.get(office).seat
        return f"{seat}, zweryfikowany" if call.context.verification_level >= VERIFIED_LEVEL else seat

    async def _sounds(self, language: str, *lines: PromptToSay) -> list[str]:
        """Raises PlaybackFailed."""
        spoken = [
            await self._voice.spoken(line, language=language)
            if isinstance(line, str)
            else await self._voice.spoken(line[0], language=language, **line[1])
            for line in lines
        ]
        return [each.sound for each in spoken]


def texts_ahead(
    library: PromptLibrary, directory: OfficeDirectory, languages: Iterable[str] = LANGUAGES
) -> list[tuple[str, str]]:
    """Whatever is spoken before the first caller comes, so that nobody waits for it; each with its language.

    The rest (long waits, hours, telephone numbers) is spoken when it is needed. A line that has no text in a
    language, or one that wants other values, is left out.
    """
    offices = directory.all()
    to_callers: list[PromptToSay] = [("C02", {"w_miejscowosci": office.place}) for office in offices]
    to_callers += [callback_greeting(office, cause) for office in offices for cause in get_args(CallbackCause)]
    to_callers += [_place(place) for place in range(1, PLACES_AHEAD + 1)]
    to_callers += [_people_ahead(people) for people in range(1, PLACES_AHEAD + 1)]
    to_callers += [_expected(low, high) for high in range(2, MINUTES_AHEAD + 1) for low in range(high)]
    to_consultants: list[PromptToSay] = [
        _caller_prompt(office, topic, is_verified=is_verified)
        for office in offices
        for topic in (None, *(words.whispered for words in TOPICS.values()))
        for is_verified in (True, False)
    ]
    return [
        (language, text)
        for language in languages
        for text in [
            *library.fixed_texts(language),
            *_texts(library, language, to_callers + (to_consultants if language == DEFAULT else [])),
        ]
    ]


def _texts(library: PromptLibrary, language: str, lines: Iterable[PromptToSay]) -> Iterator[str]:
    for line in lines:
        prompt, values = (line, {}) if isinstance(line, str) else line
        with suppress(S724Error):
            yield library.text(prompt, language=language, **values)


def callback_greeting(office: OfficeInfo, cause: CallbackCause = "wish") -> PromptToSay:
    """How the centre introduces itself when it rings back, and why it does. Never names the matter."""
    return GREETINGS[cause, office.is_province], {"w_miejscowosci": office.place}


def _place(place: int) -> PromptToSay:
    return "Q02", {"liczebnik_porzadkowy_nijaki": Ordinal(place, "n")}


def _people_ahead(people: int) -> PromptToSay:
    return "Q03", {"osob_przed_panstwem": PeopleAhead(people)}


def _expected(low_minutes: int, high_minutes: int) -> PromptToSay:
    if high_minutes <= 1:
        return "Q05"
    if low_minutes >= high_minutes:
        return "Q04", {"minuty": Count(high_minutes, "minuta")}
    if low_minutes <= 0:
        return "Q14", {"minuty": Count(high_minutes, "minuta")}
    return "Q13", {"przedzial_minut": Range(low_minutes, high_minutes, "minuta")}


def _caller_prompt(office: OfficeInfo, topic: str | None, *, is_verified: bool) -> PromptToSay:
    values = {
        # The provincial office sits in the same town as a county one.
        "urzad": "Wojewódzki Urząd Pracy" if office.is_province else office.seat,
        "weryfikacja": "zweryfikowany" if is_verified else "niezweryfikowany",
    }
    return ("T04", values) if topic is None else ("T03", values | {"temat": topic})
