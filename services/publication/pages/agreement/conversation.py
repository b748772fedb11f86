"""A negotiation as components: conversations in two columns, items of one course in a table."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.publication.domain.agreement import version as told
from services.publication.domain.agreement.conversation import Item, Missing, MissingTurn
from services.publication.domain.entry.entry import Entry, Side, Status
from services.publication.domain.entry.reply import Confirmation, Heard
from services.publication.domain.leaf.day import Day
from services.publication.pages.entry.clearance import NOT_DATED, said_words
from services.publication.pages.entry.turn import chip_of, substance_of, turn_of
from shared.web import chips
from shared.web import negotiations as drawn
from shared.web.chips import Chip
from shared.web.components import Gap, Link, Words
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, number
from shared.working_days import Calendar

SIDES = {Side.LOCAL: "Council and local partners", Side.GOVERNMENT: "Government"}


def conversation_of(
    item: Item,
    *,
    heard: Mapping[int, Heard],
    calendar: Calendar,
    allowed: int,
    writes_here: frozenset[Side],
    points: Decimal = Decimal(0),
    at: str = "",
) -> drawn.Conversation:
    """All turns on one item, a missing answer being a turn too; it counts as none after `allowed` working days.

    `heard` tells of each entry by its number who typed it and what was replied, `calendar` how late it came here.
    A figure that differs from the other side's by less than can be measured is marked; `points` is the least of it.
    """
    turns = [turn_of(heard[entry.number], calendar, _noise_words(item, entry, points), at) for entry in item.told]
    if item.missing:
        awaited, is_here = is_awaited(item, allowed), item.missing.side in writes_here
        turns.append(_missing_turn(item.missing, is_awaited=awaited, is_written_here=is_here))
    return drawn.Conversation(
        id=item.entries[-1].said.anchor,
        title=item.title,
        turns=turns,
        code=item.code or "",
        chips=chips_of(item, heard, allowed=allowed),
    )


def chips_of(item: Item, heard: Mapping[int, Heard], *, allowed: int) -> list[Chip]:
    """The status of an item, whether an answer is missing, whether it is a national question."""
    found = [_standing_chip(item, heard)]
    if item.has_no_answer:
        found.append(_missing_chip(item, allowed))
    if item.was_answered_late:
        found.append(Chip(chips.Status.LATE, "Answered late"))
    if item.is_national:
        found.append(Chip(chips.Status.NOTE, "National question"))
    if item.disputed and item.status is not Status.AGREED:
        found.append(Chip(chips.Status.NOTE, f"Words disputed by {', '.join(item.disputed_by)}"))
    return found


def _standing_chip(item: Item, heard: Mapping[int, Heard]) -> Chip:
    """Where it stands, and which side disputes that it agrees, or never said so itself: others typed all its words."""
    status = chips.Status(item.status) if item.status else chips.Status.SAID
    if item.status is not Status.AGREED:
        return Chip(status)
    if item.disputed:
        return Chip(chips.Status.UNDER_DISCUSSION, f"Put down as agreed, disputed by {', '.join(item.disputed_by)}")
    own = {one.said.party.side for one in item.entries if _is_own(heard[one.number])}
    others = [words for side, words in SIDES.items() if side not in own]
    return Chip(status, f"Agreed; not confirmed by: {', '.join(others).lower()}" if others else "")


def _is_own(one: Heard) -> bool:
    return not one.is_typed_by_another or one.confirmation is Confirmation.CONFIRMED


def _missing_chip(item: Item, allowed: int) -> Chip:
    """Late only where both sides had spoken; where one side is not heard at all, the record says no more than that."""
    if is_awaited(item, allowed):
        return Chip(chips.Status.WAITING, "Answer awaited")
    if item.is_two_sided:
        return Chip(chips.Status.NO_ANSWER)
    return Chip(chips.Status.NOT_KNOWN, "No answer on record")


def is_awaited(item: Item, allowed: int) -> bool:
    """Whether an answer is missing whose days, `allowed` for it, are not over: nobody is silent yet."""
    missing = item.missing
    if missing is None or missing.how is not Missing.NO_ANSWER or missing.is_overdue:
        return False
    return missing.working_days is not None and missing.working_days <= allowed


def course_table(group: Sequence[Item], allowed: int) -> Table:
    """Items that went the same way, one row each; an answer counts as none after `allowed` working days."""
    columns = (Column("Item"), Column(SIDES[Side.LOCAL], "Council"), Column(SIDES[Side.GOVERNMENT], "Government"))
    rows = [
        Row(
            (_name(item), *(_side(item, side, allowed) for side in (Side.LOCAL, Side.GOVERNMENT))),
            id=item.entries[-1].said.anchor,
        )
        for item in group
    ]
    are_awaited = all(is_awaited(item, allowed) for item in group)
    return Table(_course_words(group[0], are_awaited=are_awaited), columns, rows, stacks=True)


def once_table(items: Sequence[Item]) -> Table:
    """Items on which one thing was said and nobody was asked to answer."""
    columns = (Column("Item"), Column("Said by"), Column("What was said"), Column("Status"))
    rows = [_once_row(item) for item in items]
    return Table("Said once, with no answer owed", columns, rows, stacks=True)


def _once_row(item: Item) -> Row:
    (entry,) = item.entries
    cells = (_name(item), (entry.said.party_name, ", ", said_words(entry)), substance_of(entry), chip_of(entry))
    return Row(cells, id=entry.said.anchor)


def _noise_words(item: Item, entry: Entry, points: Decimal) -> str:
    """That a figure is hardly another than the one it answers."""
    found = told.countered_in_noise(item, entry, points) if entry.superseded_by is None else None
    if found is None:
        return ""
    mine, theirs = found
    difference = abs((mine.value or Decimal(0)) - (theirs.value or Decimal(0)))
    return f" The difference of {number(difference)} from what was put forward is {told.WITHIN_NOISE}."


def _missing_turn(missing: MissingTurn, *, is_awaited: bool, is_written_here: bool) -> drawn.Turn:
    side = drawn.Side.GOVERNMENT if missing.side is Side.GOVERNMENT else drawn.Side.COUNCIL
    who = "Government" if missing.side is Side.GOVERNMENT else "Council"
    if missing.how is Missing.NOTHING_FURTHER:
        words = f"Nothing further on the record by {day(missing.until)}."
        return drawn.Turn(side=side, who=who, said="", words=words, kind=drawn.TurnKind.QUIET)
    held = "it disputes those words" if missing.is_disputed else "another typed it, and nobody of its own stands by it"
    written = f" An answer was written down, not confirmed: {held}." if missing.is_written_down else ""
    if is_awaited:
        words = f"Its answer is awaited; there is none on this record by {day(missing.until)}.{written}"
        return drawn.Turn(side=side, who=who, said="", words=words, kind=drawn.TurnKind.QUIET)
    rests = "It writes here itself." if is_written_here else f"The {who.lower()} does not write here itself."
    since = Day.parse(missing.since).words() if missing.since else NOT_DATED
    return drawn.Turn(
        side=side,
        who=who,
        said=f"no answer by {day(missing.missed_by)}",
        days=_days(missing.working_days),
        words=f"No answer on this record to what was last said, {since}. {rests}{written}",
        kind=drawn.TurnKind.MISSING,
    )


def _side(item: Item, side: Side, allowed: int) -> Words:
    said = [entry for entry in item.entries if entry.said.party.side is side]
    cells: list[Words] = []
    for entry in said:
        on = f"{entry.said.said_on.words()}: " if entry.said.said_on else ""
        cells += [on, substance_of(entry), " "]
    missing = item.missing
    if missing and missing.side is side and is_awaited(item, allowed):
        due = f", asked for by {day(missing.due_on)}" if missing.due_on else ""
        cells.append(Gap(f"Answer awaited{due}"))
    elif missing and missing.side is side:
        days = f", {_days(missing.working_days)}" if missing.working_days is not None else ""
        said_nothing = f"No answer by {day(missing.missed_by)}{days}"
        quiet = f"Nothing further by {day(missing.until)}"
        cells.append(Gap(said_nothing if missing.how is Missing.NO_ANSWER else quiet))
    return tuple(cells) if cells else "nothing said"


def _course_words(item: Item, *, are_awaited: bool) -> str:
    steps = []
    for entry in item.entries:
        what = entry.said.status.replace("_", " ") if entry.said.status else entry.said.kind.value
        steps.append(f"{what} by {'government' if entry.said.party.side is Side.GOVERNMENT else 'the local side'}")
    if item.missing and item.missing.how is Missing.NO_ANSWER:
        steps.append("answer awaited" if are_awaited else "no answer on this record")
    words = ", then ".join(steps)
    return f"{words[:1].upper()}{words[1:]}"


def _name(item: Item) -> Words:
    return f"{item.code} {item.title}" if item.code else item.title


def link_to(item: Item) -> Words:
    """The item's name, leading to where it is told."""
    return Link(f"{item.code} {item.title}" if item.code else item.title, f"#{item.entries[-1].said.anchor}")


def _days(count: int | None) -> str:
    if count is None:
        return "no answer"
    return f"{count:,} working day{'' if count == 1 else 's'}"
