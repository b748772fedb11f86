"""What the forms of the desk ask: the fields of each thing that may be said, with their words, choices and faults."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.publication.domain.entry.entry import EntryKind, Party, Status
from services.publication.domain.entry.particulars import (
    OUTCOMES,
    REASONS,
    AdviserKind,
    ConstraintKind,
    Outcome,
    ReasonCode,
)
from services.publication.domain.entry.voice import voice_of
from services.publication.pages.submission.desk import SAID, Seat
from shared.problems import NotFound
from shared.web import chips
from shared.web.chips import MEANINGS
from shared.web.forms import Field, FieldKind, Option
from shared.web.requests import now
from shared.working_days import london_day

WHOLE = "The agreement"  # the item of what is said on no item
FIRST = "Said here first"
_TURN = (
    *("round", "item_code", "item_title", "status", "reason", "said_on", "target_value", "unit", "target_period"),
    *("baseline_value", "baseline_period", "lead_partner"),
)
_REJECTION = tuple(f"rejection__{name}" for name in ("department", "code", "other", "evidence", "interest"))
_ADVICE = ("adviser_kind", "independence", "findings", "recommendation", "recommended", "items")
_DECISION = ("outcome", "reasons", "relied_on", "departure", "urgency", "items")
_OF_KIND: Mapping[EntryKind, tuple[str, ...]] = {
    EntryKind.PROPOSAL: _TURN,
    EntryKind.RESPONSE: (*_TURN, *_REJECTION),
    EntryKind.POSITION: _TURN,
    EntryKind.STATEMENT: _TURN,
    EntryKind.CONSTRAINTS: ("constraints__waived", "constraints__kind", "constraints__words", "said_on"),
    EntryKind.CONSENT: ("round", "item_code", "item_title", "consent__given", "reason", "said_on"),
    EntryKind.ADVICE_REQUEST: (
        *(f"advice_request__{name}" for name in ("asked_of", "adviser_kind", "question", "items")),
        "said_on",
    ),
    EntryKind.ADVICE: (*(f"advice__{name}" for name in _ADVICE), "said_on"),
    EntryKind.DECISION: (*(f"decision__{name}" for name in _DECISION), "said_on"),
    EntryKind.BROKER_LOG: ("reason", "said_on"),
    EntryKind.NOTE: ("item_title", "reason", "said_on"),
}
_ALWAYS = ("source",)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a field is asked. `choices` are those of a closed list, in words."""

    label: str
    hint: str = ""
    kind: FieldKind = FieldKind.INPUT
    choices: Mapping[str, str] | None = None
    width: int | None = None


_PUT_FORWARD = (Status.PROPOSED, Status.PLACEHOLDER, Status.DEFERRED, Status.DEMOTED_TO_LOCAL, Status.WITHDRAWN)
_ANSWERED = tuple(one for one in Status if one is not Status.PROPOSED)


def _statuses(kind: EntryKind) -> dict[str, str]:
    """Where an item may stand after a thing of this kind is said, as the pages name it: who proposes does not agree."""
    kinds = {EntryKind.PROPOSAL: _PUT_FORWARD, EntryKind.RESPONSE: _ANSWERED}
    return {one.value: MEANINGS[chips.Status(one)].words for one in kinds.get(kind, tuple(Status))}


def _plain(choices: type[StrEnum]) -> dict[str, str]:
    return {one.value: one.value.replace("_", " ").capitalize() for one in choices}


def _capital(words: Mapping[ReasonCode, str] | Mapping[Outcome, str]) -> dict[str, str]:
    return {one.value: f"{said[:1].upper()}{said[1:]}" for one, said in words.items()}


