"""Where a case stands, as every page draws it: the ladder, the must line, the chips. The words are the profile's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.part import answering
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.state import PLACES, RUNGS, State
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.course.command import AT_ANY_TIME
from services.escalation.domain.inspection.guard import can_be_asked_for_here
from services.escalation.domain.ladder import wording as words
from services.escalation.domain.ladder.decision import Offer, silence_row
from services.escalation.domain.ladder.holder import is_on_actor, on_whom
from services.escalation.domain.ladder.wording import name_of, named, sentence, sentence_of_code, signed_on
from services.escalation.handlers.case.case import Seen
from services.escalation.pages.case import timeline
from shared.events.escalation import RESOLVED, CaseReferred, CaseStep, ScrutinyExhausted
from shared.ledger import Recorded
from shared.policy import Basis, Wording
from shared.policy.ground import laws
from shared.policy.standing import Must
from shared.policy.wording import rung_ahead, rung_did, rung_left, rung_not_reached, rung_skipped
from shared.web.chips import Chip, Status
from shared.web.components import Ladder, Rung, RungState, Strong, TimelineEntry, Words
from shared.web.must_line import MustLine, WaitsFor, waits_for
from shared.web.wording import sentence_case, signatures
from shared.working_days import in_words, london_day, working_days_left

BY_AGREEMENT, BY_LAW = "By signed agreement", "By law"
REFUSED = (State.REJECTED, State.REJECTED_FINAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A case with what its decisions rest on and what happened, ready to be drawn.

    `area_name` is what the area is called, `wording` the words of the page's day; rules stay those of admission.
    """

    case: Case
    at: Circumstances
    history: Sequence[Recorded]
    area_name: str
    wording: Wording

    @property
    def lead_name(self) -> str:
        """The body that is to put it right; whoever leads on the measure, before the duty is served."""
        return name_of(answering(self.case, self.at), self.at.register.bodies)

    @property
    def answered_by(self) -> Sequence[str]:
        """The name of the body that answered at each step of the history."""
        days = [(one.event, london_day(one.occurred_at)) for one in self.history]
        return words.subjects(days, self.at.register.bodies)

    def bearing(self, body: str) -> str:
        """What a body is called that stands for what another did before it ceased: with its name and the day."""
        return words.bearing(body, self.case, named(self.case, self.at))

    @property
    def facts(self) -> dict[str, object]:
        """What sentences and must lines may name besides an event's own fields and what binds a body."""
        return words.facts(self.case, self.at, self.area_name)

    @property
    def must(self) -> Must | None:
        """Who is to act and what happens by itself otherwise; None where no clock runs."""
        return words.must(self.case, self.at, self.wording, self.area_name)

    @property
    def asked_on(self) -> date | None:
        """The day by which somebody is to act; what silence does comes on the case's `due_on`, then or later."""
        return self.case.asked_by or self.case.due_on

    @property
    def days_left(self) -> int:
        """Working days until somebody is to have acted; negative when that day is over."""
        if self.asked_on is None:
            return 0
        return working_days_left(self.at.today, self.asked_on, calendar=self.at.calendar)

    @property
    def is_late(self) -> bool:
        """Whether somebody was to act by a day that is over; nobody is late with what they only may do."""
        must = self.must
        return self.days_left < 0 and must is not None and waits_for(must) is WaitsFor.DUTY

    @property
    def otherwise(self) -> Words:
        """What happens by itself otherwise, and after which day where that is not the day already named."""
        must = self.must
        if must is None:
            return ""
        if must.due_on is None or must.due_on == must.asked_by:
            return must.otherwise
        return (f"{must.follows}, after ", Strong(must.due_on), ".")


def standing(seen: Seen) -> Standing:
    """A case that was read, ready to be drawn."""
    return Standing(case=seen.case, at=seen.at, history=seen.history, area_name=seen.area_name, wording=seen.wording)


