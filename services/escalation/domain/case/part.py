"""The parts that people play in a case, and which of them an actor plays. The tables name parts, never accounts.

One person may play several; nobody plays a part in a case about their own body that would make them its judge.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from enum import StrEnum

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import SYSTEM, Circumstances
from services.escalation.domain.case.scrutiny import INFORMATION
from services.escalation.domain.case.second import SECONDERS, may_second
from services.escalation.domain.case.stake import takes_side
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import (
    IN_PERSON,
    ORGANISER,
    PERSONAL,
    ROLE_OF,
    WRITTEN_DOWN,
    YES,
    Kind,
    Raiser,
    Voice,
    Word,
    answer_of,
    in_person,
)
from shared.working_days import in_words


class Part(StrEnum):
    """A part in a case. The values are the words of the printed table."""

    CASE_WORKER = "case worker"
    SCRUTINY_OFFICER = "scrutiny officer, for the committee"
    SUBJECT = "the partner under duty"
    OTHER_PARTNER = "another partner"
    CHECKER = "a case worker or partner outside the subject that did not raise the case"
    REVIEWER = "a case worker or partner outside the body that refused, the lead and whoever raised the case"
    NOTIFIED = "a body that was asked for information"
    ADDRESSEE = "a body that recommendations were served on"
    FACILITATOR = "the facilitator"
    INSPECTOR = "the inspectorate"
    ORGANISER = "whoever raised the case"
    MONITORING_OFFICER = "the monitoring officer"
    SECOND = "the second person"
    PROPOSER = "whoever asked the second person, or a colleague in the same role"
    MACHINE = "the machine"


# How a refusal calls whoever plays a part that the printed table names without its article.
CALLED: dict[Part, str] = {
    Part.CASE_WORKER: "a case worker",
    Part.SCRUTINY_OFFICER: "a scrutiny officer for the committee",
    Part.SECOND: "the second person who was asked to agree",
    Part.PROPOSER: "whoever asked a second person for it, or somebody with the same role in their organisation",
}
# The roles of an account or key with which a part can be played at all; which body it acts for decides the rest.
ROLES: dict[Part, frozenset[str]] = {
    Part.CASE_WORKER: frozenset({"case_worker"}),
    Part.SCRUTINY_OFFICER: frozenset({"scrutiny_officer"}),
    Part.SUBJECT: frozenset({"partner"}),
    Part.OTHER_PARTNER: frozenset({"partner"}),
    Part.CHECKER: frozenset({"case_worker", "partner"}),
    Part.REVIEWER: frozenset({"case_worker", "partner"}),
    Part.NOTIFIED: frozenset({"case_worker", "partner"}),
    Part.ADDRESSEE: frozenset({"case_worker", "partner"}),
    Part.FACILITATOR: frozenset({"case_worker", "partner", "inspector"}),
    Part.INSPECTOR: frozenset({"inspector"}),
    Part.ORGANISER: frozenset({ORGANISER, *ROLE_OF.values()}),
    Part.MONITORING_OFFICER: frozenset({"monitoring_officer"}),
    Part.SECOND: SECONDERS | {ORGANISER, *ROLE_OF.values()},
    Part.PROPOSER: SECONDERS | {"inspector", "scrutiny_officer", ORGANISER, *ROLE_OF.values()},
    Part.MACHINE: frozenset({SYSTEM}),
}
BY_ROLE_ALONE = (Part.CASE_WORKER, Part.MONITORING_OFFICER, Part.MACHINE)


def answering(case: Case, at: Circumstances) -> str:
    """The body that the case is about: the one under duty, before that whoever would be served."""
    return case.subject or at.register.answering


def concerned(case: Case, at: Circumstances) -> tuple[str, ...]:
    """The bodies about which is decided: the one that answers and, while that is disputed, the one it names."""
    named = [case.remedy.disputes[-1].body] if case.state is State.DUTY_DISPUTED and case.remedy.disputes else []
    return (answering(case, at), *named)


def parts_of(case: Case, at: Circumstances) -> frozenset[Part]:
    """The parts that the acting person or machine plays in the case; none for the people of a body that has ceased."""
    if at.actor.body in at.register.gone:
        return frozenset()
    parts = {part for part in BY_ROLE_ALONE if at.actor.roles & ROLES[part]}
    if ORGANISER in at.actor.roles and raised_by(case, at):
        parts.add(Part.ORGANISER)
    if at.actor.roles & ROLES[Part.SCRUTINY_OFFICER] and _is_of_council(at):
        parts.add(Part.SCRUTINY_OFFICER)
    if at.actor.roles & ROLES[Part.SECOND] and _is_second(case, at):
        parts.add(Part.SECOND)
    if at.actor.roles & ROLES[Part.PROPOSER] and _has_proposed(case, at):
        parts.add(Part.PROPOSER)
    return frozenset(parts | _parts_of_body(case, at, at.actor.body) if at.actor.body else parts)


def part_lost(case: Case, who: Collection[Part], at: Circumstances) -> str:
    """Why somebody no longer plays one of these parts: their body has ceased, or it raised the case and answers for it
    now, or they have left it. Empty for everybody else.
    """
    own = at.actor.body
    if own in at.register.gone and own is not None:
        known, heir = at.register.bodies.get(own), at.register.bodies.get(at.register.heir(own, at.today))
        last_on = in_words(at.register.endings[own].last_on)
        takes_over = f": {heir.name} has now what it had to do." if heir else "."
        return f"{known.name if known else own} ceased on {last_on}{takes_over}"
    left = {ORGANISER, *(one.body for one in case.raised.records)} & set(case.raised.left)
    if Part.ORGANISER not in who or (own or ORGANISER) not in left or not (own or ORGANISER in at.actor.roles):
        return ""
    if own is not None and at.register.are_one(own, case.subject):
        return "Your organisation raised this case and answers for it now: nobody speaks against itself."
    return "Whoever raised this case has left it: you speak in it no more."


def _is_of_council(at: Circumstances) -> bool:
    """Whether the actor works for the responsible authority: its are the committees, and its officers their clerks."""
    authority = at.register.organisation(at.register.authority)
    return at.register.organisation(at.actor.body or at.register.authority) == authority


def _parts_of_body(case: Case, at: Circumstances, body: str) -> set[Part]:
    asked = (part for part in PLAYED_BY_BODIES if at.actor.roles & ROLES[part])
    return {part for part in asked if PLAYED_BY_BODIES[part](case, at, body)}


def _is_second(case: Case, at: Circumstances) -> bool:
    """Whether the actor is the second person that a decision waits for; of those who raised the case, also whoever
    complains in it.
    """
    if case.waiting is None:
        return False
    complains = bool(at.actor.body) and at.register.organisation(at.actor.body or "") in complaining(case, at)
    is_of_raisers = bool(raised_by(case, at)) or complains
    named = at.proposal.command.names if at.proposal else ""
    judged = (*concerned(case, at), *([named] if named else []))
    return may_second(judged, case.waiting.of, at, is_of_raisers=is_of_raisers)


def _has_proposed(case: Case, at: Circumstances) -> bool:
    """Whether the actor asked for what waits, or works for the same body in a role in which it was asked for."""
    if case.waiting is None or at.proposal is None:
        return False
    by = at.proposal.by
    return at.actor.id == by.id or (at.actor.body == by.body is not None and bool(at.actor.roles & by.roles))


def complaining(case: Case, at: Circumstances) -> tuple[str, ...]:
    """The organisations that complain in a case that is admitted; never the one that answers, which may have become so
    by taking over from another.
    """
    own = at.register.organisation(case.subject)
    return tuple(one for one in case.inspection.complainants if at.register.organisation(one) != own)


def _is_outside_refusal(case: Case, at: Circumstances, body: str) -> bool:
    judges = (*case.screening.refused_by, answering(case, at))
    is_outside = not any(at.register.are_one(body, one) for one in judges)
    return is_outside and not _has_raised(case, at, body)


def _has_raised(case: Case, at: Circumstances, body: str) -> bool:
    """Whether the body's organisation raised the case, or one merged into it: it is a party, and does not judge it."""
    return any(at.register.are_one(body, one.body) for one in case.raisers)


