"""Going through a list by telephone: the present one again, the next, the one before, and out of it."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from core.facts.kinds.scenarios import KeysEntered
from ivr.dialogue import PromptToSay, ask_key, say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings, SettingsT
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit

MOST_STEPS = 200  # keys that one caller may press in one list

KEYS = {"1": "again", "2": "next", "*": "before", "9": "end", "0": "consultant"}
SMS_KEY, REQUEST_KEY = "3", "4"

Ended = Literal["ended", "consultant", "sms", "request"]


class BrowsingSettings(NodeSettings):
    """What every list has in common."""

    most: int = Field(
        default=10,
        ge=1,
        le=20,
        title="Najwięcej pozycji",
        description="Dłuższej listy nikt nie wysłucha do końca.",
    )
    wait_time: float = Field(
        default=6.0, ge=1, le=30, title="Czas na odpowiedź (s)", description="Liczony od końca zapowiedzi."
    )
    retries: int = Field(
        default=1, ge=0, le=5, title="Ponowne próby", description="Ile razy pozycja jest czytana bez odpowiedzi."
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Przed ponownym odczytaniem."
    )
    wrong_key_prompt: Prompt = Field(
        default="M05", title="Zapowiedź: zły klawisz", description="Przed ponownym odczytaniem."
    )


class ListKind(NodeKind[SettingsT]):
    """Reads a list; a caller who presses nothing hears one item of it."""

    def unasked(self, settings: SettingsT) -> frozenset[str]:
        return frozenset({"ended", "none", "unavailable", "not_verified"} & self.outcomes(settings))

    def reply_time(self, settings: SettingsT) -> float:
        return KEY_TIME


class BrowsingKind(ListKind[SettingsT]):
    """Reads a list of a verified client's own data."""

    group = "sprawy klienta"
    fixed_outcomes = (
        NodeOutcome("ended", "koniec listy"),
        NodeOutcome("none", "brak"),
        NodeOutcome("consultant", "rozmowa z konsultantem"),
        NodeOutcome("unavailable", "dane niedostępne"),
        NodeOutcome("not_verified", "niezweryfikowany"),
    )

    def untried(self, settings: SettingsT) -> frozenset[str]:
        """The made-up client always has something on the list, and unverified callers are led elsewhere before."""
        return frozenset({"none", "unavailable", "not_verified"})


class OpenListKind(ListKind[SettingsT]):
    """Reads a list of what anybody may hear."""

    group = "zapowiedzi"
    fixed_outcomes = (
        NodeOutcome("ended", "koniec listy"),
        NodeOutcome("none", "brak"),
        NodeOutcome("request", "prośba o kontakt"),
        NodeOutcome("consultant", "rozmowa z konsultantem"),
        NodeOutcome("unavailable", "dane niedostępne"),
    )

    def untried(self, settings: SettingsT) -> frozenset[str]:
        """There is always something in a simulated call."""
        return frozenset({"none", "unavailable"})


async def browse(
    visit: Visit,
    node: str,
    settings: BrowsingSettings,
    variable: str,
    ids: Sequence[str],
    count: PromptToSay,
    items: Sequence[Sequence[PromptToSay]],
    menu: Sequence[PromptToSay],
    last: PromptToSay,
    *,
    has_sms: bool = False,
    takes_request: bool = False,
) -> Ended:
    """Read the items, each of some announcements, one by one, and after each of them `menu`; how it ended.

    The call's `variable` remembers of which of `ids` it was left for something else: from that one on it goes on,
    otherwise `count` is said once before the first. `last` is said at the end. A caller who presses nothing hears
    an item `retries` times more and is let out. `*` on the first one begins it anew. The order of the items is the
    one that is spoken.
    """
    remembered = visit.call.context.variables.get(variable, "")
    at = ids.index(remembered) if remembered in ids else 0
    before = () if at else (count,)
    keys = KEYS | ({SMS_KEY: "sms"} if has_sms else {}) | ({REQUEST_KEY: "request"} if takes_request else {})
    for _ in range(MOST_STEPS):
        key = await ask_key(
            visit.call,
            visit.voice,
            [*before, *items[at], *menu],
            "".join(keys),
            wait_time=settings.wait_time,
            retries=settings.retries,
            nothing=[settings.no_input_prompt],
            wrong=[settings.wrong_key_prompt],
        )
        before = ()
        wish = "failed" if key is None else keys[key]
        visit.call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=wish, keys=key))
        match wish:
            case "next" if at + 1 == len(items):
                await say(visit.call, visit.voice, [last])
                break
            case "next":
                at += 1
            case "before":
                at = max(0, at - 1)
            case "consultant" | "sms" | "request":
                # Anybody may hear the list; which item it is says something of the one who listens.
                visit.remember(variable, ids[at], is_personal=True)
                return wish
            case "again":
                pass
            case _:
                break
    visit.remember(variable, "", is_personal=True)
    return "ended"


async def looks_everywhere(visit: Visit, node: str, prompt: str, wait_time: float) -> bool:
    """After `prompt`, which says that there is nothing near: True where the caller presses 1. Silence for
    `wait_time` seconds after it, or another key, is no."""
    key = await ask_key(
        visit.call, visit.voice, [prompt], "1", wait_time=wait_time, retries=0, nothing=(), wrong=()
    )
    outcome = "failed" if key is None else "everywhere"
    visit.call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome, keys=key))
    return key is not None
