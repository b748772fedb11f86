"""The part of a proposed mapping that tells the period: where it stands, and in which dialect it is written. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from services.indicators.domain.mapping.column import Column
from services.indicators.domain.mapping.doubt import Doubt, choose, guessed, sure
from services.indicators.domain.mapping.mapping import PeriodFrom, Source
from services.indicators.domain.mapping.mark import several, spoken, status_of, unmarked
from services.indicators.domain.mapping.period import Above, unread
from services.indicators.domain.mapping.role import Roles
from shared.periods import parse
from shared.periods.dialects import DAYS, EXAMPLES, Around, Dialect, dialects_of, reading

# Where a spelling means two things: what is said in England, before what is not.
_PREFERRED = (
    *(Dialect.FINANCIAL_QUARTER, Dialect.FINANCIAL_YEAR, Dialect.CALENDAR_QUARTER, Dialect.CALENDAR_YEAR),
    *(Dialect.MONTH, Dialect.MONTH_OF_FINANCIAL_YEAR, Dialect.MONTH_OF_ACADEMIC_YEAR, Dialect.DAY, Dialect.DAY_FIRST),
    *(Dialect.FINANCIAL_YEARS, Dialect.CALENDAR_YEARS, Dialect.MONTHS),
    *(Dialect.ACADEMIC_YEAR, Dialect.OWN, Dialect.MONTH_FIRST, Dialect.QUARTER_BY_YEAR_START),
    *(Dialect.YEAR_BY_ITS_START, Dialect.YEAR_BY_ITS_END),
)
_OF_WEEKS = (
    "The days in {} end or begin weeks, and figures are kept here by day, month, quarter or year: say which these are."
)
_NAMED = (  # what a column may say that its days stand for, and the months in which such a period begins
    ("month", frozenset(range(1, 13)), Around.MONTH),
    ("quarter", frozenset({1, 4, 7, 10}), Around.FINANCIAL_QUARTER),
    ("year", frozenset({4}), Around.FINANCIAL_YEAR),
    ("year", frozenset({1}), Around.CALENDAR_YEAR),
)
_BY_ONE_YEAR = {Dialect.YEAR_BY_ITS_START, Dialect.YEAR_BY_ITS_END}  # nobody can say which of the two is usual
_CALENDAR = {Dialect.OWN, Dialect.CALENDAR_YEAR, Dialect.CALENDAR_YEARS, Dialect.CALENDAR_QUARTER}
_DAYS_OF = {"monthly": (28, 31), "quarterly": (90, 92), "annual": (365, 366), "daily": (1, 1)}


def period_of(roles: Roles, frequencies: Sequence[str]) -> tuple[PeriodFrom, list[Doubt]]:
    """Where the period stands and its dialect. `frequencies` are those of the measures that the table seems to hold."""
    above = roles.above if roles.under_periods else roles.time.in_part
    columns = tuple(Source(column=column.name) for column in roles.periods)
    sources = (*columns, *(Source(heading=level) for level in above.levels))
    if (asked := _without_dialect(roles, above, sources)) is not None:
        return asked
    if roles.time.inside:
        return _inside(roles.time.inside, frequencies)
    where = " and ".join([repr(one.name) for one in roles.periods] + ["the heading"] * bool(above.levels))
    texts = _texts(roles.periods, above)
    if roles.time.within is not None:
        return _with_parts(roles.time.within, sources, (texts or [""])[0], where)
    if not (dialects := _by_name(spoken(texts), roles.periods)):
        return _of_several_kinds(sources, texts, where)
    marked = {text: unmarked(text) for text in texts} if not dialects_of(texts) else {}
    bare = [marked.get(text, (text, None))[0] for text in texts]
    chosen, doubts = _choose(bare, dialects, frequencies, where)
    around = Around.DAY
    if chosen in DAYS:
        days = [reading(text, chosen) or "" for text in bare]
        around, doubt = _around_by_name(days, roles.periods, where) or _around(days, frequencies)
        doubts.append(doubt)
    flags = {mark: status_of(mark) for _, mark in marked.values() if mark and not _holds_digit(mark)}
    codes = {text: reading(bare, chosen) or "" for text, (bare, mark) in marked.items() if mark and _holds_digit(mark)}
    doubts += [*_about_marks(flags, codes, where), *_about_others(roles, where)]
    told = PeriodFrom(sources=sources, dialects=frozenset({chosen}), around=around, codes=codes, flags=flags)
    return told, doubts


def _texts(columns: Sequence[Column], above: Above) -> list[str]:
    """The distinct texts of periods; where several columns tell them together, of rows that have all."""
    rows = list(zip(*(column.cells for column in columns), strict=True)) or [()]
    told = dict.fromkeys(" ".join(cell.strip() for cell in row if cell) for row in rows if all(row))
    return [f"{text} {part}".strip() for text in told for part in above.texts or ("",)]


def _by_name(dialects: frozenset[Dialect], columns: Sequence[Column]) -> frozenset[Dialect]:
    """Those of the dialects that the columns' names allow, if they allow any."""
    if any(column.is_called("academic", "school") for column in columns):
        dialects = dialects & {Dialect.ACADEMIC_YEAR} or dialects
    if any(column.is_called("fy", "fin", "financial", "fiscal", "academic", "school") for column in columns):
        dialects = dialects - _CALENDAR or dialects
    return dialects


