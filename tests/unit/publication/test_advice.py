"""Before and beside the two sides: what binds each, who brokers, what is advised, and when a decision may be made."""

from dataclasses import replace
from datetime import date

import pytest

from services.publication.domain.agreement.advice import gate_of
from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.agreement.approval import Approve
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.command import OpenAgreement, OpenRound
from services.publication.domain.entry.entry import Came, EntryKind, Party, Said
from services.publication.domain.entry.particulars import (
    Advice,
    AdviceRequest,
    AdviserKind,
    Appointment,
    Constraint,
    ConstraintKind,
    Constraints,
    Decision,
    Outcome,
    Role,
)
from services.publication.domain.leaf.day import Day
from services.publication.domain.register.refusal import NotPossible, Refused
from services.publication.domain.register.register import Register
from shared.events.publication import PartnerRegistered
from tests.unit.publication.negotiation import (
    COUNCIL,
    OFFICE,
    TODAY,
    act,
    beside,
    circumstances,
    knowing,
    live,
    opened,
    said,
)
from tests.unit.publication.negotiation import refusal as refused_by
from tests.unit.publication.negotiation import tell as told_to

MONDAY = date(2026, 6, 1)
FIRST = date(2026, 6, 15)  # advice of Monday has been public for ten working days
PANEL, MINISTER = "Peer panel of the South West", "Ministers"
COMMISSION = "Audit Commission"
HERE = circumstances(
    knowing(
        ("panel", PANEL, "peer_panel"),
        ("commission", COMMISSION, "inspectorate"),
        ("min", MINISTER, "ministers_office"),
    )
)
MONEY = Constraints(constraints=(Constraint(kind=ConstraintKind.MONEY, words="No growth in grant."),))


def tell(agreement: Agreement, *entries: Said, on: date = TODAY, by: Circumstances = HERE) -> Agreement:
    return told_to(agreement, *entries, on=on, by=by)


def refusal(agreement: Agreement, *entries: Said, on: date = TODAY, by: Circumstances = HERE) -> dict[str, str]:
    return refused_by(agreement, *entries, on=on, by=by)


def stated(party: Party, name: str, constraints: Constraints = MONEY) -> Said:
    return beside(EntryKind.CONSTRAINTS, party, name, constraints=constraints)


def appointed(role: Role, team: str | None = None, *, name: str = OFFICE) -> Said:
    appointment = Appointment(role=role, interests="Administers the neighbourhood fund.", team=team)
    return beside(EntryKind.APPOINTMENT, Party.GOVERNMENT_OFFICE, name, appointment=appointment)


def asked() -> Said:
    request = AdviceRequest(asked_of=PANEL, adviser_kind=AdviserKind.PEER_PANEL, question="Is it stretching?")
    return beside(EntryKind.ADVICE_REQUEST, Party.MINISTER, MINISTER, advice_request=request)


def advised(recommendation: Outcome = Outcome.APPROVE, *, name: str = PANEL, **changed: object) -> Said:
    given = Advice(
        adviser_kind=AdviserKind.PEER_PANEL,
        independence="No member works for a party.",
        findings="The targets go beyond the trend.",
        recommendation=recommendation,
        recommended="Approve it.",
    )
    return beside(EntryKind.ADVICE, Party.ADVISER, name, advice=replace(given, **changed))  # type: ignore[arg-type]


def decided(outcome: Outcome = Outcome.APPROVE, *, by: Party = Party.MINISTER, **changed: object) -> Said:
    made = Decision(outcome=outcome, reasons="It is in the public interest.", relied_on="Nothing besides.")
    return beside(EntryKind.DECISION, by, MINISTER, decision=replace(made, **changed))  # type: ignore[arg-type]


@pytest.fixture
def advised_on() -> Agreement:
    return tell(live(MONDAY), asked(), advised(), on=MONDAY)


