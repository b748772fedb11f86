"""Who answers for something is a post of the body that is to answer, as far as the register can tell."""

from dataclasses import replace

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import Command
from services.escalation.domain.case.post import other_body
from services.escalation.domain.case.refusal import Incomplete
from services.escalation.domain.inspection.command import AgreePlan, ImposePlan, LodgeComplaint
from services.escalation.domain.remedy.command import FilePlan
from services.escalation.domain.scrutiny.command import IssueRecommendations
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import BODIES, OFFICER, REGISTER, SUBJECT, Walk, partner, sample

NAMES = {
    "police": "Greater Manchester Police",
    "housing": "The Trafford & Stockport Homes",
    "council": "Trafford Council",
    "hospital": "Royal Hospital",
    "clinic": "Royal Hospital Clinic",
}
KNOWN = {code: replace(body, name=NAMES.get(code, body.name)) for code, body in BODIES.items()}
KNOWN["fire"] = replace(KNOWN["fire"], former_names=("County Fire Brigade",))
NAMED = replace(REGISTER, bodies=KNOWN)
THEIRS = "Chief constable, Greater Manchester Police"


@pytest.mark.parametrize(
    ("words", "of", "other"),
    [
        ("Head of repairs", "housing", None),
        (THEIRS, "police", None),
        (THEIRS, "housing", "police"),
        ("the greater manchester police\u2019s chief constable", "housing", "police"),
        ("Head of repairs, Trafford and Stockport Homes", "housing", None),
        ("Head of repairs (Trafford & Stockport Homes)", "council", "housing"),
        ("County Fire Brigade: area manager", "housing", "fire"),  # by the name that it had
        ("Head of fire safety", "housing", None),  # a word for what a post does
        ("Head of college", "housing", None),
        ("Area manager, Fire", "housing", "fire"),
        ("Fire's area manager", "housing", "fire"),
        ("Ward manager, Royal Hospital Clinic", "hospital", None),  # another arm of the same
        ("Ward manager, Royal Hospital Clinic", "housing", "clinic"),
    ],
)
def test_words_name_a_post_of_another_body_where_they_name_that_body(words: str, of: str, other: str | None) -> None:
    at = Walk(register=NAMED).at(MACHINE)
    found = other_body(words, (of,), at)
    assert (found.id if found else None) == other


def naming(asked: type[Command], walk: Walk, **fields: object) -> Command:
    """The sample of the command with these words in it."""
    return replace(sample(asked, walk)[1], **fields)


def asked() -> list[tuple[str, Walk, tuple[Actor, Command]]]:
    """A command of each kind that names a post, with one of a body that has nothing to answer for in it."""
    plan, hearing, negotiation = ladder.duty_served(), ladder.evidence(), ladder.action_negotiation()
    imposed, window = ladder.to_be_imposed(), ladder.call_in_open()
    drafts = (replace(ladder.smart("housing", hearing.day(60)), owner=THEIRS),)
    return [
        ("owner", plan, (SUBJECT, naming(FilePlan, plan, owner=THEIRS))),
        ("recommendations/0/owner", hearing, (OFFICER, naming(IssueRecommendations, hearing, recommendations=drafts))),
        ("signed_off_by", hearing, (OFFICER, naming(IssueRecommendations, hearing, signed_off_by=THEIRS))),
        ("owner", negotiation, (SUBJECT, naming(AgreePlan, negotiation, owner=THEIRS))),
        ("owner", imposed, (ladder.INSPECTOR, naming(ImposePlan, imposed, owner=THEIRS))),
        ("authorised_by", window, (partner("fire"), naming(LodgeComplaint, window, authorised_by=THEIRS))),
    ]


def test_no_plan_recommendation_or_complaint_names_a_post_of_another_body() -> None:
    for field, walk, (actor, command) in asked():
        walk.register = NAMED
        with pytest.raises(Incomplete) as incomplete:
            walk.do(actor, command)
        assert [(gap.field, gap.code) for gap in incomplete.value.gaps] == [(field, "of_another_body")]
        assert "Greater Manchester Police" in incomplete.value.gaps[0].message


def test_whoever_imposes_a_plan_may_answer_for_it_and_a_committee_signs_by_its_own_name() -> None:
    imposed = ladder.to_be_imposed()
    imposed.register = NAMED
    elsewhere = replace(imposed.case.inspection, complainants=("fire", "hospital"))
    imposed.case = replace(imposed.case, inspection=elsewhere)  # no plan is imposed by one who complains
    plan = replace(ladder.imposed_plan(imposed), intervener="Greater Manchester Police", owner=THEIRS)
    imposed.do(ladder.INSPECTOR, plan)
    hearing = ladder.evidence()
    joint = "Trafford and Greater Manchester Police Committee"
    hearing.case = replace(hearing.case, scrutiny=replace(hearing.case.scrutiny, committee=joint))
    hearing.register = NAMED
    hearing.do(OFFICER, naming(IssueRecommendations, hearing, signed_off_by=f"Chair of the {joint}"))
    assert hearing.case.scrutiny.signed_off_by.startswith("Chair")
