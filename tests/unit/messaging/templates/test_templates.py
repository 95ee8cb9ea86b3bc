"""Templates: a closed language, an office's before the province's, and no gap in a letter."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.templates.rendering import Names, TemplateFaulty, names_in, rendered
from messaging.templates.template import (
    Template,
    answers_of,
    articles_in,
    filled,
    in_force,
    known,
    preview,
    shipped,
    values_of,
)

DAY = date(2026, 12, 1)
ANSWER = Template(
    "template-1",
    "odpowiedz-staz",
    None,
    "email",
    "Staż",
    "",
    'Dzień dobry,\n\n{{ artykul("staz") }}\n\nSprawa {{ numer }}',
    "polish",
    DAY,
    None,
)
CODE = replace(
    ANSWER, code="kod-jednorazowy", channel="sms", source="Kod: {{ kod }}, ważny 5 minut", letters="plain"
)


@pytest.mark.parametrize("message", known().values(), ids=lambda message: message.code)
def test_what_ships_can_be_filled(message: object) -> None:
    [found] = [one for one in known().values() if one is message]
    assert preview(shipped(found, DAY), {}).faults == ()


@pytest.mark.parametrize(
    "source",
    [
        *("{{ x.__class__ }}", "{{ x[0] }}", "{% for i in x %}{% endfor %}", '{{ "a" * 9 }}', "{{ a ~ b }}"),
        *("{{ f() }}", "{{ artykul(x) }}", "{{ artykul('a', 'b') }}", "{{ artykul(a='b') }}", "{{ artykul }}"),
        *("{% set x = 1 %}", "{{ x | upper }}", "{% include 'x' %}", "{% macro a() %}{% endmacro %}"),
        *("{{", "{% if x %}", "{{ range(10**9) }}", "{{ 'a' if x }}", "a" * 5001),
        "{% if x %}" * 900,
        "{% if x %}" * 90 + "{% endif %}" * 90,
        "{{ " + "not " * 1000 + "x }}",
        "{{ " + " or ".join(["x"] * 800) + " }}",
        "{% if " + "(" * 900 + "x" + ")" * 900 + " %}{% endif %}",
    ],
)
def test_only_a_closed_part_of_the_language_is_left(source: str) -> None:
    with pytest.raises(TemplateFaulty):
        names_in(source)
    with pytest.raises(TemplateFaulty):
        rendered(source, {"x": "y", "a": "b"})


def test_a_condition_leaves_out_what_is_not_there() -> None:
    source = "Wizyta{% if pokoj %}, pokój {{ pokoj }}{% endif %}"
    assert names_in(source) == Names(frozenset({"pokoj"}))
    assert rendered(source, {"pokoj": "12"}) == "Wizyta, pokój 12"
    assert rendered(source, {"pokoj": ""}) == "Wizyta"


def test_a_gap_is_refused_and_not_sent() -> None:
    with pytest.raises(TemplateFaulty, match="nie obowiązuje"):
        filled(ANSWER, {"numer": "KOL/2026/000001"})
    with pytest.raises(TemplateFaulty):
        filled(ANSWER, {}, {"staz": "Staż trwa do 12 miesięcy."})
    assert preview(ANSWER, {}).faults == ("Artykuł „staz” nie obowiązuje, więc nie ma z niego zdania.",)
    assert preview(ANSWER, {"staz": "Staż trwa."}).text.startswith("Dzień dobry,\n\nStaż trwa.\n\nSprawa KOL/")
    assert articles_in(ANSWER) == {"staz"}


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (replace(ANSWER, source="{{ pesel }}"), "Nie ma wartości: pesel."),
        (replace(ANSWER, source=" "), "Wzór nie ma treści."),
        (replace(ANSWER, subject='{{ artykul("staz") }}'), "W temacie nie ma zdań artykułów."),
        (replace(CODE, channel="email", subject="x"), "Ta wiadomość wychodzi innym kanałem."),
        (replace(CODE, source='{{ artykul("staz") }}'), "Zdania artykułów są tylko we wzorach odpowiedzi."),
        (replace(CODE, source="a " * 320), "SMS ma 5 części; może mieć 4."),
        (replace(ANSWER, code="matter-received", source="{{ numer }}"), "Wiadomość potrzebuje tematu."),
    ],
)
def test_what_is_wrong_is_said(wrong: Template, fault: str) -> None:
    assert fault in preview(wrong, {"staz": "Staż trwa."}).faults


def test_letters_without_marks_cost_less() -> None:
    cheap, dear = preview(CODE, {}), preview(replace(CODE, letters="polish"), {})
    assert cheap.text == "Kod: 123456, wazny 5 minut"
    assert cheap.length is not None and dear.length is not None
    assert (cheap.length.encoding, dear.length.encoding) == ("GSM-7", "UCS-2")
    long = replace(CODE, source="ą" * 100 + "{{ kod }}")
    assert [preview(replace(long, letters=letters), {}).length for letters in ("plain", "polish")] != []
    parts = [preview(replace(long, letters=letters), {}).length for letters in ("plain", "polish")]
    assert [part.segments for part in parts if part is not None] == [1, 2]


def test_an_office_goes_before_the_province_and_only_on_its_days() -> None:
    own = replace(ANSWER, id="template-2", office="20060", title="Staż w Kolnie", valid_from=DAY + timedelta(1))
    rows = [ANSWER, own, CODE]
    assert in_force(rows, ANSWER.code, "20060", DAY) is ANSWER
    assert in_force(rows, ANSWER.code, "20060", DAY + timedelta(1)) is own
    assert in_force(rows, ANSWER.code, "20070", DAY + timedelta(1)) is ANSWER
    assert in_force([replace(ANSWER, valid_to=DAY)], ANSWER.code, "20060", DAY) is None
    assert [one.title for one in answers_of(rows, "email", "20060", DAY + timedelta(1))] == ["Staż w Kolnie"]
    assert answers_of(rows, "sms", "20060", DAY) == []
    assert set(values_of(ANSWER.code)) == {"numer", "urzad", "temat"}
    assert set(values_of(CODE.code)) == {"kod"}


@given(st.text(alphabet='{}% iforartykul()"x.|_[]=+~\n', max_size=80))
def test_whatever_is_typed_is_refused_or_filled(source: str) -> None:
    try:
        names = names_in(source)
        rendered(source, dict.fromkeys(names.values, "y"), dict.fromkeys(names.articles, "zdanie"))
    except TemplateFaulty:
        return