def test_the_first_round_waits_until_every_party_has_stated_what_binds_it_or_waived() -> None:
    agreement = act(None, OpenAgreement(opened()), MONDAY)
    first = OpenRound("first", "First round", MONDAY)
    with pytest.raises(NotPossible, match=rf"{COUNCIL}, {OFFICE}"):
        act(agreement, first, MONDAY)
    agreement = tell(agreement, stated(Party.COUNCIL, COUNCIL), on=MONDAY)
    with pytest.raises(NotPossible, match=rf"stated: {OFFICE}"):
        act(agreement, first, MONDAY)
    waived = stated(Party.GOVERNMENT_OFFICE, OFFICE, Constraints(is_waived=True))
    assert "first" in act(tell(agreement, waived, on=MONDAY), first, MONDAY).rounds
    old = OpenRound("old", "Before this record", date(2008, 4, 1), came=Came.COMPILED)
    assert "old" in act(agreement, old, MONDAY).rounds
    with pytest.raises(NotPossible):  # dated back, and nobody says that it comes from papers
        act(agreement, replace(old, came=None), MONDAY)


def test_a_statement_of_what_binds_a_party_says_something_of_a_party() -> None:
    agreement = act(None, OpenAgreement(opened()), MONDAY)
    empty, both = Constraints(), replace(MONEY, is_waived=True)
    sent = (stated(Party.COUNCIL, COUNCIL, empty), stated(Party.COUNCIL, COUNCIL, both), stated(Party.PARTNER, "Club"))
    assert refusal(agreement, *sent) == {
        "/0/constraints": "nothing-stated",
        "/1/constraints": "stated-and-waived",
        "/2/party_name": "not-a-party",
    }


@pytest.mark.parametrize(
    ("first", "second", "is_taken"),
    [
        (appointed(Role.BROKER), appointed(Role.PROVIDER), False),
        (appointed(Role.BROKER, "Locality team"), appointed(Role.PROVIDER, "locality TEAM"), False),
        (appointed(Role.PROVIDER, "Housing team"), appointed(Role.BROKER), False),
        (appointed(Role.BROKER, "Locality team"), appointed(Role.PROVIDER, "Housing team"), True),
        (appointed(Role.BROKER), appointed(Role.PROVIDER, name="Housing Corporation"), True),
        (appointed(Role.BROKER), replace(appointed(Role.PROVIDER), supersedes=3, note="It was wrong."), True),
        (appointed(Role.BROKER, "Place Team"), appointed(Role.PROVIDER, "place  TEAM"), False),
        (appointed(Role.BROKER), appointed(Role.PROVIDER, name=f" {OFFICE.upper()}."), False),
        (
            appointed(Role.BROKER, "Place Team"),
            appointed(Role.PROVIDER, "Place-Team", name="Housing Corporation"),
            False,
        ),
    ],
)
def test_broker_and_provider_are_never_the_same_team(first: Said, second: Said, is_taken: bool) -> None:
    agreement = tell(live(), first)
    if is_taken:
        assert tell(agreement, second).marks[4].facts is not None
    else:
        assert refusal(agreement, second) == {"/0/appointment/role": "broker-and-provider"}


def test_only_an_appointed_broker_keeps_the_log() -> None:
    log = replace(beside(EntryKind.BROKER_LOG, Party.BROKER, OFFICE), reason="Met both sides.")
    assert refusal(live(), log) == {"/0/party_name": "not-the-broker"}
    assert tell(live(), appointed(Role.BROKER), log).marks[4].kind is EntryKind.BROKER_LOG


def test_who_has_a_part_in_it_or_inspects_the_council_does_not_advise() -> None:
    agreement = tell(live(), appointed(Role.PROVIDER, name="Housing Corporation"))
    commission = {"name": "Audit Commission", "adviser_kind": AdviserKind.INSPECTORATE}
    spoke = beside(EntryKind.NOTE, Party.DEPARTMENT, "Department of Examples (SAMPLE)")
    agreement = tell(agreement, spoke)
    for name in (COUNCIL, OFFICE, "housing  corporation", f"{COUNCIL.lower()}.", "department of examples (sample)"):
        assert refusal(agreement, advised(name=name)) == {"/0/party_name": "not-independent"}
    declared = advised(**commission, is_inspecting=True)  # type: ignore[arg-type]
    assert refusal(agreement, declared) == {"/0/party_name": "inspecting-the-council"}
    inspecting = replace(HERE, inspecting=frozenset({"audit commission"}))
    known = advised(**commission)  # type: ignore[arg-type]
    assert refusal(agreement, known, by=inspecting) == {"/0/party_name": "inspecting-the-council"}
    assert tell(agreement, known).marks[5].kind is EntryKind.ADVICE


