"""Who else looks at a scenario."""

from ivr.review.presence import HERE_TIME, MOST_PEOPLE, MOST_SCENARIOS, Presence, Present

ANNA, JAN = Present("anna", "Anna Nowak", "menu"), Present("jan", "Jan Lis", None)


def test_two_people_see_each_other_and_where_and_nobody_sees_the_own_name() -> None:
    presence = Presence()
    assert presence.here("linia", ANNA, 0) == []
    assert presence.here("linia", JAN, 1) == [ANNA]
    there = Present("anna", "Anna Nowak", "koniec")
    assert presence.here("linia", there, 2) == [JAN]
    assert presence.here("linia", JAN, 3) == [there]
    assert presence.here("inna", JAN, 3) == []


def test_who_has_not_said_so_for_a_while_is_not_here_any_more() -> None:
    presence = Presence()
    presence.here("linia", ANNA, 0)
    assert presence.here("linia", JAN, HERE_TIME) == [ANNA]
    assert presence.here("linia", JAN, HERE_TIME + 0.1) == []


def test_what_is_remembered_is_bounded() -> None:
    presence = Presence()
    for number in range(MOST_PEOPLE + 10):
        presence.here("linia", Present(f"a{number}", "Ktoś", None), 0)
    assert len(presence.here("linia", ANNA, 0)) == MOST_PEOPLE - 1
    for number in range(MOST_SCENARIOS):
        presence.here(f"s{number}", JAN, 0)
    assert presence.here("linia", JAN, 0) == []  # the one that was asked for the longest ago was forgotten
