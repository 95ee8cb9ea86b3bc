"""What is said to those who wait, and to the consultant who answers, by the prompts of the line."""

from collections.abc import Sequence

from core.errors import PlaybackFailed
from ivr.dialogue import Line
from ivr.offices import OfficeDirectory
from ivr.ports import OfficeInfo, Offices, Voice
from ivr.prompts import PromptLibrary
from ivr.speech_pl import count, ordinal, people_ahead
from ivr.waiting_pl import cardinal_gen

PLACES_AHEAD = 30  # places in a queue that are spoken before the first caller comes
MINUTES_AHEAD = 10  # waits likewise; a longer one is spoken when it is first needed, within some 50 ms

TOPICS = {
    "unemployed": "osoba bezrobotna",
    "seeker": "poszukujący pracy",
    "employer": "pracodawca",
    "other": "inna sprawa",
}
VERIFIED_LEVEL = 2


class QueuePrompts:
    """`acd.queue_voice.QueueVoice` on the prompt library."""

    def __init__(self, voice: Voice, offices: Offices) -> None:
        self._voice = voice
        self._offices = offices

    async def all_busy(self) -> Sequence[str]:
        return await self._sounds("Q01")

    async def place(self, place: int) -> Sequence[str]:
        """`place` counts from 1."""
        return await self._sounds(_place(place))

    async def people_ahead(self, count: int) -> Sequence[str]:
        return await self._sounds(_people_ahead(count))

    async def expected(self, low_minutes: int, high_minutes: int) -> Sequence[str]:
        """Whole minutes from below and from above; a `high_minutes` of 1 or less is "less than a minute"."""
        return await self._sounds(_expected(low_minutes, high_minutes))

    async def elsewhere(self) -> Sequence[str]:
        """A consultant of another office will answer, and which key waits for the own office."""
        return await self._sounds("Q09", "Q10")

    async def waits_for_home(self) -> Sequence[str]:
        return await self._sounds("Q12")

    async def callback_offer(self) -> Sequence[str]:
        return await self._sounds("Q06")

    async def full(self, *, may_order: bool = True) -> Sequence[str]:
        """The queue takes nobody in; `may_order` names the key for a call-back."""
        return await self._sounds("Q11" if may_order else "Q20")

    async def whisper(
        self, office: str, topic: str | None, verification_level: int, *, is_callback: bool = False
    ) -> Sequence[str]:
        """What the consultant hears before the caller: whose client, about what, verified or not.

        An unknown topic is left out; for an unknown office PlaybackFailed is raised.
        """
        try:
            info = self._offices.get(office)
        except KeyError:
            raise PlaybackFailed from None
        said = _whisper(info, TOPICS.get(topic or ""), is_verified=verification_level >= VERIFIED_LEVEL)
        return await self._sounds(*(["T05"] if is_callback else []), said)

    async def _sounds(self, *lines: Line) -> list[str]:
        """Raises PlaybackFailed."""
        spoken = [
            await self._voice.spoken(line)
            if isinstance(line, str)
            else await self._voice.spoken(line[0], **line[1])
            for line in lines
        ]
        return [each.sound for each in spoken]


def texts_ahead(library: PromptLibrary, directory: OfficeDirectory) -> list[str]:
    """Whatever is spoken before the first caller comes, so that nobody waits for it.

    The rest (long waits, hours, telephone numbers) is spoken when it is needed.
    """
    offices = directory.all()
    lines: list[Line] = [("C02", {"w_miejscowosci": office.locative}) for office in offices]
    lines += [opening(office) for office in offices]
    lines += [
        _whisper(office, topic, is_verified=is_verified)
        for office in offices
        for topic in (None, *TOPICS.values())
        for is_verified in (True, False)
    ]
    lines += [_place(place) for place in range(1, PLACES_AHEAD + 1)]
    lines += [_people_ahead(people) for people in range(1, PLACES_AHEAD + 1)]
    lines += [_expected(low, high) for high in range(2, MINUTES_AHEAD + 1) for low in range(high)]
    return library.fixed_texts() + [
        library.text(line) if isinstance(line, str) else library.text(line[0], **line[1]) for line in lines
    ]


def opening(office: OfficeInfo) -> Line:
    """How the centre introduces itself when it rings back. Never names the matter."""
    return "E04" if office.is_province else "E02", {"w_miejscowosci": office.locative}


def _place(place: int) -> Line:
    return "Q02", {"liczebnik_porzadkowy_nijaki": ordinal(place, "n.nom")}


def _people_ahead(people: int) -> Line:
    return "Q03", {"osob_przed_panstwem": people_ahead(people)}


def _expected(low_minutes: int, high_minutes: int) -> Line:
    if high_minutes <= 1:
        return "Q05"
    if low_minutes >= high_minutes:
        return "Q04", {"minuty_mianownik": count(high_minutes, "minuta")}
    high = cardinal_gen(high_minutes, "f")
    if low_minutes <= 0:
        return "Q14", {"do_dopelniacz": high}
    return "Q13", {"od_dopelniacz": cardinal_gen(low_minutes, "f"), "do_dopelniacz": high}


def _whisper(office: OfficeInfo, topic: str | None, *, is_verified: bool) -> Line:
    values = {
        # The provincial office sits in the same town as a county one.
        "urzad": "Wojewódzki Urząd Pracy" if office.is_province else office.seat,
        "weryfikacja": "zweryfikowany" if is_verified else "niezweryfikowany",
    }
    return ("T04", values) if topic is None else ("T03", values | {"temat": topic})
