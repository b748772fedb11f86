"""A mapping as it is sent, kept and shown: one shape for all three, so that what comes back can be mended and sent.

What a single field may hold is said here; where fields contradict each other is found by `contradiction`.
"""

from collections.abc import Mapping as Mapping_
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from services.indicators.domain.figure.observation import Status
from services.indicators.domain.mapping import mapping as domain
from services.indicators.domain.mapping.mapping import Mapping, Means
from services.indicators.schemas.mapping.pull import PublicSourceIn
from services.indicators.schemas.mapping.source import Code, CodedIn, SourceIn, Sources, StatusIn, Text, sources_of
from shared.periods.dialects import Around, Dialect
from shared.shapes import Line, Number, Prose, Strict, Whole, Yes, fit, refuse

_FORMULA_STARTS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def _no_formula(text: str) -> str:
    if text.startswith(_FORMULA_STARTS):
        raise refuse("formula-like", "Text that a spreadsheet would run as a formula is not taken.")
    return text


def _no_digit(text: str) -> str:
    if any(character.isdigit() for character in text):
        raise refuse("wrong-form", "A mark beside a figure holds no digit: it would be taken for one of the figure's.")
    return text


Reason = Annotated[Line, Field(max_length=200), AfterValidator(_no_formula)]
Mark = Annotated[Line, Field(max_length=20), AfterValidator(_no_digit)]


class FlagIn(Strict):
    """A mark behind a figure or a period, and the status that it tells, if any."""

    flag: Mark
    status: Status | None = None


class PeriodTextIn(Strict):
    """A text and the period that it means, in the product's own spelling."""

    text: Text
    period: Code


class PeriodIn(Strict):
    """Where the period stands, in which dialects, which longer period a day stands for, and marks behind a period."""

    sources: Sources = ()
    dialects: Annotated[tuple[Dialect, ...], Field(max_length=20)] = (Dialect.OWN,)
    day_stands_for: Around = Around.DAY
    codes: Annotated[tuple[PeriodTextIn, ...], Field(max_length=1000)] = ()
    flags: Annotated[tuple[FlagIn, ...], Field(max_length=20)] = ()

    def value(self) -> domain.PeriodFrom:
        """The same as the domain knows it."""
        return domain.PeriodFrom(
            sources=sources_of(self.sources),
            dialects=frozenset(self.dialects),
            around=self.day_stands_for,
            codes={one.text: one.period for one in self.codes},
            flags={one.flag: one.status for one in self.flags},
        )


class ValueColumnIn(Strict):
    """A column of figures, with the measure or the period where its heading cannot tell."""

    column: Text
    measure: Code | None = None
    period: Code | None = None


class ValuesIn(Strict):
    """The columns of figures: those named, or every column that the mapping does not name."""

    columns: Annotated[tuple[ValueColumnIn, ...], Field(max_length=1000)] = ()
    every_other_column: Yes = False

    @model_validator(mode="after")
    def _one_of_two(self) -> "ValuesIn":
        if bool(self.columns) == self.every_other_column:
            raise refuse("one-of", "Name the columns of figures, or say that every other column is one.")
        return self


class NumbersIn(Strict):
    """How figures are written."""

    decimal_mark: Literal[".", ","] = "."
    thousands_marks: tuple[Literal[",", ".", " ", "'"], ...] = ()
    unit_marks: Annotated[tuple[Mark, ...], Field(max_length=20)] = ()
    brackets_are_negative: Yes = False
    flags: Annotated[tuple[FlagIn, ...], Field(max_length=20)] = ()


class WordIn(Strict):
    """A text in the place of a figure, or null for the empty cell; what it means, and why."""

    word: Annotated[Prose, Field(max_length=100)] | None
    means: Means = Means.MISSING
    reason: Reason


class UnitIn(Strict):
    """Figures of a measure, or of all, become figure * factor + offset."""

    measure: Code | None = None
    factor: Number = domain.Unit().factor
    offset: Number = domain.Unit().offset

    @model_validator(mode="after")
    def _keeps_figures_apart(self) -> "UnitIn":
        if self.factor == 0:
            raise refuse("out-of-range", "A factor of nothing would make every figure the same.")
        return self


class LeaveOutIn(Strict):
    """Rows that are no figures: totals, footnotes. The reason is counted in the receipt."""

    column: Text
    texts: Annotated[tuple[Text, ...], Field(max_length=1000)] = ()
    beginnings: Annotated[tuple[Text, ...], Field(max_length=100)] = ()
    is_empty: Yes = False
    reason: Reason

    @model_validator(mode="after")
    def _says_which(self) -> "LeaveOutIn":
        if not (self.texts or self.beginnings or self.is_empty):
            raise refuse("one-of", "Say which rows: by texts, by beginnings, or by an empty cell.")
        return self


class LayoutIn(Strict):
    """How the sheet is laid out."""

    lines_above: Annotated[Whole, Field(le=100)] = 0
    header_lines: Annotated[Whole, Field(ge=1, le=3)] = 1
    separator: Literal[",", ";", "\t", "|"] = ","