_LONG, _PICK, _ONE_OF = FieldKind.TEXTAREA, FieldKind.SELECT, FieldKind.RADIOS
_YES_NO = {"yes": "Yes", "no": "No"}
_ITEMS = "Codes or titles, with semicolons between. Empty means the whole agreement."
_DAY = "Like 2026-06-30, 2026-06 or 2026."
_ASKED = {
    "round": _Asked("Round", kind=_PICK),
    "item_code": _Asked("Code of the item, if it has one", "Like NI 191.", width=10),
    "item_title": _Asked("What it is about"),
    "status": _Asked("How your side sees the item now", kind=_PICK),
    "reason": _Asked("In your words", "Everybody reads this. Name no private person.", _LONG),
    "said_on": _Asked("When it was said", _DAY, width=10),
    "target_value": _Asked("Target", width=10),
    "unit": _Asked("Unit of the figures", "Like percent or kilograms a household.", width=20),
    "target_period": _Asked("For which period", "Like 2028/29.", width=10),
    "baseline_value": _Asked("Where it stands today, the baseline", width=10),
    "baseline_period": _Asked("Period of the baseline", width=10),
    "lead_partner": _Asked("Who is to lead"),
    "source": _Asked("Where it can be read", f"A letter, a minute, a paper. If nowhere else: {FIRST}."),
    "rejection__department": _Asked("If you reject it: which department does"),
    "rejection__code": _Asked("Its reason", kind=_PICK, choices=_capital(REASONS)),
    "rejection__other": _Asked("If it is another reason: which", kind=_LONG),
    "rejection__evidence": _Asked("The evidence that it rests on", kind=_LONG),
    "rejection__interest": _Asked("The department's own interest in it, or that it has none", kind=_LONG),
    "constraints__waived": _Asked("Does your body waive to say what binds it?", "", _ONE_OF, _YES_NO),
    "constraints__kind": _Asked("If not: what kind of thing binds it", kind=_PICK, choices=_plain(ConstraintKind)),
    "constraints__words": _Asked("What binds it", kind=_LONG),
    "advice_request__asked_of": _Asked("Who is asked"),
    "advice_request__adviser_kind": _Asked("What they are", kind=_PICK, choices=_plain(AdviserKind)),
    "advice_request__question": _Asked("The question", kind=_LONG),
    "advice_request__items": _Asked("About which items", _ITEMS),
    "advice__adviser_kind": _Asked("What you are", kind=_PICK, choices=_plain(AdviserKind)),
    "advice__independence": _Asked("Your declaration that you are independent, and any interest", kind=_LONG),
    "advice__findings": _Asked("What you found", kind=_LONG),
    "advice__recommendation": _Asked("What you recommend", "", _ONE_OF, _capital(OUTCOMES)),
    "advice__recommended": _Asked("The same in words", kind=_LONG),
    "advice__items": _Asked("About which items", _ITEMS),
    "decision__outcome": _Asked("What is decided", "", _ONE_OF, _capital(OUTCOMES)),
    "decision__reasons": _Asked("The reasons", kind=_LONG),
    "decision__relied_on": _Asked("What it rests on besides, advice of civil servants too", kind=_LONG),
    "decision__departure": _Asked("If it is not what the advice recommends: why not", kind=_LONG),
    "decision__urgency": _Asked("If it cannot wait for advice: why not", kind=_LONG),
    "decision__items": _Asked("About which items", _ITEMS),
    "consent__given": _Asked("Does your body consent?", "", _ONE_OF, _YES_NO),
}


def verb(kind: EntryKind) -> str:
    """What somebody does who says a thing of this kind: the heading of its form. NotFound for what has none."""
    if kind not in SAID:
        raise NotFound("This is not said at the desk: a table or a system of your own sends it.")
    return SAID[kind][0]


def begun(seat: Seat, kind: EntryKind, number: int) -> dict[str, str]:
    """What a form begins with: the reader's own body, the last round, the item of the entry of this number."""
    asked = next((one.said for one in seat.read.entries if one.number == number), None)
    rounds = list(seat.read.agreement.rounds)
    known = {
        "party_name": seat.body.name,
        "party": min(voice_of(seat.body.partner_kind).parties, key=list(Party).index).value,
        "source": FIRST,
        "said_on": london_day(now(seat.request)).isoformat(),
        "item_code": (asked.item_code or "") if asked else "",
        "item_title": asked.item_title if asked else "" if kind.is_of_an_item else WHOLE,
        "round": rounds[-1] if rounds and (kind.is_of_an_item or kind is EntryKind.CONSENT) else "",
        "unit": (asked.unit or "") if asked else "",
        "target_period": (asked.target_period or "") if asked else "",
    }
    return {field: words for field, words in known.items() if words}


def fields_of(seat: Seat, kind: EntryKind, words: Mapping[str, str], errors: Mapping[str, str]) -> list[Field]:
    """The fields with what was typed and what is wrong; what is wrong with none of them stands at the last one."""
    verb(kind)
    fields = [_field(seat, kind, name, words, errors) for name in (*_speaking(seat), *_OF_KIND[kind], *_ALWAYS)]
    shown = {field.name for field in fields}
    left = " ".join(one for name, one in errors.items() if name not in shown)
    return [*fields[:-1], replace(fields[-1], error=f"{fields[-1].error} {left}".strip())]


def _speaking(seat: Seat) -> tuple[str, ...]:
    """Whose words these are: asked of registrars; of others only where their body speaks as one of several."""
    if seat.is_registrar:
        return "party_name", "party"
    return ("party",) if len(voice_of(seat.body.partner_kind).parties) > 1 else ()


def _field(seat: Seat, kind: EntryKind, name: str, words: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    asked = _asked(seat, kind, name)
    options = tuple(Option(value, said, value == words.get(name)) for value, said in (asked.choices or {}).items())
    if asked.kind is FieldKind.SELECT:
        options = (Option("", "Choose", is_chosen=not words.get(name)), *options)
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


def _asked(seat: Seat, kind: EntryKind, name: str) -> _Asked:
    """How a field is asked of this kind, here: rounds, parties and bodies are those of the agreement's place."""
    opened, register = seat.read.agreement.opened, seat.read.register
    match name:
        case "status":
            return replace(_ASKED[name], choices=_statuses(kind))
        case "round":
            return replace(_ASKED[name], choices={one.round: one.title for one in seat.read.agreement.rounds.values()})
        case "party":
            parties = set(Party) if seat.is_registrar else voice_of(seat.body.partner_kind).parties
            told = {one.value: one.value.replace("_", " ").capitalize() for one in Party if one in parties}
            return _Asked("Speaking as", kind=FieldKind.SELECT, choices=told)
        case "party_name":
            known = sorted({*opened.parties, *(one.name for one in register.partners.values())})
            hint = "Words of another body are marked as written down by yours, and offered to it."
            return _Asked("Whose words these are", hint, FieldKind.SELECT, {one: one for one in known})
        case _:
            return _ASKED[name]
