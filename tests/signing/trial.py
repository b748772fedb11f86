"""One petition that people and bots sign: letters, links and the watch as in the product, rows in memory."""

import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from services.escalation.domain.signature.name import fault_of
from services.escalation.domain.signature.origin import Mailbox, Origin, Reason, networks_of, origin_of, suspicion
from services.escalation.domain.signature.settling import doubted, is_in_doubt
from services.escalation.domain.signature.signature import own_form, tagged_base
from services.escalation.domain.signature.watch import (
    HELD,
    Hand,
    Tally,
    further,
    is_looked_back,
    judge,
    sightings,
    tallies,
)
from shared.policy import Policy
from tests.signing.attempt import DAY, HOUR, Attempt, Press

LINK_DAYS = 7 * DAY


def keyed(kind: str, value: str) -> bytes:
    return hashlib.blake2b(f"{kind}\n{value}".encode(), digest_size=8).digest()


@dataclass(slots=True)
class Row:
    """A signature as it is kept."""

    attempt: Attempt
    origin: Origin
    suspected: Reason | None
    expires: float
    letters: int = 1
    confirmed: float | None = None
    held: Reason | None = None


@dataclass(slots=True)
class Trial:
    """What became of everybody. `most_false`: how many false signatures counted at once, at the worst moment;
    `is_by_bots_alone`: they were enough for the first mark while honest ones were not.
    """

    policy: Policy
    is_reached: bool = False
    is_tipped: bool = False
    waits: int = 0
    settles: float | None = None
    rows: dict[str, Row] = field(default_factory=dict)
    sent: Counter[tuple[int, str]] = field(default_factory=Counter)
    tagged: Counter[str] = field(default_factory=Counter)
    seen: dict[Tally, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    false_now: int = 0
    honest_now: int = 0
    most_false: int = 0
    is_by_bots_alone: bool = False
    tried: Counter[str] = field(default_factory=Counter)

    def run(self, attempts: Iterable[Attempt]) -> "Trial":
        """Everybody's attempts and presses, in the order in which they happen."""
        queue = [(one.at, number, one, None) for number, one in enumerate(attempts)]
        waiting: list[tuple[float, int, Attempt, str | None]] = list(queue)
        heapq.heapify(waiting)
        while waiting:
            at, number, attempt, key = heapq.heappop(waiting)
            self.settle(at)
            if key is not None:
                self.press(key, at)
                continue
            if (found := self.sign(attempt)) is not None:
                for moment in presses(attempt):
                    heapq.heappush(waiting, (moment, number, attempt, found))
        self.settle(float("inf"))
        return self

    def settle(self, at: float) -> None:
        """A mark that waited is reached, or not, by what counts when its days are over."""
        if self.settles is not None and at >= self.settles:
            self.settles = None
            if self.honest_now + self.false_now >= self.required:
                self.reach()

    def reach(self) -> None:
        self.is_reached, self.is_tipped = True, self.honest_now < self.required
        self.is_by_bots_alone |= self.is_tipped and self.false_now >= self.required

    def follow(self, at: float) -> None:
        """The count has moved: the first mark is reached, or waits while there is doubt."""
        count, watch = self.honest_now + self.false_now, self.policy.watch
        if self.is_reached or self.settles is not None or count < self.required:
            return
        since = at - watch.settle.count * DAY
        last = [row for row in self.confirmed if row.confirmed is not None and row.confirmed >= since]
        held = sum(row.held is not None for row in last)
        if is_in_doubt(count, held + doubted([row.origin for row in last if row.held is None], watch), watch):
            self.waits, self.settles = self.waits + 1, (at // DAY + watch.settle.count + 1) * DAY
        else:
            self.reach()

    @property
    def required(self) -> int:
        return self.policy.petition.ordinary_signatures

    def sign(self, attempt: Attempt) -> str | None:
        """Put a signature down; the address that has the letter, or None where none went."""
        self.tried[attempt.strategy or "honest"] += 1
        if fault_of(attempt.name) is not None:
            return None
        watch, dotless, tagless = self.policy.watch, self.policy.petition.dotless, self.policy.petition.tagless
        key = own_form(attempt.email, dotless=dotless, tagless=tagless)
        base = tagged_base(attempt.signer, dotless=dotless, tagless=tagless)
        self.tagged[base] += 1
        of_mailbox, sent = self.tagged[base] if base else 0, self.count_sent(attempt)
        why = suspicion(attempt.signer, attempt.client, watch=watch, sent=sent, of_mailbox=of_mailbox)
        kept = self.rows.get(key)
        if kept is not None and (kept.confirmed is not None or kept.letters >= self.policy.petition.letters_each):
            return None
        if kept is not None and kept.suspected is None and why is not None:
            kept.letters, kept.expires = kept.letters + 1, attempt.at + LINK_DAYS
            return key
        origin = origin_of(attempt.signer, attempt.client, watch=watch, dotless=dotless, keyed=keyed)
        letters = kept.letters + 1 if kept else 1
        self.rows[key] = Row(attempt, origin, why, attempt.at + LINK_DAYS, letters)
        return key

    def count_sent(self, attempt: Attempt) -> tuple[int, int]:
        found, day = networks_of(attempt.client.address), int(attempt.at // DAY)
        if found is None:
            return 0, 0
        self.sent.update((day, network) for network in found)
        return self.sent[day, found[0]], self.sent[day, found[1]]

    def press(self, key: str, at: float) -> None:
        """The button behind a link."""
        row = self.rows[key]
        if row.confirmed is not None or at >= row.expires:
            return
        row.confirmed, day = at, int(at // DAY)
        counted = self.count(tallies(row.origin), day)
        counted |= self.count(further(row.origin, counted), day)
        hand = judge(row.origin, counted, self.policy.watch)
        row.held = row.suspected or (hand.reason if hand else None)
        self.move(row, 1 if row.held is None else 0)
        self.note_held(row)
        if hand is not None:
            tally = sightings(hand)
            if is_looked_back(self.count({tally: 1}, day)[tally]):
                self.hold(hand, at)
        self.most_false = max(self.most_false, self.false_now)
        self.is_by_bots_alone |= self.false_now >= self.required > self.honest_now
        self.follow(at)

    def move(self, row: Row, by: int) -> None:
        if row.attempt.strategy:
            self.false_now += by
        else:
            self.honest_now += by

    def count(self, more: Mapping[Tally, int], day: int) -> dict[Tally, int]:
        first = day - self.policy.watch.window.count
        found = {}
        for tally, weight in more.items():
            days = self.seen[tally]
            days[0 if tally.lasts else day] += weight
            found[tally] = sum(days.values()) if tally.lasts else sum(n for on, n in days.items() if on > first)
        return found

    def hold(self, hand: Hand, at: float) -> None:
        shared, since = hand.shared.items(), 0 if hand.lasts else at - self.policy.watch.window.count * DAY
        for row in self.rows.values():
            if row.held is not None or row.confirmed is None or row.confirmed < since:
                continue
            if row.origin.mailbox.value != "institution" and all(getattr(row.origin, n) == v for n, v in shared):
                row.held = hand.reason
                self.move(row, -1)
                self.note_held(row)

    def note_held(self, row: Row) -> None:
        if row.held is not None and row.origin.mailbox is not Mailbox.OWN and row.confirmed is not None:
            self.seen[HELD][int(row.confirmed // DAY)] += 1

    @property
    def confirmed(self) -> Iterator[Row]:
        return (row for row in self.rows.values() if row.confirmed is not None)


def presses(attempt: Attempt) -> Iterator[float]:
    """When the letter's button is pressed."""
    match attempt.press:
        case Press.ONCE:
            yield attempt.at + attempt.after
        case Press.AGAIN:
            yield from (attempt.at + attempt.after + number * 0.1 for number in range(20))
        case Press.TOO_LATE:
            yield attempt.at + LINK_DAYS + HOUR
        case Press.NEVER | Press.ELSEWHERE | Press.LOOKED_AT:
            return