class UnusedIn(Strict):
    """A column that is not used, and why not."""

    column: Text
    reason: Reason


class MappingIn(Strict):
    """How a body's own table becomes the product's rows."""

    title: Line
    source: PublicSourceIn | None = None
    area: CodedIn
    measure: CodedIn
    period: PeriodIn
    values: ValuesIn
    layout: LayoutIn = LayoutIn()
    status: StatusIn | None = None
    missing: SourceIn | None = None
    numbers: NumbersIn = NumbersIn()
    words: Annotated[tuple[WordIn, ...], Field(max_length=200)] = ()
    below: Reason | None = None
    units: Annotated[tuple[UnitIn, ...], Field(max_length=1000)] = ()
    leave_out: Annotated[tuple[LeaveOutIn, ...], Field(max_length=100)] = ()
    unused: Annotated[tuple[UnusedIn, ...], Field(max_length=1000)] = ()

    def value(self) -> Mapping:
        """The mapping as the domain knows it."""
        return Mapping(
            title=self.title,
            area=self.area.value(),
            measure=self.measure.value(),
            period=self.period.value(),
            values=domain.Values(
                columns=tuple(
                    domain.ValueColumn(column=one.column, measure=one.measure, period=one.period)
                    for one in self.values.columns
                ),
                is_every_other=self.values.every_other_column,
            ),
            layout=domain.Layout(**self.layout.model_dump()),
            status=self.status.value() if self.status else None,
            missing=self.missing.value() if self.missing else None,
            numbers=domain.Numbers(
                decimal_mark=self.numbers.decimal_mark,
                thousands_marks=tuple(self.numbers.thousands_marks),
                unit_marks=tuple(self.numbers.unit_marks),
                has_negative_brackets=self.numbers.brackets_are_negative,
                flags={one.flag: one.status for one in self.numbers.flags},
            ),
            words=tuple(domain.Word(word=one.word or "", means=one.means, reason=one.reason) for one in self.words),
            below=self.below,
            units=tuple(domain.Unit(**one.model_dump()) for one in self.units),
            leave_out=tuple(
                domain.LeaveOut(
                    column=one.column,
                    reason=one.reason,
                    texts=tuple(one.texts),
                    beginnings=tuple(one.beginnings),
                    is_empty=one.is_empty,
                )
                for one in self.leave_out
            ),
            unused={one.column: one.reason for one in self.unused},
        )


def document(mapping: Mapping) -> dict[str, object]:
    """The mapping as JSON values, in the shape in which it is sent; what says nothing is left out.

    Raises Malformed for one that was proposed from texts that no mapping may hold.
    """
    told: dict[str, object] = {
        "title": mapping.title,
        "area": _coded(mapping.area),
        "measure": _coded(mapping.measure),
        "period": {
            "sources": _told(mapping.period.sources),
            "dialects": sorted(mapping.period.dialects),
            "day_stands_for": mapping.period.around,
            "codes": [{"text": text, "period": period} for text, period in mapping.period.codes.items()],
            "flags": _flags(mapping.period.flags),
        },
        "values": {
            "columns": [asdict(one) for one in mapping.values.columns],
            "every_other_column": mapping.values.is_every_other,
        },
        "layout": asdict(mapping.layout),
        "status": _coded(mapping.status) if mapping.status else None,
        "missing": asdict(mapping.missing) if mapping.missing else None,
        "numbers": {
            "decimal_mark": mapping.numbers.decimal_mark,
            "thousands_marks": mapping.numbers.thousands_marks,
            "unit_marks": mapping.numbers.unit_marks,
            "brackets_are_negative": mapping.numbers.has_negative_brackets,
            "flags": _flags(mapping.numbers.flags),
        },
        "words": [{"word": one.word or None, "means": one.means, "reason": one.reason} for one in mapping.words],
        "below": mapping.below,
        "units": [asdict(one) for one in mapping.units],
        "leave_out": [asdict(one) for one in mapping.leave_out],
        "unused": [{"column": column, "reason": reason} for column, reason in mapping.unused.items()],
    }
    return brief(fit(MappingIn, told))


def brief(sent: MappingIn) -> dict[str, object]:
    """The document that is kept: JSON values, without the fields that say nothing."""
    return sent.model_dump(mode="json", exclude_defaults=True)


def _told(sources: Sequence[domain.Source]) -> list[dict[str, object]]:
    return [asdict(one) for one in sources]


def _flags(flags: Mapping_[str, str | None]) -> list[dict[str, object]]:
    return [{"flag": flag, "status": status} for flag, status in flags.items()]


def _coded(coded: domain.Coded) -> dict[str, object]:
    codes = [{"texts": list(texts), "code": code or None} for texts, code in coded.codes.items()]
    return {"sources": _told(coded.sources), "codes": codes, "others": coded.others}
