"""What must hold for what a body says when it raises a matter, kind by kind; every gap is named."""

# ruff: noqa: ARG001 every check is asked in the same way

from collections.abc import Callable, Iterator
from datetime import date

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.minute import FEWEST
from services.escalation.domain.case.refusal import Gap, NotYourPart
from services.escalation.domain.case.screening import EXCLUSIONS, MATTERS
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.person.councillor import ward_called
from services.escalation.domain.trigger.trigger import (
    AREA_WIDE,
    FORUM_KINDS,
    LEVELS,
    Checklist,
    Forums,
    Trigger,
    is_recognised,
    subject,
)
from shared.working_days import OutsideCalendar, Period, in_words

Check = Callable[[Trigger, Circumstances, Forums], Iterator[Gap]]


FORUMS = {
    Kind.NEIGHBOURHOOD: "a neighbourhood's forum",
    Kind.INTEREST_GROUP: "an interest group's forum",
    Kind.AREA_COMMITTEE: "an area committee",
}


def require_own(trigger: Trigger, at: Circumstances, known: Forums) -> None:
    """The right to raise it in this way is this body's, and it raises no other body's failure as its own."""
    body = at.actor.body or ""
    own, theirs = at.register.organisation(body), at.register.organisation(subject(at))
    if trigger.kind in FORUM_KINDS:
        forum = known.forums.get(body)
        if forum is None or forum.forum_kind != FORUM_KINDS[trigger.kind]:
            what = FORUMS[trigger.kind]
            raise NotYourPart("not_of_this_kind", f"Only {what} can do this, and the register names your body as none.")
    if trigger.kind in (Kind.PARTNER, Kind.PEERS) and own == theirs:
        words = "Your own organisation answers for this measure: raise it as your own finding."
        raise NotYourPart("subject_raises_it", words)
    if trigger.kind is Kind.PEERS and _is_of_this_place(body, at, known):
        words = "Peers come from another place, and your body belongs to this one. Give notice as a partner instead."
        raise NotYourPart("peers_of_this_place", words)
    authority = at.register.organisation(at.register.authority)
    if trigger.kind is Kind.OWN_FINDING and own not in (theirs, authority):
        words = "A body finds its own failure: another body answers for this measure."
        raise NotYourPart("not_your_measure", words)


def _is_of_this_place(body: str, at: Circumstances, known: Forums) -> bool:
    """Whether the register of the area names the body, in whatever part, or the organisation that it is of."""
    here = {*at.register.bodies, *known.forums, at.register.authority}
    return body in here or at.register.organisation(body) in {at.register.organisation(one) for one in here}


