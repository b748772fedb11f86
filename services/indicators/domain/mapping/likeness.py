"""Which of a body's measures a partner's own words mean: by the words they share and by what is counted. Pure.

It proposes and never decides: every answer comes with how sure it is and why.
"""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.indicators.domain.mapping.doubt import Certainty
from services.indicators.domain.mapping.mapping import aliases, fold, fold_measure
from services.indicators.domain.mapping.part import Part
from services.indicators.domain.measure.national_indicator import UnknownIndicator, national_indicator

Series = tuple[str, ...]  # the texts that tell a series apart from others, in the order of their columns

ENOUGH = 0.22  # likeness below which nothing is proposed
CLEAR = 0.08  # by how much the best must lead, or it is a person's to choose

_UNITS = (
    ("per", r"per (?:1|10|100),?000(?:,000)?|per (?:thousand|million)|/ ?1,?000"),
    ("percent", r"%|per ?cent|percent(?:age)?|pct|proportion|share"),
    ("tonnes", r"tonnes?"),
    ("money", r"\u00a3|pounds?|gbp"),
    ("concentration", r"\u00b5g|\u03bcg|ug/m|micrograms?"),
    ("time", r"days?|weeks?|hours?|minutes?"),
    ("weight", r"kg|kilograms?|kilos?"),
    ("count", r"counts?|numbers? of|numerators?"),
    ("rate", r"rates?|ratios?"),
)
_SHARES = ("percent", "per", None)  # what a rate may be a rate in
_COUNTED = "number persons people children adults residents households dwellings homes cases applications pupils crimes"
_IDLE = frozenset(
    """
    a an and are as at be by for from had has have in is it of on or per that the their them they this to was were
    which who whose with count number percent percentage proportion rate share total frequency value pct
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


_SPEAKS_OF = frozenset({"change", "difference", "target", "forecast", "projection", "growth", "variance", "gap"})
_FRAME = frozenset(
    """
    actual all area areas authority council data district figure figures local latest observation obs outturn people
    performance period persons pc published quarter quarterly annual monthly reported result results score statistic
    table uk england unit values variable year years column la lad
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


@dataclass(frozen=True, slots=True)
class KnownMeasure:
    """A measure that the body may post, as the register words it."""

    measure: str
    title: str
    unit: str
    frequency: str
    part_of: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The measure that a series is taken for, and how sure that is; `reason` in plain words."""

    series: Series
    measure: KnownMeasure | None
    certainty: Certainty
    reason: str


def counted(text: str) -> str | None:
    """What a wording counts: percent, per so many, tonnes, money, people; None when it does not say.

    A line of its own may say it by one word, such as `Persons`.
    """
    folded = fold(text).replace("_", " ")
    kinds = (kind for kind, pattern in _UNITS if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", folded))
    is_count = any(fold(line) in _COUNTED.split() for line in text.splitlines())
    return next(kinds, "count" if is_count else None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a table says of a series: everything, what it says in words of its own, whether its figures can be
    percentages, and which part of a figure they are, if they are one.
    """

    said: str
    own: str
    may_be_percent: bool = True
    part: Part | None = None


def match(
    series: Mapping[Series, Told], known: Sequence[KnownMeasure], apart: Collection[frozenset[Series]]
) -> list[Match]:
    """A measure for each series, or none where two are too alike to choose between.

    The pairs in `apart` have figures for the same place and period, so they are two measures.
    """
    told = {one: _Wording(text.said) for one, text in series.items()}
    titles = {one: _Wording(one.title) for one in known}
    codes = {one: _Wording(f"{one.title} {one.measure.replace('-', ' ')}") for one in known}

    def likeness(one: Series, measure: KnownMeasure) -> float:
        by_title = _likeness(told[one], titles[measure], titles.values())
        return max(by_title, _likeness(told[one], codes[measure], codes.values()))

    words = {(one, measure): likeness(one, measure) for one in series for measure in known}
    scores = {(one, measure): like if _fits(series[one], measure) else 0.0 for (one, measure), like in words.items()}
    chosen = _by_code(series, known)
    scores |= dict.fromkeys(chosen.items(), 1.0)

    def is_free(one: Series, measure: KnownMeasure) -> bool:
        return all(chosen.get(other) != measure for other in series if frozenset({one, other}) in apart)

    for (one, measure), score in sorted(scores.items(), key=lambda found: -found[1]):
        if one not in chosen and score >= ENOUGH and is_free(one, measure):
            chosen[one] = measure
    mere = {one for one in series if len(series) > 1 and series[one].part and not says_something(" ".join(one))}
    for one in [one for one in series if one not in chosen and one not in mere]:
        alone = _alone(series[one], known)
        is_of_it = alone is not None and (scores[one, alone] >= ENOUGH / 2 or not says_something(series[one].own))
        if alone is not None and is_of_it and is_free(one, alone):
            chosen[one], scores[one, alone] = alone, 0.0
    matches = [_match(one, series, chosen, scores) for one in series]
    return [_too_large(found, series[found.series], words) for found in matches]


def _match(
    one: Series,
    told: Mapping[Series, Told],
    chosen: Mapping[Series, KnownMeasure],
    scores: Mapping[tuple[Series, KnownMeasure], float],
) -> Match:
    name = repr(" / ".join(one)[:120]) if one else "The table"
    fitting = [measure for (series, measure) in scores if series == one and _fits(told[one], measure)]
    found = chosen.get(one)
    if found is not None and _by_code([one], fitting).get(one) == found:
        return Match(one, found, Certainty.SURE, f"{name} is {found.measure}: it is its code in other letters.")
    if found is not None and not scores[one, found]:
        reason = f"{name} is taken for {found.measure}: of your measures it alone counts the same ({found.unit})."
        return Match(one, found, Certainty.GUESSED, reason)
    if found is None and chosen and (not fitting or told[one].part is not None):
        reason = f"{name} is no figure of any measure of yours, and is not used."
        return Match(one, None, Certainty.GUESSED, reason)
    twins = _twins(one, chosen, scores, told)
    if found is None or twins is not None:
        return Match(one, None, Certainty.CHOOSE, _why_none(name, twins))
    same = {fold(text) for text in one if fold(text) in (fold(found.title), found.measure)}
    if same and not says_something(" ".join(text for text in one if fold(text) not in same)):
        return Match(one, found, Certainty.SURE, f"{name} is {found.measure}: the words are the same.")
    taken = {other for series, other in chosen.items() if series != one}
    rivals = [measure for measure in fitting if measure not in taken | {found}]
    lead = scores[one, found] - max((scores[one, rival] for rival in rivals), default=0.0)
    if lead < CLEAR:
        names = " or ".join(
            sorted([found.measure, *(r.measure for r in rivals if scores[one, found] - scores[one, r] < CLEAR)])
        )
        return Match(one, None, Certainty.CHOOSE, f"{name} could be {names}: say which.")
    if other := _SPEAKS_OF.intersection(_words(told[one].said)) - set(_words(f"{found.title} {found.measure}")):
        reason = (
            f"{name} is like {found.measure}, but speaks of {' and '.join(sorted(other))}: say which measure it is."
        )
        return Match(one, None, Certainty.CHOOSE, reason)
    return Match(
        one,
        found,
        Certainty.GUESSED,
        f"{name} is taken for {found.measure} ({found.title}): these words are nearest.",
    )


def _by_code(series: Iterable[Series], known: Sequence[KnownMeasure]) -> dict[Series, KnownMeasure]:
    """The part that a series names by its code, in whichever spelling."""
    spelled = aliases((one.measure, one.part_of, one.part) for one in known)
    codes = {one.measure: one for one in known}
    named = {one: {spelled[fold_measure(text)] for text in one if fold_measure(text) in spelled} for one in series}
    return {one: codes[code] for one, found in named.items() for code in found if len(found) == 1}


def _too_large(found: Match, told: Told, words: Mapping[tuple[Series, KnownMeasure], float]) -> Match:
    """The match; where the words are those of a measure in percent and the figures are none, that is said."""
    meant = [one for (series, one), like in words.items() if series == found.series and like >= ENOUGH]
    percents = [one.measure for one in meant if counted(one.unit) == "percent"]
    is_other = found.measure is not None or found.certainty is not Certainty.CHOOSE or told.part is not None
    if is_other or told.may_be_percent or not percents:
        return found
    reason = f"The words are those of {percents[0]}, but the figures do not lie between 0 and 100: say what they are."
    return Match(found.series, None, Certainty.CHOOSE, reason)


def _why_none(name: str, twins: tuple[KnownMeasure, list[Series]] | None) -> str:
    if twins is None:
        return f"{name} is of no measure that is known here: say which of yours it is."
    measure, several = twins
    names = " and ".join(sorted(repr(" / ".join(series)[:120]) for series in several))
    return f"{names} could each be {measure.measure}: say which is."


def _twins(
    one: Series,
    chosen: Mapping[Series, KnownMeasure],
    scores: Mapping[tuple[Series, KnownMeasure], float],
    told: Mapping[Series, Told],
) -> tuple[KnownMeasure, list[Series]] | None:
    """A measure that this series is as like as others are, and all of those: nothing tells which of them it is."""
    for taken, measure in chosen.items():
        rest = [series for series, known in scores if known == measure and series not in chosen]
        alike = [series for series in rest if scores[series, measure] >= max(ENOUGH, scores[taken, measure] - CLEAR)]
        alike += [] if alike else [series for series in rest if _is_by_unit(told[series], told[taken], measure)]
        if alike and one in (taken, *alike):
            return measure, [taken, *alike]
    return None


def _is_by_unit(said: Told, taken: Told, measure: KnownMeasure) -> bool:
    """Whether a series says what the measure counts by its unit, and nothing that the measure's own title does not say,
    and the one that is taken for it says no such unit.
    """
    unit = counted(measure.unit)
    kinds = counted(said.said), counted(taken.said)
    words = set(_words(re.sub("[0-9,]+", " ", said.own).replace("_", " ")))
    is_bare = said.part is None and not words - _FRAME - set(_words(measure.title))
    return unit is not None and kinds[0] == unit != kinds[1] and is_bare


def says_something(text: str) -> bool:
    """Whether the text speaks of something, beyond what is counted and the words that stand in any table."""
    return not _FRAME.issuperset(_words(text.replace("_", " ")))


def _alone(said: Told, known: Sequence[KnownMeasure]) -> KnownMeasure | None:
    """The one measure that counts what the series counts, or the only measure there is."""
    fitting = [measure for measure in known if _fits(said, measure)]
    if len(fitting) != 1:
        return None
    is_same = counted(said.said) is not None and counted(said.said) == counted(fitting[0].unit)
    return fitting[0] if is_same or len(known) == 1 else None


def _fits(told: Told, measure: KnownMeasure) -> bool:
    """Whether both count the same kind of thing, as far as they say, and the figures can be of that kind."""
    ours, theirs = counted(measure.unit), counted(told.said)
    is_part = told.part is not None and (told.part != Part.COUNT or ours in _SHARES[:2])
    if is_part or (ours == "percent" and not told.may_be_percent):
        return False
    if theirs == "rate":
        return ours in _SHARES
    return theirs is None or ours == theirs or (ours is None and theirs == "count")


class _Wording:
    """The words of a text that tell something, and the national indicator's words where it names one by its code."""

    def __init__(self, text: str) -> None:
        self.words = frozenset(_words(f"{text} {_national_title(text)}"))


def _words(text: str) -> Iterator[str]:
    for word in re.findall(r"[a-z]+|[0-9]+", fold(text)):
        if word not in _IDLE and (len(word) > 1 or word.isdecimal()):
            yield word.removesuffix("s") if len(word) > 3 else word


def _national_title(text: str) -> str:
    found = re.search(r"\bni[ -]?([0-9]{1,3})\b", fold(text))
    if found is None:
        return ""
    try:
        return national_indicator(fold_measure(found[0]).replace("ni", "NI ")).title
    except UnknownIndicator:
        return ""


def _likeness(sent: _Wording, known: _Wording, every: Collection[_Wording]) -> float:
    """From 0 to 1: how much of what both say is said by both; words that few measures use count for more."""
    if not sent.words or not known.words:
        return 0.0
    weight = {word: _weight(word, every) for word in sent.words | known.words}
    shared = {word for word in known.words if any(_is_same(word, other) for other in sent.words)}
    heard = {word for word in sent.words if any(_is_same(word, other) for other in known.words)}
    both = sum(weight[word] for word in shared) + sum(weight[word] for word in heard)
    return both / (sum(weight[word] for word in known.words) + sum(weight[word] for word in sent.words))


def _weight(word: str, every: Collection[_Wording]) -> float:
    used = sum(any(_is_same(word, other) for other in wording.words) for wording in every)
    return math.log(1 + len(every) / used) if used else math.log(2) / 2


def _is_same(one: str, other: str) -> bool:
    """Whether two words are one word in two forms: know and known, relative and relatively, vaccine and vaccination."""
    if one == other or min(len(one), len(other)) < 4 or one.isdecimal() or other.isdecimal():
        return one == other
    return one.startswith(other) or other.startswith(one) or one[:6] == other[:6]
