"""What cannot be right is refused when it is saved, in Polish that says where and why."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from acd.choice.queue_policy import QueuePolicy, SkillStep, connected, faults
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, OFFICES, POLICIES, SEJNY, WUP

NAMES = {code: office.seat for code, office in OFFICES.items()}
CREWS = {LOMZA: 3, KOLNO: 1, GRAJEWO: 1, SEJNY: 1, WUP: 2}
NOWHERE = "20999"


def found(changed: Mapping[str, QueuePolicy], crews: Mapping[str, int] = CREWS) -> list[str]:
    return faults({**POLICIES, **changed}, NAMES, crews, WUP)


def refused(**rules: object) -> str:
    """The Polish sentence with which rules are refused that contradict themselves."""
    with pytest.raises(ValidationError) as refusal:
        QueuePolicy.model_validate(rules)
    [error] = refusal.value.errors()
    return error["msg"].removeprefix("Value error, ")


def test_rules_that_are_right_have_no_faults() -> None:
    assert found({}) == []


def test_an_office_without_a_neighbour_has_nowhere_to_send_its_calls() -> None:
    sentence = "Kolno: urząd nie ma sąsiadów, więc rozmowy nie mają dokąd przejść."
    assert found({KOLNO: QueuePolicy()}) == [sentence]
    assert found({KOLNO: QueuePolicy(neighbours_after=None)}) == [sentence]
    assert found({KOLNO: QueuePolicy(activate_ratio=None)}) == [sentence]


def test_no_neighbour_is_needed_by_the_province_or_if_nobody_shall_help() -> None:
    assert found({WUP: QueuePolicy()}) == []
    assert found({KOLNO: QueuePolicy(neighbours_after=None, activate_ratio=None)}) == []


def test_a_circle_of_stand_ins_is_told_once() -> None:
    circle = {
        LOMZA: QueuePolicy(neighbours=(KOLNO,), stand_in=KOLNO),
        KOLNO: QueuePolicy(neighbours=(LOMZA,), stand_in=GRAJEWO),
        GRAJEWO: QueuePolicy(neighbours=(LOMZA,), stand_in=LOMZA),
        SEJNY: QueuePolicy(neighbours=(GRAJEWO,), stand_in=LOMZA),  # leads into it and is no part of it
    }
    assert found(circle) == ["Zastępstwa tworzą koło: Grajewo → Łomża → Kolno → Grajewo."]


def test_two_offices_that_stand_in_for_each_other_are_a_circle() -> None:
    pair = {
        LOMZA: QueuePolicy(neighbours=(KOLNO,), stand_in=KOLNO),
        KOLNO: QueuePolicy(neighbours=(LOMZA,), stand_in=LOMZA),
    }
    assert found(pair) == ["Zastępstwa tworzą koło: Kolno → Łomża → Kolno."]


def test_a_chain_of_stand_ins_is_no_circle() -> None:
    chain = {
        LOMZA: QueuePolicy(neighbours=(KOLNO,), stand_in=KOLNO),
        KOLNO: QueuePolicy(neighbours=(LOMZA,), stand_in=GRAJEWO),
    }
    assert found(chain) == []


def test_an_office_that_does_not_exist_helps_nobody() -> None:
    sentence = "Kolno: nie ma urzędu 20999."
    assert found({KOLNO: QueuePolicy(neighbours=(LOMZA, NOWHERE))}) == [sentence]
    assert found({KOLNO: QueuePolicy(neighbours=(LOMZA,), stand_in=NOWHERE)}) == [sentence]


def test_no_office_helps_itself() -> None:
    sentence = "Kolno: urząd nie może pomagać sam sobie."
    assert found({KOLNO: QueuePolicy(neighbours=(LOMZA, KOLNO))}) == [sentence]
    assert found({KOLNO: QueuePolicy(neighbours=(LOMZA,), stand_in=KOLNO)}) == [sentence]


def test_a_neighbour_is_named_once() -> None:
    twice = QueuePolicy(neighbours=(LOMZA, GRAJEWO, LOMZA))
    assert found({KOLNO: twice}) == ["Kolno: ten sam sąsiad jest podany dwa razy."]


@pytest.mark.parametrize("reserve", [3, 4])
def test_a_reserve_leaves_somebody_to_help(reserve: int) -> None:
    assert found({LOMZA: QueuePolicy(neighbours=(KOLNO,), reserve=reserve)}) == [
        f"Łomża: rezerwa {reserve} jest nie mniejsza niż liczba konsultantów, więc urząd nigdy nikomu nie pomoże."
    ]


def test_a_reserve_below_the_crew_is_right_and_no_reserve_needs_no_crew() -> None:
    assert found({LOMZA: QueuePolicy(neighbours=(KOLNO,), reserve=2)}) == []
    assert found({}, {**CREWS, SEJNY: 0}) == []


def test_a_queue_without_consultants_and_without_help_is_refused() -> None:
    alone = QueuePolicy(neighbours=(GRAJEWO,), everyone_after=None)
    sentence = "Sejny: nikt nie mógłby odebrać rozmów tej kolejki."
    assert found({SEJNY: alone}, {SEJNY: 0, GRAJEWO: 0, LOMZA: 3}) == [sentence]
    assert found({SEJNY: alone}, {SEJNY: 0, GRAJEWO: 1}) == []
    assert found({SEJNY: alone}, {SEJNY: 1, GRAJEWO: 0}) == []
    assert found({SEJNY: alone.model_copy(update={"everyone_after": 40.0})}, {SEJNY: 0, LOMZA: 1}) == []


def test_in_a_centre_without_consultants_no_queue_can_be_served() -> None:
    assert found({}, {}) == [f"{NAMES[o]}: nikt nie mógłby odebrać rozmów tej kolejki." for o in POLICIES]


def test_neighbours_count_only_if_calls_may_ever_reach_them() -> None:
    shut = QueuePolicy(
        neighbours=(GRAJEWO,),
        everyone_after=None,
        neighbours_after=None,
        activate_ratio=None,
        overflows_when_empty=False,
    )
    crews = {SEJNY: 0, GRAJEWO: 1}
    assert found({SEJNY: shut}, crews) == ["Sejny: nikt nie mógłby odebrać rozmów tej kolejki."]
    for opened in ({"neighbours_after": 15.0}, {"overflows_when_empty": True}):
        assert found({SEJNY: shut.model_copy(update=opened)}, crews) == []


def test_every_fault_is_told_and_an_office_without_a_name_by_its_code() -> None:
    wrong = QueuePolicy(neighbours=(NOWHERE,), stand_in=NOWHERE, reserve=1)
    assert faults({"20050": wrong}, NAMES, {"20050": 1}, WUP) == [
        "20050: nie ma urzędu 20999.",
        "20050: nie ma urzędu 20999.",
        "20050: rezerwa 1 jest nie mniejsza niż liczba konsultantów, więc urząd nigdy nikomu nie pomoże.",
    ]


def test_help_ends_at_a_lower_threshold_than_it_begins() -> None:
    sentence = "Próg końca pomocy (release_ratio) musi być niższy niż próg pomocy (activate_ratio)."
    assert refused(activate_ratio=1.0, release_ratio=1.0) == sentence
    assert refused(activate_ratio=1.0, release_ratio=2.0) == sentence
    assert QueuePolicy(activate_ratio=None, release_ratio=2.0).release_ratio == 2.0


def test_calls_reach_everybody_no_sooner_than_the_neighbours() -> None:
    assert refused(neighbours_after=30, everyone_after=29) == (
        "Do całego województwa (everyone_after) rozmowa trafia nie wcześniej niż do sąsiadów (neighbours_after)."
    )
    assert QueuePolicy(neighbours_after=30, everyone_after=30).everyone_after == 30
    assert QueuePolicy(neighbours_after=None, everyone_after=5).everyone_after == 5
    assert QueuePolicy(neighbours_after=50, everyone_after=None).neighbours_after == 50


@pytest.mark.parametrize(
    "steps",
    [
        [(0, 1), (30, 3)],  # rises
        [(0, 2), (30, 2)],  # says nothing
        [(30, 3), (0, 1)],  # in the wrong order
        [(30, 3), (30, 1)],  # two levels at once
        [],
    ],
)
def test_the_level_that_a_topic_needs_only_falls_while_time_passes(steps: list[tuple[float, int]]) -> None:
    topics = {"employer": [{"after": after, "level": level} for after, level in steps]}
    assert refused(topics=topics) == (
        "Temat „employer”: wymagany poziom może z czasem tylko spadać, a czasy muszą rosnąć."
    )


@pytest.mark.parametrize(
    "rules",
    [
        {"strategy": "whoever"},
        {"neighbours": ["Łomża"]},
        {"capacity": 0},
        {"calls_weight": 1.1},
        {"usual_handle_time": 9},
        {"window_time": 599},
        {"home_lead": 601},
        {"ring_time": 2},
        {"ring_time": 121},
        {"wrap_up_time": 3601},
        {"wrap_up_extensions": -1},
        {"wrap_up_extensions": 11},
        {"wrap_up_extensions": 1.5},
        {"announce_every": 9},
        {"longest_wait_time": 59},
        {"callback_tries": 0},
        {"callback_retry_time": 29},
        {"neighbours_after": -1},
        {"everyone_after": 86_401},
        {"topics": {"employer": [{"after": 0, "level": 6}]}},
        {"neighbour": [LOMZA]},
        {"home_lead": float("inf")},
        {"everyone_after": float("nan")},
    ],
)
def test_figures_beyond_their_limits_and_rules_that_do_not_exist_are_refused(rules: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        QueuePolicy.model_validate(rules)


def test_rules_that_were_saved_before_extensions_had_a_limit_get_the_usual_one() -> None:
    saved = QueuePolicy(wrap_up_time=30).model_dump(mode="json")
    del saved["wrap_up_extensions"]
    assert QueuePolicy.model_validate(saved) == QueuePolicy(wrap_up_time=30, wrap_up_extensions=2)


def test_the_level_needed_falls_at_its_moments() -> None:
    policy = QueuePolicy(topics={"employer": (SkillStep(after=10, level=3), SkillStep(after=30, level=1))})
    levels = [policy.level_needed("employer", waited) for waited in (0, 9.9, 10, 29.9, 30, 900)]
    assert levels == [0, 0, 3, 3, 1, 1]
    assert policy.level_needed("seeker", 10) == policy.level_needed(None, 10) == 0


def test_each_policy_knows_whose_neighbour_it_is() -> None:
    lends = {office: policy.lends_to for office, policy in connected(POLICIES).items()}
    assert lends == {
        LOMZA: (KOLNO, GRAJEWO),
        KOLNO: (LOMZA, GRAJEWO),
        GRAJEWO: (LOMZA, KOLNO, SEJNY),
        SEJNY: (),
        WUP: (),
    }
    assert connected({KOLNO: QueuePolicy(neighbours=(NOWHERE,))})[KOLNO].lends_to == ()


def test_whose_neighbour_it_is_is_reckoned_and_never_saved() -> None:
    policy = connected(POLICIES)[KOLNO]
    assert policy.lends_to
    assert "lends_to" not in policy.model_dump()
    assert QueuePolicy.model_validate_json(policy.model_dump_json()).model_dump() == policy.model_dump()
