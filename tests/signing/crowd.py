"""Honest people: by day and by night, families behind one address, a campus, phones behind a carrier's few addresses,
an office, a library's computers, mistyped addresses and second tries, and a newspaper's link.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from services.escalation.domain.signature.origin import Client
from tests.signing.attempt import DAY, HOUR, Attempt, Press

FIRST = tuple(
    """
    amelia olivia isla ava emily mia grace freya lily ella evie sophie priya aisha fatima zainab mary susan
    margaret linda helen karen oliver george noah arthur harry leo jack oscar thomas mohammed omar ali raj arjun
    david john peter paul michael andrew steven mark ian alan robert william james edward daniel samuel jakub
    piotr ewa
    """.split()  # noqa: SIM905 words read better as words
)
LAST = tuple(
    """
    smith jones taylor brown williams wilson johnson davies patel robinson wright thompson evans walker white
    roberts green hall thomas clarke jackson wood harris edwards turner martin cooper hill ward hughes moore king
    watson baker harrison morgan patterson allen mitchell james anderson phillips lee bell parker khan ahmed
    hussain begum shah singh kaur kowalski nowak murphy kelly ryan byrne obrien campbell stewart macdonald okafor
    mensah adeyemi chen li
    """.split()  # noqa: SIM905 words read better as words
)
WORDS = tuple(
    """
    blue red river stone fox gardener rover united magpie walker biker baker dancer piano kestrel oak harbour mill
    """.split()  # noqa: SIM905 words read better as words
)
PROVIDERS = (
    ("gmail.com", 44), ("hotmail.com", 9), ("hotmail.co.uk", 10), ("outlook.com", 8), ("yahoo.co.uk", 8),
    ("yahoo.com", 3), ("icloud.com", 7), ("btinternet.com", 5), ("sky.com", 2), ("live.co.uk", 2),
    ("virginmedia.com", 1), ("aol.com", 1),
)  # fmt: skip
EMPLOYER, UNIVERSITY, COUNCIL = "northmill-group.co.uk", "student.trafford.ac.uk", "trafford.gov.uk"
BY_HOUR = (1, 1, 1, 1, 1, 2, 4, 8, 10, 9, 9, 9, 11, 10, 8, 8, 9, 11, 13, 15, 15, 13, 8, 3)
BROWSERS = [f"Mozilla/5.0 (browser {number})" for number in range(60)]
WEIGHTS = [22, 16, 9, 7, 5, 4, 4, 3, 3, 2, 2, 2, *([1] * 48)]
DISTRICTS = ["M32", "M33", "M41", "M16", "M17", "WA14", "WA15", "M31"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How a petition does: how many sign by themselves over how many days, and which crowds come besides."""

    people: int
    days: float
    newspaper: int = 0
    campus: int = 0
    office: int = 0
    small_firm: int = 0
    library: int = 0


def weather(random: Random, most: int) -> Weather:
    """A petition's fortune: most gather a few hundred, some nearly nobody, some have their day."""
    kind = random.random()
    few = Weather(people=random.randint(5, 40), days=random.uniform(5, 60))
    if kind < 0.2:
        return few
    people = int(random.lognormvariate(5.9, 0.6))
    return Weather(
        people=min(max(people, 60), most),
        days=random.uniform(10, 120),
        newspaper=min(random.randint(200, 1500), most) if random.random() < 0.25 else 0,
        campus=random.randint(40, 250) if random.random() < 0.15 else 0,
        office=random.randint(20, 120) if random.random() < 0.15 else 0,
        small_firm=min(3 + int(random.expovariate(1 / 6)), 40) if random.random() < 0.10 else 0,
        library=random.randint(3, 14) if random.random() < 0.25 else 0,
    )


def crowd(random: Random, at: Weather) -> Iterator[Attempt]:
    """Everybody honest who signs."""
    made = 0
    while made < at.people:
        family = random.choices((1, 2, 3, 4, 5), (62, 22, 8, 6, 2))[0]
        yield from household(random, moment(random, at.days), family)
        made += family
    if at.newspaper:
        day = random.uniform(0, at.days)
        for _ in range(at.newspaper):
            yield from household(random, day * DAY + random.expovariate(1 / (3 * HOUR)), 1)
    yield from together(random, at, at.campus, share_own=0.4, own=UNIVERSITY, one_browser=0.1, within=9 * HOUR)
    yield from together(random, at, at.office, share_own=0.6, own=random.choice((EMPLOYER, COUNCIL)),
                        one_browser=random.uniform(0.5, 0.9), within=8 * HOUR)  # fmt: skip
    yield from together(random, at, at.small_firm, share_own=0.7, own=f"firm{random.randrange(9**6)}.co.uk",
                        one_browser=0.4, within=3 * DAY)  # fmt: skip
    yield from together(random, at, at.library, share_own=0, own="", one_browser=0.95, within=at.days * DAY)


def moment(random: Random, days: float) -> float:
    """A minute of some day, as people are awake; petitions get most in their first days."""
    day = int(min(random.expovariate(3 / days), days))
    return day * DAY + random.choices(range(24), BY_HOUR)[0] * HOUR + random.uniform(0, HOUR)


