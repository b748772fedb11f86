"""What can happen to an agreement: it is opened, a round begins; and it is read, with all that sides said in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.publication.domain.agreement.advice import Gate, gate_of
from services.publication.domain.agreement.agreement import Agreement, Listed
from services.publication.domain.agreement.circumstances import Circumstances
from services.publication.domain.agreement.confirmation import Awaited, awaited
from services.publication.domain.agreement.conversation import Item, items_of, record_reaches
from services.publication.domain.agreement.duplicate import duplicates
from services.publication.domain.agreement.stretch import Point, StretchTest, stretch_test
from services.publication.domain.agreement.target import TargetRow
from services.publication.domain.agreement.version import stated_by
from services.publication.domain.entry.entry import Entry, Side, is_same_item
from services.publication.domain.entry.reply import Heard, Offered, Reply, disputed, heard
from services.publication.domain.leaf.day import Day
from services.publication.domain.leaf.leaf import Kind
from services.publication.domain.register.register import Register
from services.publication.domain.submission.deed import Done
from services.publication.effects.agreement.agreement import judged_by, on_record
from services.publication.storage.agreement import agreement as storage
from services.publication.storage.agreement import memorandum as memoranda
from services.publication.storage.agreement import target as in_force
from services.publication.storage.entry import entry as entries
from services.publication.storage.entry import offer as offers
from services.publication.storage.entry import reply as replies
from services.publication.storage.leaf import leaf as leaves
from services.publication.storage.register import measure as measures
from services.publication.storage.register import register as registers
from services.publication.storage.submission import deed as deeds
from shared.database import EVERY_AREA, Database
from shared.events.publication import MeasureRegistered
from shared.problems import NotFound

PAGE = 200


@dataclass(frozen=True, slots=True)
class Read:
    """An agreement with everything a reader sees of it."""

    agreement: Agreement
    register: Register
    entries: tuple[Entry, ...]
    targets: tuple[TargetRow, ...]
    changed_at: datetime
    memoranda: tuple[str, ...] = ()
    figures: Mapping[str, Point] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    offered: Mapping[int, Offered] = field(default_factory=dict)
    done: tuple[Done, ...] = ()
    rounds_recorded: Mapping[int, datetime] = field(default_factory=dict)
    letters: Mapping[int, date | None] = field(default_factory=dict)

    def reaches(self, day: date) -> date:
        """The day up to which this record tells."""
        return record_reaches(self.entries, approved_until=self._approved_until, today=day)

    def items(self, day: date) -> tuple[Item, ...]:
        """The items negotiated, as they stand on that day. None waits for a government that has no part here."""
        items = items_of(
            self.entries,
            until=self.reaches(day),
            calendar=self.circumstances(day).calendar,
            approved_until=self._approved_until,
            owed=self.agreement.owed(self.circumstances(day), day),
            disputed=disputed(self.agreement.replies),
        )
        if self.agreement.has_government(self.register):
            return items
        return tuple(
            replace(one, missing=None) if one.missing and one.missing.side is Side.GOVERNMENT else one for one in items
        )

    def heard(self) -> list[Heard]:
        """Every entry with who typed it and what was replied."""
        return heard(self.entries, self.replies, self.register, self.offered)

    def circumstances(self, day: date) -> Circumstances:
        """The rules and days of the area on that day, with what the agreement's own rules say of its targets."""
        return judged_by(self.register, day, letters=self.letters).under(self.agreement.opened.profile, day)

    def awaited(self, day: date) -> Mapping[int, Awaited]:
        """The entries that open no gate yet, since another body typed them, with what each waits for."""
        return awaited(self.agreement.marks, self.agreement.replies, self.circumstances(day), day)

    def measure_of(self, item: Item) -> MeasureRegistered | None:
        """The register's measure that an item is about, by the code it states or by its own; None for none."""
        known, stated = self.register.measures, item.measure or item.key
        return next((one for code, one in known.items() if is_same_item(code, stated)), None)

    def stretch_of(self, item: Item) -> tuple[StretchTest, ...]:
        """The tests of the figures last stated of an item: whether they ask for more than going on as before."""
        measure = self.measure_of(item)
        last = next((entry for entry in reversed(item.entries) if any(stated_by(entry))), None)
        if measure is None or last is None:
            return ()
        said = last.said
        began = None
        if said.baseline_value is not None and said.baseline_period is not None:
            began = Point(said.baseline_period, said.baseline_value)
        latest = self.figures.get(measure.measure)
        tests = (stretch_test(stated, began, latest, measure.polarity) for stated in stated_by(last))
        return tuple(test for test in tests if test is not None)

    def duplicates(self, items: Sequence[Item]) -> tuple[tuple[Item, Item], ...]:
        """Pairs of items that different departments ask for in nearly the same words."""
        about = {item.key: self.measure_of(item) for item in items}
        return duplicates(items, {key: one.source for key, one in about.items() if one is not None})

    def gate(self, day: date) -> Gate:
        """What stands before a decision on the whole agreement, by that day's rules."""
        by = self.circumstances(day)
        return gate_of(
            self.agreement.marks,
            (),
            rules=by.policy.negotiation,
            calendar=by.calendar,
            parties=self.agreement.opened.parties,
            register=self.register,
            disputed=disputed(self.agreement.replies),
            waits=self.awaited(day),
        )

    @property
    def _approved_until(self) -> date | None:
        return Day.parse(self.agreement.approved.approved_on).last if self.agreement.approved else None


async def read(database: Database, name: str) -> Read:
    """An agreement with its entries and targets; NotFound when there is none."""
    async with database.unit_of_work(EVERY_AREA) as session:
        agreement = on_record(await storage.find(session, name))
        register = await registers.find(session, agreement.opened.area)
        said = await entries.of_agreement(session, name)
        targets = await in_force.of_agreement(session, name)
        changed_at = await storage.changed_at(session, name)
        told = await memoranda.contents(session, name)
        figures = await measures.latest(session, agreement.opened.area)
        beside = await replies.of_agreement(session, name)
        known = register or Register(agreement.opened.area)
        offered = await offers.sent(session, name, known)
        letters = await offers.left(session, name)
        done = await deeds.of_agreement(session, name)
        rounds = await leaves.moments(session, Kind.ROUND, f"agreement/{name}")
    return Read(
        agreement=agreement,
        register=known,
        entries=tuple(said),
        targets=tuple(targets),
        changed_at=changed_at,
        memoranda=tuple(told),
        figures=figures,
        replies=tuple(beside),
        offered=offered,
        done=tuple(done),
        rounds_recorded=rounds,
        letters=letters,
    )


async def listed(
    database: Database, *, area: str | None = None, after: str = "", limit: int = 50
) -> tuple[Sequence[Listed], str | None]:
    """A page of agreements in order of name, and the name to go on after."""
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await storage.listed(session, area=area, after=after, limit=limit + 1)
    return found[:limit], found[limit - 1].agreement if len(found) > limit else None


async def page_of_entries(
    database: Database, name: str, *, after: int = 0, limit: int = PAGE
) -> tuple[list[Heard], int | None]:
    """A page of an agreement's entries with their replies, and the number to go on after; NotFound without one."""
    async with database.unit_of_work(EVERY_AREA) as session:
        area = await storage.area_of(session, name)
        if area is None:
            raise NotFound("There is no agreement of this name.")
        found = await entries.of_agreement(session, name, after=after, limit=limit + 1)
        beside = await replies.of_agreement(session, name)
        register = await registers.find(session, area) or Register(area)
        offered = await offers.sent(session, name, register)
    return heard(found[:limit], beside, register, offered), found[limit - 1].number if len(found) > limit else None
