"""The forms of the desk: what each begins with, and its fields here, with what was typed and what is wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.publication.domain.entry.clearance import LaterGround
from services.publication.domain.entry.correction import is_same_body
from services.publication.domain.entry.embargo import day_after_election
from services.publication.domain.entry.entry import Entry, EntryKind, Party, is_same_item
from services.publication.domain.entry.particulars import ItemClass
from services.publication.domain.entry.voice import voice_of
from services.publication.pages.submission.question import FIRST, Asked, asked_of, statuses, verb
from services.publication.pages.submission.seat import Seat
from services.publication.pages.submission.section import SEVERAL_YEARS, STRETCH, YEARS, sections_of
from services.publication.schemas.submission.desk import OTHER_YEARS, TARGETS
from shared import periods
from shared.policy import BeforeElection
from shared.web.forms import Field, FieldKind, Option
from shared.web.wording import day

_ON_ITEMS = (EntryKind.CONSENT, EntryKind.PROTOCOL, EntryKind.CONSULTATION, EntryKind.DELIVERY_PLAN, EntryKind.REVISION)
WHOLE = "The agreement"  # the item of what is said on no item
_GROUND, _SHOWN_FROM = "later__ground", "later__shown_from"
_YEAR = Asked("", "A figure; a distance, like 10 percent below 2004/25; or the words: not measured.", width=20)
_LISTED_YEARS = range(1, OTHER_YEARS.start)
_SPEAKS = {EntryKind.ADVICE: Party.ADVISER, EntryKind.BROKER_LOG: Party.BROKER}  # as what alone a kind is said
_PUT_FORWARD = (EntryKind.PROPOSAL, EntryKind.RESPONSE, EntryKind.POSITION)
_NAMES_ITEMS = (EntryKind.ADVICE_REQUEST, EntryKind.ADVICE, EntryKind.DECISION)
_FIGURES = ("target_value", "terms__relative", "terms__stretch_value")
_LISTED = 200  # entries to choose from, the last ones first


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that are asked together, under a heading where they have one. One that `folds` is closed unless something
    in it is filled in or wrong, which `is_open` says.
    """

    heading: str
    fields: tuple[Field, ...]
    folds: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is something in it that the reader has to see."""
        return any(field.value or field.error for field in self.fields)


def begun(seat: Seat, kind: EntryKind, number: int) -> dict[str, str]:
    """What a form begins with: the reader's own body, the last round, the item of entry `number` as it stands, its
    years. Of a request for advice that is answered, the request.
    """
    asked = next((one.said for one in seat.read.entries if one.number == number), None)
    rounds = list(seat.read.agreement.rounds)
    parties = voice_of(seat.body.partner_kind).parties
    known = {
        "party_name": seat.body.name,
        "party": (_SPEAKS[kind] if _SPEAKS.get(kind) in parties else min(parties, key=list(Party).index)).value,
        "source": FIRST,
        "said_on": seat.today.isoformat(),
        "item_code": (asked.item_code or "") if asked else "",
        "item_title": asked.item_title if asked else "" if kind.is_of_an_item or kind in _ON_ITEMS else WHOLE,
        "round": rounds[-1] if rounds and (kind.is_of_an_item or kind is EntryKind.CONSENT) else "",
        "unit": (asked.unit or "") if asked else "",
    }
    if asked is not None and kind in _PUT_FORWARD:
        known |= _standing(seat, asked.item)
    if asked is not None and asked.kind is EntryKind.ADVICE_REQUEST and kind is EntryKind.ADVICE:
        known |= {"advice__request": str(number)}
    if asked is not None and asked.item_title != WHOLE and kind in _NAMES_ITEMS:
        known |= {f"{kind}__items": asked.item_code or asked.item_title, "item_title": WHOLE, "item_code": ""}
    if any(one.heading in (YEARS, SEVERAL_YEARS) for one in sections_of(kind, is_registrar=seat.is_registrar)):
        years = _years_of(seat, asked.item if asked else "")
        known |= {TARGETS.field(n, "period"): year for n, year in zip(_LISTED_YEARS, years, strict=False)}
    return {field: words for field, words in known.items() if words}


def _standing(seat: Seat, name: str) -> dict[str, str]:
    """What was said last of an item beside its figures: whoever puts another figure forward stands by the rest."""
    item = next((one for one in seat.read.items(seat.today) if is_same_item(one.key, name)), None)
    if item is None:
        return {}
    said = [entry.said for entry in reversed(item.entries)]
    began = next((one for one in said if one.baseline_value is not None and one.baseline_period), None)
    law = next((terms.basis for one in said if (terms := one.particulars.terms) and terms.basis), None)
    scope = next((terms.scope for one in said if (terms := one.particulars.terms) and terms.scope), None)
    kind = item.item_class
    return {
        "unit": next((one.unit for one in said if one.unit), ""),
        "baseline_value": f"{began.baseline_value:f}" if began else "",
        "baseline_period": (began.baseline_period or "") if began else "",
        "terms__item_class": kind.value if kind else "",
        "terms__basis": (law or "") if kind is ItemClass.STATUTORY else "",
        "terms__measure": item.measure or "",
        "terms__scope": scope or "",
    }


def completed(seat: Seat, kind: EntryKind, words: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with the day on which the weeks before the election end, where that is the ground and no day was
    named. It is the ground of whatever names no other, where the area's rules show what is said after them. Who puts no
    figure forward repeats nothing of what stands on the item.
    """
    over, ground, typed = _over(seat), words.get(_GROUND), dict(words)
    if kind in _PUT_FORWARD and not _has_figures(words):
        stands = _standing(seat, words.get("item_code") or words.get("item_title") or "")
        typed = {name: told for name, told in words.items() if stands.get(name) != told}
    if over is not None and (ground == LaterGround.PRE_ELECTION or (ground is None and _is_shown_after(seat))):
        return {_GROUND: LaterGround.PRE_ELECTION.value, _SHOWN_FROM: over.isoformat(), **typed}
    return typed


