"""Nobody judges their own cause, and some decisions need two persons: a decision waits until the second has agreed."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor
from services.escalation.domain.case.command import (
    AgreeAsSecond,
    Command,
    NoteNoSecond,
    RefuseAsSecond,
    WithdrawProposal,
)
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.register import Lead
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder.decision import open_commands
from services.escalation.domain.screening.command import Admit, Reject
from services.escalation.pages.desk.errand import KINDS
from services.escalation.storage.signature.signature import CONFIRM
from services.escalation.worker import DEADLINES
from shared.events import escalation as told
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import MONITOR, REGISTER, WORKER, Walk, partner

REFUSE = Reject(reason_code="vexatious", reasons="The same letter forty times")
AGREE = AgreeAsSecond(reasons="The published rule says so")
TAKE_BACK = WithdrawProposal(reasons="It was the wrong petition")
COUNCILS_OWN = replace(
    REGISTER, lead=Lead(body="council", contributors=(), basis="its own service", since_on=ladder.SIGNED)
)


def colleague(role: str, body: str = "council") -> Actor:
    return Actor(id=f"{role} of {body}", body=body, roles=frozenset({role}))


def test_a_refusal_waits_and_tells_of_whom_it_is_asked_and_nothing_of_its_reasons() -> None:
    walk = ladder.refusal_proposed()
    (asked,) = walk.events
    assert isinstance(asked, told.SecondAsked)
    assert (asked.command, asked.of, asked.state) == ("reject", "monitoring_officer", "screening")
    assert (asked.second_by - walk.now.date()).days == 7  # five working days
    assert walk.case.state is State.SCREENING
    assert "forty" not in repr(walk.case)


def test_the_clock_of_the_case_runs_on_while_a_second_person_is_asked() -> None:
    before = Walk()
    after = ladder.refusal_proposed()
    assert (after.case.due_on, after.case.round) == (before.case.due_on, before.case.round)
    after.wait_out()
    assert (after.case.state, after.case.waiting) == (State.ADMITTED, None)


def test_the_second_persons_yes_carries_out_what_was_decided_with_both_reasons() -> None:
    walk = ladder.refusal_proposed()
    agreed, rejected = walk.do(MONITOR, AGREE)
    assert (type(agreed), type(rejected)) == (told.SecondAgreed, told.CaseRejected)
    assert isinstance(rejected, told.CaseRejected)
    assert rejected.reasons == REFUSE.reasons
    assert (walk.case.state, walk.case.waiting) == (State.REJECTED, None)


@pytest.mark.parametrize(
    ("actor", "command", "kind"),
    [
        (MONITOR, RefuseAsSecond(reasons="It is no such letter"), told.SecondRefused),
        (MACHINE, NoteNoSecond(), told.SecondMissing),
    ],
    ids=["no", "nothing"],
)
def test_a_no_or_silence_leaves_the_case_as_it_was(actor: Actor, command: RefuseAsSecond, kind: type) -> None:
    walk = ladder.refusal_proposed()
    (told_,) = walk.do(actor, command)
    assert isinstance(told_, kind)
    assert (walk.case.state, walk.case.waiting) == (State.SCREENING, None)
    assert walk.do(WORKER, Admit(level="local", reasons="It cites a measure"))[0].state == "admitted"


@pytest.mark.parametrize(
    "actor",
    [WORKER, replace(WORKER, id="a colleague", body="council")],
    ids=["whoever asked", "a colleague"],
)
def test_what_waits_is_taken_back_by_whoever_asked_and_their_colleagues_alone(actor: Actor) -> None:
    walk = Walk()
    walk.do(replace(WORKER, body="council"), REFUSE)
    for other in (MONITOR, replace(WORKER, id="w2", body="fire"), colleague("scrutiny_officer"), partner("housing")):
        with pytest.raises(NotYourPart):
            walk.do(other, TAKE_BACK)
    (gone,) = walk.do(actor, TAKE_BACK)
    assert isinstance(gone, told.second.SecondWithdrawn)
    assert (gone.command, gone.by, gone.reasons) == ("reject", "council", TAKE_BACK.reasons)
    assert (walk.case.state, walk.case.waiting) == (State.SCREENING, None)
    with pytest.raises(Refused, match="No decision in this case waits"):
        walk.do(actor, TAKE_BACK)


def test_in_the_councils_cause_its_own_monitoring_officer_is_asked_for_nothing() -> None:
    """Also when somebody else decides: where the only officer may not, somebody outside is asked."""
    walk = Walk(register=COUNCILS_OWN)
    (asked,) = walk.do(colleague("case_worker", "fire"), REFUSE)
    assert isinstance(asked, told.SecondAsked)
    assert asked.of == "outsider"
    with pytest.raises(NotYourPart):
        walk.do(MONITOR, AGREE)
    walk.do(partner("police"), AGREE)
    assert walk.stands_in(State.REJECTED)


@pytest.mark.parametrize(
    ("second", "in_councils_cause", "may"),
    [
        (MONITOR, False, True),
        (replace(MONITOR, id=WORKER.id), False, False),  # the same person in another hat
        (colleague("case_worker"), False, False),
        (colleague("monitoring_officer", "housing"), False, False),  # of the body that would answer
        (colleague("monitoring_officer", "fire"), False, True),
        (colleague("monitoring_officer"), True, False),  # the council's own officer in the council's own cause
        (partner("fire"), True, True),
        (partner("newcomer"), True, True),
        (colleague("case_worker", "council"), True, False),
        (replace(partner("fire"), body=None), True, False),
    ],
)
def test_who_may_be_the_second_person(second: Actor, in_councils_cause: bool, may: bool) -> None:
    walk = Walk(register=COUNCILS_OWN if in_councils_cause else REGISTER)
    walk.do(WORKER, REFUSE)
    assert walk.case.waiting is not None
    assert walk.case.waiting.of == ("outsider" if in_councils_cause else "monitoring_officer")
    if may:
        assert walk.do(second, AGREE)[-1].state == "rejected"
    else:
        with pytest.raises(NotYourPart):
            walk.do(second, AGREE)


def test_two_decisions_cannot_wait_at_once_and_the_desk_says_so() -> None:
    walk = ladder.refusal_proposed()
    with pytest.raises(Refused) as refused:
        walk.do(WORKER, REFUSE)
    assert refused.value.name == "second_person_asked"
    offers = {offer.name: offer for offer in open_commands(walk.case, walk.at(WORKER))}
    assert not offers["reject"].is_open
    assert offers["admit"].is_open


def test_what_the_body_that_answers_asked_for_gives_way_to_what_somebody_outside_asks() -> None:
    """Else a body would keep others from asking for as long as its own request waits."""
    walk = Walk()
    ladder.about_the_council(walk)
    walk.do(WORKER, REFUSE)
    assert walk.case.waiting is not None
    with pytest.raises(Refused, match="waits for its second person"):
        walk.do(replace(WORKER, id="a colleague"), REFUSE)
    gone, asked = walk.do(replace(WORKER, id="w2", body="fire"), REFUSE)
    assert isinstance(gone, told.SecondSetAside)
    assert isinstance(asked, told.SecondAsked)
    assert (gone.command, walk.case.waiting.by) == ("reject", "fire")


NO = (MONITOR, RefuseAsSecond(reasons="It is no such letter"))


@pytest.mark.parametrize(
    "answers", [(NO, (MACHINE, NoteNoSecond())), (NO, (WORKER, TAKE_BACK))], ids=["no", "taken back"]
)
def test_nobody_is_asked_again_and_again_until_somebody_agrees(answers: Sequence[tuple[Actor, Command]]) -> None:
    """What is taken back counts: else a body would take back whatever is about to be refused."""
    walk = Walk()
    for actor, no in answers:
        walk.do(WORKER, REFUSE)
        walk.do(actor, no)
    with pytest.raises(Refused) as refused:
        walk.do(replace(WORKER, id="a colleague"), replace(REFUSE, reason_code="abusive"))
    assert refused.value.name == "asked_too_often"
    assert walk.do(WORKER, Admit(level="local", reasons="It cites a measure"))[0].state == "admitted"


def test_the_desk_says_beforehand_who_would_have_to_agree() -> None:
    walk = Walk(register=COUNCILS_OWN)
    (offer,) = (offer for offer in open_commands(walk.case, walk.at(WORKER)) if offer.name == "reject")
    assert offer.second == "outsider"


def test_no_decision_about_a_body_takes_effect_on_its_people_alone() -> None:
    """Over every row of the table: what needs a second in one's own cause never moves the case for one's own people."""
    for row in ladder.rows_with_seconds():
        walk = ladder.standing_for(row)
        actor, command = ladder.in_own_cause(walk, row.asked)
        walk.do(actor, command)
        assert walk.case.state is row.state
        for second in (
            actor,
            replace(actor, id="another", roles=frozenset({"case_worker", "monitoring_officer", "partner"})),
        ):
            with pytest.raises(NotYourPart):
                walk.do(second, AGREE)


def test_whatever_clock_can_get_stuck_has_its_words_on_the_desk() -> None:
    assert {*DEADLINES, CONFIRM} <= set(KINDS)
