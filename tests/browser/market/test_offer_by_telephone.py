"""From an employer's call to the ear of who looks for work, with real telephones and browsers."""

import re

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.tables.market.intake_tables import IntakeRow
from core.questions.job_market import OpenOffersNear
from ivr.client_data_pl import offer_values
from market.told.told_store import ToldStore
from tests.browser.desks import Desks
from tests.browser.market.intake_form import POSITION, begins_to_verify, submits, types_an_offer, verifies
from tests.browser.navigation import go_by_navigation
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

KOLNO, POSTAL_CODE = "20060", "18500"
INDUSTRY = ("71", "72", "73", "74", "75", "81", "82", "931", "932")  # of key 2 in the menu of kinds of work


async def test_what_an_employer_tells_by_telephone_is_heard_by_telephone_once_another_person_has_verified_it(
    centre: RunningCentre, desks: Desks, phones: Phones
) -> None:
    desk = await desks.ready("k20060-1")
    employer = phones.caller("857001360")
    await employer.call("9524", centre.sip_port)
    # Employers, a consultant; the own office by the postal code, and yes.
    await centre.replies(employer, ("W02", "###20"), ("C01", f"{POSTAL_CODE}1"))
    await until_prompt_begins(employer, await centre.prompt("N02"))
    await listen(employer, 2)  # a key before that answers nothing
    await employer.send_keys("2")
    await desk.speaks_with(employer)
    await go_by_navigation(desk.page, "Przyjęcie oferty pracy")
    await types_an_offer(desk.page)
    await submits(desk.page)
    await employer.hang_up()
    call = await centre.newest_call()
    [intake] = await centre.rows(select(IntakeRow.call_id, IntakeRow.state).where(IntakeRow.call_id == call["id"]))
    assert (intake.state, call["topic"], call["agent"]) == ("submitted", "employer", "k20060-1")

    other = await desks.page("/offer-intakes", "kierownik-20060")
    await begins_to_verify(other)
    await verifies(other)
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        told = await ToldStore(engine, SystemClock()).ask(OpenOffersNear(KOLNO, False, INDUSTRY, 10))
    finally:
        await engine.dispose()
    place = next(n for n, each in enumerate(told.offers, 1) if each.offer.position == POSITION)

    seeker = phones.caller("857001361")
    await seeker.call("9524", centre.sip_port)
    # Looking for work, offers; near there, industry, and on as far as the offer stands.
    await centre.replies(seeker, ("W02", "###13"), ("C01", f"{POSTAL_CODE}2" + "2" * (place - 1)))
    offer = await centre.prompt("O02", **offer_values(told.offers[place - 1].offer, place))
    await until_prompt(seeker, offer, timeout=40)
    # And wants to be rung about it, on the number from which the call comes.
    await seeker.send_keys("4")
    await until_prompt_begins(seeker, await centre.prompt("Q18"))
    await listen(seeker, 1)  # a key that bounces is no answer
    await seeker.send_keys("1")
    await until_prompt_begins(seeker, await centre.prompt("O13"))
    await seeker.hang_up()
    await go_by_navigation(desk.page, "Do zrobienia")
    await desk.page.get_by_role("link", name="Prośba o kontakt").click()
    opened = desk.page.get_by_role("region", name="Prośba o kontakt")
    await expect(opened).to_contain_text(re.compile(r"857\s001\s361"))
    await expect(opened).to_contain_text(POSITION)