def _is_other_partner(case: Case, at: Circumstances, body: str) -> bool:
    is_outside = at.register.organisation(body) != at.register.organisation(case.subject)
    return is_outside and at.register.body(body) is not None


def _may_judge(case: Case, at: Circumstances, body: str) -> bool:
    return not at.register.are_one(body, case.subject) and not _has_raised(case, at, body)


def is_of_a_party(body: str, case: Case, at: Circumstances) -> bool:
    """Whether this body raised the case or complains in it, or is an arm of one that does, now or when it began."""
    others = (*(one.body for one in case.raisers), *case.inspection.complainants)
    return any(at.register.are_one(body, other) for other in others)


def raised_by(case: Case, at: Circumstances) -> tuple[Raiser, ...]:
    """The actor as those who raised this case and the ones merged into it: once for each that it raised.

    In the role and the kind in which it raised that one, and never as the subject. A councillor raised it in person,
    and no other member of the council speaks for it; the organiser of a petition is that of the one petition.
    """
    return tuple(one for one in case.raisers if _is(one, case, at))


def left_to_speak(case: Case, at: Circumstances) -> bool:
    """Whether any of those who raised the case can speak for it still: none that has ceased, or answers for it now."""
    answers = at.register.organisation(case.subject)
    return any(
        one.body not in at.register.gone and (one.kind in PERSONAL or at.register.organisation(one.body) != answers)
        for one in case.who_speaks
    )