def _has_figures(words: Mapping[str, str]) -> bool:
    return any(name in words for name in _FIGURES) or any(len(one) > 1 for one in TARGETS.told(words).values())


def form_of(seat: Seat, kind: EntryKind, words: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Group, ...]:
    """The fields with what was typed and what is wrong; what is wrong with none of them stands at the last one."""
    verb(kind)
    drawn = [Group("", tuple(_field(seat, kind, name, words, errors) for name in _speaking(seat)))]
    for section in sections_of(kind, is_registrar=seat.is_registrar):
        names = (*section.names, *_years(words, section.heading))
        fields = tuple(_field(seat, kind, name, words, errors) for name in names)
        drawn.append(Group(section.heading, fields, section.folds))
    drawn = [one for one in drawn if one.fields]
    shown = {field.name for group in drawn for field in group.fields}
    if left := " ".join(one for name, one in errors.items() if name not in shown):
        fields = drawn[-1].fields
        last = replace(fields[-1], error=f"{fields[-1].error} {left}".strip())
        drawn[-1] = replace(drawn[-1], fields=(*fields[:-1], last))
    return tuple(drawn)


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


def _years(words: Mapping[str, str], heading: str) -> tuple[str, ...]:
    """The fields of the years that the agreement names, in the section of this heading."""
    asked = {YEARS: "value", SEVERAL_YEARS: "value", STRETCH: "stretch"}.get(heading)
    known = [n for n in _LISTED_YEARS if TARGETS.field(n, "period") in words]
    return tuple(TARGETS.field(n, asked) for n in known) if asked else ()


def _years_of(seat: Seat, item: str) -> Sequence[str]:
    """The years of the agreement, and the periods for which an item was promised figures so far, in their order."""
    told = [one for one in seat.read.entries if item and is_same_item(one.said.item, item)]
    named = [period for one in told for period in _periods(one)]
    years = dict.fromkeys((*_financial_years(seat.read.agreement.opened.period), *named))
    return sorted(filter(_reads, years), key=periods.parse)[: len(_LISTED_YEARS)]


def _reads(words: str) -> bool:
    try:
        periods.parse(words)
    except periods.NotAPeriod:
        return False
    return True


def _periods(entry: Entry) -> Iterator[str]:
    terms = entry.said.particulars.terms
    yield from (target.period for target in terms.targets) if terms else ()
    if entry.said.target_value is not None and entry.said.target_period:
        yield entry.said.target_period


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
    """How a field is asked of this kind, here: in the weeks before an election, and with the place's own lists."""
    if name in _years(words, YEARS):
        return replace(_YEAR, label=f"Target for {words[name.replace('value', 'period')]}")
    if name in _years(words, STRETCH):
        return Asked(f"Stretch for {words[name.replace('stretch', 'period')]}", width=10)
    asked, over = asked_of(name), _over(seat)
    if name == _GROUND and over and _is_shown_after(seat):
        return replace(asked, empty=f"Shown from {day(over)}, because an election is near")
    if name == _SHOWN_FROM and over:
        return replace(asked, hint=f"{asked.hint} Left empty because of the election, it is {day(over)}.")
    choices = _choices(seat, kind, name, words)
    return asked if choices is None else replace(asked, choices=choices)


def _choices(seat: Seat, kind: EntryKind, name: str, words: Mapping[str, str]) -> Mapping[str, str] | None:
    """What a list offers that is of this agreement, its place or this kind; None for every other field."""
    read = seat.read
    match name:
        case "status":
            return statuses(kind)
        case "round":
            return {one.round: one.title for one in read.agreement.rounds.values()}
        case "party":
            parties = set(Party) if seat.is_registrar else voice_of(seat.body.partner_kind).parties
            return {one.value: one.value.replace("_", " ").capitalize() for one in Party if one in parties}
        case "party_name":
            bodies = (one.name for one in read.register.partners.values())
            return {one: one for one in sorted({*read.agreement.opened.parties, *bodies})}
        case "supersedes":
            return _corrigible(seat, kind, words)
        case "advice__request":
            asked = [one for one in reversed(read.entries) if one.said.kind is EntryKind.ADVICE_REQUEST]
            return {str(one.number): _entry(one) for one in asked}
        case "terms__measure":
            held = {
                one.measure: f"{one.title} ({one.unit})" if one.unit else one.title
                for one in sorted(read.register.measures.values(), key=lambda one: one.title)
            }
            typed = words.get(name, "")
            return held if typed in {"", *held} else {**held, typed: typed}
        case _:
            return None


def _corrigible(seat: Seat, kind: EntryKind, words: Mapping[str, str]) -> dict[str, str]:
    """What a later entry of this kind may take the place of, in words: of the item that is named, where one is."""
    item, chosen = words.get("item_code") or words.get("item_title") or "", words.get("supersedes")
    found = [
        one
        for one in reversed(seat.read.entries)
        if str(one.number) == chosen
        or (
            one.superseded_by is None
            and (one.said.kind is kind or (kind.is_of_an_item and one.said.kind.is_of_an_item))
            and (seat.is_registrar or is_same_body(one.said.party_name, seat.body.name, seat.read.register))
            and (not item or is_same_item(one.said.item, item))
        )
    ]
    return {str(one.number): _entry(one) for one in found[:_LISTED]}


def _entry(one: Entry) -> str:
    return f"Entry {one.number}: {one.said.item_title}, {one.said.party_name}"
