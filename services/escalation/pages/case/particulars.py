"""What a case's page tells of it: the facts, what was tried beside, the figures, what was shown for the remedy."""

from collections.abc import Iterator

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.minute import deciding
from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.ladder.wording import name_of
from services.escalation.pages.case import standing as stands
from services.escalation.pages.scrutiny import scrutiny
from shared.events.escalation import RemedyAgreed, RemedyClaimed, RemedyContested, RemedyNotVerified, RemedyVerified
from shared.web.components import Fact, Link, Words
from shared.web.tables import Column, Row, Table
from shared.web.wording import number, sentence_case, signatures
from shared.working_days import london_day


def facts(standing: stands.Standing, measure: str) -> list[Fact]:
    """Everything that stands of the case, in the order in which it came about; `measure` is the measure's name."""
    about, bodies = standing.case, standing.at.register.bodies
    duty = about.remedy.duty
    found: list[tuple[str, Words]] = [
        ("Reference", about.reference),
        *_raised(standing),
        ("Measure", Link(measure, f"/measures/{about.area}/{about.measure}")),
        ("Answers", standing.bearing(about.subject) if duty else f"{standing.lead_name}, once asked"),
    ]
    if duty is not None:
        helps = [name_of(one, bodies) for one in duty.contributors]
        found.append(("Helps", ", ".join(helps) or "Nobody is named"))
        found.append(("On the ground of", duty.basis))
    if about.screening.failure_alleged_on is not None:
        found.append(("Said to be a failure of the system", about.screening.failure_alleged_on))
    if standing.must is not None:
        found.append(("This step rests on", sentence_case(standing.must.rests_on)))
    found.extend(_plan(about))
    found.extend(scrutiny.facts(standing))
    if about.inspection.complaints:
        named = [standing.bearing(one) for one in about.inspection.complainants]
        count = f"{number(about.inspection.complaints)} {'partner' if about.inspection.complaints == 1 else 'partners'}"
        found.append(("Complaints", f"{count}: {', '.join(named)}" if named else count))
    found.extend(_intervention(standing))
    if about.course.merged_into:
        found.append(("Goes on as part of", Link(about.course.merged_into, f"/cases/{about.course.merged_into}")))
    for one in about.course.joined:
        found.append(("A part of this case", Link(one.reference, f"/cases/{one.reference}")))
        found.extend(("Behind that part", sentence_case(each.name)) for each in one.behind if each.name)
    if about.waiting is not None:
        of = standing.wording.code(about.waiting.of)
        words = f"A decision ({standing.wording.code(about.waiting.command)}) until {of} agrees, by"
        found.append(("Waits", (f"{words} ", about.waiting.second_by)))
    if about.reckoning:
        found.append(("How the day was reckoned", about.reckoning))
    found.append(("Rules", "Those in force on the day it was let in"))
    return [Fact(label, words) for label, words in found]


def _raised(standing: stands.Standing) -> Iterator[tuple[str, Words]]:
    """A petition with its signatures; else in what way, by whom, on which paper, and what they say fails."""
    about = standing.case
    if about.trigger == Kind.PETITION:
        signed = f"A petition, handed in with {signatures(about.signatures)}"
        yield "Raised by", Link(signed, f"/petitions/{about.reference}")
        yield from _behind(about)
        return
    yield "Raised by", sentence_case(standing.wording.code(about.trigger))
    yield from _behind(about)
    if about.raised.failure and not about.raised.records:
        yield "What fails", about.raised.failure
    if about.raised.steps:
        yield "Tried before", about.raised.steps


def _behind(about: Case) -> Iterator[tuple[str, Words]]:
    """Each body that raised it or joined it, on which paper, and what it says fails in its own words."""
    for record in about.raised.records:
        yield "Behind it no more" if record.body in about.raised.left else "Behind it", str(record)
        if record.failure:
            yield f"What fails, as {record.name} says", f"{record.title}. {record.failure}"


