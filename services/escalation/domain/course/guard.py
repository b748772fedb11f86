"""What must hold for what is asked of a case on any rung."""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.guard import Guard, ahead, not_after
from services.escalation.domain.case.lookup import OtherCase
from services.escalation.domain.case.part import Part, as_asked, concerned, parts_of, raised_by
from services.escalation.domain.case.refusal import NO_CASE, Gap
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.case.state import PLACES, Rung, State
from services.escalation.domain.case.trigger import ORGANISED, ORGANISER, Kind
from services.escalation.domain.course import command as asked
from shared.legible import letters
from shared.working_days import in_words

SOMEBODY_TO_LEAVE = Guard(
    "organiser_to_leave",
    "Whoever raised this case has left it, so that nobody is left to take it back.",
    lambda case, at: case.has_organiser,
    {
        Kind.OWN_FINDING: "A body raised this case as its own finding. Nobody takes such a case back: it ends when "
        "what failed is put right, or by its days.",
        Kind.FIGURES: "Figures opened this case, and nobody raised it who could take it back. It ends when what failed "
        "is put right, or by its days.",
    },
)
HAS_MERGED_ORGANISER = Guard(
    "organiser_of_a_merged_case",
    "No organiser of a case that was merged into this one has standing here.",
    lambda case, at: bool(set(case.organisers) - {case.reference}),
)
NOT_MERGED_BEFORE = Guard(
    "not_merged_before",
    "This case was merged before and came back, for the other was refused; it goes on by itself now.",
    lambda case, at: not case.course.merges,
)
HOST_STANDS = Guard(
    "a_case_to_merge_into",
    "No other open case about the same measure stands as far on as this one.",
    lambda case, at: bool(hosts(case, at)),
)
ONE_TO_LEAVE = Guard(
    "one_to_leave",
    "Several raised this case; each takes back its own part, and says so itself.",
    lambda case, at: behind(case, case.reference) <= 1 or leaving(case, case.reference, at) != "",
)
OWN_VOICE = Guard(
    "speaks_for_itself",
    "Whoever raised this case speaks for itself with a key of its own: nobody takes it back in its place.",
    lambda case, at: bool(raised_by(case, as_asked(at))) or _has_petition(case, case.organisers),
)
NOT_ABOUT_ITSELF = Guard(
    "not_about_itself",
    "This case is about your own organisation. A body outside it may take the case up.",
    lambda case, at: not is_own_cause(concerned(case, at), at),
)
RAISED_THIS = Guard(
    "raised_this_case",
    "You raised a case that was merged into this one: step back from it, and those who raised this one stay.",
    lambda case, at: _may_leave(case, at, {case.reference}),
)
RAISED_A_MERGED = Guard(
    "raised_a_merged_case",
    "You raised this case, and none that was merged into it: take it back, and those who raised the others stay.",
    lambda case, at: _may_leave(case, at, set(case.organisers) - {case.reference}),
)
ALONE_BEHIND = Guard(
    "alone_behind_it",
    "Others raised this case too, or it began by itself; none takes it back for all before it is let in.",
    lambda case, at: behind(case, case.reference) <= 1 and case.trigger in ORGANISED,
)


def leaving(case: Case, reference: str, at: Circumstances) -> str:
    """The one of several that would leave, of those that stand behind this case or the one of this reference merged
    into it; empty where whoever asks for it speaks for none of them. For the organiser of a petition that does not come
    by its own link a case worker writes down that it leaves.
    """
    asks = as_asked(at)
    own = (one.body for one in raised_by(case, asks) if one.reference == reference)
    has_petition = _has_petition(case, {reference})
    return next(own, ORGANISER if has_petition and _writes_down(case, asks) else "")


def is_written_down(case: Case, reference: str, at: Circumstances) -> bool:
    """Whether another than the organiser says that it leaves the case of this reference; without one, whether the
    actor could leave no merged case but so.
    """
    asks = as_asked(at)
    if ORGANISER in asks.actor.roles:
        return False
    if reference:
        return leaving(case, reference, at) == ORGANISER
    return not any(one.reference != case.reference for one in raised_by(case, asks))


