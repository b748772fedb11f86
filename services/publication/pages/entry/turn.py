"""One entry as a turn of a conversation: who said it, what it says in words, and what was replied."""

from services.publication.domain.entry.correction import clearance, correction
from services.publication.domain.entry.entry import Entry, Party, Status
from services.publication.domain.entry.reply import Heard
from services.publication.domain.entry.withholding import words_of
from services.publication.pages.entry.clearance import said_words
from services.publication.pages.entry.particulars import carried
from services.publication.pages.entry.reply import asides, typed_words
from services.publication.pages.register.promise import period_words
from shared.web import chips
from shared.web import negotiations as drawn
from shared.web.chips import Chip
from shared.web.components import Figure, Gap, Words
from shared.web.wording import number
from shared.working_days import Calendar

_COLUMN = {
    Party.COUNCIL: drawn.Side.COUNCIL,
    Party.PARTNER: drawn.Side.PARTNER,
    Party.GOVERNMENT_OFFICE: drawn.Side.GOVERNMENT,
    Party.MINISTER: drawn.Side.GOVERNMENT,
    Party.DEPARTMENT: drawn.Side.GOVERNMENT,
    Party.BROKER: drawn.Side.GOVERNMENT,
    Party.ADVISER: drawn.Side.GOVERNMENT,
}


def substance_of(entry: Entry) -> Words:
    """What an entry says: its reason, then its figures; what is missing is said."""
    said = entry.said
    if entry.withheld:
        return words_of(entry.withheld)
    parts: list[Words] = [said.reason] if said.reason else []
    if said.target_value is not None:
        parts.append(("Target: ", Figure(_figure(entry)), f" {_for(said.target_period)}".rstrip(), "."))
    elif said.status is Status.PLACEHOLDER and said.target_period:
        parts.append(("Target for ", period_words(said.target_period), ": ", Gap("to be confirmed"), "."))
    elif said.target_period and not said.deferred_until:
        parts.append(f"Date or period named: {period_words(said.target_period)}.")
    if said.baseline_value is not None:
        parts.append(f"Baseline: {number(said.baseline_value)} {in_words(said.baseline_period)}".rstrip() + ".")
    if said.lead_partner:
        parts.append(f"Named as lead: {said.lead_partner}.")
    parts += [*carried(entry), *(words for words in (correction(entry), clearance(entry)) if words)]
    spaced: list[Words] = [word for part in parts for word in (part, " ")]
    silent = (
        "It agrees, and says no more." if said.status is Status.AGREED else "No reason and no figure on the record."
    )
    return tuple(spaced[:-1]) if spaced else silent


def turn_of(heard: Heard, calendar: Calendar, more: str = "", at: str = "") -> drawn.Turn:
    """One entry as a turn of a conversation, with who typed it and what was replied; `more` is added to its words.

    `at` is the page of its agreement, where it is to lead to its permalink.
    """
    entry = heard.entry
    said = entry.said
    return drawn.Turn(
        side=_COLUMN[said.party],
        who=said.party_name,
        said=said_words(entry),
        words=(substance_of(entry), more) if more else substance_of(entry),
        chip=chip_of(entry),
        source="" if entry.withheld else f"Source: {said.source}",
        href=f"{at}/entries/{entry.number}" if at else "",
        typed=typed_words(heard, calendar),
        asides=asides(heard),
        corrected=f"Corrected by entry {entry.superseded_by}. This no longer counts." if entry.superseded_by else "",
    )


def chip_of(entry: Entry) -> Chip:
    """The status of what was said, with the figure or the day that belongs to it."""
    said = entry.said
    if said.status is None:
        return Chip(chips.Status.SAID)
    status = chips.Status(said.status)
    if said.status is Status.COUNTER_PROPOSED and said.target_value is not None:
        return Chip(status, f"Counter-proposed: {_figure(entry)}")
    until = said.deferred_until.text if said.deferred_until else said.target_period
    if said.status is Status.DEFERRED and until:
        return Chip(status, f"Deferred until {period_words(until)}")
    return Chip(status, "Deferred, no date given" if said.status is Status.DEFERRED else "")


def _figure(entry: Entry) -> str:
    value = entry.said.target_value
    return f"{number(value) if value is not None else ''} {entry.said.unit or ''}".strip()


def _for(period: str | None) -> str:
    return f"for {period_words(period)}" if period else ""


def in_words(period: str | None) -> str:
    """In which period, in words; nothing where none is known."""
    return f"in {period_words(period)}" if period else ""
