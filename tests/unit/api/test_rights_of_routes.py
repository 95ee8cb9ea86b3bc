"""Every route names its right; one that does not is listed here."""

from collections.abc import Iterator
from functools import cache

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Route

from api.app import create_app
from api.auth import Guard, user
from api.http.routing import every_route, every_socket
from core.rights import ROLES, Reach, Right, rights_of
from core.settings import Settings

FOR_EVERYBODY = {
    "/api/activation",
    "/api/activation/password",
    "/api/login",
    "/api/page-errors",
    "/api/password",
    "/api/public/figures",
    "/health",
    "/openapi.json",
}
BY_THE_DIRECTORY = {"/api/oidc", "/api/oidc/callback", "/api/oidc/login", "/api/oidc/logout"}  # logging in and out
FOR_THE_MONITOR = {"/metrics"}  # by a token of its own
FOR_THE_DEMONSTRATION = {
    "/api/demonstration",
    "/api/demonstration/captions",
    "/api/demonstration/log-in",
    "/api/demonstration/now",
    "/api/demonstration/show",
}  # at its own machine only
FOR_ANY_SESSION = {
    "/api/logout",
    "/api/me",
    "/api/me/log-out-everywhere",
    "/api/me/password",
    "/api/me/sessions",
    "/api/me/sessions/{session_id}",
    "/api/me/totp",
    "/api/me/totp/confirm",
}


NAMED = {
    "supervisor": "supervisor",
    "pup_editor": "editor",
    "wup_editor": "editor",
    "managing_team": "managing team",
    "auditor": "auditor",
    "technician": "technician",
    "administrator": "administrator",
}
"""How descriptions name roles. Consultants are named where they have less than others, too."""

SPEAK_OF_ANOTHER = {"get_call": Right.READ_IDENTITIES}
"""Descriptions that name roles because of another right than that of the route."""


@cache
def routes() -> list[Route]:
    return list(every_route(create_app(Settings()).routes))


def dependencies(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from dependencies(each)


def guards(route: Route) -> list[Guard]:
    if not isinstance(route, APIRoute):
        return []
    return [call for call in dependencies(route.dependant) if isinstance(call, Guard)]


def test_every_route_names_one_right_or_is_listed_here() -> None:
    listed = FOR_EVERYBODY | BY_THE_DIRECTORY | FOR_THE_MONITOR | FOR_THE_DEMONSTRATION | FOR_ANY_SESSION
    assert {route.path for route in routes() if len(guards(route)) != 1} == listed


def test_routes_for_any_session_are_closed_without_one() -> None:
    for route in routes():
        if route.path in FOR_ANY_SESSION:
            assert isinstance(route, APIRoute)
            assert user in list(dependencies(route.dependant)), route.path


def test_all_routes_are_looked_at() -> None:
    assert len(routes()) == 496  # the operations that are described, and the description


def test_sockets_are_listed_here() -> None:
    """Each is admitted by `api.sockets`: tests/api/live/test_live.py."""
    assert {route.path for route in every_socket(create_app(Settings()).routes)} == {
        "/api/live",
        "/api/sip",
        "/api/sip/trial",
        "/api/demonstration/sip",
    }


def test_a_route_for_which_one_of_several_rights_is_enough_is_listed_here() -> None:
    several = {route.name: guard.rights for route in routes() for guard in guards(route) if guard.instead}
    assert several == {
        "preview_article": {Right.EDIT_ARTICLES, Right.PUBLISH_ARTICLES},
        "get_message_templates": {Right.EDIT_TEMPLATES, Right.PUBLISH_TEMPLATES},
        "preview_message_template": {Right.EDIT_TEMPLATES, Right.PUBLISH_TEMPLATES},
        "get_assessment_forms": {Right.MANAGE_ASSESSMENT_FORMS, Right.ASSESS_CONVERSATIONS},
        "confirm_activation": {Right.MANAGE_ACCOUNTS, Right.MANAGE_AGENTS},
        "get_people_template": {Right.MANAGE_AGENTS, Right.MANAGE_ACCOUNTS},
        "check_people_file": {Right.MANAGE_AGENTS, Right.MANAGE_ACCOUNTS},
        "make_people_of_file": {Right.MANAGE_AGENTS, Right.MANAGE_ACCOUNTS},
    }


def test_every_right_opens_a_route() -> None:
    opened = {guard.right for route in routes() for guard in guards(route)}
    # They show more of what other rights open and let do more with it, or are asked of a second person.
    others = {Right.READ_IDENTITIES, Right.WORK_HELP_DESK, Right.DECIDE_CHANGES, Right.LET_SEE_CLIENTS}
    others |= {Right.PUBLISH_STANDARDS, Right.PUBLISH_TEMPLATES}
    assert opened == set(Right) - others


def test_a_route_that_changes_something_refuses_who_has_not_its_right() -> None:
    """Those that are only seen, or not, without the right: what is out of reach is answered like nothing."""
    only_seen = {guard.right for route in routes() for guard in guards(route) if not guard.refuses}
    assert only_seen == {
        Right.SEE_CALLS,
        Right.SEE_CALLBACKS,
        Right.HEAR_VOICE_MESSAGES,
        Right.SEE_MATTERS,
        Right.SEE_QUEUES,
        Right.SEE_AGENTS,
        Right.CHANGE_AGENT_STATES,
        Right.DECIDE_PROPOSALS,
        Right.SEE_ASSESSMENTS,
    }


def test_a_refusal_is_described_where_it_may_come() -> None:
    for route in routes():
        if isinstance(route, APIRoute) and any(guard.refuses for guard in guards(route)):
            assert 403 in route.responses, route.path


def test_a_description_that_says_who_may_do_something_names_all_who_may() -> None:
    missing = []
    for route in routes():
        if not isinstance(route, APIRoute):
            continue
        words = route.description.lower()
        if not any(name in words for name in NAMED.values()):
            continue
        for guard in guards(route):
            right = SPEAK_OF_ANOTHER.get(route.name, guard.right)
            if right is Right.READ_WHAT_IS_NO_SECRET:
                continue
            having = {
                role
                for role in ROLES
                for of_province in (False, True)
                if rights_of(role, is_of_province=of_province).get(right, Reach.NOTHING) > Reach.NOTHING
            }
            missing += [(route.name, role) for role in having & NAMED.keys() if NAMED[role] not in words]
    assert not missing