def _has_petition(case: Case, references: Collection[str]) -> bool:
    """Whether the organiser of a petition stands behind one of these cases."""
    return any(one.body == ORGANISER for one in case.raisers if one.reference in references)


def behind(case: Case, reference: str) -> int:
    """How many stand behind this case or the one of this reference merged into it."""
    return sum(one.reference == reference for one in case.raisers)


def _may_leave(case: Case, at: Circumstances, references: Collection[str]) -> bool:
    """Whether the actor raised one of these cases, or writes down what the organiser of its petition says."""
    asks = as_asked(at)
    writes_down = _writes_down(case, asks) and _has_petition(case, references)
    return writes_down or any(one.reference in references for one in raised_by(case, asks))


def _writes_down(case: Case, at: Circumstances) -> bool:
    return Part.CASE_WORKER in parts_of(case, at)


STATUTORY_PROCESS = "statutory_process"
REASON_CLASSES = ("pre_election", "legal_proceedings", STATUTORY_PROCESS)


def class_listed(case: Case, command: asked.Pause, at: Circumstances) -> Iterator[Gap]:
    """A reason of the closed list."""
    if command.reason_class not in REASON_CLASSES:
        yield Gap("reason_class", "not_a_choice", f"Choose one of: {', '.join(REASON_CLASSES)}.")


def review_in_reach(case: Case, command: asked.Pause | asked.RenewPause, at: Circumstances) -> Iterator[Gap]:
    """The pause is looked at again after today, and soon enough."""
    yield from ahead("review_on", command.review_on, at)
    yield from not_after("review_on", command.review_on, at.policy.pause.review, at.today, at)


def within_all(case: Case, command: asked.Pause | asked.RenewPause, at: Circumstances) -> Iterator[Gap]:
    """All pauses of the case together are short enough; longer where a court or the police ask in writing, not for
    ever.
    """
    pause = case.course.pause
    since_on = pause.since_on if pause is not None else at.today
    is_asked = bool(command.letter.strip())
    longest = at.policy.pause.in_all_by_letter if is_asked else at.policy.pause.in_all
    latest = longest.reckon(since_on, at.calendar).due_on - timedelta(days=case.course.days_paused)
    if command.review_on > latest:
        words = f"A case may stand still for {longest.words()} in all: here until {in_words(latest)}"
        more = "." if is_asked else ", unless a court or the police ask for more in writing."
        yield Gap("review_on", "too_long_in_all", f"{words}{more}")


def rests_on_something_new(case: Case, command: asked.Pause | asked.RenewPause, at: Circumstances) -> Iterator[Gap]:
    """A pause after the first one, or a longer one, rests on a letter or reasons that no pause of the case had."""
    name = "letter" if command.letter.strip() else "reasons"
    if letters(getattr(command, name)) in {letters(getattr(one, name)) for one in at.grounds}:
        words = "The case stood still for this before. Name a new letter, or new reasons."
        yield Gap(name, "used_before", words)


def organiser_named(case: Case, command: asked.StepBack, at: Circumstances) -> Iterator[Gap]:
    """The organiser that leaves has standing here through a case that was merged into this one."""
    known = leavable(case, at)
    if command.organiser_of not in known:
        yield Gap("organiser_of", "no_such_organiser", f"Name one of: {', '.join(known)}.")
    elif behind(case, command.organiser_of) > 1 and not leaving(case, command.organiser_of, at):
        yield Gap("organiser_of", ONE_TO_LEAVE.name, ONE_TO_LEAVE.words)


def leavable(case: Case, at: Circumstances) -> tuple[str, ...]:
    """The cases merged into this one from which the actor may step back: its own, or any for a case worker."""
    merged = [one for one in case.organisers if one != case.reference]
    return tuple(one for one in merged if _may_leave(case, at, {one}))