def test_advice_of_who_speaks_for_a_side_afterwards_opens_no_decision_that_is_not_made_yet(
    advised_on: Agreement,
) -> None:
    spoke = beside(EntryKind.NOTE, Party.PARTNER, PANEL)
    made = tell(advised_on, decided(), on=FIRST)
    assert tell(made, spoke, on=FIRST).marks[5] == made.marks[5]  # what was decided by then stays decided
    partial = tell(advised_on, spoke, on=FIRST)
    gate = gate_of(partial.marks, (), rules=HERE.policy.negotiation, calendar=HERE.calendar)
    assert ([one.mark.facts.party_name for one in gate.partial if one.mark.facts], gate.given) == ([PANEL], ())
    assert refusal(partial, decided(), on=FIRST) == {"/0/decision": "advice-not-public-yet"}
    renamed = PartnerRegistered(
        area="", partner="panel", name="Peers", partner_kind="", regime="", inspectorate="", former_names=(PANEL,)
    )
    known = circumstances(Register("E06000022", partners={"panel": renamed}))
    other = tell(live(MONDAY), beside(EntryKind.NOTE, Party.DEPARTMENT, "Peers"), on=MONDAY)
    assert refusal(other, advised(), by=known) == {"/0/party_name": "not-independent"}  # by a name that it had


def test_a_decision_waits_until_the_advice_has_been_public_for_ten_working_days(advised_on: Agreement) -> None:
    gate = gate_of(advised_on.marks, (), rules=HERE.policy.negotiation, calendar=HERE.calendar)
    assert gate.first_on == FIRST
    early = {"/0/decision": "advice-not-public-yet"}
    assert refusal(advised_on, decided(), on=date(2026, 6, 12)) == early
    assert tell(advised_on, decided(), on=FIRST).marks[5].facts is not None
    backdated = replace(decided(), said_on=Day.parse("2026-06-12"))
    assert refusal(advised_on, backdated, on=FIRST) == early


def test_no_decision_without_advice_unless_its_urgency_is_explained(advised_on: Agreement) -> None:
    assert refusal(live(MONDAY), decided(), on=FIRST) == {"/0/decision": "advice-not-public-yet"}
    urgent = decided(urgency="The grant lapses on Friday.")
    assert tell(live(MONDAY), urgent, on=MONDAY).marks[3].facts is not None
    assert tell(advised_on, urgent, on=MONDAY).marks[5].facts is not None


def test_who_was_asked_and_stays_silent_is_awaited_until_their_day() -> None:
    agreement = tell(live(MONDAY), asked(), on=MONDAY)
    assert refusal(agreement, decided(), on=date(2026, 6, 26)) == {"/0/decision": "advice-not-public-yet"}
    assert tell(agreement, decided(), on=date(2026, 6, 29)).marks[4].facts is not None
    unknown = tell(live(MONDAY), asked(), on=MONDAY, by=circumstances())  # the register does not know whom
    assert refusal(unknown, decided(), on=date(2026, 7, 29)) == {"/0/decision": "advice-not-public-yet"}


def test_advice_opens_nothing_in_the_name_of_whom_nobody_could_ask() -> None:
    day, early = date(2026, 8, 3), {"/0/decision": "advice-not-public-yet"}
    typed = tell(live(MONDAY), asked(), advised(name="Shell Consultants"), on=MONDAY)
    with pytest.raises(Refused) as refused:
        tell(typed, decided(), on=date(2026, 6, 26))
    assert "does not know Shell Consultants: nobody could be asked" in refused.value.wrongs[0].message
    assert tell(typed, decided(), on=date(2026, 6, 29)).marks[5].facts  # who was asked stayed silent until its day
    unasked, without = replace(HERE, letters={}), tell(live(MONDAY), advised(), on=MONDAY)
    assert refusal(without, decided(), on=day, by=unasked) == early  # no letter went, so nobody was silent
    assert tell(without, decided(), on=day).marks[4].facts
    own = told_to(live(MONDAY), advised(), on=MONDAY, author=PANEL, by=unasked)
    assert tell(own, decided(), on=FIRST, by=unasked).marks[4].facts
    compiled = replace(advised(name=MINISTER), came=Came.COMPILED, said_on=Day.parse("2008-06-30"))
    assert refusal(tell(live(MONDAY), compiled, on=MONDAY), decided(), on=day) == early  # its kind advises on nothing


