"""What is counted of what an account asks and opens, one question after the other."""

from knowledge.learning.turns import OPENING_TIME, OTHERWISE_TIME, PAUSE_TIME, Happened, Outcome, Turns
from knowledge.learning.use import says_otherwise

KOLNO, LOMZA = "20060", "20620"


class Asker:
    """One account at a page, at a time of its own."""

    def __init__(self, turns: Turns | None = None, name: str = "k20060-1", office: str = KOLNO) -> None:
        self.turns = turns or Turns()
        self.name, self.office, self.now = name, office, 1000.0
        self.happened: list[Happened] = []

    def asks(self, text: str, outcome: Outcome = "found", then: float = 0.0) -> None:
        self.happened += self.turns.asked(self.name, text, None, self.office, outcome, self.now)
        self.waits(then)

    def opens(self, text: str, article: str, then: float = 0.0) -> None:
        self.happened += self.turns.opened(self.name, text, None, self.office, article, self.now)
        self.waits(then)

    def waits(self, time: float) -> None:
        self.now += time
        self.happened += self.turns.due(self.now)

    def counted(self) -> list[tuple[str, str]]:
        return [(one.what, one.text) for one in self.happened]


def test_a_question_counts_once_it_stands_and_not_what_was_typed_on_the_way() -> None:
    asker = Asker()
    for typed in ("zas", "zasi", "zasiłek", "zasiłek dla"):
        asker.asks(typed, then=0.3)
    asker.waits(PAUSE_TIME - 0.5)
    assert asker.counted() == []
    asker.waits(0.5)
    asker.waits(1)
    assert asker.counted() == [("asked", "zasiłek dla")]


def test_what_finds_nothing_is_told_apart_from_what_nobody_opens() -> None:
    asker = Asker()
    asker.asks("emerytura strażaka", "nothing", then=PAUSE_TIME)
    asker.asks("zasiłek rolnika", "found", then=OPENING_TIME)
    asker.waits(OPENING_TIME)
    assert asker.counted() == [
        *(("asked", "emerytura strażaka"), ("nothing_found", "emerytura strażaka")),
        *(("asked", "zasiłek rolnika"), ("not_opened", "zasiłek rolnika")),
    ]


def test_what_answers_by_itself_is_no_gap() -> None:
    asker = Asker()
    asker.asks("telefon do urzędu w Kolnie", "answered", then=OPENING_TIME)
    assert asker.counted() == [("asked", "telefon do urzędu w Kolnie")]


def test_what_is_opened_counts_at_once_and_once_for_its_question() -> None:
    asker = Asker()
    asker.asks("zasiłek", then=0.5)
    for _ in range(2):
        asker.opens("zasiłek ", "zasilek-kto")
    asker.opens("zasiłek", "zasilek-stawki", then=OPENING_TIME)
    assert asker.counted() == [("asked", "zasiłek"), ("opened", "zasiłek"), ("opened", "zasiłek")]
    assert [one.article for one in asker.happened] == ["", "zasilek-kto", "zasilek-stawki"]


def test_what_stood_there_before_anything_was_typed_counts_without_a_question() -> None:
    asker = Asker()
    asker.opens("", "zasilek-kto", then=OPENING_TIME)
    assert [(one.what, one.text, one.office) for one in asker.happened] == [("opened", "", KOLNO)]


def test_other_words_for_what_nobody_opened_are_told_with_what_was_opened_then() -> None:
    asker = Asker()
    asker.asks("kuroniówka ile", then=PAUSE_TIME)
    asker.asks("kuron", then=0.2)  # only on the way
    asker.asks("wysokość zasiłku", then=1)
    asker.opens("wysokość zasiłku", "zasilek-stawki")
    asker.opens("wysokość zasiłku", "zasilek-kto")
    assert [one.before for one in asker.happened if one.what == "opened"] == ["kuroniówka ile", None]


def test_other_words_are_no_other_question_after_what_was_opened_or_when_it_is_long_ago() -> None:
    asker = Asker()
    asker.asks("kuroniówka", then=1)
    asker.opens("kuroniówka", "zasilek-kto", then=PAUSE_TIME)
    asker.asks("urlop", then=1)
    asker.opens("urlop", "urlop")
    asker.asks("bezrobotne", then=PAUSE_TIME)
    asker.asks("zasiłek", then=OTHERWISE_TIME - 1)
    asker.waits(2)
    asker.opens("zasiłek", "zasilek-kto")
    assert {one.before for one in asker.happened} == {None}


def test_two_accounts_do_not_answer_each_others_questions() -> None:
    turns = Turns()
    one, other = Asker(turns), Asker(turns, "k20620-1", LOMZA)
    one.asks("kuroniówka", then=PAUSE_TIME)
    other.now = one.now
    other.asks("zasiłek", then=1)
    other.opens("zasiłek", "zasilek-kto")
    assert [(each.what, each.office, each.before) for each in other.happened] == [
        ("asked", LOMZA, None),
        ("opened", LOMZA, None),
    ]


def test_too_little_is_no_question() -> None:
    asker = Asker()
    asker.asks("zas", "nothing", then=OPENING_TIME)
    assert asker.counted() == []


def test_nothing_is_remembered_of_who_has_gone() -> None:
    asker = Asker()
    asker.asks("kuroniówka", then=PAUSE_TIME)
    asker.asks("zasiłek", then=PAUSE_TIME)
    asker.waits(OTHERWISE_TIME + 1)
    assert asker.turns == Turns()


def test_only_words_that_each_lack_in_the_other_say_it_otherwise() -> None:
    assert says_otherwise("ile kuroniówka", "ile zasiłek")
    assert not says_otherwise("zasiłek", "rolnik zasiłek")
    assert not says_otherwise("rolnik zasiłek", "zasiłek")
    assert not says_otherwise("zasiłek", "zasiłek")
