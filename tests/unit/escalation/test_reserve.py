"""The reserve power's rules: who decides, what silence does, what is named when it is missing; and its commitments."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances
from services.escalation.domain.case.command import AgreeAsSecond
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.case.state import State
from services.escalation.domain.inspection.command import AgreePlan
from services.escalation.domain.reserve.command import ReceiveReserveFindings
from services.escalation.domain.reserve.decision import (
    SILENCES,
    TABLE,
    Events,
    benches,
    decide,
    fire,
    lodge,
    silence_of,
)
from services.escalation.domain.reserve.matter import (
    ENDS,
    Authorised,
    Happened,
    Matter,
    Stage,
    bench_of,
    evolve,
    folded,
)
from services.escalation.domain.reserve.particulars import (
    COMMANDS,
    Authorise,
    Close,
    Lodge,
    Refuse,
    Report,
    ReserveCommand,
    Review,
    Unseal,
    Withheld,
)
from services.escalation.domain.reserve.seat import may_read
from services.escalation.schemas.reserve.reserve import AuthoriseIn
from shared.events import escalation as told
from shared.policy import Override, Policy, resolve
from tests.unit.escalation import ladder
from tests.unit.escalation.ladder import BODIES, CALENDAR, MONDAY, POLICY, REGISTER, SAMPLES, case_in

FORGED = Report(reasons="The invoices were compared", findings="They were forged", is_failing=True)
TELL = Unseal(reasons="It can be told now")
YES = Authorise(reasons="It is borne out", send_to=("police",))
NO = Refuse(reasons="It is hearsay")
LODGER = Actor(id="chief of fire", body="fire", roles=frozenset({"chief_officer"}))
OFFICER = Actor(id="monitoring officer", body="council", roles=frozenset({"monitoring_officer"}))
AUDITOR = Actor(id="auditor", body="clinic", roles=frozenset({"auditor"}))
SUSPICION = Lodge(
    area="E1",
    subject="housing",
    what="Invoices for lifts that were never repaired",
    who="The contracts manager",
    when="In 2025",
    evidence="documents",
)


def authoriser(body: str, id: str = "") -> Actor:
    return Actor(id=id or f"authoriser of {body}", body=body, roles=frozenset({"authoriser"}))


def somebody(body: str, *roles: str) -> Actor:
    return Actor(id=f"somebody of {body}", body=body, roles=frozenset(roles))


def policy(**values: str) -> Policy:
    overrides = tuple(
        Override(
            key=f"reserve.{key}",
            value=value,
            basis="local agreement",
            decided_by="full council",
            since_on=date(2020, 1, 1),
        )
        for key, value in values.items()
    )
    return resolve("laa-2008-1", overrides, date(2026, 1, 5))


class Walk:
    """One sealed matter about `subject`, and the day it has reached."""

    def __init__(self, in_force: Policy = POLICY, subject: str = "housing") -> None:
        self.now, self.policy = MONDAY, in_force
        events = lodge(replace(SUSPICION, subject=subject), self.at(LODGER))
        self.matter = folded([Happened(event=events[0], on=MONDAY.date(), holder=LODGER.id)])

    def at(self, actor: Actor) -> Circumstances:
        return Circumstances(
            now=self.now,
            policy=self.policy,
            calendar=CALENDAR,
            register=REGISTER,
            frequency="",
            judged="",
            elections=(),
            actor=actor,
        )

    def do(self, actor: Actor, command: ReserveCommand) -> Matter:
        return self._take(decide(self.matter, command, self.at(actor)), actor)

    def wait_out(self) -> Matter:
        assert self.matter.due_on is not None
        self.now = datetime.combine(self.matter.due_on + timedelta(days=1), MONDAY.timetz())
        return self._take(fire(self.matter, self.at(MACHINE)), MACHINE)

    def _take(self, events: Events, actor: Actor) -> Matter:
        for event in events:
            self.matter = evolve(self.matter, Happened(event=event, on=self.now.date(), holder=actor.id))
        return self.matter


def sent() -> Walk:
    walk = Walk()
    for body in ("police", "fire"):
        walk.do(authoriser(body), YES)
    return walk


# Who decides one after the other, and what comes of it; None for one who may not.
@pytest.mark.parametrize(
    ("subject", "votes", "stages"),
    [
        ("housing", [("police", YES), ("fire", YES)], [Stage.DECIDING, Stage.SENT]),
        ("housing", [("police", NO), ("fire", NO)], [Stage.DECIDING, Stage.REFUSED]),
        ("housing", [("police", YES), ("police", YES)], [Stage.DECIDING, None]),  # one organisation counts once
        ("housing", [("hospital", YES), ("clinic", YES)], [Stage.DECIDING, None]),  # two arms of one organisation
        ("hospital", [("clinic", YES)], [None]),  # an arm of the subject's organisation
        ("housing", [("housing", YES)], [None]),
        ("housing", [("housing", NO)], [None]),
    ],
)
def test_two_authorisers_of_different_organisations_outside_the_subject_decide(
    subject: str, votes: list[tuple[str, ReserveCommand]], stages: list[Stage | None]
) -> None:
    walk = Walk(subject=subject)
    for number, ((body, vote), stage) in enumerate(zip(votes, stages, strict=True)):
        actor = authoriser(body, f"{body} {number}")
        if stage is None:
            with pytest.raises(NotYourPart):
                walk.do(actor, vote)
        else:
            assert walk.do(actor, vote).stage is stage


def test_nobody_decides_twice_or_on_what_they_lodged_and_a_divided_pair_passes_it_on() -> None:
    walk = Walk()
    twice = authoriser("police")
    walk.do(twice, YES)
    walk.do(authoriser("fire"), NO)
    assert (walk.matter.bench, walk.matter.stage, walk.matter.due_on) == (2, Stage.DECIDING, date(2026, 1, 12))
    with pytest.raises(NotYourPart):
        walk.do(twice, YES)
    with pytest.raises(NotYourPart):
        walk.do(replace(LODGER, roles=frozenset({"authoriser"})), YES)


def test_the_bodies_that_the_policy_names_sit_in_its_order_without_the_subjects_organisation() -> None:
    named = policy(authorising_bodies='["hospital", "clinic", "police", "fire", "college"]')
    assert benches(named, REGISTER, "housing") == (("hospital", "police"), ("fire", "college"))
    assert benches(named, REGISTER, "clinic") == (("police", "fire"), ())
    assert benches(POLICY, REGISTER, "housing") == ((), ())
    walk = Walk(named)
    with pytest.raises(NotYourPart):
        walk.do(authoriser("fire"), YES)  # sits on the next bench
    walk.wait_out()
    assert walk.do(authoriser("fire"), YES).stage is Stage.DECIDING


def test_silence_goes_to_the_next_pair_after_two_working_days_and_to_the_auditor_after_five() -> None:
    walk = Walk()
    walk.do(authoriser("police"), YES)
    assert walk.matter.due_on == date(2026, 1, 7)
    with pytest.raises(Refused, match="No day of this matter is over"):
        fire(walk.matter, walk.at(MACHINE))
    assert (walk.wait_out().bench, walk.matter.due_on) == (2, date(2026, 1, 15))
    last = walk.wait_out()
    assert (last.bench, last.due_on, last.is_open) == (3, date(2026, 1, 23), True)
    with pytest.raises(NotYourPart):
        walk.do(authoriser("fire"), YES)
    assert walk.do(AUDITOR, YES).stage is Stage.SENT
    # The auditor that the policy names, where the register knows that body.
    named = Walk(policy(auditor='"college"'))
    named.wait_out()
    named.wait_out()
    with pytest.raises(NotYourPart):
        named.do(AUDITOR, YES)
    assert named.do(replace(AUDITOR, body="college"), NO).stage is Stage.DECIDING  # alone it decides nothing


def test_no_bench_is_without_a_clock_and_no_auditor_decides_alone_or_sends_it_to_its_own_body_or_closes_it() -> None:
    verdicts: tuple[tuple[ReserveCommand, Stage], ...] = ((YES, Stage.SENT), (NO, Stage.REFUSED))
    for decided, stage in verdicts:
        walk = Walk()
        for _ in range(2):
            walk.wait_out()
        walk.do(AUDITOR, decided)
        assert (walk.matter.bench, walk.matter.stage) == (4, Stage.DECIDING)
        with pytest.raises(NotYourPart):
            walk.do(AUDITOR, decided)
        assert walk.do(authoriser("fire"), decided).stage is stage
    silent = Walk()
    for bench in (2, 3, 4, 5, 6):
        assert silent.wait_out().bench == bench
        assert silent.matter.due_on is not None
    divided = Walk()
    for bodies in (("police", "fire"), ("council", "college")):
        for body, verdict in zip(bodies, (YES, NO), strict=True):
            divided.do(authoriser(body), verdict)
    own = replace(YES, send_to=("clinic",))
    assert divided.do(AUDITOR, own).recipients == ("police",)
    with pytest.raises(NotYourPart):
        divided.do(AUDITOR, Close(reasons="It is over"))
    with pytest.raises(Refused) as refused:
        divided.do(OFFICER, Close(reasons="It is over"))
    assert refused.value.name == "nothing_found_yet"
    alone = Walk()
    alone.do(authoriser("clinic"), replace(YES, send_to=("clinic",)))
    with pytest.raises(Incomplete) as incomplete:
        alone.do(authoriser("police"), YES)
    assert [gap.code for gap in incomplete.value.gaps] == ["only_its_own"]


def test_what_is_sent_is_reviewed_every_sixty_days_and_silence_leaves_it_sealed() -> None:
    walk = sent()
    assert walk.matter.due_on == date(2026, 3, 6)
    assert (walk.wait_out().stage, walk.matter.due_on) == (Stage.SENT, date(2026, 5, 6))
    walk.do(OFFICER, Review(reasons="The inquiry goes on"))
    assert walk.matter.due_on == date(2026, 5, 6)
    with pytest.raises(NotYourPart):
        walk.do(replace(OFFICER, body="housing"), Close(reasons="Enough"))
    assert walk.do(AUDITOR, Close(reasons="Nothing came of it")).stage is Stage.CLOSED


def test_every_pair_of_stage_and_command_without_a_row_is_refused_and_every_open_clock_has_one_silence() -> None:
    for stage in Stage:
        matter = replace(sent().matter, stage=stage)
        for command in COMMANDS.values():
            if not any(stage in row.stages and row.asked is command for row in TABLE):
                with pytest.raises(Refused, match="This cannot be done while"):
                    decide(matter, object.__new__(command), Walk().at(AUDITOR))
        for bench in range(1, 7) if stage not in ENDS else ():
            holding = [row for row in SILENCES if stage in row.stages and row.bench in (None, bench_of(bench))]
            assert holding == [silence_of(replace(matter, bench=bench))]
    assert {stage for row in TABLE for stage in row.to} == set(Stage) - {Stage.LODGED}


@pytest.mark.parametrize(
    ("change", "gaps"),
    [
        ({"what": "", "who": " ", "when": "", "evidence": ""}, {"what", "who", "when", "evidence"}),
        ({"evidence": "rumour", "subject": "nobody", "source": "press"}, {"evidence", "subject", "source"}),
        ({"source": "whistleblower"}, {"source"}),  # only through the monitoring officer
        ({"source": "anonymous"}, set()),
    ],
)
def test_every_particular_that_is_missing_is_named(change: dict[str, str], gaps: set[str]) -> None:
    found: set[str] = set()
    try:
        lodge(replace(SUSPICION, **change), Walk().at(LODGER))
    except Incomplete as refusal:
        found = {gap.field for gap in refusal.gaps}
    assert found == gaps


def test_who_may_lodge_is_a_closed_list() -> None:
    for role in ("chief_officer", "monitoring_officer", "s151", "auditor", "councillor"):
        assert lodge(SUSPICION, Walk().at(replace(LODGER, roles=frozenset({role}))))
    for role in ("partner", "case_worker", "scrutiny_officer", "inspector", "authoriser", "organiser"):
        with pytest.raises(NotYourPart):
            lodge(SUSPICION, Walk().at(replace(LODGER, roles=frozenset({role}))))


def test_only_those_with_a_part_in_it_may_see_a_matter() -> None:
    walk = sent()
    seers = [LODGER, OFFICER, AUDITOR, authoriser("police"), somebody("police", "chief_officer")]
    assert all(may_read(walk.matter, walk.at(actor)) for actor in seers)
    everybody = [somebody(body, "chief_officer", "partner") for body in BODIES]
    subjects = [somebody("housing", role) for role in ("monitoring_officer", "auditor", "authoriser", "s151")]
    unseeing = [one for one in everybody if one.body != "police"] + subjects + [replace(LODGER, id="another chief")]
    assert not [actor for actor in unseeing if may_read(walk.matter, walk.at(actor))]


def test_who_unseals_names_what_stays_unseen_on_a_ground_of_the_list() -> None:
    walk = sent()
    walk.do(somebody("police", "chief_officer"), FORGED)
    unknown = (Withheld(9, "who", "shame"), Withheld(1, "hat", "copyright"))
    wrong = Unseal(reasons="It is over", withhold=(*unknown, Withheld(5, "findings", "copyright")))
    with pytest.raises(Incomplete) as refused:
        decide(walk.matter, wrong, walk.at(OFFICER))
    fields = {"withhold/2/fact", "withhold/0/entry", "withhold/0/ground", "withhold/1/fact"}
    assert {gap.field for gap in refused.value.gaps} == fields
    with pytest.raises(Incomplete) as refused:
        decide(Walk().matter, replace(YES, send_to=("housing", "nobody")), walk.at(authoriser("police")))
    assert [gap.code for gap in refused.value.gaps] == ["the_subject", "unknown_body"]


def test_findings_are_of_whoever_looked_into_it_and_whoever_lodged_it_neither_finds_nor_tells() -> None:
    """What the lodger says is no finding; nor does one person lodge, authorise, find and tell."""
    lodger = replace(OFFICER, roles=OFFICER.roles | {"chief_officer"})
    walk = sent()
    walk.matter = replace(walk.matter, lodged_by=lodger.id, lodged_for="council", recipients=("police", "council"))
    for command in (TELL, Close(reasons="It is over"), Review(reasons="It goes on")):
        with pytest.raises(NotYourPart):
            walk.do(lodger, command)
    nobody = [lodger, somebody("council", "chief_officer"), somebody("fire", "chief_officer"), authoriser("police")]
    for one in nobody:
        with pytest.raises(NotYourPart):
            walk.do(one, FORGED)
    finder = somebody("police", "chief_officer", "s151")
    walk.do(finder, FORGED)
    with pytest.raises(NotYourPart):
        walk.do(finder, TELL)
    assert walk.do(replace(lodger, id="another officer"), TELL).stage is Stage.UNSEALED
    assert ([one.body for one in walk.matter.telling], walk.matter.is_failing) == (["police"], True)
    silent = sent()
    assert not silent.do(OFFICER, TELL).is_failing  # nobody found anything


def test_a_matter_goes_to_inspectorates_by_name_and_never_to_whoever_lodged_it_alone() -> None:
    named = {"housing": replace(BODIES["housing"], inspectorate="Inspectorate of Homes")}
    walk = Walk()
    at = replace(walk.at(authoriser("police")), register=replace(REGISTER, bodies=BODIES | named))
    sending = AuthoriseIn.model_validate({"reasons": "It is borne out", "send_to": ["Inspectorate of Homes"]})
    (authorised,) = decide(walk.matter, sending.command(), at)
    assert isinstance(authorised, Authorised)
    with pytest.raises(Incomplete) as refused:
        walk.do(authoriser("police"), replace(YES, send_to=("fire",)))
    assert [gap.code for gap in refused.value.gaps] == ["only_who_lodged_it"]


def received(walk: ladder.Walk, subject: str) -> ReceiveReserveFindings:
    command = SAMPLES[ReceiveReserveFindings][1](walk)
    assert isinstance(command, ReceiveReserveFindings)
    return replace(command, subject=subject)


@pytest.mark.parametrize("state", [State.SCREENING, State.ADMITTED, State.DUTY_SERVED, State.EVIDENCE])
def test_what_one_body_did_moves_no_case_in_which_another_answers(state: State) -> None:
    walk = case_in(state)
    with pytest.raises(Incomplete) as refused:
        walk.do(MACHINE, received(walk, "fire"))
    assert [gap.code for gap in refused.value.gaps] == ["another_body_answers"]
    assert walk.case.state is state


@pytest.mark.parametrize("state", [State.SCREENING, State.ADMITTED])
def test_findings_before_anybody_served_the_duty_put_it_on_the_body_that_they_are_about(state: State) -> None:
    walk = case_in(state)
    served, *_ = walk.do(MACHINE, received(walk, "housing"))
    assert isinstance(served, told.DutyServed)
    assert (walk.case.state, walk.case.subject) == (State.ACTION_NEGOTIATION, "housing")
    words = resolve("lof-2026-1", (), date(2026, 1, 5)).wording
    assert "is the body to put it right" in words.told("case.duty_served", served, {}, {})
    walk.do(ladder.SUBJECT, SAMPLES[AgreePlan][1](walk))
    walk.do(ladder.ORGANISER, AgreeAsSecond(reasons="It will do"))
    assert walk.case.state is State.ACTION_IN_FORCE
