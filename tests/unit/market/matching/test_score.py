from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.matching.eligibility import Conditions, Standing, why_not_pl
from market.matching.profile import Profile, Wanted
from market.matching.reasons_pl import sentence_pl
from market.matching.score import Match, match
from market.matching.weights import Weights, default_weights
from market.offers.offer import Kind
from market.places.nearness import Ring

KOLNO, LOMZA, AUGUSTOW = "2006011", "2062011", "2001011"
WEIGHTS = default_weights()
STOREMAN, FORWARDER, COOK = "432103", "432101", "512001"


def found(profile: Profile, wanted: Wanted) -> Match:
    result = match(profile, wanted, WEIGHTS)
    assert result is not None
    return result


def test_a_match_says_why_in_one_sentence() -> None:
    profile = Profile(KOLNO, wished=(STOREMAN,), takes_shifts=True)
    result = found(profile, Wanted(STOREMAN, LOMZA, "2062", has_shifts=True))
    assert sentence_pl(result) == "Ten sam zawód, sąsiedni powiat, zmianowość pasuje."


def test_what_is_missing_is_said_too() -> None:
    profile = Profile(KOLNO, performed=(FORWARDER,), least_pay=600_000)
    wanted = Wanted(STOREMAN, KOLNO, licences=frozenset({"wózki jezdniowe"}), pay=500_000)
    assert sentence_pl(found(profile, wanted)) == (
        "Pokrewny zawód, ta sama gmina, brakuje uprawnień, płaca niższa od oczekiwanej."
    )


def test_who_fits_in_no_occupation_is_no_match() -> None:
    assert match(Profile(KOLNO, wished=(COOK,)), Wanted(STOREMAN, KOLNO), WEIGHTS) is None
    assert match(Profile(KOLNO), Wanted(STOREMAN), WEIGHTS) is None


def test_the_nearer_of_two_equal_offers_fits_better() -> None:
    profile = Profile(KOLNO, wished=(STOREMAN,))
    scores = [
        found(profile, Wanted(STOREMAN, gmina, county)).score
        for gmina, county in ((KOLNO, "2006"), (None, "2006"), (LOMZA, "2062"), (AUGUSTOW, "2001"), (None, "1465"))
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_remote_work_is_near_everybody() -> None:
    result = found(Profile(KOLNO, wished=(STOREMAN,)), Wanted(STOREMAN, None, "1465", is_remote=True))
    assert (result.score, sentence_pl(result)) == (100, "Ten sam zawód, praca zdalna.")


def test_an_empty_field_costs_nothing() -> None:
    wanted = Wanted(STOREMAN, KOLNO, has_shifts=True, pay=500_000)
    assert found(Profile(KOLNO, wished=(STOREMAN,)), wanted).score == 100


def test_nothing_of_a_persons_sex_age_or_nationality_reaches_a_score() -> None:
    """They are no fields of a profile, and a profile is all that a score sees."""
    names = {field.name for field in fields(Profile)}
    assert names == {
        *("gmina", "wished", "performed", "years", "licences", "languages", "takes_shifts", "least_pay"),
    }


_OCCUPATION = st.sampled_from([STOREMAN, FORWARDER, COOK, "432201", "833203"])
_PROFILES = st.builds(
    Profile,
    gmina=st.sampled_from([KOLNO, LOMZA, AUGUSTOW, "1465011"]) | st.none(),
    wished=st.lists(_OCCUPATION, max_size=3).map(tuple),
    performed=st.lists(_OCCUPATION, max_size=3).map(tuple),
    years=st.lists(st.tuples(_OCCUPATION, st.integers(0, 40)), max_size=3).map(tuple),
    licences=st.frozensets(st.sampled_from("abc")),
    languages=st.frozensets(st.sampled_from("xyz")),
    takes_shifts=st.booleans() | st.none(),
    least_pay=st.integers(0, 2_000_000) | st.none(),
)
_WANTED = st.builds(
    Wanted,
    occupation=_OCCUPATION | st.none(),
    gmina=st.sampled_from([KOLNO, LOMZA, AUGUSTOW]) | st.none(),
    county=st.sampled_from(["2006", "2062", "1465"]) | st.none(),
    is_remote=st.booleans(),
    has_shifts=st.booleans() | st.none(),
    licences=st.frozensets(st.sampled_from("abc")),
    languages=st.frozensets(st.sampled_from("xyz")),
    years=st.integers(0, 20) | st.none(),
    pay=st.integers(0, 2_000_000) | st.none(),
)
_WEIGHTS = st.builds(
    Weights,
    occupation=st.floats(1, 100),
    **{name: st.floats(0, 100) for name in Weights.model_fields if name != "occupation"},
)


@given(_PROFILES, _WANTED, _WEIGHTS)
def test_every_match_has_a_score_and_a_sentence(profile: Profile, wanted: Wanted, weights: Weights) -> None:
    result = match(profile, wanted, weights)
    if result is not None:
        assert 0 <= result.score <= 100
        assert sentence_pl(result).endswith(".")
        assert result.ring is None or isinstance(result.ring, Ring)


@given(_PROFILES, _WANTED)
def test_to_learn_something_that_is_asked_for_lowers_no_score(profile: Profile, wanted: Wanted) -> None:
    before = match(profile, wanted, WEIGHTS)
    richer = Profile(
        profile.gmina,
        profile.wished,
        profile.performed,
        profile.years,
        profile.licences | wanted.licences,
        profile.languages | wanted.languages,
        profile.takes_shifts,
        profile.least_pay,
    )
    after = match(richer, wanted, WEIGHTS)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after.score >= before.score


def test_weights_without_the_occupation_are_refused() -> None:
    with pytest.raises(ValueError, match="zawód musi się liczyć"):
        Weights(**{**WEIGHTS.model_dump(), "occupation": 0})


@pytest.mark.parametrize(
    ("standing", "conditions", "why"),
    [
        (Standing("seeker"), Conditions(Kind.OFFICE_INTERNSHIP), "Tylko dla osób bezrobotnych."),
        (Standing("none"), Conditions(Kind.WORK, True), "Tylko dla osób zarejestrowanych w urzędzie."),
        (Standing("seeker"), Conditions(Kind.WORK, True), None),
        (
            Standing("unemployed"),
            Conditions(Kind.WORK, is_for_disabled=True),
            "Tylko dla osób z orzeczeniem o niepełnosprawności.",
        ),
        (Standing("unemployed", True), Conditions(Kind.WORK, is_for_disabled=True), None),
        (Standing("none"), Conditions(Kind.WORK), None),
    ],
)
def test_the_law_decides_who_may(standing: Standing, conditions: Conditions, why: str | None) -> None:
    assert why_not_pl(standing, conditions) == why
