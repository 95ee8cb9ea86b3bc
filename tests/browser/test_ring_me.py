"""Ring me with this draft: the editor's own page rings, and the draft is heard on a real Asterisk."""

from typing import Any

import pytest
from playwright.async_api import expect
from sqlalchemy import func, select

from core.db.tables.centre.call_tables import CallRow, EventRow
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.support.browser.browsers import PageEar
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.hearing import PromptEar, heard_share
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

NAME = "telefon-probny"
ENOUGH = 0.2  # of a prompt: a browser on a busy machine stretches what comes late
GRAPH = {
    "name": NAME,
    "title": "Telefon próbny",
    "start": "powitanie",
    "nodes": {
        "powitanie": {"kind": "announcement", "settings": {"prompts": ["W02"]}, "next": {"done": "weryfikacja"}},
        "weryfikacja": {
            "kind": "verification",
            "next": dict.fromkeys(("no_card", "privacy", "no_input", "locked", "unavailable"), "nie")
            | {"verified": "tak"},
        },
        "tak": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
        "nie": {"kind": "goodbye", "settings": {"prompts": ["H06"]}},
    },
}
PLAIN_SOUND = """(() => {
  // Without Opus, which makes the sound anew: the test compares it with what was made.
  const native = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    const opus = /a=rtpmap:(\\d+) opus/i.exec(sdp)?.[1];
    const ofOpus = new RegExp(`^a=(rtpmap|fmtp|rtcp-fb):${opus} `);
    const left = sdp.split('\\r\\n').filter((line) => !ofOpus.test(line));
    const plain = left.map((line) => (line.startsWith('m=audio') ? line.replace(` ${opus}`, '') : line));
    return native.call(this, { type, sdp: plain.join('\\r\\n') });
  };
})();"""


async def hears(ear: PageEar, centre: RunningCentre, prompt: str) -> None:
    listening, position = PromptEar(await centre.prompt(prompt)), 0

    async def has_heard() -> bool:
        nonlocal position
        news = await ear.since(position)
        position += len(news)
        listening.feed(news)
        return listening.share >= ENOUGH

    await eventually(has_heard, timeout=30, interval=0.3)


async def counted(centre: RunningCentre) -> tuple[Any, ...]:
    """Calls, facts of calls, and what the list of calls shows."""
    calls = await centre.rows(select(func.count()).select_from(CallRow))
    facts = await centre.rows(select(func.count()).select_from(EventRow).where(EventRow.call_id.is_not(None)))
    listed = (await centre.request("kierownik-wup", "GET", "/api/calls")).json()
    return calls[0][0], facts[0][0], [call["id"] for call in listed["calls"]]


@pytest.mark.more(
    "the way through the draft in virtual time; a trial rings a page, and a page is a caller, in the last ones",
    "tests/scenario/desk/test_scenario_trials.py::test_the_page_rings_and_is_led_through_the_draft_to_its_end",
    "tests/asterisk/calls/test_scenario_trials.py::test_the_application_dies_in_a_trial_and_the_page_is_hung_up",
    "tests/browser/test_demonstration.py::test_a_newcomer_rings_in_one_tab_and_answers_in_the_other",
)
@pytest.mark.usefixtures("watchdog")
async def test_the_editors_page_rings_and_is_led_through_the_draft_and_it_counts_nowhere(
    centre: RunningCentre, desks: Desks
) -> None:
    begun = await centre.request("redaktor", "POST", f"/api/scenarios/{NAME}/draft", json={"graph": GRAPH})
    assert begun.status_code == 200, begun.text
    before = await counted(centre)
    page = await desks.page("/home", "redaktor")
    await page.add_init_script(PLAIN_SOUND)
    await page.goto(f"/scenario/{NAME}?panel=trial")
    ear = PageEar(page)
    telephone = page.get_by_role("region", name="Telefon próbny", exact=True)
    await page.get_by_label("Osoba z kartą").select_option("20060")
    ring = telephone.get_by_role("button", name="Zadzwoń do mnie z tym szkicem")

    async def is_rung() -> bool:
        # The watchdog gives Asterisk the account of an editor as of anybody, within seconds.
        if await ring.is_visible():
            await ring.click()
        await expect(telephone.get_by_text("W scenariuszu: powitanie")).to_be_visible(timeout=20_000)
        return True

    await eventually(is_rung, timeout=60)
    await hears(ear, centre, "W02")
    other = await centre.prompt("W01")
    assert heard_share(await ear.since(0), other) < ENOUGH, "the draft is heard, not what answers callers"
    await check_accessibility(page, "telefon-probny")  # while the line speaks: it waits for keys in a moment only
    for prompt, keys in (("A01", "123456782#"), ("A02", "739206#")):
        await hears(ear, centre, prompt)
        for key in keys:
            await telephone.get_by_role("button", name="krzyżyk" if key == "#" else key, exact=True).click()
    await hears(ear, centre, "G01")
    await expect(telephone.get_by_role("status")).to_have_text("Scenariusz doszedł do końca.", timeout=15_000)
    assert await telephone.get_by_role("listitem").all_inner_texts() == ["powitanie", "weryfikacja", "tak"]
    await centre.until_nothing_is_left()
    assert await counted(centre) == before
    discarded = {"revision": begun.json()["revision"]}
    answer = await centre.request("redaktor", "POST", f"/api/scenarios/{NAME}/draft/discard", json=discarded)
    assert answer.status_code == 200, answer.text
