"""What must hold for what is asked while a case is screened."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard
from services.escalation.domain.case.lookup import Earlier
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.screening import EXCLUSIONS, MATTERS
from services.escalation.domain.case.trigger import COUNTED, FINDINGS, Kind
from services.escalation.domain.screening import command as asked

LEVELS = ("local", "area_wide")

NO_MEASURE, REPEATS, NOT_A_FINDING = "no_measure_fits", "repeats_within_six_months", "not_a_written_finding"
REJECTION_REASONS = (
    "vexatious",
    "abusive",
    *EXCLUSIONS,
    "before_a_court",
    "party_political",
    "names_individuals",
    REPEATS,
    "not_a_matter_of_this_area",
    NO_MEASURE,
    NOT_A_FINDING,
)


def reasons_for(trigger: str) -> tuple[str, ...]:
    """The reasons for which a case so raised may be refused: of a body's finding only the form is checked."""
    if trigger in FINDINGS:
        return (NOT_A_FINDING,)
    return tuple(code for code in REJECTION_REASONS if code != NOT_A_FINDING)


def repeated_by(case: Case, at: Circumstances) -> tuple[Earlier, ...]:
    """The cases about the same measure that ended so lately that this one may be their repetition."""
    repeat = at.policy.petition.repeat
    return tuple(one for one in at.earlier if repeat.reckon(one.closed_on, at.calendar).due_on >= at.today)


def _exclusion_holds(case: Case, at: Circumstances) -> bool:
    return not (at.policy.safeguard.systemic_failure_override and case.screening.failure_alleged_on is not None)


def _is_outside_settled(case: Case, at: Circumstances) -> bool:
    looks_until = at.policy.safeguard.outside_review.reckon(case.since_on, at.calendar).due_on
    return case.screening.advised_on is not None or at.today > looks_until


CITES_A_MEASURE = Guard(
    "cites_a_measure",
    "It cites no agreed measure, so that these steps cannot help it: refuse it for that reason, and it is answered as "
    "an ordinary petition.",
    lambda case, at: bool(case.measure),
)

NOT_ALLEGED = Guard(
    "not_alleged_before",
    "It was noted before that a failure of the system is alleged.",
    lambda case, at: case.screening.failure_alleged_on is None,
)

REVIEW_LEFT = Guard(
    "review_left",
    "A refusal is reviewed once, and this one was.",
    lambda case, at: case.screening.reviews == 0,
)

WITHIN_WINDOW = Guard(
    "within_the_window",
    "The days in which a review may be asked for are over.",
    lambda case, at: case.due_on is None or at.received_on <= case.due_on,
)

NOT_THE_REFUSER = Guard(
    "not_the_one_who_refused",
    "Whoever refused the case does not decide on the review.",
    lambda case, at: at.actor.id not in at.refusers,
)

NOT_BACKED = Guard(
    "not_looked_at_before",
    "Somebody from outside has looked at the refusal; the committee decides now.",
    lambda case, at: case.screening.advised_on is None,
)

OUTSIDE_SETTLED = Guard(
    "looked_at_from_outside",
    "Somebody from outside looks first; the committee may uphold the refusal when that was done or its days are over.",
    _is_outside_settled,
)

REASON_STANDS = Guard(
    "reason_stands",
    "A failure of the system is alleged, and that ground of refusal falls away: let the case in.",
    lambda case, at: case.cause not in EXCLUSIONS or _exclusion_holds(case, at),
)


def level_known(case: Case, command: asked.Admit | asked.OverturnRejection, at: Circumstances) -> Iterator[Gap]:
    """Local or area-wide; for the whole area it takes as many neighbourhoods or area committees as the policy says."""
    if command.level not in LEVELS:
        yield Gap("level", "not_a_choice", f"Choose one of: {', '.join(LEVELS)}.")
    elif command.level == "area_wide" and case.trigger in COUNTED and case.raised.level == "local":
        yield Gap("level", "too_few_decisions", "One body decided this for its own place: too few for the whole area.")
    elif command.level == "local" and case.trigger == Kind.PETITION and case.raised.level == "area_wide":
        yield Gap("level", "whole_area", "Enough have signed or decided for the whole area: it is no local matter.")


def not_excluded(case: Case, command: asked.Admit, at: Circumstances) -> Iterator[Gap]:
    """No matter that another procedure decides, unless the system is said to fail."""
    if command.matter not in MATTERS:
        yield Gap("matter", "not_a_choice", f"Choose one of: {', '.join(MATTERS)}.")
    elif command.matter in EXCLUSIONS and _exclusion_holds(case, at):
        words = (
            "Another procedure decides this matter. Only an alleged failure of the system brings it in: note it first."
        )
        yield Gap("matter", "excluded", words)


def new_since(case: Case, command: asked.Admit, at: Circumstances) -> Iterator[Gap]:
    """A case about a measure that another case dealt with lately says what is new."""
    earlier = repeated_by(case, at)
    if earlier and not command.new_evidence.strip():
        named = ", ".join(one.reference for one in earlier)
        yield Gap("new_evidence", "missing", f"The same measure was dealt with lately ({named}). Say what is new.")


def reason_listed(case: Case, command: asked.Reject, at: Circumstances) -> Iterator[Gap]:
    """A reason of the published list that this case can have."""
    possible = reasons_for(case.trigger)
    if command.reason_code not in possible:
        yield Gap("reason_code", "not_a_choice", f"Choose one of: {', '.join(possible)}.")
    elif command.reason_code in EXCLUSIONS and not _exclusion_holds(case, at):
        yield Gap("reason_code", "falls_away", "A failure of the system is alleged: this ground falls away.")


def repetition_named(case: Case, command: asked.Reject, at: Circumstances) -> Iterator[Gap]:
    """Whoever refuses a repetition names what it repeats: a case about the same measure that ended lately."""
    if command.reason_code != REPEATS:
        return
    known = [one.reference for one in repeated_by(case, at)]
    if command.repeats not in known:
        which = f"Name one of: {', '.join(known)}." if known else "No case about this measure ended so lately."
        yield Gap("repeats", "not_an_earlier_case", which)
