"""The walk: rounds in which the clock jumps, silence acts or is late, figures and the register tell news, and people
ask what they may and what they may not, of many cases at once in one database, through the handlers.

Whatever is drawn comes from the seed. Cases about one measure are asked one after the other, others at the same time.
"""

import asyncio
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances, Found, Proposal
from services.escalation.domain.case.command import verb
from services.escalation.domain.ladder.decision import open_case
from services.escalation.effects.case import circumstances
from services.escalation.effects.case.case import tell_new_case
from services.escalation.handlers.case import command as commands
from services.escalation.handlers.reserve import commitment
from services.escalation.storage.case import case as cases
from services.escalation.storage.case import measure
from services.escalation.storage.case.seal import Seal
from services.escalation.worker import CONSUMERS, deadline_kinds, errands
from shared import deadlines
from shared.auth import CallerKind
from shared.database import EVERY_AREA, Database
from shared.deadlines import DeadlineKind
from shared.errands import carry_some
from shared.events import new_id
from shared.events.base import Envelope, declared, pack
from shared.events.escalation import CaseOpened
from shared.events.indicators import MeasureFellBelowTarget, MeasureJudged, MeasureRecovered
from shared.events.publication import CalendarClosed
from shared.idempotency import Once
from shared.inbox import Inbox
from shared.ledger import dump
from shared.problems import Problem
from shared.settings import Settings
from shared.working_days import london_day
from tests.integration.escalation.cases import World
from tests.soak.follower import Broken, Follower
from tests.soak.memory import REGISTER, Joined, Memory, database
from tests.soak.place import AREAS, LAST_DAY, LEADS, lead, month_before
from tests.soak.place import register as told_register
from tests.soak.reserve import Reserve
from tests.soak.wish import Wish, story, wish

BEGUN = datetime(2026, 1, 5, 10, tzinfo=UTC)
AT_ONCE = 4
OPEN_AT_ONCE = 90
SEALED_DAYS = 60  # on which the sealed store's own day is swept: a tree of hashes each, which takes its time
ASKED_IN_A_ROUND, FIGURES_IN_A_ROUND = 0.6, 0.05
BY_ITSELF = 0.15  # of what is asked, in a transaction of its own as at the doors; the others share one
# How far the clock jumps between rounds, in days, and how often.
JUMPS = {0: 25, 1: 30, 2: 15, 4: 12, 9: 10, 25: 6, 90: 2}
TRIGGERS = ("petition", "petition", "petition", "partner_action", "neighbourhoods")
FIGURES = {"missed": MeasureFellBelowTarget, "met": MeasureRecovered, "near": MeasureJudged}
STEP = timedelta(days=5)
OPEN_DAYS = """
select subject, kind, round, due_on from escalation.deadline
where met_at is null and cancelled_at is null and fired_at is null and kind = 'case.silence'
"""
DUE = """
select count(*) from escalation.deadline where sweep_at <= $1 and kind = any ($2) and met_at is null
  and cancelled_at is null and fired_at is null and stuck_reason is null
"""
TROUBLED = "select count(*) from escalation.deadline where attempts > 0 or stuck_reason is not null"


def nothing_but(proposal: Proposal | None) -> Found:
    """A walker looks nothing up about a case and takes it that there is nothing, but for what waits."""
    return Found(
        proposal=proposal, complainants=(), reply="", earlier=(), refusers=frozenset(), raisers={}, kept={},
        inspections=(), others=(), taken=(), meetings={}, grounds=(), files={},
    )  # fmt: skip


