"""How somebody who acts for a body stands, in words: how they come in, with which roles and by whom, and until when."""

from collections.abc import Sequence
from datetime import date

from services.publication.handlers.register.account import GUEST, People
from shared.auth.people import Deed, Standing
from shared.web.components import Fact, Link
from shared.web.tables import Column, Row, Table
from shared.web.wording import day, moment, sentence_case
from shared.web.workplaces import in_words

WAYS = {"guest": "A link by mail", "password": "A name and a password"}  # nosec B105 - how somebody signs in, no secret
# What each role that is given on pages lets somebody do.
MEANS = {
    "partner": "Sends figures and plans, and speaks for the body in negotiations",
    "case_worker": "Decides about petitions, and carries cases",
    "intake_clerk": "Enters petitions and signatures for people at the counter",
    "scrutiny_officer": "Writes down what the committee asks, decides and recommends",
    "councillor": "Raises what fails in their ward",
    "registrar": "States the register, the rules and the closed days, for everybody to read",
    "administrator": "Invites people, issues keys, looks up who did what",
    "peer_lead": "Raises a failure after a challenge by peers",
    "forum": "Raises a failure in the name of the forum",
    "area_committee": "Raises a failure in the name of the committee",
    "inspector": "Answers requests to inspect, and tells the findings",
}
DONE = {
    "invited": "Invited",
    "gave": "Roles changed",
    "ended": "Shut out",
    "renewed": "Let in until another day",
    "confirmed": "Confirmed to act for the body still",
}
HOST = "whoever runs this place"


def is_over(one: Standing, today: date) -> bool:
    """Whether somebody was shut out, or their last day is over."""
    return one.disabled_at is not None or (one.ends_on is not None and one.ends_on < today)


def is_asleep(one: Standing, today: date) -> bool:
    """Whether nobody confirmed a guest by the day that was told."""
    return one.sleeps_on is not None and one.sleeps_on <= today


def waits(one: Standing, today: date) -> bool:
    """Whether somebody is to say of a guest that they act for the body still."""
    return one.asked_on is not None and not is_over(one, today)


def now_in_words(one: Standing, today: date) -> str:
    """Whether they can come in, and what is waited for."""
    if one.disabled_at is not None:
        return f"Shut out on {day(one.disabled_at)}"
    if one.ends_on is not None and one.ends_on < today:
        return f"Over since {day(one.ends_on)}"
    if is_asleep(one, today) and one.sleeps_on is not None:
        return f"Asleep since {day(one.sleeps_on)}: cannot come in"
    if one.sleeps_on is not None:
        return f"Sleeps from {day(one.sleeps_on)} unless confirmed"
    if one.way == GUEST and one.seen_at is None:
        return "Invited; has not come in yet"
    if not one.roles:
        return "No role here: can do nothing"
    return "Can come in"


def way_in_words(one: Standing) -> str:
    """How they come in."""
    return WAYS.get(one.way, one.provider or "their organisation's sign-in")


def roles_in_words(roles: Sequence[str]) -> str:
    """Roles as people call them."""
    return sentence_case(in_words(roles, "and")) if roles else "None here"


def by_in_words(by: str | None, found: People) -> str:
    """Who did something, by name; whoever runs the place where none of the body's people did."""
    if by is not None and by.startswith("provider/"):
        return "their organisation's sign-in"
    return found.names.get(by or "", HOST)


def table_of(found: People, people: Sequence[Standing], at: str, caption: str, today: date) -> Table:
    """These people, a row each, the name leading to their page."""
    columns = ("Name", "Roles here", "Given by", "Last seen", "Last day", "Second factor", "Now")
    rows = [
        Row(
            (
                Link(one.full_name, f"{at}/{one.id}"),
                roles_in_words(one.roles),
                f"{_begins(one.given_by, found)}, {day(one.since)}" if one.since else "Nobody",
                day(one.seen_at) if one.seen_at else "Never",
                day(one.ends_on) if one.ends_on else "None",
                "Yes" if one.has_factor else "No",
                now_in_words(one, today),
            )
        )
        for one in people
    ]
    return Table(caption, tuple(Column(one) for one in columns), rows, stacks=True)


def facts_of(one: Standing, found: People, today: date) -> list[Fact]:
    """Everything that a body's administrator is told of somebody."""
    invited = f"{day(one.created_at)}, by {by_in_words(one.invited_by, found)}"
    facts = [
        Fact("Now", now_in_words(one, today)),
        Fact("Comes in by", way_in_words(one)),
        Fact("Roles here", roles_in_words(one.roles)),
        Fact("Given", f"{day(one.since)}, by {by_in_words(one.given_by, found)}" if one.since else "None"),
        Fact("Account made", day(one.created_at) if one.way != GUEST else invited),
        Fact("Last seen", day(one.seen_at) if one.seen_at else "Never"),
        Fact("Second factor", "Yes" if one.has_factor else "No"),
    ]
    if one.way == GUEST:
        facts.insert(2, Fact("Address", one.name))
        facts.append(Fact("Last day", day(one.ends_on) if one.ends_on else "None"))
        facts.append(Fact("To be confirmed by", day(one.confirm_by) if one.confirm_by else "No day is set"))
    return facts


def deeds_table(deeds: Sequence[Deed], found: People) -> Table | None:
    """What was done about somebody, the latest first; None where nothing was on pages."""
    rows = [
        Row(
            (
                moment(one.at),
                DONE[one.deed],
                roles_in_words(one.before) if one.deed in ("gave", "invited") else "As before",
                roles_in_words(one.after) if one.deed in ("gave", "invited") else "As before",
                day(one.until) if one.until else "No day named",
                _begins(one.by, found),
            )
        )
        for one in deeds
    ]
    headings = ("When", "What", "Roles before", "Roles after", "Until", "By")
    columns = tuple(Column(one) for one in headings)
    return Table("What was done, the latest first", columns, rows, stacks=True) if rows else None


def _begins(by: str | None, found: People) -> str:
    """The same at the beginning of a cell: names stay as people write them."""
    return found.names.get(by or "") or sentence_case(by_in_words(by, found))
