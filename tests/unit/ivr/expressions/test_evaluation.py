"""Expressions of scenarios: understood or refused in Polish, and evaluation always ends."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from core.clock import WARSAW
from ivr.expressions.evaluation import LONGEST, ExpressionField, read_expression
from ivr.expressions.parser import DEEPEST, FACTS, MOST_CHOICES
from ivr.expressions.tokens import ExpressionRefused
from ivr.expressions.tree import FUNCTIONS, GREATEST, LONGEST_TEXT, Value

NOW = datetime(2026, 11, 25, 7, 5, tzinfo=WARSAW)  # a Wednesday
NAMES: dict[str, Value] = {
    "jezyk": "pl",
    "urzad": None,
    "temat": "employer",
    "zweryfikowany": True,
    "poziom": 2,
    "nagrywanie": False,
    "numer_wybrany": "9524",
    "teraz": NOW,
    "pesel": "80010112345",
    "licznik": "3",
    "zgoda": "true",
    "kto": "pracodawca",
    "puste": "",
}


def value(text: str) -> Value:
    return read_expression(text).value(NAMES)


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("1 + 2 * 3 - 4", 3),
        ("(1 + 2) * -3", -9),
        ("2 - 3 - 4", -5),
        ("licznik + 1", 4),
        ('temat == "employer"', True),
        ("temat == 'employer' and poziom >= 2", True),
        ("not zweryfikowany or nagrywanie", False),
        ("not (poziom < 2) and not nagrywanie", True),
        ("true or false and false", True),
        ('temat in ["seeker", "other"]', False),
        ('temat not in ["seeker", "other"]', True),
        ("licznik in [1, 2, 3]", True),
        ("licznik == 3", True),
        ('licznik == "3"', True),
        ('licznik == "03"', False),
        ("licznik > 2", True),
        ("licznik < 10", True),
        ('"b" > "a"', True),
        ("zgoda", "true"),
        ("zgoda and true", True),
        ("zgoda == true", True),
        ("zgoda != false", True),
        ("length(pesel)", 11),
        ("length(puste)", 0),
        ('starts_with(pesel, "80")', True),
        ("hour(teraz)", 7),
        ("minute(teraz)", 5),
        ("weekday(teraz)", 3),
        ("day(teraz) * 10000 + month(teraz) * 100", 251100),
        ("year(teraz)", 2026),
        ('date(teraz) >= "2026-11-25" and date(teraz) < "2027-01-01"', True),
        ("time(teraz)", "07:05"),
    ],
)
def test_an_expression_has_the_expected_value(text: str, worth: Value) -> None:
    assert value(text) == worth
    assert type(value(text)) is type(worth)


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("nieznana", None),
        ("nieznana + 1", None),
        ("kto + 1", None),
        ("kto * kto", None),
        ("nieznana == nieznana", True),
        ('nieznana == ""', False),
        ("nieznana == false", False),
        ("nieznana < 1 or nieznana >= 1", False),
        ("kto < 1", False),
        ("nieznana and true", False),
        ('urzad in ["20000"]', False),
        ("length(nieznana)", None),
        ("zgoda < 5", False),
    ],
)
def test_what_cannot_be_worked_out_is_nothing_and_counts_as_a_no(text: str, worth: Value) -> None:
    assert value(text) == worth


def test_numbers_and_texts_have_bounds() -> None:
    assert value("999999999999 * 999") == 999999999999 * 999
    assert value("999999999999 * 999999999999") is None
    assert value("999999999999 * 999 + 1 - 1") == 999999999999 * 999
    assert read_expression("n * n").value({"n": str(GREATEST)[:15]}) is None
    assert read_expression("n").value({"n": "x" * 5000}) == "x" * LONGEST_TEXT
    assert read_expression("n + 1").value({"n": "9" * 5000}) is None


def test_a_variable_keeps_text() -> None:
    kept = {text: read_expression(text).text_value(NAMES) for text in ("1 + 1", "1 < 2", "nieznana", '"ą"')}
    assert kept == {"1 + 1": "2", "1 < 2": "true", "nieznana": "", '"ą"': "ą"}


def test_the_variables_are_the_names_that_are_no_facts() -> None:
    assert read_expression('temat == "a" or b + c * hour(teraz) > b').variables == {"b", "c"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "znak 1: wyrażenie jest puste albo urwane"),
        ("  1 +", "znak 6: wyrażenie jest puste albo urwane"),
        ("a = 1", "znak 3: nieznany znak „=”; równość to =="),
        ("a && b", "znak 3: nieznany znak „&”; spójnik to and"),
        ("a.b", "znak 2: nieznany znak „.”"),
        ("a\x00", "znak 2: niewidoczny znak"),
        ("1 2", "znak 3: nie wiadomo, jak to się łączy z tym, co stoi wcześniej"),
        ('"abc', "znak 1: tekst bez cudzysłowu na końcu"),
        ('"a\nb"', "znak 1: tekst zawiera niewidoczne znaki"),
        ("(1", "znak 3: tu powinien stać znak „)”"),
        (")", "znak 1: nieoczekiwany znak „)”"),
        ("1 < 2 < 3", "znak 7: porównań nie można łączyć w łańcuch; proszę użyć and"),
        ("a in 1", "znak 6: tu powinien stać znak „[”"),
        ("a not 1", "znak 7: po not w tym miejscu może stać tylko in"),
        ("and", "znak 1: słowo „and” stoi w złym miejscu"),
        ("import(1)", "znak 1: nie ma funkcji „import”"),
        ("hour", "znak 1: po nazwie funkcji „hour” powinien stać nawias"),
        ("hour(1)", "znak 6: tu potrzebna jest chwila, a stoi liczba"),
        ("hour(a)", "znak 6: tu potrzebna jest chwila, a stoi wartość"),
        ("length(1)", "znak 8: tu potrzebna jest wartość tekstowa, a stoi liczba"),
        ("length(a, b)", "znak 9: tu powinien stać znak „)”"),
        ('starts_with("a")', "znak 16: tu powinien stać znak „,”"),
        ("teraz", "znak 1: chwila nie jest wynikiem; proszę użyć funkcji, na przykład hour(teraz)"),
        ("teraz > 5", "znak 7: chwil nie można porównać; proszę użyć funkcji, na przykład date(teraz)"),
        ('"a" + 1', "znak 1: tu potrzebna jest liczba, a stoi tekst"),
        ("1 + (2 < 3)", "znak 5: tu potrzebna jest liczba, a stoi prawda albo fałsz"),
        ('1 == "1"', "znak 3: nie można porównać: liczba i tekst"),
        ("true < false", "znak 6: prawdy i fałszu nie można porównać jako większe lub mniejsze"),
        ("not 5", "znak 5: tu potrzebna jest prawda albo fałsz, a stoi liczba"),
        ("1 and true", "znak 1: tu potrzebna jest prawda albo fałsz, a stoi liczba"),
        ("1234567890123", "znak 1: liczba jest za duża (najwięcej cyfr: 12)"),
        ("Zmienna", "znak 1: nazwa zmiennej to małe litery a-z, cyfry i _, najwyżej 40 znaków"),
        ("__class__", "znak 1: nazwa zmiennej to małe litery a-z, cyfry i _, najwyżej 40 znaków"),
        ("zażółć", "znak 3: nieznany znak „ż”"),
        (f'"{"x" * (LONGEST_TEXT + 1)}"', f"znak 1: tekst jest za długi (najwięcej znaków: {LONGEST_TEXT})"),
        ("1" * (LONGEST + 1), f"znak {LONGEST + 1}: wyrażenie jest za długie (najwięcej znaków: {LONGEST})"),
        (
            "(" * (DEEPEST + 1) + "1",
            f"znak {DEEPEST + 2}: zbyt wiele poziomów zagnieżdżenia (najwięcej: {DEEPEST})",
        ),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(ExpressionRefused) as refused:
        read_expression(text)
    assert refused.value.message_pl == f"wyrażenie, {why}"


@pytest.mark.parametrize("sign", ["(", "not ", "-", "length("])
def test_whatever_stands_within_itself_is_bounded(sign: str) -> None:
    with pytest.raises(ExpressionRefused, match="zagnieżdżenia"):
        read_expression(sign * (DEEPEST + 1) + "a")


def test_lists_are_bounded() -> None:
    read_expression(f"a in [{','.join('1' * MOST_CHOICES)}]")
    with pytest.raises(ExpressionRefused, match="lista jest za długa"):
        read_expression(f"a in [{','.join('1' * (MOST_CHOICES + 1))}]")


def test_long_rows_of_parts_are_no_depth() -> None:
    assert value("+".join("1" * 200)) == 200
    assert value(" and ".join(["true"] * 55)) is True


def test_a_setting_is_understood_once_and_written_as_it_was() -> None:
    class Settings(BaseModel):
        expression: ExpressionField

    settings = Settings.model_validate({"expression": "poziom>=2"})
    assert settings.expression.holds(NAMES)
    assert settings.model_dump(mode="json") == {"expression": "poziom>=2"}
    assert Settings.model_validate(settings.model_dump()).expression == settings.expression
    for wrong in ("1 +", 7, None, ["a"]):
        with pytest.raises(ValidationError):
            Settings.model_validate({"expression": wrong})


SIGNS = [*"()[],<>+-*", "and", "or", "not", "in", "true", "false", "==", "!=", "<=", ">=", "0", "7", '"a"', "'x'"]
words = st.sampled_from([*FACTS, *FUNCTIONS, "licznik", "pesel", "nieznana", *SIGNS])
values = st.none() | st.booleans() | st.integers() | st.text() | st.datetimes()


def _is_read_or_refused(text: str, names: dict[str, Value]) -> None:
    try:
        expression = read_expression(text)
    except ExpressionRefused as refused:
        assert refused.message_pl.startswith("wyrażenie, znak ")
        assert 1 <= refused.position <= len(text) + 1
        return
    found = expression.value(names)
    assert found is None or isinstance(found, str | int | bool | datetime)
    assert len(expression.text_value(names)) <= LONGEST_TEXT
    assert isinstance(expression.holds(names), bool)


@given(st.text(max_size=LONGEST + 10), st.dictionaries(st.sampled_from(sorted(NAMES)), values))
def test_any_text_is_read_or_refused(text: str, names: dict[str, Value]) -> None:
    _is_read_or_refused(text, names)


@given(st.lists(words, max_size=40).map(" ".join), st.dictionaries(st.sampled_from(sorted(NAMES)), values))
def test_any_row_of_words_is_read_or_refused_and_evaluation_ends(text: str, names: dict[str, Value]) -> None:
    _is_read_or_refused(text, names)


@st.composite
def sentences(draw: st.DrawFn, wanted: str = "bool", depth: int = 4) -> str:
    """Expressions that make sense."""

    def inner(kind: str) -> st.SearchStrategy[str]:
        return sentences(kind, depth - 1)

    leaves = {
        "bool": ["true", "false", "zweryfikowany", "licznik"],
        "number": ["0", "12", "poziom", "licznik", "hour(teraz)"],
        "text": ['"a"', "temat", "pesel", "date(teraz)"],
    }
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(leaves[wanted]))
    if wanted == "text":
        return draw(st.sampled_from(leaves["text"]))
    if wanted == "number":
        sign = draw(st.sampled_from(["+", "-", "*"]))
        return f"({draw(inner('number'))} {sign} {draw(inner('number'))})"
    kind = draw(st.sampled_from(["number", "text"]))
    match draw(st.integers(0, 3)):
        case 0:
            joined = draw(st.sampled_from(["and", "or"]))
            return f"({draw(inner('bool'))} {joined} {draw(inner('bool'))})"
        case 1:
            return f"not {draw(inner('bool'))}"
        case 2:
            return f"({draw(inner(kind))} in [{draw(inner(kind))}, {draw(inner(kind))}])"
        case _:
            return f"({draw(inner(kind))} {draw(st.sampled_from(['==', '!=', '<', '>=']))} {draw(inner(kind))})"


@given(sentences(), st.dictionaries(st.sampled_from(sorted(NAMES)), values))
def test_whatever_makes_sense_is_understood(text: str, names: dict[str, Value]) -> None:
    if len(text) <= LONGEST:
        expression = read_expression(text)
        expression.holds(names)
        assert expression.text == text