@dataclass
class Walking:
    """A walk under way."""

    here: World
    settings: Settings
    seed: int
    random: Random
    follower: Follower
    reserve: Reserve
    memory: Memory
    database: Database  # of the decisions: with that memory
    heard: Memory
    hearing: Database  # of the news, with a memory of less
    open: dict[str, Case] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    wishes: dict[str, tuple[str, Wish, str]] = field(default_factory=dict)  # mark -> case, wish, what became of it
    outcomes: Counter[str] = field(default_factory=Counter)
    at: dict[tuple[str, str], Circumstances] = field(default_factory=dict)
    figure: int = 0
    rounds: int = 0
    opened: int = 0
    is_behind: bool = False

    @property
    def now(self) -> datetime:
        """Business time."""
        return self.here.clock.now()

    async def begin(self) -> None:
        """The register is told, and the sealed store has its day."""
        self.here.clock.set(BEGUN)
        await commitment.begin(self.here.database, self.now)
        for area in AREAS:
            await self.here.tell(*told_register(area, BEGUN.date() - timedelta(days=300)))

    @property
    def is_early(self) -> bool:
        """Whether the calendar reaches to the end of every case that could be opened now."""
        return self.now.date() < LAST_DAY

    @property
    def done(self) -> frozenset[str]:
        """The names of the commands that were taken at least once."""
        return frozenset(verb(type(one.command)) for _, one, outcome in self.wishes.values() if outcome == "done")

    async def walk(self, transitions: int) -> None:
        """Rounds until so many transitions more were made, or the calendar is near its end."""
        until = self.follower.steps + transitions
        while self.follower.steps < until and self.is_early:
            await self.round()

    async def round(self) -> None:
        """One round: time passes, the world tells its news, people ask, and all of it is looked at."""
        self.rounds += 1
        (days,) = self.random.choices(list(JUMPS), list(JUMPS.values()))
        await self._pass(timedelta(days=days, minutes=self.random.randint(1, 300)))
        await self._look()
        self._look_for_late()
        await self._open_more()
        await self._news()
        await self._look()
        await self._people()
        await self.reserve.round(self.now, self.open)
        await self._look()

    async def end(self) -> int:
        """Nobody does anything any more: silence ends every case. How many days the last of them took."""
        stopped = self.now
        while self.open:
            await self._pass(STEP)
            await self._look()
            self._look_for_late()
            if self.now - stopped > timedelta(days=1500):
                raise Broken(f"silence does not end {sorted(self.open)}")
        return (self.now - stopped).days

    async def _pass(self, time: timedelta) -> None:
        """The clock jumps. Mostly silence acts then, by one sweeper or two; at times no sweeper comes."""
        self.here.clock.set(self.now + time)
        self.is_behind = self.random.random() < 0.1
        if self.is_behind:
            return
        await self.here.hear_canary()
        self.memory.forget()
        kinds = self._swept()

        async def sweep() -> None:
            while await deadlines.sweep(self.database, kinds, self.now):
                pass

        await asyncio.gather(*(sweep() for _ in range(self.random.choice((1, 1, 2)))))
        while await self.here.value(DUE, self.now, list(kinds)):  # what a sweeper let wait for the other
            await asyncio.sleep(0.05)
            await sweep()
        if await self.here.value(TROUBLED):
            raise Broken("a deadline could not be fired")

    def _swept(self) -> dict[str, DeadlineKind]:
        """What the sweeper fires: all there is, the days of the sealed store at first."""
        kinds = deadline_kinds(self.settings)
        if self.now - BEGUN > timedelta(days=SEALED_DAYS):
            del kinds[commitment.DAY]
        return kinds

    async def _open_more(self) -> None:
        """New cases, several in one transaction."""
        wanted = min(OPEN_AT_ONCE - len(self.open), 25)
        if wanted <= 0:
            return
        async with self.here.database.unit_of_work(EVERY_AREA) as session:
            for _ in range(wanted):
                self.opened += 1
                area, cited = self.random.choice(list(AREAS)), self.random.choice(list(LEADS))
                at = await circumstances.of_measure(session, area, measure=cited, now=self.now)
                event = CaseOpened(
                    case=f"WALK-{self.opened:06}", state="screening", area=area, measure=cited,
                    trigger=self.random.choice(TRIGGERS), title="Lifts that stand still", signatures=60,
                    policy_version=at.policy.version,
                )  # fmt: skip
                await tell_new_case(session, open_case(event, at, await measure.latest(session, area, cited)), at)

    async def _news(self) -> None:
        """Figures, out of order and more than once; a lead or a closed day of the register; what counts again."""
        self.memory.forget()
        self.heard.forget()
        for area in AREAS:
            for cited in LEADS:
                if self.random.random() < FIGURES_IN_A_ROUND:
                    await self._figures(area, cited, self.random.randint(1, 3))
        if self.random.random() < 0.08:
            area, cited = self.random.choice(list(AREAS)), self.random.choice(list(LEADS))
            since_on = self.now.date() - timedelta(days=self.random.randint(0, 60))
            await self.here.tell(lead(area, cited, self.random.choice((LEADS[cited], "fire")), since_on))
        if self.random.random() < 0.05:
            on = self.now.date() + timedelta(days=self.random.randint(1, 40))
            closed = CalendarClosed(area=self.random.choice(list(AREAS)), closed_on=on, reason="Snow", basis="walk")
            await self.here.tell(closed)
        carriers = errands(self.settings, self.here.clock)
        while await carry_some(self.here.database, carriers):
            pass
        if await self.here.value("select count(*) from escalation.errand where attempts > 0"):
            raise Broken("an errand could not be carried")

    async def _figures(self, area: str, cited: str, count: int) -> None:
        envelopes = [self._figure(area, cited) for _ in range(count)]
        told = [*envelopes, *self.random.choices(envelopes, k=self.random.randint(0, 2))]
        self.random.shuffle(told)
        inbox = Inbox(self.hearing, "escalation.measure", CONSUMERS["escalation.measure"], first_pause=0)
        for envelope in told:
            await inbox.receive(pack([envelope]))
        while await inbox.retry_once():
            pass
        if await self.here.value("select count(*) from escalation.waiting"):
            raise Broken(f"figures of {area}/{cited} wait for ever")

    def _figure(self, area: str, cited: str) -> Envelope:
        self.figure += 1
        verdict = self.random.choice(list(FIGURES))
        happened = FIGURES[verdict](
            area=area, measure=cited, period=month_before(self.now.date()), value=Decimal(self.figure),
            target=Decimal(95), verdict=verdict, before=self.random.choice(list(FIGURES)), rule="walk",
            received_at=self.now - timedelta(hours=self.random.choice((0, 1, 30, 80))), batch="walk",
        )  # fmt: skip
        stream, entry = f"measure/{area}/{cited}", declared(happened)
        self.here.versions[stream] = self.here.versions.get(stream, 0) + 1
        return Envelope(
            id=str(new_id()), type=entry.type, kind=entry.kind, stream=stream, version=self.here.versions[stream],
            area=area, occurred_at=self.now, content=dump(happened), actor="walk",
        )  # fmt: skip

    async def _people(self) -> None:
        """People ask; about each measure one after the other, as they were drawn."""
        self.memory.forget()
        self.at = await self._circumstances()
        asked: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        for reference, case in sorted(self.open.items()):
            if self.random.random() < ASKED_IN_A_ROUND:
                asked[case.area, case.measure].append((reference, self.random.getrandbits(32)))
        turns = list(asked.values())

        async def ask() -> None:
            while turns:
                turn = turns.pop()
                async with self.database.unit_of_work(EVERY_AREA) as session:
                    joined = Joined(session)
                    for reference, drawn in turn:
                        random = Random(drawn)
                        own = self.database if random.random() < BY_ITSELF else joined
                        await self._ask(reference, random, own)

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))

    async def _circumstances(self) -> dict[tuple[str, str], Circumstances]:
        async with self.here.database.unit_of_work(EVERY_AREA) as session:
            return {
                (area, cited): await circumstances.of_measure(session, area, measure=cited, now=self.now)
                for area in AREAS
                for cited in LEADS
            }

    async def _ask(self, reference: str, random: Random, database: Database) -> None:
        case = self.open[reference]
        at = replace(self.at[case.area, case.measure], found=nothing_but(self.proposals.get(reference)))
        mark = f"mark{len(self.wishes):07}"
        wished = wish(case, at, random, mark)
        if wished is None:
            return
        seen = case.version if random.random() > 0.03 else case.version - 1
        self.wishes[mark] = (reference, wished, "asked")
        asked = commands.Wish(
            reference=reference,
            command=wished.command,
            caller=wished.person.caller,
            expected_version=seen,
            now=self.now,
            received_at=self.now - timedelta(seconds=random.choice((0, 0, 0, 1, 90_000))),
        )
        try:
            after = await self._send(asked, wished, mark, database)
        except Problem as refused:
            outcome = type(refused).__name__
        else:
            outcome = "done"
            self._require(wished.may, reference, f"let somebody ask who may not: {story(wished)}")
            self._require(seen == case.version, reference, "took a decision that was made on an older version")
            self.open[reference] = after
            if after.waiting is not None and after.waiting != case.waiting:
                self.proposals[reference] = Proposal(command=wished.command, by=wished.person.actor)
        self.outcomes[outcome] += 1
        self.wishes[mark] = (reference, wished, outcome)
        self.follower.stories[reference].append(f"{self.now:%Y-%m-%d %H:%M} {story(wished)}: {outcome}")

    async def _send(self, asked: commands.Wish, wished: Wish, mark: str, database: Database) -> Case:
        """Asked once; a machine that asks by itself repeats itself, and gets the same answer."""
        if wished.person.caller.kind is not CallerKind.PARTNER or database is not self.database:
            return await commands.act(database, asked)
        sha = hashlib.sha256(mark.encode()).digest()
        once = Once(client=wished.person.caller.id, key=mark, route="walk", body_sha256=sha)
        first = await commands.act_once(database, asked, once)
        again = await commands.act_once(database, asked, once)
        self._require((first.status, first.body) == (again.status, again.body), asked.reference, "answers differ")
        async with database.unit_of_work(EVERY_AREA) as session:
            after = await cases.find(session, asked.reference)
        assert after is not None
        return after

    async def _look(self) -> None:
        """Follow the ledger, and hold what is stored against what it tells."""
        await self.follower.catch_up(self.here.admin)
        async with self.here.database.unit_of_work(EVERY_AREA) as session:
            stored = await cases.of_references(session, self.follower.moved)
        for reference, case in sorted(stored.items()):
            self._require(case == self.follower.cases[reference], reference, "is stored otherwise than it was told")
            if case.is_open:
                self.open[reference] = case
            else:
                self.open.pop(reference, None)
            if case.waiting is None:
                self.proposals.pop(reference, None)
        await self._look_at_clocks()

    async def _look_at_clocks(self) -> None:
        """Every open case has one day that ends its silence, the one it shows; no closed one has any."""
        rows = await self.here.admin.fetch(OPEN_DAYS)
        days = {row["subject"].removeprefix("case/"): (row["round"], row["due_on"]) for row in rows}
        if len(days) < len(rows):
            raise Broken("a case has two clocks")
        wanted = {reference: (case.round, case.due_on) for reference, case in self.open.items()}
        for reference in days.keys() | wanted.keys():
            fault = f"has the clock {days.get(reference)} and shows {wanted.get(reference)}"
            self._require(days.get(reference) == wanted.get(reference), reference, fault)

    def _look_for_late(self) -> None:
        """Where a sweeper has come, no case waits for a day that is over."""
        today = london_day(self.now)
        for reference, case in self.open.items():
            is_on = self.is_behind or case.due_on is None or case.due_on >= today - timedelta(days=1)
            self._require(is_on, reference, f"waits since {case.due_on}")

    def _require(self, holds: object, reference: str, fault: str) -> None:
        if not holds:
            raise Broken("\n".join([f"{reference} {fault}", *self.follower.stories[reference]]))


async def leave(walking: Walking) -> None:
    """Give its connections back."""
    await walking.database.close()
    await walking.hearing.close()


async def start(here: World, settings: Settings, seed: int) -> Walking:
    """A walk that is about to begin."""
    random = Random(seed)
    seal = Seal(settings.secret.get_secret_value())
    follower = Follower()
    memory, heard = Memory(), Memory(REGISTER)
    quick = database(settings, "escalation", memory, pool_size=2 * AT_ONCE + 2)
    hearing = database(settings, "escalation", heard, pool_size=2)
    reserve = Reserve(here.database, seal, random)
    walking = Walking(here, settings, seed, random, follower, reserve, memory, quick, heard, hearing)
    await walking.begin()
    return walking