def all_say_yes(case: Case, words: Iterable[Word]) -> bool:
    """Whether everybody who speaks as having raised the case says in person that it is put right."""
    return answer_of(case.who_speaks, in_person(words)) == YES


def voice(case: Case, at: Circumstances) -> Voice:
    """As whom the actor speaks for those who raised the case: for itself, or for the organisers of petitions, some of
    whom have said it to somebody instead. For no body that can speak, and for nobody where there is none.
    """
    own = raised_by(case, at)
    if own:
        return Voice(said_by=own[0].behind.name or own[0].body, how=IN_PERSON, speaks_for=tuple(one.key for one in own))
    is_organiser = ORGANISER in at.actor.roles  # of a petition that is none of this case: it speaks for nobody here
    petitions = () if is_organiser else tuple(one.key for one in case.raisers if one.body == ORGANISER)
    return Voice(said_by=at.actor.public_name, how=WRITTEN_DOWN, speaks_for=petitions)


def _is(raiser: Raiser, case: Case, at: Circumstances) -> bool:
    if raiser.body == ORGANISER:
        return ORGANISER in at.actor.roles and raiser.reference == at.actor.petition
    if raiser.body != at.actor.body or ROLE_OF.get(raiser.kind) not in at.actor.roles:
        return False
    if raiser.kind == Kind.COUNCILLOR:
        return at.actor.id in at.raisers.get(raiser.reference, frozenset())
    return at.register.organisation(raiser.body) != at.register.organisation(case.subject)


def as_asked(at: Circumstances) -> Circumstances:
    """The same as whoever asked sees it: a second person agrees to what was asked, and does not do it instead."""
    return at if at.asked_by is None else replace(at, actor=at.asked_by)


# What a body is in a case, looked up for the roles alone that the actor has: most have one, and every answer costs.
PLAYED_BY_BODIES: dict[Part, Callable[[Case, Circumstances, str], bool]] = {
    Part.SUBJECT: lambda case, _, body: body == case.subject,
    Part.OTHER_PARTNER: _is_other_partner,
    Part.CHECKER: _may_judge,
    Part.REVIEWER: _is_outside_refusal,
    Part.NOTIFIED: lambda case, _, body: any(
        (one.kind, one.body) == (INFORMATION, body) for one in case.scrutiny.notices
    ),
    Part.ADDRESSEE: lambda case, _, body: body in {addressee.body for addressee in case.scrutiny.addressees},
    Part.FACILITATOR: lambda case, at, body: body == case.inspection.facilitator and not takes_side(case, body, at),
    Part.INSPECTOR: lambda case, at, body: body == case.inspection.inspectorate and not takes_side(case, body, at),
    Part.ORGANISER: lambda case, at, _: bool(raised_by(case, at)),
}

# Whoever may ask, as the tables name them.
WORKER = frozenset({Part.CASE_WORKER})
MONITOR = frozenset({Part.MONITORING_OFFICER})
RESUMERS = WORKER | MONITOR
ADOPTERS = frozenset({Part.OTHER_PARTNER, Part.CASE_WORKER, Part.SCRUTINY_OFFICER})
COMMITTEE = frozenset({Part.SCRUTINY_OFFICER})
COUNCIL = WORKER | COMMITTEE
SUBJECT = frozenset({Part.SUBJECT})
CHECKER = frozenset({Part.CHECKER})
REVIEWER = frozenset({Part.REVIEWER})
# The organiser comes by the link of its letters; what it says otherwise, whoever is not its opponent may write down.
ORGANISER_OR_WORKER = frozenset({Part.ORGANISER, Part.CASE_WORKER})
ORGANISER_OR_CHECKER = frozenset({Part.ORGANISER, Part.CHECKER})
MENDERS = frozenset({Part.SUBJECT, Part.SCRUTINY_OFFICER})
NOTIFIED = frozenset({Part.NOTIFIED})
ADDRESSEE = frozenset({Part.ADDRESSEE})
ADDRESSEE_OR_COMMITTEE = ADDRESSEE | COMMITTEE
OTHER_PARTNER = frozenset({Part.OTHER_PARTNER})
INSPECTOR = frozenset({Part.INSPECTOR})
ASKERS = frozenset({Part.ORGANISER, Part.OTHER_PARTNER, *COUNCIL})
BROKERS = frozenset({Part.FACILITATOR, *COUNCIL})
FACILITATOR = frozenset({Part.FACILITATOR})
PARTIES = frozenset({Part.OTHER_PARTNER, Part.ORGANISER})
CLOSERS = frozenset({Part.INSPECTOR, Part.FACILITATOR})
SECOND = frozenset({Part.SECOND})
PROPOSER = frozenset({Part.PROPOSER})
MACHINE = frozenset({Part.MACHINE})
# Whoever may have taken a step.
EVERYBODY = frozenset(Part) - SECOND - PROPOSER - MACHINE