def must_line(standing: Standing, *, is_readers: bool = False) -> MustLine | None:
    """Who must do what by when, and what happens if they do not; None when no clock runs."""
    must, asked_on, pause = standing.must, standing.asked_on, standing.case.course.pause
    if must is None or asked_on is None:
        return None
    if pause is not None:
        why = f"{must.does} {sentence_of_code(standing.wording, pause.reason_class)}"
        return MustLine.stopped(
            since=pause.since_on,
            subject=must.who,
            why=why,
            review=f"Until {in_words(asked_on)}",
            when_it_starts=standing.otherwise,
            otherwise_label="Then:",
        )
    is_body = must.who == standing.lead_name
    return MustLine.running(
        on=asked_on,
        days_left=standing.days_left,
        subject=must.who,
        duty=must.does,
        otherwise=standing.otherwise,
        otherwise_label="If it says nothing:" if is_body and not is_readers else "If nothing is done:",
        is_readers=is_readers,
        waits_for=waits_for(must),
    )


def is_readers(standing: Standing, offers: Sequence[Offer]) -> bool:
    """Whether the clock runs for the reader: it is on them, and something is open to them; a mere right is no turn."""
    must = standing.must
    if must is None or must.is_right or not is_on_actor(standing.case, standing.at):
        return False
    return any(offer.is_open and offer.command not in AT_ANY_TIME for offer in offers)


def next_entries(standing: Standing) -> list[TimelineEntry]:
    """The days ahead of the case, the last first: what silence does, and by when somebody is to act."""
    must, asked_on, due_on = standing.must, standing.asked_on, standing.case.due_on
    if must is None or asked_on is None or due_on is None:
        return []
    said: Words = (Strong(must.who), f" {must.does}")
    if due_on == asked_on:
        follows = f"{'Then' if must.is_nobodys else 'If not'}: {must.follows}."
        return [TimelineEntry(due_on, said, remark=follows, is_next=True)]
    follows = f"{'Then' if must.is_nobodys else 'If nothing came'}: {must.follows}."
    return [TimelineEntry(due_on, follows, is_next=True), TimelineEntry(asked_on, said, is_next=True)]


def story(standing: Standing) -> list[TimelineEntry]:
    """What happened to the case, oldest first; forums and peers that raised it are named as they named themselves."""
    return timeline.entries(
        standing.history,
        bodies=named(standing.case, standing.at),
        wording=standing.wording,
        facts=standing.facts,
    )


def chips(standing: Standing) -> list[Chip]:
    """The state now, what it concerns, and what the steps rest on: three at most."""
    case, wording = standing.case, standing.wording
    found = [Chip(status(case, is_late=standing.is_late), wording.state(case.state.value).title)]
    if case.overlay is not None:
        found.append(Chip(Status.WAITING, wording.state(case.overlay.value).title))
    elif case.screening.level:
        found.append(Chip(Status.NOTE, sentence_case(wording.code(case.screening.level))))
    if binding := _binding(standing):
        found.append(Chip(Status.LOCKED, binding))
    return found


def _binding(standing: Standing) -> str:
    """What the step that somebody is to take rests on, in the words of a chip; empty where nobody is to take one.

    Law binds whomever it names, the agreement only a body that signed it and whose own step rests on it.
    """
    must, case, at = standing.must, standing.case, standing.at
    if must is None or must.is_right or must.is_nobodys:
        return ""
    if laws(must.grounds):
        return BY_LAW
    by_agreement = any(one.basis is Basis.LOCAL_AGREEMENT for one in must.grounds)
    if by_agreement and on_whom(case, at) == (answering(case, at),) and signed_on(case, at) is not None:
        return BY_AGREEMENT
    return sentence_case(standing.wording.obligations["chip"])


def status(case: Case, *, is_late: bool = False) -> Status:
    """What the chip of a case stands for."""
    if case.state in REFUSED:
        return Status.REJECTED
    if case.is_open:
        return Status.LATE if is_late else Status.WAITING
    return Status.DONE if PLACES[case.state].ended == RESOLVED else Status.NOT_MET


def ladder(standing: Standing) -> Ladder:
    """The four rungs: what is behind the case, where it stands, and on what condition it goes further."""
    entered = _entered(standing.history)
    current = max(entered, default=0)
    rungs = [
        _rung(standing, place, name, current, entered)
        for place, name in enumerate(standing.wording.rungs_of(standing.case.trigger))
    ]
    return Ladder(rungs, basis=standing.wording.obligations["ground"])


