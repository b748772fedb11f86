"""The whole record as files: which tables there are, and what each column means. Pure.

Only what everybody may read is in them; each is made once a day and says by its checksum what it holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Form(StrEnum):
    """How a table is written."""

    JSON_LINES = "jsonl"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type in the words of CSVW, and what it holds."""

    name: str
    datatype: str
    title: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the record, by the name of its files."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True)
class File:
    """A table as it was written on a day; without its content."""

    name: str
    form: Form
    made_on: date
    rows: int
    size: int
    sha256: str


def _columns(*told: str) -> tuple[Column, ...]:
    """Columns from "name: datatype: title"."""
    return tuple(Column(*(part.strip() for part in one.split(":", 2))) for one in told)


_AREA = "area: string: the code of the area"
TABLES: tuple[Table, ...] = (
    Table(
        "areas",
        "Areas that run Folkmoot",
        ("area",),
        _columns(
            _AREA,
            "name: string: its name",
            "letters: string: the letters with which its references begin",
            "profile: string: the policy profile it uses",
            "responsible_authority: string: the body that answers where nobody leads",
        ),
    ),
    Table(
        "bodies",
        "Bodies that answer for services",
        ("area", "partner"),
        _columns(
            _AREA,
            "partner: string: the code of the body",
            "name: string: its name",
            "partner_kind: string: what it is",
            "signed_on: date: the day it signed the agreement between partners",
        ),
    ),
    Table(
        "measures",
        "Measures that are used",
        ("area", "measure"),
        _columns(
            _AREA,
            "measure: string: the code of the measure",
            "title: string: what it measures",
            "unit: string: its unit",
            "polarity: string: which direction is better",
            "framework: string: where the measure comes from",
            "source: string: who gives its figures",
        ),
    ),
    Table(
        "leads",
        "Who leads on each measure, since when",
        ("area", "measure", "since_on"),
        _columns(
            _AREA,
            "measure: string: the code of the measure",
            "lead: string: the body that leads",
            "contributors: string: the bodies that help, between semicolons",
            "basis: string: where that was agreed",
            "since_on: date: the first day",
        ),
    ),
    Table(
        "delivered",
        "What was delivered",
        ("area", "deliverable"),
        _columns(
            _AREA,
            "deliverable: string: the code of the thing",
            "title: string: what it is",
            "delivered_by: string: the bodies that delivered it, between semicolons",
            "delivered_on: date: the day",
            "evidence: string: where that can be looked up",
            "partnership: string: for which partnership",
            "agreement: string: for which agreement",
            "measure: string: for which measure",
        ),
    ),
    Table(
        "agreements",
        "Agreements that are or were negotiated",
        ("agreement",),
        _columns(
            _AREA,
            "agreement: string: the name of the agreement in addresses",
            "title: string: its title",
            "period: string: the years it is for",
            "parties: string: who negotiates it, between semicolons",
            "approved_on: string: the day, month or year of approval",
            "approved_by: string: who approved it",
        ),
    ),
    Table(
        "targets",
        "Targets in force under an agreement",
        ("area", "measure", "period", "agreement"),
        _columns(
            _AREA,
            "measure: string: the code of the measure",
            "period: string: the period",
            "agreement: string: the agreement that set it",
            "value: decimal: the target",
            "tolerance: decimal: how far from it is still near, as a share of its size",
            "designated: boolean: whether it is designated",
            "statutory: boolean: whether a law of its own sets it",
            "illustrative: boolean: whether it only shows how a target would look",
            "stretch: decimal: a second, harder promise",
            "minimum: decimal: the floor below which nobody may fall",
            "came: string: compiled_from_papers, where it was not agreed on this record; mostly empty",
            "agreed_on: string: the day, month or year on which those papers say that it was approved",
            "entry: integer: the entry of the agreement that names the paper",
            "set_at: datetime: when it came onto the record",
        ),
    ),
    Table(
        "entries",
        "What was said in negotiations",
        ("agreement", "number"),
        _columns(
            _AREA,
            "agreement: string: the agreement",
            "number: integer: the number of the entry in it",
            "round: string: the round in which it was said",
            "party: string: which side spoke",
            "party_name: string: who spoke",
            "kind: string: what kind of entry it is",
            "item_code: string: the code of the item",
            "item_title: string: the item",
            "status: string: where the side says that the item stands",
            "reason: string: the reason given",
            "said_on: string: the day, month or year in which it was said",
            "baseline_value: decimal: the baseline",
            "baseline_period: string: the period of the baseline",
            "target_value: decimal: the target",
            "target_period: string: the period of the target",
            "unit: string: the unit of both",
            "lead_partner: string: who was to lead",
            "deferred_until: string: the day, month or year until which it is put off",
            "particulars: string: what its kind carries besides, as JSON",
            "came: string: how the words came onto the record",
            "source: string: the paper it comes from",
            "supersedes: integer: the number of the earlier entry in whose place it stands",
            "note: string: why it supersedes the earlier one",
            "recorded_at: datetime: when it came onto the record",
            "cleared: string: who let it be published: two_persons, forced (one alone), by_clock, one_person",
            "received_at: datetime: when it was handed in",
            "withheld_ground: string: why its words are withheld; empty where they are shown",
            "withheld_summary: string: what is said of them all the same",
            "withheld_until: date: the day on which they are shown by themselves",
            "because: string: why one person published it alone, where it was forced",
            "later: string: why it was shown only from the day it was recorded on, and received before; mostly empty",
        ),
    ),
    Table(
        "replies",
        "What bodies that an entry names put beside it",
        ("agreement", "number"),
        _columns(
            _AREA,
            "agreement: string: the agreement",
            "number: integer: the number of the reply in it",
            "entry: integer: the number of the entry beside which it stands",
            "body: string: the code of the body",
            "name: string: its name on that day",
            "stance: string: whether it confirms or disputes the words of the entry, or replies",
            "words: string: what it says",
            "note: string: why it supersedes an earlier one",
            "supersedes: integer: the number of the earlier reply in whose place it stands",
            "recorded_at: datetime: when it came onto the record",
            "cleared: string: who let it be published, as of entries; empty where a letter's link brought it",
            "received_at: datetime: when it was handed in",
            "because: string: why one person published it alone, where it was forced",
        ),
    ),
    Table(
        "cases",
        "Petitions and cases as they stand",
        ("reference",),
        _columns(
            _AREA,
            "reference: string: the reference",
            "title: string: what was raised",
            "measure: string: the measure it is about",
            "state: string: where the case stands",
            "ended: string: how it ended; empty while it lasts",
            "lead_name: string: the body that answers",
            "signatures: integer: how many had signed when they were counted last",
            "due_on: date: the next day that is set",
            "opened_at: datetime: when it began",
            "moved_at: datetime: when something happened last",
        ),
    ),
)
