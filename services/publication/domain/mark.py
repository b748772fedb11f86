"""Putting an entry on the record: the event that tells its place, and the mark that later entries are judged by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from services.publication.domain.advice import URGENT
from services.publication.domain.answer import answer_due
from services.publication.domain.approval import CONSENTS
from services.publication.domain.broker import WAIVED
from services.publication.domain.circumstances import Circumstances
from services.publication.domain.entry import Came, Day, EntryKind, Mark, Party, Said, Status
from services.publication.domain.particulars import Particulars
from shared.events.publication import AgreementOpened, EntryFacts, EntryPublished, RoundOpened


def published(
    opened: AgreementOpened,
    said: Said,
    number: int,
    *,
    author: str | None,
    is_of_papers: bool,
    today: date,
    by: Circumstances,
) -> EntryPublished:
    """The event of an entry that goes on the record today; `author` is the body that enters it, by its name."""
    came = said.came or _came(said, author, is_of_papers=is_of_papers)
    return EntryPublished(
        area=opened.area,
        agreement=opened.agreement,
        round=said.round or "",
        entry=number,
        party=said.party.value,
        entry_kind=said.kind.value,
        status=said.status.value if said.status else None,
        item=said.item,
        said_on=said.said_on.text if said.said_on else None,
        came=came.value,
        supersedes=said.supersedes,
        facts=facts_of(said, came, today, by),
    )


def is_of_papers(said: Said, opened: AgreementOpened, rounds: Mapping[str, RoundOpened]) -> bool:
    """Whether this may have been taken from papers: said before the record of the agreement began and, in a round that
    was opened as it happened, before that round. Of words without a day their round tells, or all rounds where they
    belong to none.
    """
    began = opened.recorded_on
    if began is None:
        return True
    of = [one for name, one in rounds.items() if said.round in (None, name)]
    if said.said_on is None:
        return bool(of) and all(_is_old(one, began) for one in of)
    last = said.said_on.last
    if last >= began:
        return False
    running = [] if said.round is None else [one for one in of if not _is_old(one, began)]
    return all(one.opened_on is None or last < one.opened_on for one in running)


def _is_old(one: RoundOpened, began: date) -> bool:
    return one.came == Came.COMPILED and one.opened_on is not None and one.opened_on < began


def _came(said: Said, author: str | None, *, is_of_papers: bool) -> Came:
    """How words came here where nobody says so: by their author; else from papers, if they can; else written down."""
    if said.party_name == author:
        return Came.BY_AUTHOR
    return Came.COMPILED if is_of_papers else Came.TRANSCRIBED


def facts_of(said: Said, came: Came, today: date, by: Circumstances) -> EntryFacts:
    """What later rules need of an entry; of the words nothing."""
    told, rules = said.particulars, by.policy.negotiation
    due = answer_due(
        said,
        came,
        today=today,
        within=rules.government_response,
        publish=rules.publish,
        calendar=by.calendar,
    )
    flags = {
        WAIVED: told.constraints is not None and told.constraints.is_waived,
        CONSENTS: told.consent is not None and told.consent.is_given,
        URGENT: told.decision is not None and told.decision.urgency is not None,
        "exploratory": told.terms is not None and told.terms.is_exploratory,
    }
    about = told.advice or told.decision or told.advice_request
    return EntryFacts(
        party_name=said.party_name,
        recorded_on=today,
        measure=told.terms.measure if told.terms else None,
        item_class=told.terms.item_class.value if told.terms and told.terms.item_class else None,
        role=told.appointment.role.value if told.appointment else None,
        team=told.appointment.team if told.appointment else None,
        request=told.advice.request if told.advice else None,
        items=about.items if about else (),
        outcome=_outcome(told),
        flags=tuple(name for name, is_so in flags.items() if is_so),
        answer_due_on=due.due_on if due else None,
    )


def mark_of(event: EntryPublished) -> Mark:
    """What later entries need of an event's entry."""
    return Mark(
        party=Party(event.party),
        kind=EntryKind(event.entry_kind),
        item=event.item,
        status=Status(event.status) if event.status else None,
        said_on=Day.parse(event.said_on) if event.said_on else None,
        came=Came(event.came),
        facts=event.facts,
    )


def marked(marks: Mapping[int, Mark], event: EntryPublished) -> dict[int, Mark]:
    """The marks with that of an entry that was published, and the one before it superseded where it says so."""
    after = {**marks, event.entry: mark_of(event)}
    if event.supersedes in after:
        after[event.supersedes] = replace(after[event.supersedes], is_superseded=True)
    return after


def _outcome(told: Particulars) -> str | None:
    if told.advice is not None:
        return told.advice.recommendation.value
    return told.decision.outcome.value if told.decision is not None else None