def _rung(standing: Standing, place: int, name: str, current: int, entered: dict[int, date]) -> Rung:
    case = standing.case
    if place > current:
        return Rung(RungState.LATER, name, _condition(standing, place, current), _later(standing, place))
    if place == current and case.is_open:
        since = entered.get(place, case.since_on)
        until: Words = standing.wording.state(case.state.value).means
        if case.state is State.STAGE2_EXHAUSTED and not can_be_asked_for_here(case, standing.at):
            until = f"{sentence_case(standing.wording.code('too_few_signatories'))}."
        if standing.asked_on:
            until = (until, " The day was " if standing.days_left < 0 else " Until ", Strong(standing.asked_on), ".")
        return Rung(RungState.NOW, name, f"Here now, since {in_words(since)}", until)
    if place not in entered:
        return Rung(RungState.LATER, name, rung_skipped())
    later = (on for rung, on in sorted(entered.items()) if rung > place)
    left = next(later, case.closed_on or case.since_on)
    is_put_right = place == current and PLACES[case.state].ended == RESOLVED
    how = {"is_put_right": is_put_right, "is_end": place == current}
    state = RungState.DONE if rung_did(place, **how) else RungState.TRIED
    return Rung(state, name, rung_left(place, left, **how), _behind(standing, place))


def _later(standing: Standing, place: int) -> str:
    """What a rung that was not reached would bring; of the last, from the first day, when nobody could ask for it."""
    if place == len(RUNGS) - 1 and not can_be_asked_for_here(standing.case, standing.at):
        return f"{sentence_case(standing.wording.code('too_few_signatories'))}."
    return ahead(standing.wording, standing.facts, place, signed_on=signed_on(standing.case, standing.at))


def _entered(history: Sequence[Recorded]) -> dict[int, date]:
    """On which day the case first stood on each rung. An end without resolution stands on the rung it came from."""
    days: dict[int, date] = {}
    for recorded in history:
        if isinstance(recorded.event, CaseStep):
            state = State(recorded.event.state)
            if state is not State.CLOSED_UNRESOLVED:
                days.setdefault(RUNGS.index(PLACES[state].rung), london_day(recorded.occurred_at))
    return days


def _condition(standing: Standing, place: int, current: int) -> str:
    case = standing.case
    if not case.is_open:
        return rung_not_reached(is_put_right=PLACES[case.state].ended == RESOLVED)
    return rung_ahead(place, current, leads_to=_silent_rung(standing), on=case.due_on)


def _silent_rung(standing: Standing) -> int | None:
    """The rung on which silence would set the case; None where it would end it."""
    try:
        to = PLACES[silence_row(standing.case, standing.at).to]
    except Refused:
        return None
    return None if to.ended else RUNGS.index(to.rung)


def _behind(standing: Standing, place: int) -> Words:
    case, wording = standing.case, standing.wording
    if place == 0:
        return _handed_in(case, wording)
    if place == 1 and case.remedy.spent_on is not None:
        referred = [one for one in standing.history if isinstance(one.event, CaseReferred)]
        if referred:
            bodies = standing.at.register.bodies
            return sentence(referred[-1].event, wording, bodies, standing.facts)
    if place == 2 and case.scrutiny.spent_on is not None:
        spent = [one.event for one in standing.history if isinstance(one.event, ScrutinyExhausted)]
        if spent:
            return f"{sentence_case(wording.code(spent[-1].cause))}."
    return wording.state(case.state.value).means if not case.is_open else ""


def _handed_in(case: Case, wording: Wording) -> str:
    """How the case came about: with how many signatures where people signed for it, else in what way."""
    on = in_words(case.opened_on)
    if case.trigger == Kind.PETITION:
        return f"Handed in with {signatures(case.signatures)} on {on}."
    return f"Raised on {on} by {wording.code(case.trigger)}."


def ahead(wording: Wording, facts: Mapping[str, object], place: int, *, signed_on: date | None = None) -> str:
    """What a rung that was not reached would bring."""
    match place:
        case 1:
            return f"{wording.silence('duty_served', facts, signed_on=signed_on).who_acts}."
        case 2:
            return f"{wording.state('evidence').means} Nobody has to ask for this step."
        case _:
            return f"{wording.silence('call_in_open', facts).who_acts}."
