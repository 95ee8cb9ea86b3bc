"""Every page as every role: it opens whole for who may see it, and is refused to everybody else."""

import pytest
from playwright.async_api import Page, Response, expect

from ops.install.web_build import addresses
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.browser.navigation import pages_in_navigation
from tests.support.browser.browsers import Browsers
from tests.support.plugins.more import few_of
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("jobs")]

ACCOUNTS = (
    "administrator",
    "kierownik-20060",
    "kierownik-wup",
    "redaktor-20060",
    "redaktor",
    "zespol",
    "audytor",
    "technik",
    "k20060-2",
    "obserwator-umwp",
)
OF_NOBODY = {"/activate", "/caller", "/parts"}
"""They need no log-in."""
_REFUSED = "nie jest dla tego konta"


@pytest.mark.parametrize(
    "account",
    few_of(
        ACCOUNTS,
        {"technik"},
        "the other roles; each page has a journey of its own, and which page is whose a table",
        "tests/browser/test_every_page.py::test_every_page_opens_for_who_may_see_it_and_for_nobody_else",
    ),
)
async def test_every_page_opens_for_who_may_see_it_and_for_nobody_else(
    account: str, desks: Desks, browsers: Browsers, address: str
) -> None:
    """A page that opens asks for nothing that is refused, has one heading, and looks well in every width and
    colour; what stands in the navigation opens."""
    own = await browsers.open(address)
    await desks.log_in(own, account)
    page = await own.new_page()
    refused: list[str] = []
    page.on("response", lambda answer: refused.extend(_refusal(answer)))
    named: set[str] = set()
    for path in addresses():
        if path in OF_NOBODY:
            continue
        await page.goto(path, wait_until="domcontentloaded")
        heading = page.get_by_role("heading", level=1)
        await expect(heading.or_(page.get_by_text(_REFUSED)).first).to_be_visible()
        await _is_still(page)
        if await page.get_by_text(_REFUSED).is_visible():
            continue
        assert await heading.count() == 1, path
        state = f"strona{path}-{account}".replace("/", "-")
        await check_accessibility(page, state)
        named.add(path)
    assert refused == []
    assert own.errors == []
    assert len(named) >= len(await pages_in_navigation(page))


def _refusal(answer: Response) -> list[str]:
    is_refused = "/api/" in answer.url and answer.status in (401, 403, 404, 405, 422, 500)
    return [f"{answer.status} {answer.request.method} {answer.url} on {answer.frame.url}"] if is_refused else []


async def _is_still(page: Page) -> None:
    """What the page asks for has been answered."""

    async def is_loaded() -> bool:
        return await page.locator("[aria-busy=true]").count() == 0

    await eventually(is_loaded, timeout=15)
    await page.wait_for_load_state("load")
