"""Advice before decision: who may advise, from which day a decision may be made, what a decision must say.

Advice is public from the day it is on this record. A decision taken before this record began is told as it was, and the
page says that no public advice came before it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.publication.domain.agreement.broker import plain_name, roles
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import Awaited, speaker, told_of
from services.publication.domain.entry.entry import EntryKind, Mark, Party, Said, Side, Status, bare_name
from services.publication.domain.entry.particulars import AdviserKind, Decision, Outcome
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register
from shared.policy.agreement import Negotiation
from shared.working_days import Calendar, OutsideCalendar, Period

URGENT, DEPARTS = "urgent", "departs"
ADVISES = "advises"  # of a request: who is asked is a body of the register that may advise
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Given:
    """One piece of advice: its entry, since when it is public, from which day a decision may follow it."""

    entry: int
    mark: Mark
    published_on: date
    visible_until: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for advice: its entry, by when the advice was due, which entry gave it."""

    entry: int
    mark: Mark
    asked_on: date
    due_on: date | None
    given_by: int | None


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands before a decision: the requests, the advice, and the first day on which it may be made, if known.

    `lacks_an_item` where nobody was asked for advice on some item decided upon, and nobody gave any. `partial` is
    advice of those who have a part in the agreement themselves, be it since they gave it: it opens nothing.
    """

    asked: tuple[Asked, ...]
    given: tuple[Given, ...]
    first_on: date | None
    lacks_an_item: bool = False
    partial: tuple[Given, ...] = ()

    def is_open(self, today: date) -> bool:
        """Whether a decision may be made today."""
        return self.first_on is not None and self.first_on <= today


def gate_of(
    marks: Mapping[int, Mark],
    items: Sequence[str],
    *,
    rules: Negotiation,
    calendar: Calendar,
    parties: Sequence[str] = (),
    register: Register | None = None,
    disputed: Collection[int] = (),
    waits: Mapping[int, Awaited] | None = None,
) -> Gate:
    """What stands before a decision on these items; on the whole agreement where none is named.

    The first advice on each request has to be public for the set days. Who was asked and has not answered is awaited
    until its day. Advice that nobody asked for holds nothing up where other advice was; with neither the gate is shut.
    So it is while one of the items decided upon has neither: advice on one item says nothing of the others. Advice of
    those who are of the `parties`, or took a part before or after it (under any of their names), is none; nor is what
    its author disputes. A request is answered by who was asked and by nobody else. What
    another body typed for an adviser `waits`, and opens nothing before that is over; where nobody could be asked
    whether it is theirs, it answers no request either. The silence of somebody whom the register
    does not know, and who was asked for advice, opens nothing.
    """
    about = {n: mark for n, mark in sorted(marks.items()) if not mark.is_superseded and _concerns(mark, items)}
    told = tuple(
        Given(n, mark, mark.facts.recorded_on, _open_after(n, mark.facts.recorded_on, rules, calendar, waits or {}))
        for n, mark in about.items()
        if mark.kind is EntryKind.ADVICE and mark.facts is not None and n not in disputed
    )
    involved = _with_a_part(marks, parties, register)
    partial = tuple(one for one in told if plain_name(_author(one.mark)) in involved)
    given = tuple(one for one in told if one not in partial)
    asked = tuple(_asked(about, [one for one in given if not _is_nobodys(one, waits or {})], rules, calendar, register))
    upon = _decided_upon(marks, items)
    days = [_first_on(names, asked, given) for names in upon]
    known = [day for day in days if day is not None]
    held = [*(one.mark for one in asked), *(one.mark for one in given)]
    is_lacking = not all(any(_covers(mark, names) for mark in held) for names in upon)
    return Gate(asked, given, max(known) if days and len(known) == len(days) else None, is_lacking, partial)


def _open_after(
    number: int, published_on: date, rules: Negotiation, calendar: Calendar, waits: Mapping[int, Awaited]
) -> date | None:
    """From which day advice opens a decision: public for the set days, and stood for by its author."""
    visible = _after(rules.advice_visible, published_on, calendar)
    if number not in waits:
        return visible
    until = waits[number].until
    return None if visible is None or until is None else max(visible, until + ONE_DAY)


def _is_nobodys(one: Given, waits: Mapping[int, Awaited]) -> bool:
    return one.entry in waits and waits[one.entry].is_nobodys


def _author(mark: Mark) -> str:
    return mark.facts.party_name if mark.facts else ""


def _first_on(names: frozenset[str], asked: Sequence[Asked], given: Sequence[Given]) -> date | None:
    """From which day an item, by what it is called, may be decided upon; the agreement by no name at all."""
    until = {one.entry: one.visible_until for one in given}
    requests = [one for one in asked if _covers(one.mark, names)]
    days = [until[one.given_by] if one.given_by is not None else _silent_from(one) for one in requests]
    unasked = (one.visible_until for one in given if _covers(one.mark, names))
    days = days or [next((day for day in unasked if day is not None), None)]
    known = [day for day in days if day is not None]
    return max(known) if days and len(known) == len(days) else None


def _silent_from(one: Asked) -> date | None:
    """From which day the silence of who was asked holds nothing up; None where nobody knows whom that is."""
    return one.due_on if one.mark.facts and ADVISES in one.mark.facts.flags else None


def _covers(mark: Mark, names: frozenset[str]) -> bool:
    return mark.facts is not None and (not mark.facts.items or bool(mark.names & names))


def _decided_upon(marks: Mapping[int, Mark], items: Sequence[str]) -> list[frozenset[str]]:
    """What each item decided upon is called; of the whole agreement every item that was not withdrawn."""
    called: dict[str, set[str]] = {}
    last: dict[str, Status | None] = {}
    for _, mark in sorted(marks.items()):
        if mark.kind.is_of_an_item and not mark.is_superseded:
            item = bare_name(mark.item)
            called.setdefault(item, set()).update(mark.names)
            last[item] = mark.status or last.get(item)
        elif mark.kind is EntryKind.ADVICE_REQUEST and mark.facts and not mark.is_superseded:
            for item in map(bare_name, mark.facts.items):
                if not any(item in names for names in called.values()):
                    called[item], last[item] = {item}, None
    if items:
        wanted = [bare_name(item) for item in items]
        return [frozenset((one, *(n for names in called.values() if one in names for n in names))) for one in wanted]
    whole = [frozenset(names) for item, names in called.items() if last[item] is not Status.WITHDRAWN]
    return whole or [frozenset()]


def _asked(
    about: Mapping[int, Mark],
    given: Sequence[Given],
    rules: Negotiation,
    calendar: Calendar,
    register: Register | None,
) -> Iterator[Asked]:
    """The requests, each with the advice of whom it asks that names it; else their next that names none."""
    unnamed = [one.entry for one in given if one.mark.facts and one.mark.facts.request is None]
    for number, mark in about.items():
        if mark.kind is not EntryKind.ADVICE_REQUEST or mark.facts is None:
            continue
        theirs = [one.entry for one in given if _is_of_whom(mark.facts.asked_of, _author(one.mark), register)]
        named = (one.entry for one in given if one.mark.facts and one.mark.facts.request == number)
        answer = next((entry for entry in named if entry in theirs), None)
        answer = answer or next((entry for entry in unnamed if entry > number and entry in theirs), None)
        if answer in unnamed:
            unnamed.remove(answer)
        asked_on = mark.facts.recorded_on
        yield Asked(number, mark, asked_on, _after(rules.advice, asked_on, calendar), answer)


def _is_of_whom(asked_of: str | None, author: str, register: Register | None) -> bool:
    """Whether advice is of the body that was asked, by whichever name it goes; anybody's where the request tells none,
    as those of before said nothing of whom they ask.
    """
    if asked_of is None or plain_name(asked_of) == plain_name(author):
        return True
    body = speaker(asked_of, register) if register else None
    return body is not None and register is not None and speaker(author, register) == body


def wrongs_of_advising(
    said: Said,
    at: str,
    marks: Mapping[int, Mark],
    *,
    parties: Sequence[str],
    inspecting: frozenset[str],
    register: Register | None = None,
) -> Iterator[Wrong]:
    """Every fault of advice: its author is of no side, provides for none, and inspects neither council now."""
    given = said.particulars.advice
    if said.kind is not EntryKind.ADVICE or given is None:
        return
    if said.party is not Party.ADVISER:
        yield Wrong(f"{at}/party", "not-an-adviser", "Advice is a third party's: say adviser.")
    if plain_name(said.party_name) in _with_a_part(marks, parties, register):
        words = "A party, a broker, a provider or who has spoken for a side cannot advise here."
        yield Wrong(f"{at}/party_name", "not-independent", words)
    is_inspectorate = given.adviser_kind is AdviserKind.INSPECTORATE
    if is_inspectorate and (given.is_inspecting or said.party_name.casefold() in inspecting):
        words = "An inspectorate with an open inspection of the same council cannot advise on its agreement."
        yield Wrong(f"{at}/party_name", "inspecting-the-council", words)
    asked = marks.get(given.request) if given.request is not None else None
    if given.request is not None and (asked is None or asked.kind is not EntryKind.ADVICE_REQUEST):
        yield Wrong(f"{at}/advice/request", "unknown-request", "No entry of this number asks for advice.")


def _with_a_part(marks: Mapping[int, Mark], parties: Sequence[str], register: Register | None) -> frozenset[str]:
    """Everybody with a part in the agreement, by plain name: its parties, brokers, providers, who spoke for a side;
    each by every name that the register knows of it.
    """
    holds = (name for name, _, _ in roles(marks))
    spoke = (
        mark.facts.party_name
        for mark in marks.values()
        if mark.facts and not mark.is_superseded and mark.party.side is not Side.BETWEEN
    )
    named = set(map(plain_name, (*parties, *holds, *spoke)))
    for body in register.partners.values() if register else ():
        names = set(map(plain_name, (body.name, *body.former_names)))
        named |= names if names & named else set()
    return frozenset(named)


def wrongs_of_deciding(
    said: Said,
    at: str,
    marks: Mapping[int, Mark],
    *,
    today: date,
    by: Circumstances,
    parties: Sequence[str] = (),
    disputed: Collection[int] = (),
    waits: Mapping[int, Awaited] | None = None,
) -> Iterator[Wrong]:
    """Every fault of a decision that is made here: who made it, too early, or without saying why it departs."""
    made = said.particulars.decision
    if said.kind is not EntryKind.DECISION or made is None:
        return
    if by.is_ministers and said.party is not Party.MINISTER:
        yield Wrong(f"{at}/party", "not-the-ministers", "The minister's office decides on this agreement.")
    gate = gate_of(
        marks,
        made.items,
        rules=by.policy.negotiation,
        calendar=by.calendar,
        parties=parties,
        register=by.register,
        disputed=disputed,
        waits=waits,
    )
    decided_on = said.said_on.first if said.said_on else today
    if made.urgency is None and not gate.is_open(min(decided_on, today)):
        yield Wrong(
            f"{at}/decision",
            "advice-not-public-yet",
            _why_shut(gate, by.policy.negotiation.advice_visible, waits or {}),
        )
    if departs(made, gate) and made.departure is None:
        words = "The advice recommends something else: say why the decision departs from it."
        yield Wrong(f"{at}/decision/departure", "departure-unexplained", words)


def departs(made: Decision, gate: Gate) -> bool:
    """Whether a decision is another than some of the advice before it recommends."""
    return any(one.mark.facts and one.mark.facts.outcome != made.outcome.value for one in gate.given)


def is_decided(marks: Mapping[int, Mark]) -> bool:
    """Whether a decision to approve the whole agreement stands among these."""
    whole = [
        mark.facts.outcome
        for _, mark in sorted(marks.items())
        if mark.kind is EntryKind.DECISION and not mark.is_superseded and mark.facts and not mark.facts.items
    ]
    return bool(whole) and whole[-1] == Outcome.APPROVE.value


def _why_shut(gate: Gate, visible: Period, waits: Mapping[int, Awaited]) -> str:
    typed = told_of([one.entry for one in gate.given], waits)
    needs = f"A decision waits until the advice has been public for {visible.words()}, or says why it is urgent."
    if gate.partial and not gate.given:
        return f"Who advised has a part in this agreement itself: that advice opens nothing. {needs}"
    if not gate.asked and not gate.given:
        return f"No advice was asked for. {needs}"
    if gate.lacks_an_item:
        return f"The advice is not on every item that is decided upon. {needs}{typed}"
    unknown = ", for the register does not know who was asked, or nobody stands by what was put down to them"
    first = gate.first_on.isoformat() if gate.first_on else f"not known yet{unknown}"
    return f"{needs} The first day is {first}.{typed}"


def _concerns(mark: Mark, items: Sequence[str]) -> bool:
    if mark.facts is None or not items or not mark.facts.items:
        return True
    return any(mark.is_about(item) for item in items)


def _after(period: Period, day: date, calendar: Calendar) -> date | None:
    try:
        return period.reckon(day, calendar).due_on
    except OutsideCalendar:
        return None
