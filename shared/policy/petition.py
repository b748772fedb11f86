"""The shape of an area's petition scheme: thresholds and what each sets going.

Shapes only: values, bases and words stand in `shared/profiles/`. A field's key is its path,
`petition.debate.signatures`. A field ending in `_pct` is per cent of the population.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from math import ceil

from shared.policy.errors import WrongType
from shared.working_days import Period

BAND = re.compile(r"(0|[1-9][0-9]{0,8}) (\S.*)")


class Comparison(StrEnum):
    """Whether the number itself is enough."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"


class MeasuredIn(StrEnum):
    """What a threshold counts: signatures, or per cent of the population."""

    SIGNATURES = "signatures"
    PER_CENT = "per_cent"


def least_count(pct: Decimal, population: int, comparison: Comparison = Comparison.AT_LEAST) -> int:
    """The least whole number that is at least, or more than, this per cent of the population. Exact."""
    share = pct * population / 100
    whole = int(share.to_integral_value(ROUND_FLOOR))
    return whole if share == whole and comparison is Comparison.AT_LEAST else whole + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number of signatures at which something follows, in signatures or per cent of the population (ONS estimate)."""

    measured_in: MeasuredIn
    signatures: int
    pct: Decimal
    comparison: Comparison

    def required(self, population: int) -> int:
        """The least number of signatures that reaches it; where nobody has counted the people, its number."""
        if self.measured_in is MeasuredIn.SIGNATURES or population < 1:
            return max(1, self.signatures + (self.comparison is Comparison.MORE_THAN))
        return max(1, least_count(self.pct, population, self.comparison))

    def held_to(self, most_pct: Decimal, population: int) -> int:
        """The same, and no more than this per cent of the population, compared in the same way, where it is known."""
        if population < 1:
            return self.required(population)
        return min(self.required(population), max(1, least_count(most_pct, population, self.comparison)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From this number of signatures on, who replies to a petition."""

    signatures: int
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """An area's petition scheme. `letters_each`: to one address about one petition; `letters_a_day`: about all.
    `starts_network_a_day`: petitions that are begun from one address of a network; more are refused.
    `number_tries_a_day`: how often one network may try the number and PIN of one letter.

    `answered_by` says from how many signatures on who replies, "50 the lead councillor"; from 0, and petitions that
    close below the ordinary number are replied to as letters are. `debated_by` are committees by code, the first the
    usual one. `dotless`: mailbox providers that ignore dots, each with the other names of its domain after its own;
    `tagless`: those known to ignore what stands behind a `+`.
    """

    ack: Period
    publish: Period
    reply: Period
    ordinary_signatures: int
    area_pct: Decimal
    area_pct_max: Decimal
    answered_by: tuple[str, ...]
    debate: Threshold
    debated_by: tuple[str, ...]
    debate_only_on_request: bool
    officer_evidence: Threshold
    officer_evidence_replaces_debate: bool
    open_longest: Period
    take_up: Period
    extend_after: Period
    signing_stays_open: bool
    repeat: Period
    notice_before_meeting: Period
    confirm_within: Period
    start_kept: Period
    position_decimals: int
    letters_each: int
    letters_a_day: int
    starts_network_a_day: int
    number_tries_a_day: int
    sponsors: int
    dotless: tuple[str, ...]
    tagless: tuple[str, ...]
    organiser_minutes: int
    debate_minutes: int

    def __post_init__(self) -> None:
        """Refuse bands that are not a number and a name each, or of which two begin at one number."""
        read = [BAND.fullmatch(one) for one in self.answered_by]
        if not all(read) or len({one[1] for one in read if one}) < len(read):
            raise WrongType('petition.answered_by takes texts such as "50 the lead councillor", each number once')

    @property
    def bands(self) -> tuple[Band, ...]:
        """Who replies from which number on, in order."""
        read = (BAND.fullmatch(one) for one in self.answered_by)
        found = (Band(signatures=int(one[1]), who=one[2]) for one in read if one)
        return tuple(sorted(found, key=lambda one: one.signatures))

    def replier(self, signatures: int) -> str:
        """Who replies to a petition with so many signatures; empty where nobody is named."""
        return next((one.who for one in reversed(self.bands) if one.signatures <= signatures), "")

    def area_required(self, population: int) -> int | None:
        """The least number of signatures that makes a case area-wide; None while nobody has counted the people."""
        return max(1, least_count(self.area_pct, population)) if population > 0 else None

    def required(self, threshold: Threshold, population: int) -> int:
        """The least number of signatures that reaches a threshold, held to what the law or the scheme allows."""
        return threshold.held_to(self.area_pct_max, population)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """How signatures on sheets of paper are compared with the sheets before they count.

    `sample_pct` of the lines, and `sample_least` lines at least, are drawn. Where at most `all_up_to` in 100 of them
    are wrong, all others count; at most `share_up_to`, the share of all lines that was right; else each is compared.
    After `silence_after` missed days lines count that only another body may compare, where none does: under one
    petition no more than `unseen_up_to` in 100 of the signatures that send it to the council.
    """

    enter: Period
    check: Period
    silence_after: int
    unseen_up_to: int
    sample_pct: int
    sample_least: int
    all_up_to: int
    share_up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assistance:
    """How many signatures under one petition one person of the staff takes at a desk in a day; more are held.

    `starts_each_day`: petitions that one person of the staff starts there in a day; more are refused.
    """

    each_day: int
    starts_each_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """How people without e-mail prove a telephone number: a code in a text message.

    A code is good for `minutes` and `tries`. `begins`: how numbers begin that messages go to; `-` before one: not to
    those. `number_a_day`, `network_a_day` and `area_a_day`: messages to one number, from one network, and in all; above
    it none goes. `desk_a_day`: that one person of the staff, or the system of one desk, asks for; more are refused.
    """

    minutes: int
    tries: int
    begins: tuple[str, ...]
    number_a_day: int
    network_a_day: int
    area_a_day: int
    desk_a_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """How long a petition may wait before everybody may sign it, in each of the states in which it does.

    `silence_publishes`: what nobody decided about in time is published by itself, and says so. Reviews of refusals go
    by the periods of the safeguard. `take_back_minutes`: for so long what was decided about several at once waits, and
    can be taken back.
    """

    sponsor: Period
    decide: Period
    overdue: Period
    mend: Period
    silence_publishes: bool
    take_back_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How long it may take to decide about a page that was reported, and about the review of a text that was hidden.

    `network_a_day`: notices of one network in a day that are told and decided in their time; more are held.
    """

    decide: Period
    review: Period
    network_a_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What a petition's threshold sets a day for, whatever the state of its case."""

    ask: Period
    schedule: Period
    officer_evidence: Period
    debate: Period
    result_told: Period
    silence: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbourhoods:
    """How many neighbourhoods make a matter area-wide."""

    min_count: int
    min_share: Decimal

    def required(self, recognised: int) -> int:
        """How many of so many recognised neighbourhoods make a matter area-wide: the count or the share, if larger."""
        return max(self.min_count, ceil(self.min_share * recognised))
