"""Which matters are open about a measure, and whether what somebody raises is one of them. Pure.

No machine tells two matters apart by their words. Whoever raises one says so: it joins what is open, or is a matter of
its own. Only that nobody raises the same twice is decided here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISED, Kind
from services.escalation.domain.trigger.gathering import Gathering
from services.escalation.domain.trigger.trigger import Trigger
from shared.events.escalation import TriggerRecord
from shared.legible import letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """The matters that are open about one measure: cases, and decisions that wait for others.

    `merged` are the cases that go on as part of one of them, with that one's reference; `accounts` are those that
    raised each case in person, by its reference.
    """

    cases: Sequence[Case] = ()
    merged: Sequence[tuple[Case, str]] = ()
    gatherings: Sequence[Gathering] = ()
    accounts: Mapping[str, frozenset[str]]

    def case(self, reference: str) -> Case | None:
        """The open case of this reference, or the one that took it in."""
        host = next((host for one, host in self.merged if one.reference == reference), reference)
        return next((one for one in self.cases if one.reference == host), None)

    def gathering(self, reference: str) -> Gathering | None:
        """The decisions that wait under this reference."""
        return next((one for one in self.gatherings if one.reference == reference), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A matter that the same body, or the same person, has raised and that is open: under which reference, in which
    words, and whether they stand behind it still.
    """

    reference: str
    failure: str
    stands: bool


class RaisedAlready(Refused):
    """The same body, or the same person, has it open already, under this reference."""

    def __init__(self, name: str, words: str, reference: str) -> None:
        super().__init__(name, words)
        self.reference = reference


def require_new(trigger: Trigger, matters: Matters, at: Circumstances) -> None:
    """Refuse what its raiser has open: in the same words at any time, without a word why it is another one, or beside
    as many others as one may have open about a measure. Who adds a decision to others' opens nothing: of that only the
    words are looked at, beside what it adds to.

    Whoever said it, the same words about the same measure are one matter: it is joined, never opened beside.

    Raises RaisedAlready `same_words`, `same_words_open`, `raised_already`, `too_many_open`.
    """
    own = [one for one in _own(trigger, matters, at) if one.reference != trigger.join]
    for one in own:
        if letters(one.failure) == letters(trigger.failure):
            words = f"In these words you have raised {one.reference}, and it is open. Say what fails in another matter."
            raise RaisedAlready("same_words", words, one.reference)
    _require_own_words(trigger, matters)
    stands = list(dict.fromkeys(one.reference for one in own if one.stands))
    if not stands or trigger.join:
        return
    if not trigger.apart.strip():
        words = f"You have raised {stands[0]} about the same measure, and it is open. If this is another matter, say "
        raise RaisedAlready("raised_already", f"{words}what fails in other words, and in `apart` why.", stands[0])
    most = at.policy.trigger.open_at_once
    if len(stands) >= most:
        words = (
            f"You have {len(stands)} matters open about this measure ({', '.join(stands)}), and {most} at a time is "
        )
        raise RaisedAlready("too_many_open", f"{words}the most. Take one back, or wait until one has ended.", stands[0])


def _require_own_words(trigger: Trigger, matters: Matters) -> None:
    """What another has open in these words is joined; a word why it is another matter does not make it one."""
    said = letters(trigger.failure)
    for reference, words in _every_word(matters, with_cases=bool(trigger.apart.strip() or trigger.join)):
        if letters(words) == said and reference != trigger.join:
            told = f"{reference} is open about the same measure in these very words: it is the same matter. Send this "
            raise RaisedAlready("same_words_open", f"{told}again with {reference} in `join`.", reference)


def _every_word(matters: Matters, *, with_cases: bool) -> Iterator[tuple[str, str]]:
    """Every matter that is open, with the words in which anybody raised it or joined it. Who says neither `join` nor
    `apart` is asked about the cases in any words.
    """
    hosts = [(case, case.reference) for case in matters.cases if with_cases]
    merged = [(case, host) for case, host in matters.merged if with_cases and matters.case(host) is not None]
    for case, reference in (*hosts, *merged):
        yield from (
            (reference, words) for words in (case.raised.failure, *(one.failure for one in case.raised.records))
        )
    for gathering in matters.gatherings:
        yield from ((gathering.reference, record.failure) for record in gathering.records)


def _own(trigger: Trigger, matters: Matters, at: Circumstances) -> Iterator[Own]:
    for case in matters.cases:
        yield from _own_in(case, case, trigger, matters, at)
    for case, reference in matters.merged:
        host = matters.case(reference)
        if host is not None:
            yield from _own_in(case, host, trigger, matters, at)
    for gathering in matters.gatherings:
        for record in gathering.records:
            if _is_theirs(trigger, record, gathering.trigger, frozenset(), at):
                yield Own(reference=gathering.reference, failure=record.failure, stands=True)


def _own_in(case: Case, host: Case, trigger: Trigger, matters: Matters, at: Circumstances) -> Iterator[Own]:
    """What they raised in the case, which goes on in this host or is it itself. A body stands behind its own finding
    too, though it organises nothing there.
    """
    behind = {one.body for one in host.raisers if one.reference == case.reference}
    for record in case.raised.records:
        kind = case.raised.kind_of(record.body, case.trigger)
        if _is_theirs(trigger, record, kind, matters.accounts.get(case.reference, frozenset()), at):
            stands = record.body in behind or kind not in ORGANISED
            yield Own(reference=host.reference, failure=record.failure, stands=stands)


def _is_theirs(trigger: Trigger, record: TriggerRecord, kind: str, accounts: frozenset[str], at: Circumstances) -> bool:
    if Kind.COUNCILLOR in (trigger.kind, kind):
        return trigger.kind == kind and record.body == at.actor.body and at.actor.id in accounts
    return record.party == at.register.organisation(at.actor.body or "")