def _about_others(roles: Roles, where: str) -> Iterator[Doubt]:
    """What is said of columns of periods that have gaps, and of those that were not taken."""
    gaps = [repr(column.name) for column in roles.periods if column.has_gaps]
    if gaps and (len(roles.periods) > 1 or roles.time.in_part.levels):
        message = f"Some cells of {' and '.join(gaps)} are empty: write what they tell into each row."
        yield choose("/period/sources", message)
    for rival in roles.time.rivals:
        yield guessed("/period/sources", f"{rival.name!r} holds other dates; the periods are those in {where}.")


def _without_dialect(roles: Roles, above: Above, sources: tuple[Source, ...]) -> tuple[PeriodFrom, list[Doubt]] | None:
    """What is asked where nothing tells a period, or something tells weeks or months without a year; else None."""
    if roles.time.unread is not None:
        return _unread(roles.time.unread)
    if not sources and not roles.time.inside:
        return PeriodFrom(sources=()), [choose("/period/sources", "No column tells the period: say which does.")]
    if above.is_of_parts and not roles.periods:
        said = " and ".join(repr(text) for text in dict.fromkeys(above.texts[:2]))
        message = f"The heading tells parts of a year, {said}, and nothing says of which year: say under codes what"
        doubt = choose("/period/codes", f"{message} each means, such as '2022/23-Q1' or '2023-04'.")
        return PeriodFrom(sources=sources, dialects=frozenset({Dialect.OWN})), [doubt]
    return None


def _with_parts(within: Column, sources: tuple[Source, ...], text: str, where: str) -> tuple[PeriodFrom, list[Doubt]]:
    """A column that tells a part of the year in another, which no dialect reads together."""
    said = f"{within.name!r} seems to tell a part of the year in {where}"
    message = f"{said}: say under codes which period each means, such as {f'{text} {within.texts[0]}'!r}."
    sources = (*sources, Source(column=within.name))
    return PeriodFrom(sources=sources, dialects=frozenset({Dialect.OWN})), [choose("/period/codes", message)]


def _unread(column: Column) -> tuple[PeriodFrom, list[Doubt]]:
    """A column that should tell periods and tells something else."""
    message = f"{column.name!r} {unread(column)}. Say under codes which period {column.texts[0]!r} and the others mean."
    sources = (Source(column=column.name),)
    return PeriodFrom(sources=sources, dialects=frozenset({Dialect.OWN})), [choose("/period/dialects", message)]


def _inside(found: Mapping[str, str], frequencies: Sequence[str]) -> tuple[PeriodFrom, list[Doubt]]:
    """Periods that stand among the words of headings: each heading is named, for nothing else could tell it."""
    texts = list(dict.fromkeys(found.values()))
    chosen, doubts = _choose(texts, spoken(texts), frequencies, "the headings")
    codes = {name: period for name, text in found.items() if (period := reading(text, chosen)) is not None}
    name, text = next(iter(found.items()))
    doubts.append(guessed("/period/codes", f"The periods are read from the headings: {text!r} from {name!r}."))
    return PeriodFrom(sources=(Source(heading=1),), codes=codes), doubts


def _of_several_kinds(sources: tuple[Source, ...], texts: Sequence[str], where: str) -> tuple[PeriodFrom, list[Doubt]]:
    """Periods of several lengths in one place, such as the quarters of a year and the year itself; or of no dialect."""
    if not (kinds := several(texts)):
        message = f"The periods in {where} are of no dialect that is known here: say what each means under codes."
        return PeriodFrom(sources=sources), [choose("/period/dialects", message)]
    ranked = sorted(kinds, key=lambda some: sorted(map(_PREFERRED.index, some)))
    marked = {text: unmarked(text) for text in texts if not dialects_of([text])}
    bare = [marked.get(text, (text, None))[0] for text in texts]
    ways = {tuple(next(filter(None, (reading(text, one) for one in some))) for text in bare) for some in ranked}
    shown = " and ".join(_shown(one) for one in sorted(ranked[0], key=_PREFERRED.index))
    message = f"Periods of several kinds stand in {where}: {shown}. All are taken, each as what it says."
    doubts = [guessed("/period/dialects", message)]
    if len(ways) > 1:
        doubts = [choose("/period/dialects", f"{message} They could also be read otherwise: say how.")]
    flags = {mark: status_of(mark) for _, mark in marked.values() if mark and not _holds_digit(mark)}
    doubts += _about_marks(flags, (), where)
    return PeriodFrom(sources=sources, dialects=ranked[0], flags=flags), doubts