def gaps(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    """Everything that is missing or does not hold."""
    for check in (_level, _paper, *CHECKS[trigger.kind]):
        yield from check(trigger, at, known)


def _until(period: Period, since_on: date, at: Circumstances) -> date:
    """The period's last day from a day that is past; a day before the calendar's first is long over."""
    try:
        return period.reckon(since_on, at.calendar).due_on
    except OutsideCalendar:
        return since_on


def _level(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    if trigger.level not in LEVELS:
        yield Gap("level", "not_a_choice", f"Choose one of: {', '.join(LEVELS)}.")
    elif trigger.kind is Kind.INTEREST_GROUP and trigger.level == AREA_WIDE:
        words = "One interest group speaks for its own members: only neighbourhoods add up to the whole area."
        yield Gap("level", "does_not_add_up", words)


def _paper(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    """It was decided on or before today, not so long ago that it would count no more, and not before anybody answered
    for the measure.
    """
    rule, what = (at.policy.trigger.paper, "paper") if trigger.vote is None else (at.policy.trigger.draft, "decision")
    since_on = known.answered_since_on
    if trigger.decided_on > at.today:
        yield Gap("decided_on", "not_yet", "This day has not come yet.")
    elif (until := _until(rule, trigger.decided_on, at)) < at.today:
        words = f"A {what} of this day could be handed in until {in_words(until)}."
        yield Gap("decided_on", "too_long_ago", words)
    elif since_on is not None and trigger.decided_on < since_on <= at.today:
        words = f"The register names who answers for this measure from {in_words(since_on)} on, and nobody before."
        yield Gap("decided_on", "before_it_began", words)


def _quorum(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    forum, vote = known.forums[at.actor.body or ""], trigger.vote
    if not is_recognised(forum, trigger.decided_on):
        ended = forum.until_on is not None and forum.until_on < trigger.decided_on
        day = forum.until_on if ended and forum.until_on else forum.since_on
        words = f"It {'was recognised until' if ended else 'is recognised from'} {in_words(day)}."
        yield Gap("decided_on", "not_recognised", words)
    if vote is None:
        yield Gap("vote", "missing", "Say who were there and how they voted.")
        return
    quorum = max(forum.quorum, FEWEST)
    if vote.present < quorum:
        yield Gap("vote/present", "quorum_not_met", f"The quorum was not met: {vote.present} of {quorum}.")
    if vote.votes > vote.present:
        yield Gap("vote/votes_for", "too_many_votes", f"{vote.votes} votes of {vote.present} present cannot be.")
    if vote.votes_for <= vote.votes_against:
        words = f"By these votes it was not decided: {vote.votes_for} for, {vote.votes_against} against."
        yield Gap("vote/votes_for", "not_carried", words)


def _agreement(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    """The forum's own agreement on outcomes is in force, on the day it decided and today, and names the measure."""
    found = known.agreements.get(trigger.agreement)
    if found is None or found.forum != at.actor.body:
        yield Gap("agreement", "unknown_agreement", "The register knows no such agreement of this forum.")
        return
    if trigger.decided_on < found.from_on:
        yield Gap("agreement", "not_in_force", f"The agreement began on {in_words(found.from_on)}.")
    if found.until_on < max(trigger.decided_on, at.today):
        yield Gap("agreement", "not_in_force", f"The agreement ended on {in_words(found.until_on)}.")
    if _until(at.policy.trigger.forum_agreement, found.from_on, at) < at.today <= found.until_on:
        longest = at.policy.trigger.forum_agreement.words()
        words = f"The agreement began on {in_words(found.from_on)}: after {longest} it carries no decision."
        yield Gap("agreement", "too_old", words)
    if trigger.measure not in found.measures:
        yield Gap(
            "measure", "not_in_the_agreement", f"The agreement names other measures: {', '.join(found.measures)}."
        )


def _tried(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    if not trigger.steps.strip():
        yield Gap("steps", "missing", "Say what was tried before.")


def _assessed(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    """The report is about the body that answers for the measure."""
    if at.register.organisation(trigger.assessed) != at.register.organisation(subject(at)):
        words = f"Another body answers for this measure on this day: {subject(at)}."
        yield Gap("assessed", "another_body_answers", words)


def _call(trigger: Trigger, at: Circumstances, known: Forums) -> Iterator[Gap]:
    """The list that a call for action is let in by: last resort, enough time, nobody else's to decide."""
    said = trigger.checklist
    if said is None:
        yield Gap("checklist", "missing", "Answer the list.")
        return
    yield from _own_ward(said, known)
    time = at.policy.trigger.partner_time
    if said.told_on > at.today:
        yield Gap("checklist/told_on", "not_yet", "This day has not come yet.")
    elif (until := _until(time, said.told_on, at)) >= at.today:
        words = f"The partner has {time.words()} from the day it was told: until {in_words(until)}."
        yield Gap("checklist/told_on", "not_enough_time", words)
    if said.is_complaint:
        words = "A complaint about one person's own case goes to the body's complaints procedure."
        yield Gap("checklist/is_complaint", "is_a_complaint", words)
    if said.is_scrutinised:
        words = "A scrutiny committee looks at this already: ask it to hear you."
        yield Gap("checklist/is_scrutinised", "scrutinised_already", words)
    yield from _matter(said, at)
    yield from _dealt_with(said, at)


def _own_ward(said: Checklist, known: Forums) -> Iterator[Gap]:
    """Where the register names councillors, a call is about a ward of whoever calls."""
    if not known.wards or ward_called(said.ward, known.own_wards):
        return
    own = ", ".join(known.own_wards.values())
    words = (
        f"You are a councillor for {own}: name that ward, by its code or its name."
        if own
        else "The register names you for no ward yet. Use the link in the first letter to your post, and come back."
    )
    yield Gap("checklist/ward", "not_your_ward", words)


def _matter(said: Checklist, at: Circumstances) -> Iterator[Gap]:
    overrides = at.policy.safeguard.systemic_failure_override and said.systematic_failure.strip()
    if said.matter not in MATTERS:
        yield Gap("checklist/matter", "not_a_choice", f"Choose one of: {', '.join(MATTERS)}.")
    elif said.matter in EXCLUSIONS and not overrides:
        words = "Another procedure decides this. Only a failure of the system brings it in: say how it fails."
        yield Gap("checklist/matter", "excluded", words)


def _dealt_with(said: Checklist, at: Circumstances) -> Iterator[Gap]:
    repeat = at.policy.petition.repeat
    lately = [one for one in at.earlier if repeat.reckon(one.closed_on, at.calendar).due_on >= at.today]
    if lately and not said.considered_before.strip():
        named = ", ".join(one.reference for one in lately)
        words = f"The same measure was dealt with lately ({named}). Say why it is raised again."
        yield Gap("checklist/considered_before", "dealt_with_lately", words)


CHECKS: dict[Kind, tuple[Check, ...]] = {
    Kind.NEIGHBOURHOOD: (_quorum, _agreement),
    Kind.INTEREST_GROUP: (_quorum, _agreement),
    Kind.AREA_COMMITTEE: (_quorum,),
    Kind.PEERS: (_assessed,),
    Kind.PARTNER: (_tried,),
    Kind.COUNCILLOR: (_tried, _call),
    Kind.OWN_FINDING: (),
}
