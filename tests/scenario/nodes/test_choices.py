"""A day by the calendar, a menu that is remembered, and an office of a menu, from which one may go back."""

from core.facts.kinds.scenarios import OfficeChosen, VariableSet
from tests.support.calls.fake_centre import a_centre
from tests.support.calls.scenario_lines import add_line, every_way_to, nodes_of, rings
from tests.support.timing.virtual_time import in_virtual_time

LINE = add_line(
    "wybory",
    {
        "dzien": {
            "kind": "calendar",
            "settings": {"cases": [{"outcome": "wolne", "days_off": True}]},
            "next": {"wolne": "koniec", "other": "kto"},
        },
        "kto": {
            "kind": "choose_value",
            "settings": {"prompts": ["W03"], "variable": "kto", "choices": {"1": "firma", "2": "osoba"}},
            "next": {"chosen": "warunek", "failed": "koniec"},
        },
        "warunek": {
            "kind": "condition",
            "settings": {"cases": [{"expression": 'kto == "osoba"', "outcome": "osoba"}]},
            "next": {"osoba": "urzad", "else": "koniec"},
        },
        "urzad": {
            "kind": "office_menu",
            "settings": {"prompts": ["C06"], "offices": {"1": "20630"}},
            "next": {"chosen": "kolejka", "back": "kto", "failed": "koniec"},
        },
        "kolejka": {"kind": "queue", "next": every_way_to("koniec", "served", "nobody_there", "full", "callback")},
    },
)


@in_virtual_time
async def test_a_choice_is_remembered_and_decides_and_one_may_go_back() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE, (1, "1"))
        assert nodes_of(centre) == ["dzien", "kto", "warunek", "koniec"]
    async with a_centre() as centre:
        await rings(centre, LINE, (1, "2"), (2, "*"), (2, "2"), (2, "1"))
        assert [fact.value for fact in centre.of_type(VariableSet)] == ["osoba", "osoba"]
        assert [(fact.office, fact.by) for fact in centre.of_type(OfficeChosen)] == [("20630", "menu")]
        twice = ["kto", "warunek", "urzad"] * 2
        assert nodes_of(centre) == ["dzien", *twice, "kolejka", "koniec"]


@in_virtual_time
async def test_who_presses_nothing_comes_to_an_end() -> None:
    async with a_centre() as centre:
        await rings(centre, LINE)
        assert nodes_of(centre) == ["dzien", "kto", "koniec"]