def may_take_in(case: Case, command: asked.Merge, at: Circumstances) -> Iterator[Gap]:
    """The case that is named exists, is another one, is about the same matter and body, and stands as far on."""
    if command.into == case.reference:
        yield Gap("into", "itself", "This is the case itself. Name another one.")
        return
    host = next((one for one in at.others if one.reference == command.into), None)
    if host is None:
        yield Gap("into", "no_such_case", NO_CASE)
        return
    fault = next(((code, words) for code, words, is_so in _UNFIT if is_so(case, host, at)), None)
    if fault is not None:
        code, words = fault
        yield Gap("into", code, words.format(host=host.reference, into=host.merged_into))


def hosts(case: Case, at: Circumstances) -> tuple[OtherCase, ...]:
    """The cases into which this one may be merged."""
    return tuple(
        one
        for one in at.others
        if one.reference != case.reference and not any(is_so(case, one, at) for _, _, is_so in _UNFIT)
    )


def passes_over(case: Case, command: object, at: Circumstances) -> bool:
    """Whether the case would go on in one for which the first rung is over, and so lose that its partner puts it right;
    only where somebody who raised it is still there to be asked. Whoever says that it is put right had that rung.
    """
    into = command.into if isinstance(command, asked.Merge) else ""
    host = next((one for one in at.others if one.reference == into), None) if into and case.has_organiser else None
    has_had_it = case.state is State.VERIFYING
    return host is not None and not has_had_it and PLACES[host.state].rung is Rung.SCRUTINY


def _has_another_subject(case: Case, host: OtherCase, at: Circumstances) -> bool:
    ours, theirs = (at.register.organisation(one) for one in (case.subject, host.subject))
    return bool(case.subject and host.subject) and ours != theirs


# A remedy is claimed or found, or a resolution proposed: whoever joined would have what is left of the days.
SAID_TO_BE_PUT_RIGHT = (State.VERIFYING, State.RESOLUTION_PROPOSED)
# The committee has heard it, or is past hearing it: nobody is asked any more to put it right before that.
SPENT = (
    *(State.AWAITING_RESPONSES, State.MONITORING),
    *(state for state in State if PLACES[state].rung is Rung.INSPECTION and not PLACES[state].is_end),
)
_ORDER: tuple[State, ...] = tuple(State)
# Why a case cannot take in another: a stable code, what is said, and the test; the first that holds is told.
_UNFIT: tuple[tuple[str, str, Callable[[Case, OtherCase, Circumstances], bool]], ...] = (
    ("another_area", "Case {host} is of another area.", lambda case, host, at: host.area != case.area),
    ("another_measure", "Case {host} is about another measure.", lambda case, host, at: host.measure != case.measure),
    (
        "merged_itself",
        "Case {host} goes on as part of case {into}. Merge this one into that.",
        lambda case, host, at: host.state is State.MERGED,
    ),
    ("ended", "Case {host} has ended, and takes in no other.", lambda case, host, at: PLACES[host.state].is_end),
    (
        "refused",
        "Case {host} was refused. This one would go down with it.",
        lambda case, host, at: host.state in (State.REJECTED, State.REJECTION_REVIEW),
    ),
    (
        "stands_still",
        "Case {host} stands still now. Merge when it goes on.",
        lambda case, host, at: host.overlay is not None,
    ),
    (
        "said_to_be_put_right",
        "Case {host} is said to be put right, and whoever raised it may contest that. Merge when that is decided.",
        lambda case, host, at: host.state in SAID_TO_BE_PUT_RIGHT,
    ),
    (
        "spent",
        "Case {host} has been before the committee: nobody is asked in it any more to put it right. This one goes on.",
        lambda case, host, at: host.state in SPENT,
    ),
    ("another_body", "In case {host} another body is the one that answers.", _has_another_subject),
    (
        "not_as_far_on",
        "Case {host} has not come as far as this one, so that time would be lost. Merge it into this one instead.",
        lambda case, host, at: _ORDER.index(host.state) < _ORDER.index(case.state),
    ),
)