def _holds_digit(mark: str) -> bool:
    """Whether the mark is the number of a note: it says nothing of next year's periods, and each text is named."""
    return any(character.isdigit() for character in mark)


def _about_marks(flags: Mapping[str, str | None], codes: Collection[str], where: str) -> Iterator[Doubt]:
    if flags:
        shown = ", ".join(f"{mark} ({status})" if status else mark for mark, status in sorted(flags.items()))
        yield guessed(
            "/period/flags", f"Behind some periods in {where} stands {shown}; it is taken for a mark on them."
        )
    if codes:
        shown = ", ".join(repr(text) for text in list(codes)[:3])
        yield guessed("/period/codes", f"The number of a note behind a period is not part of it: {shown}.")


def _choose(
    texts: Sequence[str], dialects: frozenset[Dialect], frequencies: Sequence[str], where: str
) -> tuple[Dialect, list[Doubt]]:
    """One dialect of those in which all texts can be read, by what is measured how often, then by what is usual."""
    readings: dict[tuple[str | None, ...], Dialect] = {}
    for dialect in sorted(dialects, key=_PREFERRED.index):
        read = tuple(reading(text, dialect) for text in texts)
        if dialect is not Dialect.MONTHS or not any(_are_the_same_days(read, other) for other in readings):
            readings.setdefault(read, dialect)
    fitting = [dialect for periods, dialect in readings.items() if _is_as_often(periods, frequencies)]
    chosen = (fitting or list(readings.values()))[0]
    doubts = []
    others = [dialect for dialect in readings.values() if dialect != chosen]
    if not others:
        doubts.append(sure("/period", f"The periods in {where} can be read in one way only, as {_shown(chosen)}."))
    elif chosen == Dialect.CALENDAR_YEAR and set(others) <= {Dialect.YEAR_BY_ITS_START, Dialect.YEAR_BY_ITS_END}:
        message = f"A year in {where} is taken for a calendar year: if it is a financial year, name the dialect."
        doubts.append(guessed("/period/dialects", message))
    else:
        ways = " or ".join(_shown(dialect) for dialect in others)
        usual = "until you say" if chosen in _BY_ONE_YEAR else "the usual way here"
        why = "as often as the measure is taken" if len(fitting) == 1 else usual
        make = guessed if len(fitting) == 1 else choose
        message = f"{texts[0]!r} is read as {_shown(chosen)}, {why}; it could also be {ways}: say which."
        doubts.append(make("/period/dialects", message))
    return chosen, doubts


def _are_the_same_days(some: Sequence[str | None], others: Sequence[str | None]) -> bool:
    """Whether a span of months is only another name of a year or a quarter."""
    days = [[(parse(text).starts_on, parse(text).ends_on) for text in texts if text] for texts in (some, others)]
    return days[0] == days[1]


def _around(days: Sequence[str], frequencies: Sequence[str]) -> tuple[Around, Doubt]:
    """What the days stand for: their months, where each is the first or each the last of one, and figures monthly."""
    dates = [parse(day).starts_on for day in days]
    are_first = all(day.day == 1 for day in dates)
    are_last = all((day + timedelta(days=1)).day == 1 for day in dates)
    if set(frequencies) == {"monthly"} and (are_first or are_last):
        message = "Each day is taken to stand for its month, since the measure is taken every month."
        return Around.MONTH, guessed("/period/day_stands_for", message)
    message = "Each figure is kept under its day: if the day stands for its month, quarter or year, say so."
    return Around.DAY, guessed("/period/day_stands_for", message)


def _around_by_name(days: Sequence[str], columns: Sequence[Column], where: str) -> tuple[Around, Doubt] | None:
    """What the days stand for where the column's name says it, and all lie at that end of such a period."""
    if any(column.is_called("week", "weeks", "weekly") for column in columns):
        return Around.DAY, choose("/period/day_stands_for", _OF_WEEKS.format(where))
    dates = [parse(day).starts_on for day in days]
    after = [day + timedelta(days=1) for day in dates]
    begins = next((some for some in (after, dates) if all(day.day == 1 for day in some)), None)
    if begins is None:
        return None
    for name, months, around in _NAMED:
        if any(column.is_called(name) for column in columns) and {day.month for day in begins} <= months:
            message = f"Each day is taken to stand for its {name}, as the column says."
            return around, guessed("/period/day_stands_for", message)
    return None


def _is_as_often(periods: Sequence[str | None], frequencies: Sequence[str]) -> bool:
    spans = [_DAYS_OF[frequency] for frequency in set(frequencies) if frequency in _DAYS_OF]
    lengths = [(parse(text).ends_on - parse(text).starts_on).days + 1 for text in periods if text]
    return bool(spans) and all(any(low <= length <= high for low, high in spans) for length in lengths)


def _shown(dialect: Dialect) -> str:
    return f"{dialect.value} ({EXAMPLES[dialect][0]})"
