"""Which of a person's pages is the desk. Pure.

The first page that says so is it; another may take over, but not while a call is offered or goes on. A page that
says nothing for some seconds is gone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from core.live.live import Telephone, Trouble

SILENCE_TIME = 3.0  # seconds without a word after which a page is gone: it says something each second


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's desk as the centre is told of it."""

    page: str
    telephone: Telephone
    trouble: Trouble | None = None


@dataclass(slots=True, eq=False)
class Page:
    """One page of a person, on one connection. `tell(is_own, may_take_over)` is called when either changes."""

    person: str
    tell: Callable[[bool, bool], None]
    desk: Desk | None = None
    """What it has said of itself last; None before the first word, and when it has gone."""
    heard_at: float = 0.0
    _told: tuple[bool, bool] | None = None

    def is_told(self, is_own: bool, may_take_over: bool) -> None:
        """Tell it, if it does not know."""
        if self._told != (is_own, may_take_over):
            self._told = (is_own, may_take_over)
            self.tell(is_own, may_take_over)

    def forgets(self) -> None:
        """What it was told does not hold any more."""
        self._told = None


@dataclass(slots=True)
class _Pages:
    present: list[Page] = field(default_factory=list)
    own: Page | None = None


class DeskBook:
    """Everybody's pages. `on_change(person)` is called when the desk of a person is another one, or gone."""

    def __init__(self, has_call: Callable[[str], bool], on_change: Callable[[str], None]) -> None:
        """`has_call(person)`: is a call offered to that person, or going on?"""
        self._has_call = has_call
        self._on_change = on_change
        self._of: dict[str, _Pages] = {}
        self._swept_at: float | None = None

    def desk(self, person: str) -> Desk | None:
        """The desk of a person; None if there is none."""
        pages = self._of.get(person)
        return None if pages is None or pages.own is None else pages.own.desk

    def people(self) -> Iterator[str]:
        """Those who have a desk."""
        return (person for person, pages in self._of.items() if pages.own is not None)

    def is_desk(self, page: Page) -> bool:
        pages = self._of.get(page.person)
        return pages is not None and pages.own is page

    def says(self, page: Page, desk: Desk, now: float) -> None:
        """A page lives, and is so. Another id on the same connection is another page."""
        pages = self._of.setdefault(page.person, _Pages())
        if page.desk is not None and page.desk.page != desk.page:
            self.leaves(page)
            pages = self._of.setdefault(page.person, _Pages())
        if page not in pages.present:
            pages.present.append(page)
        before, page.desk, page.heard_at = page.desk, desk, now
        old = pages.own
        if old is not None and old is not page and old.desk is not None and old.desk.page == desk.page:
            # The same page has connected anew before it was noticed that the old connection is dead.
            pages.present.remove(old)
            old.desk = None
            pages.own, before = page, None
        if pages.own is None:
            pages.own, before = page, None
        if pages.own is page and before != desk:
            self._on_change(page.person)
        self._tell(pages)

    def takes_over(self, page: Page, page_id: str, now: float) -> bool:
        """Make it the desk. False, and nothing is changed, while a call is offered or goes on.

        A page that is not the desk rests, so it may not have said for long how it is: then there is no desk until
        it does, which it has the time of a silence for.
        """
        if page.desk is not None and page.desk.page != page_id:
            return False
        pages = self._of.get(page.person)
        if pages is not None and pages.own not in (None, page) and self._has_call(page.person):
            return False
        pages = self._of.setdefault(page.person, _Pages())
        if page not in pages.present:
            pages.present.append(page)
        if pages.own is not page:
            page.heard_at = now
            pages.own = page
            self._on_change(page.person)
        self._tell(pages)
        return True

    def leaves(self, page: Page) -> None:
        """It is closed, reloaded, or has said nothing for long. Harmless for one that is not there.

        Another page that is there becomes the desk with its next word."""
        pages = self._of.get(page.person)
        page.desk = None
        page.forgets()
        if pages is None or page not in pages.present:
            return
        pages.present.remove(page)
        if pages.own is page:
            pages.own = None
            self._on_change(page.person)
        if not pages.present:
            del self._of[page.person]

    def sweep(self, now: float) -> None:
        """Let go of desks that have said nothing; to be called at least each second. Other pages rest, and are
        told what changes until they are closed.

        Not if it was not called itself for long: then we have not listened, and they may have said something."""
        was_late = self._swept_at is not None and now - self._swept_at > SILENCE_TIME / 2
        self._swept_at = now
        if was_late:
            return
        for pages in list(self._of.values()):
            for page in [page for page in pages.present if now - page.heard_at > SILENCE_TIME]:
                if page is pages.own:
                    self.leaves(page)
                else:
                    page.desk = None
            self._tell(pages)

    def _tell(self, pages: _Pages) -> None:
        for page in pages.present:
            is_own = page is pages.own
            page.is_told(is_own, not is_own and not self._has_call(page.person))