def _plan(about: Case) -> Iterator[tuple[str, Words]]:
    plan = about.remedy.plan
    if plan is None:
        return
    yield "Plan", plan.actions
    yield "Answers for the plan", plan.owner
    yield "What the measure will show", plan.target
    if plan.sign:
        yield "How it will be seen", plan.sign
    yield "To be put right by", plan.remedy_on
    if plan.more_time_until is not None and about.state is State.REMEDY_RUNNING:
        yield "More time asked for, until", plan.more_time_until
    if plan.together:
        yield "Done together with those who help", plan.together


def processes(standing: stands.Standing) -> Table | None:
    """What was begun beside the ladder's own steps, and what came of it."""
    about, wording = standing.case, standing.wording
    rows = [
        Row(
            (
                sentence_case(wording.code(one.process)),
                deciding(about, standing.at) if one.of_committee else standing.bearing(one.body),
                one.outcome,
                one.ended_on or one.until_on,
                one.result or ("It runs" if about.is_open and one.is_running(standing.at.today) else "Not said"),
            )
        )
        for one in about.processes
    ]
    columns = (
        *(Column("What is tried"), Column("Begun by"), Column("What it is meant to bring"), Column("Until")),
        Column("What came of it"),
    )
    return Table("What is tried beside the steps of the ladder", columns, rows, stacks=True) if rows else None


def _intervention(standing: stands.Standing) -> list[tuple[str, Words]]:
    """What stands besides complaints on the last rung: settlement, declarations, grade, plan and its next report."""
    inspection = standing.case.inspection
    found: list[tuple[str, Words]] = []
    if inspection.facilitator:
        found.append(("Facilitator", standing.bearing(inspection.facilitator)))
    if inspection.declaration:
        found.append(("Interests it declares", inspection.declaration))
    if inspection.settlement is not None:
        agreed = ", ".join(standing.bearing(one) for one in inspection.settlement.agreed)
        found.append(("Settlement proposed", inspection.settlement.terms))
        found.append(("Agreed to by", agreed or ("Nobody yet" if standing.case.is_open else "Nobody")))
    if inspection.declarations:
        found.extend(_declarations(standing))
    if inspection.grade:
        found.append(("Findings graded", sentence_case(standing.wording.code(inspection.grade))))
    if inspection.style:
        found.append(("The action plan", sentence_case(standing.wording.code(inspection.style))))
    if standing.case.state is State.ACTION_IN_FORCE and inspection.report_by is not None:
        found.append(("Next report by", inspection.report_by))
    return found


def _declarations(standing: stands.Standing) -> Iterator[tuple[str, Words]]:
    """Who has lost confidence, and until when that counts; who had."""
    for one in standing.case.inspection.declarations:
        counts = one.counts_until >= standing.at.today
        yield (
            "No confidence",
            (f"{standing.bearing(one.by)}: {'counts' if counts else 'counted'} until ", one.counts_until),
        )


def claims(standing: stands.Standing) -> Table | None:
    """What the body that answers showed for its remedies, and what was found of each, in their own words."""
    rows = []
    for recorded, name in zip(standing.history, standing.answered_by, strict=True):
        on = london_day(recorded.occurred_at)
        match recorded.event:
            case RemedyClaimed(evidence=words):
                rows.append(Row((f"{name} says that it is put right", words, on)))
            case RemedyAgreed(reasons=words):
                rows.append(Row(("Whoever raised it agrees", words, on)))
            case RemedyContested(reasons=words):
                rows.append(Row(("Whoever raised it does not agree", words, on)))
            case RemedyVerified(how=how, reasons=words):
                rows.append(Row((f"Found put right, {standing.wording.code(how)}", words, on)))
            case RemedyNotVerified(reasons=words):
                rows.append(Row(("Not found put right", words, on)))
    columns = (Column("Step"), Column("In these words"), Column("When"))
    return Table("What was shown for the remedy, and what was found", columns, rows, stacks=True) if rows else None