def test_a_request_is_answered_by_who_was_asked_and_by_nobody_else() -> None:
    other = advised(name=COMMISSION, request=3)
    beside_it = tell(live(MONDAY), asked(), other, on=MONDAY)
    assert refusal(beside_it, decided(), on=date(2026, 6, 26)) == {"/0/decision": "advice-not-public-yet"}
    assert tell(beside_it, decided(), on=date(2026, 6, 29)).marks[5].facts  # who was asked let its days go by
    answered = tell(beside_it, advised(name=PANEL.upper(), request=3), on=MONDAY)
    gate = gate_of(answered.marks, (), rules=HERE.policy.negotiation, calendar=HERE.calendar, register=HERE.register)
    assert ([one.given_by for one in gate.asked], gate.first_on) == ([5], FIRST)


def test_a_decision_on_all_waits_for_advice_on_each_item() -> None:
    items = (said("Crime", on=None), said("Jobs", on=None))
    agreement = tell(live(MONDAY), *items, advised(items=("crime",)), on=MONDAY)
    early = {"/0/decision": "advice-not-public-yet"}
    assert refusal(agreement, decided(), on=FIRST) == early
    assert refusal(agreement, decided(items=("Crime", "Jobs")), on=FIRST) == early
    assert tell(agreement, decided(items=("Crime",)), on=FIRST).marks[6].facts is not None
    agreement = tell(agreement, advised(items=("Jobs",)), on=FIRST)
    assert refusal(agreement, decided(), on=FIRST) == early
    assert tell(agreement, decided(), on=date(2026, 6, 29)).marks[7].facts is not None


def test_a_departure_from_the_advice_says_why(advised_on: Agreement) -> None:
    refused = decided(Outcome.REFUSE)
    assert refusal(advised_on, refused, on=FIRST) == {"/0/decision/departure": "departure-unexplained"}
    explained = decided(Outcome.REFUSE, departure="The budget fell since.")
    assert tell(advised_on, explained, on=FIRST).marks[5].facts is not None


def test_the_ministers_office_decides_and_old_decisions_are_told_as_they_were() -> None:
    agreement = tell(live(MONDAY), asked(), advised(), on=MONDAY)
    assert refusal(agreement, replace(decided(by=Party.COUNCIL), party_name=COUNCIL), on=FIRST) == {
        "/0/party": "not-the-ministers"
    }
    old = replace(decided(), said_on=Day.parse("2008-06-30"), came=Came.COMPILED)
    told = tell(live(MONDAY), old, on=MONDAY)
    assert told.marks[3].facts is not None
    with pytest.raises(NotPossible):  # what papers tell of another time decides nothing here
        act(told, Approve(Day.parse("2026-06-01"), MINISTER, ()), MONDAY)
    assert refusal(live(MONDAY), replace(old, said_on=None), on=MONDAY) == {
        "/0/came": "not-of-old-papers",
        "/0/decision": "advice-not-public-yet",
    }


def test_advice_is_superseded_by_its_own_body_alone(advised_on: Agreement) -> None:
    number = len(advised_on.marks)
    anew = replace(advised(), supersedes=number, note="Read again.")
    assert refusal(advised_on, replace(anew, party_name="Audit panel"), on=MONDAY) == {
        "/0/supersedes": "not-the-same-body"
    }
    noted = replace(beside(EntryKind.NOTE, Party.ADVISER, PANEL), supersedes=number, note="Withdrawn.")
    assert refusal(advised_on, noted, on=MONDAY) == {"/0/supersedes": "another-kind"}
    spelled = replace(anew, party_name=PANEL.upper().replace(" ", "  "))
    assert tell(advised_on, spelled, on=MONDAY).marks[number].is_superseded
