"""Which of a person's pages is the desk."""

from api.live.desk_book import SILENCE_TIME, Desk, DeskBook, Page

ME = "k20060-1"


class Desks:
    """A book, and what was said by it."""

    def __init__(self) -> None:
        self.has_call = False
        self.changes: list[Desk | None] = []
        self.book = DeskBook(lambda _: self.has_call, lambda person: self.changes.append(self.book.desk(person)))
        self.told: dict[Page, list[tuple[bool, bool]]] = {}
        self.now = 0.0

    def page(self, person: str = ME) -> Page:
        page = Page(person, lambda is_own, may: self.told[page].append((is_own, may)))
        self.told[page] = []
        return page

    def says(self, page: Page, name: str, trouble: str | None = None) -> None:
        self.book.says(page, Desk(name, "browser", trouble), self.now)  # type: ignore[arg-type]

    def passes(self, seconds: float, *alive: tuple[Page, str]) -> None:
        """Time in which these pages go on saying that they live."""
        end = self.now + seconds
        while self.now < end:
            self.now += 0.5
            for page, name in alive:
                self.says(page, name)
            self.book.sweep(self.now)


def test_the_first_page_is_the_desk_and_what_does_not_change_is_not_said_again() -> None:
    desks = Desks()
    page = desks.page()
    for _ in range(5):
        desks.says(page, "a")
    desks.says(page, "a", "no_sound")
    assert desks.changes == [Desk("a", "browser"), Desk("a", "browser", "no_sound")]
    assert desks.told[page] == [(True, False)]


def test_a_second_page_is_told_so_and_may_take_over() -> None:
    desks = Desks()
    one, other = desks.page(), desks.page()
    desks.says(one, "a")
    desks.says(other, "b")
    assert desks.told[other] == [(False, True)]
    assert desks.book.takes_over(other, "b", desks.now)
    assert desks.book.desk(ME) == Desk("b", "browser")
    assert desks.told == {one: [(True, False), (False, True)], other: [(False, True), (True, False)]}


def test_nobody_takes_over_while_a_call_is_offered_or_goes_on() -> None:
    desks = Desks()
    one, other = desks.page(), desks.page()
    desks.says(one, "a")
    desks.says(other, "b")
    desks.has_call = True
    assert not desks.book.takes_over(other, "b", desks.now)
    desks.says(other, "b")
    assert desks.told[other] == [(False, True), (False, False)]
    assert desks.book.takes_over(one, "a", desks.now), "the desk itself loses nothing"
    assert desks.changes == [Desk("a", "browser")]


def test_a_page_that_was_closed_is_gone_and_the_next_one_that_speaks_is_the_desk() -> None:
    desks = Desks()
    one, other = desks.page(), desks.page()
    desks.says(one, "a")
    desks.says(other, "b")
    desks.book.leaves(one)
    desks.book.leaves(one)
    assert desks.changes == [Desk("a", "browser"), None]
    desks.says(other, "b")
    assert desks.changes[2:] == [Desk("b", "browser")]
    assert desks.told[other][-1] == (True, False)


def test_silence_of_three_seconds_is_an_end() -> None:
    desks = Desks()
    silent, alive = desks.page(), desks.page("k20060-2")
    desks.says(silent, "a")
    desks.passes(SILENCE_TIME, (alive, "b"))
    assert desks.book.desk(ME) is not None
    desks.passes(0.5, (alive, "b"))
    assert desks.book.desk(ME) is None
    assert desks.book.desk("k20060-2") is not None


def test_nobody_is_gone_because_this_process_stood_still() -> None:
    desks = Desks()
    page = desks.page()
    desks.says(page, "a")
    desks.passes(1, (page, "a"))
    desks.now += 10
    desks.book.sweep(desks.now)
    assert desks.book.desk(ME) is not None
    desks.passes(5)
    assert desks.book.desk(ME) is None


def test_a_page_that_connects_anew_is_the_desk_before_the_dead_connection_is_noticed() -> None:
    desks = Desks()
    dead, new = desks.page(), desks.page()
    desks.says(dead, "a")
    desks.says(new, "a")
    assert desks.told[new] == [(True, False)]
    desks.book.leaves(dead)
    assert desks.book.desk(ME) == Desk("a", "browser")
    assert None not in desks.changes


def test_a_reloaded_page_on_the_same_connection_is_another_one() -> None:
    desks = Desks()
    page = desks.page()
    desks.says(page, "a")
    desks.says(page, "b")
    assert desks.changes == [Desk("a", "browser"), None, Desk("b", "browser")]


def test_a_page_that_rests_takes_over_when_somebody_has_read_what_it_says() -> None:
    desks = Desks()
    one, other = desks.page(), desks.page()
    desks.says(one, "a")
    desks.says(other, "b")
    desks.passes(10, (one, "a"))
    assert desks.book.takes_over(other, "b", desks.now)
    assert desks.told == {one: [(True, False), (False, True)], other: [(False, True), (True, False)]}
    assert desks.book.desk(ME) is None, "it has not said yet with what it telephones"
    desks.says(one, "a")
    assert desks.book.desk(ME) is None, "what was on its way does not count"
    desks.passes(SILENCE_TIME - 0.5)
    desks.says(other, "b")
    assert desks.changes == [Desk("a", "browser"), None, Desk("b", "browser")]


def test_a_page_that_has_never_said_how_it_is_may_take_over_and_has_three_seconds_for_it() -> None:
    desks = Desks()
    one, other = desks.page(), desks.page()
    desks.says(one, "a")
    assert desks.book.takes_over(other, "b", desks.now)
    desks.passes(SILENCE_TIME + 0.5, (one, "a"))
    assert desks.book.desk(ME) is None
    desks.says(one, "a")
    assert desks.book.desk(ME) == Desk("a", "browser")


def test_nobody_takes_over_for_another_page_than_the_own() -> None:
    desks = Desks()
    one, other = desks.page(), desks.page()
    desks.says(one, "a")
    desks.says(other, "b")
    assert not desks.book.takes_over(other, "c", desks.now)


def test_a_page_that_rests_is_told_when_the_call_is_over_and_when_the_desk_is_closed() -> None:
    desks = Desks()
    one, other = desks.page(), desks.page()
    desks.says(one, "a")
    desks.has_call = True
    desks.says(other, "b")
    desks.passes(10, (one, "a"))
    desks.has_call = False
    desks.passes(1, (one, "a"))
    assert desks.told[other] == [(False, False), (False, True)]
    desks.has_call = True
    desks.passes(1, (one, "a"))
    desks.book.leaves(one)
    desks.has_call = False
    desks.passes(1)
    assert desks.told[other][2:] == [(False, False), (False, True)]
    desks.book.leaves(other)
    assert not desks.book._of


def test_nothing_is_kept_of_people_who_have_gone() -> None:
    desks = Desks()
    for number in range(100):
        page = desks.page(f"k{number}")
        desks.says(page, "a")
        desks.book.leaves(page)
    assert not desks.book._of