def household(random: Random, at: float, size: int) -> Iterator[Attempt]:
    """People behind one door: one postcode, one address at home, each their own telephone."""
    code, home, last = postcode(random), home_address(random), random.choice(LAST)
    own = f"{last}{random.randrange(10**6)}.uk" if random.random() < 0.02 else ""
    for number in range(size):
        first = random.choice(FIRST)
        address = carrier_address(random) if random.random() < 0.35 else home
        email = f"{first}@{own}" if own else mailbox(random, first, last)
        yield from tries(random, at + number * random.uniform(3, 90), first, last, email, code, address)


def tries(  # noqa: PLR0917 who, where and when: each has one place
    random: Random, at: float, first: str, last: str, email: str, code: str, address: str, agent: str = ""
) -> Iterator[Attempt]:
    """One person: some mistype the address and sign again, some sign twice, some never press the button."""
    agent = agent or random.choices(BROWSERS, WEIGHTS)[0]
    one = Attempt(
        at=at,
        person=f"honest {random.getrandbits(64)}",
        name=f"{first.title()} {last.title()}",
        email=email,
        postcode=code,
        client=Client(address=address, agent=agent),
        after=min(random.lognormvariate(0.8, 1.6), 5 * DAY),
        press=Press.ONCE if random.random() < 0.87 else Press.NEVER,
    )
    if random.random() < 0.03:
        local, _, domain = email.rpartition("@")
        yield replace(one, email=f"{local}x@{domain}", press=Press.NEVER)
        one = replace(one, at=at + 5)
    yield one
    if random.random() < 0.04:
        local, _, domain = email.rpartition("@")
        again = random.choice((email, email.upper(), f"{local}+petition@{domain}"))
        yield replace(one, at=one.at + random.uniform(5, 3 * DAY), email=again)


def together(
    random: Random, at: Weather, size: int, *, share_own: float, own: str, one_browser: float, within: float
) -> Iterator[Attempt]:
    """People in one building: its address, and for some its mailbox and its computers' browser."""
    start, building, managed = moment(random, at.days), public_address(random), random.choice(BROWSERS)
    for _ in range(size):
        first, last = random.choice(FIRST), random.choice(LAST)
        works = random.random() < share_own
        email = f"{first}.{last}{random.randrange(99) if random.random() < 0.3 else ''}@{own}" if works else None
        agent = managed if random.random() < one_browser else ""
        yield from tries(random, start + random.uniform(0, within), first, last, email or mailbox(random, first, last),
                         postcode(random), building, agent)  # fmt: skip


def mailbox(random: Random, first: str, last: str) -> str:
    """Somebody's address, as people choose them."""
    number = random.choice((str(random.randrange(100)), str(random.randrange(1940, 2012)), ""))
    local = random.choices(
        (
            f"{first}.{last}{number}", f"{first}{last}{number}", f"{first[0]}{last}{number}", f"{first}{number or 1}",
            f"{random.choice(WORDS)}{random.choice(WORDS)}{number}", f"{first}_{last}{number}",
            "".join(random.choices("bcdfghjkmpqrstvwxz0123456789", k=9)),
        ),
        (30, 22, 12, 8, 20, 7, 1),
    )[0]  # fmt: skip
    kind = random.random()
    if kind < 0.001:
        return f"{local}@yopmail.com"
    if kind < 0.03:
        return f"{local}@{random.choice((UNIVERSITY, COUNCIL, EMPLOYER, 'mft.nhs.uk'))}"
    if kind < 0.06:
        return f"{local}@{last}{random.randrange(10**6)}.co.uk"
    return f"{local}@{random.choices([one for one, _ in PROVIDERS], [many for _, many in PROVIDERS])[0]}"


def postcode(random: Random) -> str:
    """One of some three thousand postcodes of the place; some of its streets sign more than others."""
    number = min(int(random.expovariate(1 / 700)), 3000)
    return f"{DISTRICTS[number % 8]} {number % 9}{'ABDEFGHJLN'[number // 9 % 10]}{'PQRSTUWXYZ'[number // 90 % 10]}"


def home_address(random: Random) -> str:
    """A line at home: two in five speak IPv6."""
    if random.random() < 0.4:
        line = f"2a00:23c{random.randrange(8)}:{random.getrandbits(16):x}:{random.getrandbits(8):x}"
        return f"{line}::{random.getrandbits(16):x}"
    return public_address(random)


def carrier_address(random: Random) -> str:
    """One of the few addresses behind which a phone network hides its customers."""
    carrier, exits = random.choices(((148, 40), (92, 12), (82, 60), (31, 6)), (30, 25, 30, 15))[0]
    number = random.randrange(exits)
    return f"{carrier}.252.{128 + number // 12}.{20 + number}"


def public_address(random: Random) -> str:
    """An address of the public internet."""
    second, third, fourth = (random.randrange(1, 250) for _ in range(3))
    return f"{random.choice((81, 86, 90, 109, 151))}.{second}.{third}.{fourth}"
