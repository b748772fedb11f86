"""The seats at a sealed matter: who sits on the bench, inquires or answers for it, and who may see what of it. Pure."""

from enum import StrEnum

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.reserve.matter import (
    AUDITOR_BENCH,
    Happened,
    Lodged,
    Matter,
    NotAuthorised,
    Stage,
    TurnedDown,
    Unsealed,
    bench_of,
)

LODGERS = frozenset({"chief_officer", "monitoring_officer", "s151", "auditor", "councillor"})
RECEIVERS = frozenset({"inspector", "auditor", "chief_officer", "authoriser"})
ROLES = LODGERS | RECEIVERS


class Seat(StrEnum):
    """The parts that people play in a sealed matter."""

    AUTHORISER = "an authoriser of the bench that sits"
    AUDITOR_ON_BENCH = "the auditor, where two benches came to no decision"
    ACCOUNTABLE = (
        "a monitoring or section 151 officer outside the subject, who neither lodged it, decided on it nor told what "
        "was found"
    )
    AUDITOR = "an auditor outside the subject, who neither lodged it, decided on it nor told what was found"
    INQUIRER = "a body that it was sent to, other than whoever lodged it, by somebody who did not authorise it"


def seats_of(matter: Matter, at: Circumstances) -> frozenset[Seat]:
    """The parts that the acting person plays. Nobody of the subject's organisation plays any."""
    body, roles = at.actor.body, at.actor.roles
    if body is None or at.register.organisation(body) == at.register.organisation(matter.subject):
        return frozenset()
    has_spoken = at.actor.id in {matter.lodged_by, *(one.holder for one in matter.findings)}
    has_part = has_spoken or any(vote.holder == at.actor.id for vote in matter.votes)
    plays = {
        Seat.AUTHORISER: "authoriser" in roles and _sits(matter, body, at),
        Seat.AUDITOR_ON_BENCH: not has_spoken and _is_auditor(body, at) and bench_of(matter.bench) == AUDITOR_BENCH,
        Seat.ACCOUNTABLE: not has_part and bool(roles & set(at.policy.reserve.accountable_officer.split("_or_"))),
        Seat.AUDITOR: not has_part and _is_auditor(body, at),
        Seat.INQUIRER: bool(roles & RECEIVERS) and _inquires(matter, body, at),
    }
    return frozenset(seat for seat, is_played in plays.items() if is_played)


def may_read(matter: Matter, at: Circumstances) -> bool:
    """Whether the acting person may see the matter. Whoever lodged it may; else nobody of the subject's."""
    body, roles = at.actor.body, at.actor.roles
    if not roles & ROLES or body is None:
        return False
    if at.actor.id == matter.lodged_by:
        return True
    if at.register.organisation(body) == at.register.organisation(matter.subject):
        return False
    has_voted = any(vote.holder == at.actor.id for vote in matter.votes)
    is_sent_it = body in matter.recipients and bool(roles & RECEIVERS)
    return has_voted or is_sent_it or bool(seats_of(matter, at))


def shown_to(matter: Matter, happened: Happened, at: Circumstances) -> bool:
    """Whether an entry is for the acting person, who may see the matter. Who lodged it and has no other part sees what
    they lodged, and why it was refused.
    """
    is_lodger_alone = at.actor.id == matter.lodged_by and not seats_of(matter, at)
    if not is_lodger_alone or isinstance(happened.event, Lodged | TurnedDown | Unsealed):
        return True
    return matter.stage is Stage.REFUSED and isinstance(happened.event, NotAuthorised)


def _sits(matter: Matter, body: str, at: Circumstances) -> bool:
    """Whether an authoriser of the body may decide now: on the bench, not of an organisation that has, and not twice;
    on the open bench once each time that it sits.
    """
    if bench_of(matter.bench) == AUDITOR_BENCH or at.actor.id == matter.lodged_by:
        return False
    is_pair, organisation = matter.bench < AUDITOR_BENCH, at.register.organisation(body)
    bench = matter.benches[matter.bench - 1] if is_pair else ()
    has_decided = any(at.register.organisation(vote.body) == organisation for vote in matter.sitting)
    has_voted = any(vote.holder == at.actor.id for vote in (matter.votes if is_pair else matter.sitting))
    return (not bench or body in bench) and not has_decided and not has_voted


def _inquires(matter: Matter, body: str, at: Circumstances) -> bool:
    """Whether the actor says what this body found: it was sent the matter, has not spoken, and is not whose word the
    matter is; nor did the same person authorise the inquiry.
    """
    is_lodgers = at.register.organisation(body) == at.register.organisation(matter.lodged_for)
    has_found = any(one.body == body for one in matter.findings)
    has_voted = any(vote.holder == at.actor.id for vote in matter.votes)
    return body in matter.recipients and not (is_lodgers or has_found or has_voted)


def _is_auditor(body: str, at: Circumstances) -> bool:
    """Whether this is the auditor that the policy names; any, where the register knows no such body."""
    named = at.policy.reserve.auditor
    return "auditor" in at.actor.roles and (body == named or at.register.body(named) is None)
