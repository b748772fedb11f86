"""Who may do what, from the tables that are printed: every state, command and role, every door; all else is refused."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from fastapi import APIRouter

from services.cli.docs import applications
from services.escalation.domain.case.circumstances import Actor
from services.escalation.domain.case.command import AgreeAsSecond, Command, RefuseAsSecond, verb
from services.escalation.domain.case.part import ROLES as OF_PART
from services.escalation.domain.case.part import parts_of
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder import chain
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.ladder.decision import decide
from services.escalation.domain.ladder.permission import permissions as of_ladder
from shared.auth.caller import ROLES
from shared.web.application.app import UndeclaredCallers
from shared.web.application.permissions import Permission, permissions
from shared.web.callers import EVERYBODY
from tests import small_app
from tests.unit.escalation.ladder import SAMPLES, case_in

NOT_IN_THIS_STATE, NOT_YOUR_PART = "not_in_this_state", "not_your_part"
# A relation to the case each: the subject, the responsible authority, a partner beside them, the inspectorate, nobody.
BODIES = ("housing", "council", "police", "inspectors", None)
# What anybody may send, without an account: their own petition, signature and way in, and nothing else.
OPEN_TO_ANYBODY = {
    "POST /publication/v1/followers",
    "POST /desk/mail/confirm",  # behind the link of a letter
    "POST /desk/mail/stop",  # as mail programs send it
    "POST /record/follow",
    "POST /record/follow/confirm",
    "POST /record/unfollow",
    "POST /escalation/v1/open311/requests.{format}",
    "POST /escalation/v1/petitions",
    "POST /escalation/v1/petitions/{reference}/signatures",
    "POST /petitions/new",
    "POST /petitions/start",
    "POST /petitions/start/{step}",
    "POST /petitions/{reference}/sign",
    "POST /petitions/reported/page",
    "POST /escalation/v1/notices",
    "POST /escalation/v1/petitions/{reference}/notices",
    "POST /petitions/{reference}/report",
    "POST /petitions/{reference}/report/{number}/review",
    "POST /petitions/{reference}/confirm",
    "POST /petitions/{reference}/number",
    "POST /petitions/{reference}/sponsor/telephone",
    "POST /petitions/{reference}/telephone",
    "POST /petitions/start/telephone",
    "POST /petitions/{reference}/code",
    "POST /escalation/v1/petitions/{reference}/signatures/telephone",
    "POST /escalation/v1/petitions/{reference}/sponsors/telephone",
    "POST /escalation/v1/petitions/telephone",
    "POST /escalation/v1/petitions/{reference}/signatures/telephone/code",
    "POST /petitions/{reference}/owed/{name}/ask",  # behind the link of whoever started it
    "POST /escalation/v1/petitions/{reference}/pictures",
    "POST /escalation/v1/petitions/{reference}/pictures/{number}/withdraw",
    "POST /petitions/{reference}/organiser/case/{name}",
    "POST /petitions/{reference}/organiser/mend",
    "POST /petitions/{reference}/organiser/pictures",
    "POST /petitions/{reference}/organiser/pictures/{number}/withdraw",
    "POST /petitions/{reference}/organiser/review",
    "POST /petitions/{reference}/organiser/withdraw",
    "POST /petitions/{reference}/sponsor",
    "POST /escalation/v1/data-requests",
    "POST /publication/v1/record/cosignatures",  # a witness's line, which proves itself
    "POST /escalation/v1/petitions/{reference}/followers",
    "POST /petitions/{reference}/follow",
    "POST /petitions/{reference}/organiser/leave",
    "POST /petitions/{reference}/take-up",  # an address that signed gets a letter
    "POST /petitions/{reference}/take-up/link",
    "POST /petitions/{reference}/follow/confirm",  # behind the link of a letter, as the next
    "POST /petitions/{reference}/unfollow",
    "POST /privacy/request",
    "POST /privacy/request/telephone",
    "POST /privacy/request/code",
    "POST /privacy/request/number",
    "POST /privacy/request/{id}",  # behind the link of whoever asks
    "POST /account/link",
    "POST /account/link/open",
    "POST /account/code",  # for whoever has a session that waits for it, as the second factor's own page
    "POST /account/second-factor",
    "POST /account/passkey",
    "POST /account/passkey/end",
    "POST /account/passkey/use",
    "POST /account/prove",  # for whoever is signed in, which is asked inside, as the next
    "POST /account/roles",
    "POST /account/sign-in",
    "POST /account/sign-out",
    "POST /account/sign-out/everywhere",
}


def everybody() -> Iterator[Actor]:
    """Somebody of each role for each body, and somebody without any."""
    for body in BODIES:
        for role in (*ROLES, "organiser", "no role at all"):
            yield Actor(id=f"{role} of {body}", body=body, roles=frozenset({role}))


@cache
def doors() -> list[tuple[str, Permission]]:
    return [(name, one) for name, app in applications().items() for one in permissions(app) if one.rules]


@pytest.mark.parametrize("state", State, ids=lambda state: state.value)
def test_every_command_is_open_in_each_state_to_the_parts_of_the_table_and_refused_to_all_others(state: State) -> None:
    """Every (state, command, role, body): whoever has no row is refused by name, with a reason in words."""
    walk = case_in(state)
    asked = {command: SAMPLES[command][1](walk) for command in ASKED_BY_PEOPLE.values()}
    here = [row for row in chain.TABLE if row.state is state and row.over is None]
    rows_of = {command: [row for row in here if row.asked is command] for command in asked}
    told: dict[str, int] = {}
    for actor in everybody():
        at = walk.at(actor)
        parts = parts_of(walk.case, at)
        for command, sample in asked.items():
            name = answer_to(partial(decide, walk.case, sample, at))
            rows = rows_of[command]
            told[name] = told.get(name, 0) + 1
            where = f"{state.value}: {verb(command)} by {actor.id} is {name}"
            if not rows:
                assert name not in ("done", "incomplete", NOT_YOUR_PART), where
            elif not any(parts & row.who for row in rows):
                assert name in (NOT_YOUR_PART, "condition_not_met"), where
            else:
                assert name != NOT_IN_THIS_STATE, where
                assert name != NOT_YOUR_PART or len(rows) > 1, where
    assert told[NOT_IN_THIS_STATE] > 1000


def answer_to(ask: Callable[[], object]) -> str:
    """The name of the refusal, which has its words; `done` where nothing is refused."""
    try:
        ask()
    except Refused as error:
        refused = error
    else:
        return "done"
    assert len(refused.words) > 10
    assert isinstance(refused, NotYourPart) is (refused.name == NOT_YOUR_PART)
    assert not isinstance(refused, Incomplete) or refused.gaps
    return refused.name


def test_the_table_names_every_command_that_people_may_ask_with_a_role_that_can_be_held() -> None:
    named: dict[type[Command], frozenset[str]] = {}
    for one in of_ladder():
        named[one.command] = named.get(one.command, frozenset()) | one.roles
    for name, command in ASKED_BY_PEOPLE.items():
        assert named[command] & set(ROLES), f"nobody can hold a role with which {name} is asked"
    assert {role for roles in OF_PART.values() for role in roles} <= {*ROLES, "organiser", "system"}


def test_a_decision_that_needs_a_second_person_says_so_in_the_table() -> None:
    with_second = {one.command for one in of_ladder() if one.second is not None}
    assert with_second == {row.asked for row in chain.TABLE if row.second is not None}
    assert not with_second & {AgreeAsSecond, RefuseAsSecond}


def test_the_door_of_every_command_asks_for_the_roles_of_the_ladders_table() -> None:
    own = {one.path.rpartition("/")[2]: one for _, one in doors() if "/v1/cases/{reference}/commands/" in one.path}
    assert own.keys() == ASKED_BY_PEOPLE.keys()
    for name, door in own.items():
        roles = frozenset[str]().union(*(one.roles for one in of_ladder() if verb(one.command) == name))
        assert [rule.roles for rule in door.rules] == [roles], name


def test_whatever_changes_something_asks_who_it_is_but_for_what_is_open_to_anybody() -> None:
    written = [one for _, one in doors() if set(one.methods) - {"GET", "HEAD"}]
    assert {str(one) for one in written if any(rule.takes_public for rule in one.rules)} == OPEN_TO_ANYBODY
    assert all(rule.roles <= {*ROLES, "organiser"} for one in written for rule in one.rules)


def test_a_door_that_stands_in_no_table_stops_the_start() -> None:
    planted = APIRouter()
    planted.add_api_route("/escalation/v1/side-door", lambda: None, methods=["POST"])
    with pytest.raises(UndeclaredCallers, match="POST /escalation/v1/side-door"):
        small_app.build(small_app.nowhere(), planted)
    declared = APIRouter(dependencies=EVERYBODY)
    declared.add_api_route("/escalation/v1/side-door", lambda: None, methods=["POST"])
    assert "/escalation/v1/side-door" in small_app.build(small_app.nowhere(), declared).openapi()["paths"]


def test_every_door_stands_on_the_printed_page() -> None:
    page = (Path(__file__).parents[2] / "docs/permissions.md").read_text()
    assert len(doors()) > 100
    assert [str(one) for _, one in doors() if f"| `{one}` |" not in page] == []


OF_WEIGHT = (
    "/removals",
    "/reserve",
    "/invalidations",
    "/petitions/{reference}/held",
    "/impose_plan",
    "/discard",
    "/state-it",
    "/issue-it",
    "/end-it",
    "/do-it",
    "data-requests/{id}/answer",
)


def test_what_cannot_be_taken_back_asks_who_it_is_once_more() -> None:
    """Striking out signatures, removing words, the reserve power, an imposed plan, what people told: all of it."""
    changing = [one for _, one in doors() if "POST" in one.methods]
    meant = {str(one) for one in changing if any(part in one.path for part in OF_WEIGHT)}
    assert {str(one) for one in changing if any(rule.is_fresh for rule in one.rules)} == meant
    assert {part for part in OF_WEIGHT if any(part in door for door in meant)} == set(OF_WEIGHT)
