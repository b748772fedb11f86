"""What stands before a decision, in its four steps: asked for, independent, published, decided."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.publication.domain.agreement.advice import Asked, Gate
from services.publication.domain.agreement.confirmation import Awaited
from services.publication.domain.agreement.standing import read_by_gates
from services.publication.domain.entry.entry import Came, Entry, EntryKind
from services.publication.domain.entry.reply import disputed
from services.publication.handlers.agreement.agreement import Read
from shared.web import negotiations as drawn
from shared.web.negotiations import GateStep, StepState
from shared.web.wording import day
from shared.working_days import london_day


def gate_before(read: Read, today: date) -> drawn.Gate:
    """What stands before a decision on the whole agreement, in its four steps."""
    gate, visible = read.gate(today), read.circumstances(today).policy.negotiation.advice_visible.words()
    entries = {entry.number: entry for entry in read.entries}
    decided = of_kind(read, EntryKind.DECISION)
    asked = [_asked(entries[one.entry], one, today) for one in gate.asked]
    given, waits = [entries[one.entry] for one in gate.given], read.awaited(today)
    is_held = bool(given) and all(one.number in waits for one in given)
    return drawn.Gate(
        "Advice before the decision",
        _first_day(read, gate, decided, today),
        f"Advice is public for {visible} before a decision, unless the decision says why it is urgent.",
        (
            _step("Asked for", asked, "No advice was asked for on this record"),
            _step("Independent", [_declared(one, waits) for one in given], _none_of(read, today), is_held=is_held),
            _step(
                "Published",
                [f"{said_on_words(one)}, by {one.said.party_name}" for one in given],
                "No advice on the record",
            ),
            _decided_step(read, decided, waits, is_open=gate.is_open(today)),
        ),
    )


def _first_day(read: Read, gate: Gate, decided: Sequence[Entry], today: date) -> str:
    approved = read.agreement.approved
    if decided and _serves(read, decided[-1]):
        return f"{decided[-1].said.party_name} decided: {said_on_words(decided[-1])}."
    if approved is not None:
        return f"{approved.approved_by} approved it. The decision itself is not on this record."
    if gate.first_on is None and gate.given and not gate.lacks_an_item:
        return "No decision can be made yet: nobody stands by the advice that was put down to them."
    if gate.first_on is None and gate.asked and not gate.lacks_an_item:
        return "No decision can be made yet: the register does not know who was asked for advice."
    if gate.first_on is None and gate.lacks_an_item and (gate.asked or gate.given):
        return "No decision on the whole agreement can be made yet: some items have no advice."
    if gate.first_on is None:
        return "No decision can be made yet: no advice was asked for."
    if gate.is_open(today):
        return f"A decision may be made since {day(gate.first_on)}."
    return f"No decision before {day(gate.first_on)}."


def _declared(entry: Entry, waits: Mapping[int, Awaited]) -> str:
    """Who declared that it is independent; of what another body typed, how long it counts for nothing."""
    declared = f"Declared by {entry.said.party_name}"
    return f"{declared}, typed by another body: {waits[entry.number].words}" if entry.number in waits else declared


def _asked(entry: Entry, asked: Asked, today: date) -> str:
    told = f"{said_on_words(entry)}, of {_asked_of(entry)}"
    if asked.given_by is not None:
        return told
    if asked.due_on is None:
        return f"{told}, which has not answered"
    if asked.due_on < today:
        return f"{told}, which had not answered by {day(asked.due_on)}"
    return f"{told}, which has not answered yet and has until {day(asked.due_on)}"


def _step(name: str, told: Sequence[str], absent: str, *, is_held: bool = False) -> GateStep:
    done = StepState.AWAITED if is_held else StepState.DONE
    return GateStep(name, "; ".join(told), done) if told else GateStep(name, absent, StepState.NEVER)


def _none_of(read: Read, today: date) -> str:
    """Why no advice is independent: there is none, or who gave it has a part in the agreement."""
    partial = [one.mark.facts.party_name for one in read.gate(today).partial if one.mark.facts]
    return f"{', '.join(partial)}: not independent, it has a part in this" if partial else "No advice on the record"


def _decided_step(read: Read, decided: Sequence[Entry], waits: Mapping[int, Awaited], *, is_open: bool) -> GateStep:
    if decided and decided[-1].number in waits and _serves(read, decided[-1]):
        words = f"{said_on_words(decided[-1])}, typed by another body: {waits[decided[-1].number].words}"
        return GateStep("Decision", words, StepState.AWAITED)
    if decided and _serves(read, decided[-1]):
        return GateStep("Decision", said_on_words(decided[-1]), StepState.DONE)
    is_unsaid = bool(decided) and decided[-1].number in disputed(read.agreement.replies)
    what = "one that its body disputes" if is_unsaid else "an older one"
    older = f"; {what}: {said_on_words(decided[-1])}" if decided else ""
    if read.agreement.approved is not None:
        return GateStep("Decision", f"Not on this record{older}", StepState.NEVER)
    state = StepState.AWAITED if is_open else StepState.SHUT
    return GateStep("Decision", f"{'Awaited' if is_open else 'Locked'}{older}", state)


def _serves(read: Read, entry: Entry) -> bool:
    """Whether the approval can rest on a decision: one told from papers serves only an approval told from papers, and
    one that its own body disputes none.
    """
    approved = read.agreement.approved
    is_old = approved is not None and approved.came == Came.COMPILED
    unsaid = disputed(read.agreement.replies)
    if is_old:
        return entry.number not in unsaid
    return entry.number in read_by_gates(read.agreement, read.circumstances(london_day(entry.recorded_at)))


def of_kind(read: Read, kind: EntryKind) -> list[Entry]:
    """The entries of a kind that nothing superseded."""
    return [entry for entry in read.entries if entry.said.kind is kind and entry.superseded_by is None]


def _asked_of(entry: Entry) -> str:
    request = entry.said.particulars.advice_request
    return request.asked_of if request else entry.said.party_name


def said_on_words(entry: Entry) -> str:
    """When it was said; where that is not known, when it came here; and whether papers tell it."""
    said_on = entry.said.said_on
    told = said_on.words() if said_on is not None else f"on this record since {day(entry.recorded_at)}"
    return f"{told}, from papers" if entry.came is Came.COMPILED else told
