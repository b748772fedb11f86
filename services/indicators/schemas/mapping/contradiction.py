"""Where the parts of a mapping contradict each other, each place named by pointer, before it is kept or applied."""

from collections.abc import Callable, Iterator, Sequence

from services.indicators.domain.mapping.mapping import Others, fold, fold_measure
from services.indicators.schemas.mapping.mapping import MappingIn
from services.indicators.schemas.mapping.source import CodedIn, CodeIn, SourceIn
from shared.periods import NotAPeriod, parse
from shared.problems import Fault, Malformed
from shared.shapes import fit

_Fold = Callable[[str], str]


def read(sent: object) -> MappingIn:
    """The mapping of a JSON value; Malformed with every fault by pointer."""
    return agreeing(fit(MappingIn, sent))


def agreeing(sent: MappingIn) -> MappingIn:
    """The mapping itself; Malformed where its parts contradict each other, every place by pointer."""
    if faults := list(_contradictions(sent)):
        raise Malformed("Parts of this mapping contradict each other; each is named.", errors=faults)
    return sent


def _contradictions(sent: MappingIn) -> Iterator[Fault]:
    if not sent.area.sources:
        yield Fault("missing", "Say where the area stands.", "/area/sources")
    if not sent.period.dialects:
        yield Fault("missing", "Name the dialects in which periods are written.", "/period/dialects")
    yield from _codes(sent.area, "/area", fold)
    yield from _codes(sent.measure, "/measure", fold_measure)
    yield from _others(sent)
    yield from _periods(sent)
    yield from _headings(sent)
    yield from _columns_of_figures(sent)
    if sent.numbers.decimal_mark in sent.numbers.thousands_marks:
        yield Fault("contradiction", "This mark is the decimal mark already.", "/numbers/thousands_marks")
    yield from _twice([fold(one.word or "") for one in sent.words], "/words/{}/word")
    yield from _twice([one.measure or "" for one in sent.units], "/units/{}/measure")
    yield from _unused(sent)


def _codes(coded: CodedIn, where: str, folding: _Fold) -> Iterator[Fault]:
    for at, one in enumerate(coded.codes):
        if len(one.texts) != len(coded.sources):
            yield Fault("contradiction", "There is one text for each source.", f"{where}/codes/{at}/texts")
    yield from _twice([_key(one, folding) for one in coded.codes], where + "/codes/{}/texts")


def _others(sent: MappingIn) -> Iterator[Fault]:
    for where, coded in (("/area", sent.area), ("/measure", sent.measure)):
        if coded.others is Others.LEFT_OUT and not coded.codes:
            yield Fault("contradiction", "This would leave out every row: name those that are yours.", f"{where}/codes")
    if sent.status is not None and sent.status.others is Others.LEFT_OUT:
        yield Fault("contradiction", "A row is not left out for its status.", "/status/others")


def _key(one: CodeIn, folding: _Fold) -> str:
    return "\n".join(folding(text) for text in one.texts)


def _twice(keys: Sequence[str], where: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, key in enumerate(keys):
        if key in seen:
            yield Fault("contradiction", "This is named twice.", where.format(at))
        seen.add(key)


def _periods(sent: MappingIn) -> Iterator[Fault]:
    places = [(f"/period/codes/{at}/period", one.period) for at, one in enumerate(sent.period.codes)]
    places += [(f"/values/columns/{at}/period", one.period) for at, one in enumerate(sent.values.columns) if one.period]
    for where, text in places:
        try:
            parse(text)
        except NotAPeriod as error:
            yield Fault("bad-period", str(error), where)
    yield from _twice([fold(one.text) for one in sent.period.codes], "/period/codes/{}/text")
    yield from _twice([one.flag for one in sent.period.flags], "/period/flags/{}/flag")


def _headings(sent: MappingIn) -> Iterator[Fault]:
    coded = [("/area", sent.area.sources), ("/measure", sent.measure.sources), ("/period", sent.period.sources)]
    coded += [("/status", sent.status.sources)] if sent.status else []
    for where, sources in coded:
        for at, source in enumerate(sources):
            if source.heading is not None and source.heading > sent.layout.header_lines:
                yield Fault("contradiction", "The header has fewer lines.", f"{where}/sources/{at}/heading")
    if sent.missing is not None and sent.missing.column is None:
        yield Fault("contradiction", "A reason for a missing figure stands in a column.", "/missing/column")


def _columns_of_figures(sent: MappingIn) -> Iterator[Fault]:
    yield from _twice([fold(one.column) for one in sent.values.columns], "/values/columns/{}/column")
    for field, sources in (("measure", sent.measure.sources), ("period", sent.period.sources)):
        if sources:
            continue
        if sent.values.every_other_column:
            yield Fault("missing", f"Say where the {field} stands.", f"/{field}/sources")
        for at, one in enumerate(sent.values.columns):
            if getattr(one, field) is None:
                message = f"Say the {field} here, or under /{field} where it stands."
                yield Fault("missing", message, f"/values/columns/{at}/{field}")


def _unused(sent: MappingIn) -> Iterator[Fault]:
    used = {fold(column) for column in _used(sent)}
    for at, one in enumerate(sent.unused):
        if fold(one.column) in used:
            yield Fault("contradiction", "This column is used.", f"/unused/{at}/column")
    yield from _twice([fold(one.column) for one in sent.unused], "/unused/{}/column")


def _used(sent: MappingIn) -> Iterator[str]:
    sources: list[SourceIn] = [*sent.area.sources, *sent.measure.sources, *sent.period.sources]
    sources += sent.status.sources if sent.status else ()
    sources += [sent.missing] if sent.missing else []
    yield from (source.column for source in sources if source.column is not None)
    yield from (one.column for one in sent.values.columns)
