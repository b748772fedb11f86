"""The parts that people play in a case, and which of them an actor plays. The tables name parts, never accounts.

One person may play several; nobody plays a part in a case about their own body that would make them its judge.
"""

from enum import StrEnum

from services.escalation.domain.case import Case
from services.escalation.domain.circumstances import SYSTEM, Circumstances


class Part(StrEnum):
    """A part in a case. The values are the words of the printed table."""

    CASE_WORKER = "case worker"
    SCRUTINY_OFFICER = "scrutiny officer, for the committee"
    SUBJECT = "the partner under duty"
    OTHER_PARTNER = "another partner"
    CHECKER = "a case worker or partner outside the subject"
    ADDRESSEE = "a body that recommendations were served on"
    FACILITATOR = "the facilitator"
    INSPECTOR = "the inspectorate"
    ORGANISER = "the organiser"
    MACHINE = "the machine"


def parts_of(case: Case, at: Circumstances) -> frozenset[Part]:
    """The parts that the acting person or machine plays in the case."""
    roles, body = at.actor.roles, at.actor.body
    plain = {
        "case_worker": Part.CASE_WORKER,
        "scrutiny_officer": Part.SCRUTINY_OFFICER,
        "organiser": Part.ORGANISER,
        SYSTEM: Part.MACHINE,
    }
    parts = {part for role, part in plain.items() if role in roles}
    return frozenset(parts | _parts_of_body(case, at, body) if body else parts)


def _parts_of_body(case: Case, at: Circumstances, body: str) -> set[Part]:
    roles = at.actor.roles
    speaks_for_body = bool(roles & {"partner", "case_worker"})
    is_outside = at.register.organisation(body) != at.register.organisation(case.subject)
    plays = {
        Part.SUBJECT: "partner" in roles and body == case.subject,
        Part.OTHER_PARTNER: "partner" in roles and is_outside and at.register.body(body) is not None,
        Part.CHECKER: speaks_for_body and is_outside,
        Part.ADDRESSEE: speaks_for_body and body in {addressee.body for addressee in case.outstanding},
        Part.FACILITATOR: body == case.facilitator,
        Part.INSPECTOR: "inspector" in roles and body == case.inspectorate,
    }
    return {part for part, is_played in plays.items() if is_played}
