"""What happened to a petition and its case, as sentences with their days: the profile's words, with names for ids."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.escalation.domain.case.register import Body
from services.escalation.domain.ladder.wording import name_of, sentences
from shared.events.escalation import (
    CaseAdmitted,
    CaseStep,
    FindingsPublished,
    RecommendationsIssued,
    SignaturesCounted,
    StepCorrected,
)
from shared.ledger import Recorded
from shared.policy import Wording
from shared.web.components import Link, Strong, TimelineEntry, Words
from shared.working_days import in_words, london_day

BY_ITSELF = "system"


def entries(
    history: Sequence[Recorded], *, bodies: Mapping[str, Body], wording: Wording, facts: Mapping[str, object]
) -> list[TimelineEntry]:
    """What happened, oldest first; the counts of single days are left to the petition's own table."""
    found, due = [], None
    put_right = _corrections(history)
    days = [(recorded.event, london_day(recorded.occurred_at)) for recorded in history]
    told = sentences(days, wording, bodies, facts)
    for recorded, said in zip(history, told, strict=True):
        if not isinstance(recorded.event, SignaturesCounted):
            on = london_day(recorded.occurred_at)
            names = [name for body in bodies.values() for name in (body.name, *body.former_names)]
            remark = " ".join(part for part in (_remark(recorded, due), _put_right(recorded, put_right)) if part)
            found.append(TimelineEntry(on, (bold(said, names), _more(recorded.event, bodies)), remark))
        if isinstance(recorded.event, CaseStep):
            due = recorded.event.due_on
    return found


def _corrections(history: Sequence[Recorded]) -> Mapping[int, str]:
    """What stands beside the steps in which a slip was put right: when, and why."""
    found: dict[int, list[str]] = {}
    for one in history:
        if isinstance(one.event, StepCorrected):
            on = in_words(london_day(one.occurred_at))
            found.setdefault(one.event.step, []).append(f"Corrected on {on}, because: {one.event.reasons}")
    return {step: " ".join(said) for step, said in found.items()}


def _put_right(recorded: Recorded, corrections: Mapping[int, str]) -> str:
    """A petition shares its case's story, and numbers its own events."""
    return corrections.get(recorded.version, "") if isinstance(recorded.event, CaseStep) else ""


def bold(said: str, names: Iterable[str]) -> Words:
    """The sentence with the name that it begins with in bold."""
    for name in names:
        if name and said.startswith(f"{name} "):
            return (Strong(name), said[len(name) :])
    return said


def _more(event: object, bodies: Mapping[str, Body]) -> Words:
    """What is told behind the sentence: recommendations in full, what is new since an earlier case, a document."""
    if isinstance(event, CaseAdmitted) and event.new_evidence:
        return f" New since an earlier case: {event.new_evidence}"
    if isinstance(event, FindingsPublished) and event.file:
        return (" ", Link(f"Open file {event.file}", f"/cases/{event.case}/files/{event.file}"))
    if not isinstance(event, RecommendationsIssued):
        return ""
    told = []
    for one in event.recommendations:
        addressee = name_of(one.addressee, bodies)
        told.append(f" {one.number}. To {addressee}, by {in_words(one.by_on)}: {one.text.rstrip('.')}.")
    return "".join(told)


def _remark(recorded: Recorded, due: date | None) -> str:
    """By itself, when silence did it; and whether it was noticed late or on what was known then."""
    event = recorded.event
    if not isinstance(event, CaseStep):
        return ""
    parts = []
    if recorded.actor == BY_ITSELF and due is not None and due < london_day(recorded.occurred_at):
        parts.append(f"By itself: nobody had acted by {in_words(due)}.")
    if event.late_since is not None:
        parts.append(f"Noticed late: it was due on {in_words(event.late_since)}.")
    if event.is_provisional:
        parts.append("Provisional: figures may still be on their way.")
    return " ".join(parts)
