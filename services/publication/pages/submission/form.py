"""The forms of the desk: what each begins with, and its fields here, with what was typed and what is wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.publication.domain.entry.clearance import LaterGround
from services.publication.domain.entry.embargo import day_after_election
from services.publication.domain.entry.entry import Entry, EntryKind, Party, is_same_item
from services.publication.domain.entry.voice import voice_of
from services.publication.pages.submission.question import FIRST, YEARS, Asked, asked_of, groups_of, statuses, verb
from services.publication.pages.submission.seat import Seat
from services.publication.schemas.submission.desk import TARGETS
from shared.policy import BeforeElection
from shared.web.forms import Field, FieldKind, Option
from shared.web.wording import day

WHOLE = "The agreement"  # the item of what is said on no item
_GROUND, _SHOWN_FROM = "later__ground", "later__shown_from"
_YEAR = Asked("", "A figure, or the words: not measured.", width=10)


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are asked together, under a heading where they have one."""

    heading: str
    fields: tuple[Field, ...]


def begun(seat: Seat, kind: EntryKind, number: int) -> dict[str, str]:
    """What a form begins with: the reader's own body, the last round, the item of entry `number`, its years."""
    asked = next((one.said for one in seat.read.entries if one.number == number), None)
    rounds = list(seat.read.agreement.rounds)
    known = {
        "party_name": seat.body.name,
        "party": min(voice_of(seat.body.partner_kind).parties, key=list(Party).index).value,
        "source": FIRST,
        "said_on": seat.today.isoformat(),
        "item_code": (asked.item_code or "") if asked else "",
        "item_title": asked.item_title if asked else "" if kind.is_of_an_item else WHOLE,
        "round": rounds[-1] if rounds and (kind.is_of_an_item or kind is EntryKind.CONSENT) else "",
        "unit": (asked.unit or "") if asked else "",
        "target_period": (asked.target_period or "") if asked else "",
    }
    if any(heading == YEARS for heading, _ in groups_of(kind)):
        years = _years_of(seat, asked.item if asked else "")
        known |= {TARGETS.field(n, "period"): year for n, year in zip(TARGETS.numbers, years, strict=False)}
    return {field: words for field, words in known.items() if words}


def completed(seat: Seat, words: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with the day on which the weeks before the election end, where that is the ground and no day was
    named. It is the ground of whatever names no other, where the area's rules show what is said after them.
    """
    over, ground = _over(seat), words.get(_GROUND)
    if over is not None and (ground == LaterGround.PRE_ELECTION or (ground is None and _is_shown_after(seat))):
        return {_GROUND: LaterGround.PRE_ELECTION.value, _SHOWN_FROM: over.isoformat(), **words}
    return dict(words)


def form_of(seat: Seat, kind: EntryKind, words: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Group, ...]:
    """The fields with what was typed and what is wrong; what is wrong with none of them stands at the last one."""
    verb(kind)
    groups = [("", _speaking(seat)), *groups_of(kind)]
    named = [(head, _years(words) if head == YEARS else names) for head, names in groups]
    drawn = [(head, [_field(seat, kind, name, words, errors) for name in names]) for head, names in named if names]
    shown = {field.name for _, fields in drawn for field in fields}
    if left := " ".join(one for name, one in errors.items() if name not in shown):
        last = drawn[-1][1]
        last[-1] = replace(last[-1], error=f"{last[-1].error} {left}".strip())
    return tuple(Group(head, tuple(fields)) for head, fields in drawn)


def _over(seat: Seat) -> date | None:
    """The first day after the weeks before an election, where today is one of them."""
    return day_after_election(seat.read.register.before_elections, seat.today)


def _is_shown_after(seat: Seat) -> bool:
    return seat.by.policy.pre_election.negotiation_entries is not BeforeElection.GOES_ON


def _speaking(seat: Seat) -> tuple[str, ...]:
    """Whose words these are: asked of registrars; of others only where their body speaks as one of several."""
    if seat.is_registrar:
        return "party_name", "party"
    return ("party",) if len(voice_of(seat.body.partner_kind).parties) > 1 else ()


def _years(words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(TARGETS.field(n, "value") for n in TARGETS.numbers if TARGETS.field(n, "period") in words)


def _years_of(seat: Seat, item: str) -> Sequence[str]:
    """The periods for which an item has been promised figures so far; else the years of the agreement."""
    told = [one for one in reversed(seat.read.entries) if item and is_same_item(one.said.item, item)]
    known = next((found for one in told if (found := tuple(_periods(one)))), ())
    return known or tuple(_financial_years(seat.read.agreement.opened.period))


def _periods(entry: Entry) -> Iterator[str]:
    terms = entry.said.particulars.terms
    yield from (target.period for target in terms.targets) if terms else ()


def _financial_years(period: str) -> Iterator[str]:
    """`2026 to 2028` is 2026/27 and 2027/28, `2028/29 to 2029/30` is both of these; nothing of what names no year."""
    found = [int(year) for year in re.findall(r"\d{4}", period)]
    if found:
        ends = max(found) + (1 if re.search(rf"{max(found)}/\d\d", period) else 0)
        yield from (f"{year}/{(year + 1) % 100:02}" for year in range(min(found), ends))


def _field(seat: Seat, kind: EntryKind, name: str, words: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    asked = _asked(seat, kind, name, words)
    options = tuple(Option(value, said, value == words.get(name)) for value, said in (asked.choices or {}).items())
    if asked.kind is FieldKind.SELECT:
        options = (Option("", asked.empty, is_chosen=not words.get(name)), *options)
    return Field(
        name=name,
        label=asked.label,
        kind=asked.kind,
        hint=asked.hint,
        value=words.get(name, ""),
        error=errors.get(name, ""),
        options=options,
        width=asked.width,
    )


def _asked(seat: Seat, kind: EntryKind, name: str, words: Mapping[str, str]) -> Asked:
    """How a field is asked of this kind, here: rounds, parties and bodies are those of the agreement's place."""
    if name in _years(words):
        return replace(_YEAR, label=f"Target for {words[name.replace('value', 'period')]}")
    match name:
        case "status":
            return replace(asked_of(name), choices=statuses(kind))
        case "round":
            return replace(
                asked_of(name), choices={one.round: one.title for one in seat.read.agreement.rounds.values()}
            )
        case "party":
            parties = set(Party) if seat.is_registrar else voice_of(seat.body.partner_kind).parties
            told = {one.value: one.value.replace("_", " ").capitalize() for one in Party if one in parties}
            return Asked("Speaking as", kind=FieldKind.SELECT, choices=told)
        case "party_name":
            partners = seat.read.register.partners.values()
            known = sorted({*seat.read.agreement.opened.parties, *(one.name for one in partners)})
            hint = "Words of another body are marked as written down by yours, and offered to it."
            return Asked("Whose words these are", hint, FieldKind.SELECT, {one: one for one in known})
        case "later__ground" if (over := _over(seat)) and _is_shown_after(seat):
            return replace(asked_of(name), empty=f"Shown from {day(over)}, because an election is near")
        case "later__shown_from":
            over = _over(seat)
            hint = f" Left empty because of the election, it is {day(over)}." if over else ""
            return replace(asked_of(name), hint=f"{asked_of(name).hint}{hint}")
        case _:
            return asked_of(name)
