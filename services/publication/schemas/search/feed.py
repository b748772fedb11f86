"""Atom feeds (RFC 4287): ids that never change, times that only move when something was added."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from services.publication.domain.agreement.agreement import Agreement
from services.publication.domain.entry.correction import clearance, correction
from services.publication.domain.entry.entry import Entry, Said
from services.publication.domain.entry.particulars import OUTCOMES, REASONS
from services.publication.domain.entry.withholding import words_of
from services.publication.domain.register.register import Register
from services.publication.domain.search.search import Found
from services.publication.domain.timeline.timeline import Standing, Told
from services.publication.domain.timeline.wording import sentence
from shared.events.escalation.answering import Answering, answering_now
from shared.formats.atom import Item, feed

LATEST = 100


def agreement_feed(agreement: Agreement, entries: Sequence[Entry], address: str) -> bytes:
    """The last hundred entries of a negotiation, newest first."""
    name = agreement.opened.agreement
    page = f"/agreements/{name}"
    latest = sorted(entries, key=lambda entry: entry.number, reverse=True)[:LATEST]
    items = (_entry_item(entry, page) for entry in latest)
    return feed(agreement.opened.title, f"/feeds{page}", page, items, address)


def cases_feed(steps: Iterable[tuple[Standing, Told, Register, Answering]], address: str) -> bytes:
    """The last steps of petitions and cases, newest first."""
    items = (_step_item(*step) for step in steps)
    return feed("Petitions and cases on the record", "/feeds/cases", "/record", items, address)


def case_feed(standing: Standing, history: Sequence[Told], register: Register, address: str) -> bytes:
    """The last hundred steps of one petition or case, newest first."""
    steps = reversed(history[-LATEST:])
    answered = answering_now(told.event for told in history)
    items = (_step_item(standing, told, register, answered) for told in steps)
    page = f"/record/{standing.reference}"
    title = f"{standing.reference}: {standing.title or 'a case'}"
    return feed(title, f"/feeds/cases/{standing.reference}", page, items, address)


def found_feed(title: str, here: str, page: str, found: Sequence[Found], address: str) -> bytes:
    """Things on the record, what changed last first."""
    latest = sorted(found, key=lambda one: one.moved_at, reverse=True)
    return feed(title, here, page, map(_found_item, latest), address)


def _found_item(found: Found) -> Item:
    said = ": ".join(part for part in (found.party, found.status.replace("_", " ")) if part)
    return Item(
        id=uuid5(NAMESPACE_URL, f"{found.kind}/{found.area}/{found.code}"),
        title=found.title,
        updated=found.moved_at,
        href=found.href,
        author=found.party or found.area,
        summary=said or found.title,
    )


def _entry_item(entry: Entry, page: str) -> Item:
    said = entry.said
    status = said.status.replace("_", " ") if said.status else said.kind.value
    if entry.withheld:
        parts: tuple[str | None, ...] = (words_of(entry.withheld),)
    else:
        parts = (*_substance(said), correction(entry), f"Source: {said.source}.", clearance(entry))
    summary = " ".join(part for part in parts if part)
    return Item(
        id=uuid5(NAMESPACE_URL, f"{page}/entries/{entry.number}"),
        title=f"{f'{said.item_code}: ' if said.item_code else ''}{said.item_title} ({status})",
        updated=entry.recorded_at,
        href=f"{page}#{said.anchor}",
        author=said.party_name,
        summary=summary,
    )


def _substance(said: Said) -> Iterator[str | None]:
    """What an entry says: its reason, and what was advised, decided, consented to or binds a party."""
    told = said.particulars
    yield said.reason
    if told.advice is not None:
        yield f"Advises to {OUTCOMES[told.advice.recommendation]}. {told.advice.recommended}"
    if told.decision is not None:
        yield f"Decided to {OUTCOMES[told.decision.outcome]}. {told.decision.reasons}"
    if told.consent is not None:
        yield "Consents." if told.consent.is_given else "Does not consent."
    if told.constraints is not None:
        if told.constraints.is_waived:
            yield "Waived: it states nothing that binds it."
        yield from (f"Bound by ({one.kind.value}): {one.words}" for one in told.constraints.constraints)
    if told.rejection is not None and told.rejection.code is not None:
        yield f"Rejected because {REASONS[told.rejection.code]}."


def _step_item(standing: Standing, told: Told, register: Register, answered: Answering) -> Item:
    words = sentence(told, standing, register, told.on, answered)
    return Item(
        id=told.event_id,
        title=f"{standing.reference}: {standing.title or 'a case'}",
        updated=told.occurred_at,
        href=f"/record/{standing.reference}",
        author=register.about.name if register.about else standing.area,
        summary=words,
    )
