"""Where the people who work here begin: each place, and the roles whose work waits there. Decides nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from shared.settings import ADMINISTERS, ADMINISTRATION, AT_DESK, DESK


@dataclass(frozen=True, slots=True)
class Workplace:
    """A page at which work waits, for whoever holds one of `roles`; what it is called, and what is done there."""

    href: str
    roles: frozenset[str]
    name: str
    words: str


CALLED = {"s151": "section 151 officer", "forum": "neighbourhood forum", "partner": "partner body"}
WORKPLACES = (
    Workplace(DESK, frozenset(AT_DESK), "Cases and petitions", "What waits for you, for your body, and by when."),
    Workplace(
        "/record/desk",
        frozenset({"partner", "registrar"}),
        "Negotiations",
        "What your side is asked, what your body may say, and what waits for a second person.",
    ),
    Workplace("/upload", frozenset({"partner"}), "Send figures", "What your body measured, from a file or a form."),
    Workplace(
        "/petitions/start/desk",
        frozenset({"intake_clerk"}),
        "Help somebody start a petition",
        "For a resident who is at the counter or on the telephone.",
    ),
    Workplace(
        "/desk/raise",
        frozenset({"forum", "area_committee", "peer_lead", "chief_officer"}),
        "Raise a failure",
        "In the name of the forum, committee or body that you speak for.",
    ),
    Workplace(
        ADMINISTRATION,
        frozenset(ADMINISTERS),
        "Administration",
        "What runs this place: its rules and closed days, and what failed.",
    ),
)


def workplaces(roles: Collection[str]) -> list[Workplace]:
    """Every place at which somebody with these roles has work, in the order of the list."""
    return [one for one in WORKPLACES if not one.roles.isdisjoint(roles)]


def in_words(roles: Collection[str], last: str) -> str:
    """Roles as people call them, in a row; `last` stands before the last of several: and, or."""
    called = sorted(CALLED.get(role, role.replace("_", " ")) for role in roles)
    return f" {last} ".join([*([", ".join(called[:-1])] if len(called) > 1 else []), *called[-1:]])
