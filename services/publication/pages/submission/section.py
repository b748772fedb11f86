"""The fields of each form of the desk, in sections; what few need is closed until somebody opens it."""

from collections.abc import Mapping
from typing import NamedTuple

from services.publication.domain.entry.entry import EntryKind
from services.publication.schemas.submission.desk import CONSTRAINTS, MILESTONES, OTHER_YEARS, TARGETS


class Section(NamedTuple):
    """Fields that are asked together, by their names. One that `folds` is closed until somebody opens it."""

    heading: str
    names: tuple[str, ...]
    folds: bool = False


def _of(thing: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{thing}__{name}" for name in names)


_ITEM = ("round", "item_code", "item_title")
_FIRST = Section("", (*_ITEM, "status", "deferred_until", "reason", "said_on", "national_issue"))
_FIGURES = Section(
    "The figures",
    (
        *("baseline_value", "baseline_period", "unit", "target_value", "target_period"),
        *("terms__relative", "lead_partner"),
    ),
)
YEARS, STRETCH = "The target year by year", "If there is a stretch, beyond the target"
SEVERAL_YEARS = "If it is for several years: the target year by year"
_OTHER_YEARS = Section(
    "If it names other years too",
    tuple(TARGETS.field(n, name) for n in OTHER_YEARS for name in ("period", "value", "stretch")),
    folds=True,
)
_TERMS = Section("What it is in the agreement", _of("terms", "item_class", "basis", "measure", "scope"))
_MEANT = Section(
    "If it needs explaining what is measured, or for whom", _of("terms", "definition", "department"), folds=True
)
_STRETCH = Section(STRETCH, ("terms__stretch_value",), folds=True)
_SURENESS = Section("If the figures are measured by asking some people", ("terms__interval",), folds=True)
_EXPLORED = Section("If its target comes later", _of("terms", "exploratory", "review_on"), folds=True)
_REJECTED = Section(
    "If it is rejected", _of("rejection", "department", "code", "other", "evidence", "interest"), folds=True
)
_MORE = (_MEANT, _OTHER_YEARS, _STRETCH, _SURENESS, _EXPLORED)
_TURNS = (_FIGURES, Section(YEARS, ()), _TERMS, *_MORE)
_SOURCE = Section("Where it can be read", ("source",))
_CORRECTS = Section("If it corrects what was said before", ("supersedes", "note"), folds=True)
_CAME = Section("If these are words of before this record, or of others", ("came",), folds=True)
_WITHHELD = Section("If not everybody may read the words", _of("withheld", "ground", "summary", "until"), folds=True)
_LATER = Section("If nobody may read of it yet", _of("later", "ground", "shown_from"), folds=True)
_ADVICE = (
    "adviser_kind",
    "independence",
    "inspecting",
    "findings",
    "recommendation",
    "recommended",
    "request",
    "items",
)
_DECISION = ("outcome", "reasons", "relied_on", "departure", "urgency", "items")
_SECTIONS: Mapping[EntryKind, tuple[Section, ...]] = {
    EntryKind.PROPOSAL: (_FIRST, *_TURNS),
    EntryKind.RESPONSE: (_FIRST, _REJECTED._replace(heading="If you reject it"), *_TURNS),
    EntryKind.POSITION: (_FIRST, _REJECTED, *_TURNS),
    EntryKind.STATEMENT: (
        _FIRST,
        _REJECTED,
        _FIGURES,
        Section(YEARS, (), folds=True),
        _TERMS._replace(folds=True),
        *_MORE,
    ),
    EntryKind.APPROVAL: (
        _FIRST,
        _FIGURES._replace(folds=True),
        Section(YEARS, (), folds=True),
        _TERMS._replace(folds=True),
    ),
    EntryKind.CONSTRAINTS: (
        Section("", ("constraints__waived", "said_on")),
        Section(
            "If it does not waive: what binds it",
            tuple(CONSTRAINTS.field(n, name) for n in CONSTRAINTS.numbers for name in CONSTRAINTS.fields),
        ),
    ),
    EntryKind.CONSENT: (Section("", (*_ITEM, "consent__given", "reason", "said_on")),),
    EntryKind.PROTOCOL: (
        Section("", (*_ITEM, *_of("protocol", "accountability", "responsibility", "probity"), "said_on")),
    ),
    EntryKind.CONSULTATION: (Section("", (*_ITEM, *_of("consultation", "consulted", "changed"), "said_on")),),
    EntryKind.DELIVERY_PLAN: (
        Section("", (*_ITEM, "said_on")),
        Section(
            "Its steps",
            tuple(MILESTONES.field(n, name) for n in MILESTONES.numbers for name in MILESTONES.fields),
        ),
    ),
    EntryKind.REVISION: (
        Section(
            "",
            (
                *("item_code", "item_title", *_of("revision", "change", "consented"), "reason"),
                *("target_value", "unit", "target_period", "said_on"),
            ),
        ),
        Section(SEVERAL_YEARS, (), folds=True),
        _OTHER_YEARS._replace(names=tuple(name for name in _OTHER_YEARS.names if not name.endswith("stretch"))),
    ),
    EntryKind.ADVICE_REQUEST: (
        Section("", (*_of("advice_request", "asked_of", "adviser_kind", "question", "items"), "said_on")),
    ),
    EntryKind.ADVICE: (Section("", (*_of("advice", *_ADVICE), "said_on")),),
    EntryKind.DECISION: (Section("", (*_of("decision", *_DECISION), "said_on")),),
    EntryKind.APPOINTMENT: (Section("", (*_of("appointment", "role", "team", "interests", "grants"), "said_on")),),
    EntryKind.BROKER_LOG: (Section("", ("reason", "said_on")),),
    EntryKind.NOTE: (Section("", ("item_title", "reason", "said_on")),),
}


def sections_of(kind: EntryKind, *, is_registrar: bool) -> tuple[Section, ...]:
    """The sections of the form of a kind, in their order. The years' fields are the agreement's to name; what may be
    withheld, and how old words came here, is asked where it can be answered.
    """
    may_hide = kind.is_of_an_item or kind in (EntryKind.NOTE, EntryKind.BROKER_LOG)
    asked = (_CORRECTS, *((_CAME,) if is_registrar else ()), *((_WITHHELD,) if may_hide else ()), _LATER)
    return (*_SECTIONS[kind], _SOURCE, *asked)
