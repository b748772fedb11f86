"""Bots, each strategy by its name. Whoever signs without a mailbox of their own at hand gets no letter: so most bring
domains whose every address is theirs; a few have bought mailboxes, and two cannot be told from people at all.
"""

from collections.abc import Callable, Iterator
from random import Random

from services.escalation.domain.signature.origin import Client
from tests.signing.attempt import DAY, HOUR, Attempt, Press
from tests.signing.crowd import (
    BROWSERS,
    FIRST,
    LAST,
    WEIGHTS,
    WORDS,
    carrier_address,
    mailbox,
    postcode,
    public_address,
)

Where = Callable[[Random], str]
Strategy = Callable[[Random], Iterator[Attempt]]

STRATEGIES: dict[str, Strategy] = {}
AS_PEOPLE = ("hired_hands", "bought_mailboxes_on_residential_lines")
PLAIN = "Mozilla/5.0 (the bot's one browser)"


def strategy(named: Strategy) -> Strategy:
    STRATEGIES[named.__name__] = named
    return named


def one(
    random: Random,
    at: float,
    email: str,
    *,
    address: str,
    agent: str = "",
    code: str = "",
    name: str = "",
    press: Press = Press.ONCE,
) -> Attempt:
    """A bot's attempt; what is not said is as people have it."""
    return Attempt(
        at=at,
        person=f"bot {random.getrandbits(64)}",
        name=name or f"{random.choice(FIRST).title()} {random.choice(LAST).title()}",
        email=email,
        postcode=code or postcode(random),
        client=Client(address=address, agent=agent or random.choices(BROWSERS, WEIGHTS)[0]),
        press=press,
        after=random.uniform(0.1, 30),
        strategy="bot",
    )


def times(random: Random, size: int, within: float) -> list[float]:
    start = random.uniform(0, 10) * DAY
    return sorted(start + random.uniform(0, within) for _ in range(size))


def size(random: Random) -> int:
    return random.randint(60, 500)


def domains(random: Random, number: int) -> list[str]:
    return [f"{random.choice(WORDS)}-{random.choice(WORDS)}{random.randrange(10**4)}.com" for _ in range(number)]


def local(random: Random) -> str:
    return f"{random.choice(FIRST)}.{random.choice(LAST)}{random.choice(('', random.randrange(99)))}"


def drawn(random: Random) -> str:
    return "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=random.randint(10, 14)))


def bought(random: Random) -> str:
    mine = mailbox(random, random.choice(FIRST), random.choice(LAST)).partition("@")[0]
    return f"{mine}{random.randrange(999)}@gmail.com"


def slash24(random: Random) -> Where:
    start = public_address(random).rpartition(".")[0]
    return lambda random: f"{start}.{random.randrange(1, 255)}"


def at_one(random: Random) -> Where:
    address = public_address(random)
    return lambda _: address


@strategy
def one_address_many_domains(random: Random) -> Iterator[Attempt]:
    owned, address = domains(random, 30), public_address(random)
    for at in times(random, size(random), 2 * DAY):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=address)


@strategy
def one_address_bought_mailboxes(random: Random) -> Iterator[Attempt]:
    address = public_address(random)
    for at in times(random, size(random), 2 * DAY):
        yield one(random, at, bought(random), address=address, agent=PLAIN)


@strategy
def one_address_bought_mailboxes_many_browsers(random: Random) -> Iterator[Attempt]:
    address = public_address(random)
    for at in times(random, size(random), 2 * DAY):
        yield one(random, at, bought(random), address=address)


@strategy
def one_slash24(random: Random) -> Iterator[Attempt]:
    where, owned = slash24(random), domains(random, 40)
    for at in times(random, size(random), 4 * DAY):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=where(random))


@strategy
def one_slash24_bought_mailboxes(random: Random) -> Iterator[Attempt]:
    where = slash24(random)
    for at in times(random, size(random), 4 * DAY):
        yield one(random, at, bought(random), address=where(random))


@strategy
def one_slash64(random: Random) -> Iterator[Attempt]:
    start, owned = f"2a01:4f8:{random.getrandbits(16):x}:{random.getrandbits(16):x}", domains(random, 25)
    for at in times(random, size(random), 2 * DAY):
        address = f"{start}:{random.getrandbits(16):x}::{random.getrandbits(16):x}"
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=address)


@strategy
def many_slash64_of_one_slash48(random: Random) -> Iterator[Attempt]:
    start = f"2a01:4f9:{random.getrandbits(16):x}"
    for at in times(random, size(random), 3 * DAY):
        yield one(random, at, bought(random), address=f"{start}:{random.getrandbits(16):x}::1")


@strategy
def one_catch_all_domain_many_addresses(random: Random) -> Iterator[Attempt]:
    owned = domains(random, 1)[0]
    for at in times(random, size(random), 5 * DAY):
        yield one(random, at, f"{local(random)}@{owned}", address=public_address(random))


@strategy
def subdomains_of_one_domain(random: Random) -> Iterator[Attempt]:
    owned = domains(random, 1)[0]
    for at in times(random, size(random), 5 * DAY):
        yield one(random, at, f"{local(random)}@m{random.randrange(10**5)}.{owned}", address=public_address(random))


@strategy
def dictionary_names_over_many_domains(random: Random) -> Iterator[Attempt]:
    each = random.randint(4, 12)
    owned = domains(random, size(random) // each)
    for at in times(random, len(owned) * each, 6 * DAY):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=public_address(random))


@strategy
def drawn_names_over_many_domains(random: Random) -> Iterator[Attempt]:
    owned = domains(random, 60)
    for at in times(random, size(random), 4 * DAY):
        yield one(random, at, f"{drawn(random)}@{random.choice(owned)}", address=public_address(random))


@strategy
def plus_tags(random: Random) -> Iterator[Attempt]:
    """At a provider known to ignore them, at one of which nobody knows, in an institution, at a domain of one's own."""
    mine = local(random)
    where = random.choice(("gmail.com", "btinternet.com", "stretford.ac.uk", domains(random, 1)[0]))
    for at in times(random, size(random), DAY):
        yield one(random, at, f"{mine}+{drawn(random)}@{where}", address=public_address(random))


@strategy
def dots(random: Random) -> Iterator[Attempt]:
    mine = f"{random.choice(FIRST)}{random.choice(LAST)}{random.choice(WORDS)}"
    for at in times(random, size(random), DAY):
        dotted = "".join(f"{letter}{random.choice(('', '.'))}" for letter in mine).strip(".")
        yield one(
            random, at, f"{dotted}@{random.choice(('gmail.com', 'googlemail.com'))}", address=public_address(random)
        )


@strategy
def forms_of_one_address(random: Random) -> Iterator[Attempt]:
    mine, domain = local(random), f"b\u00fccher{random.randrange(999)}.de"
    for at in times(random, size(random), DAY):
        written = random.choice((mine, mine.upper(), mine.title(), f'"{mine}"', f"{mine}(me)", "".join(
            chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in mine)))  # fmt: skip
        known = random.choice((domain, domain.encode("idna").decode(), domain.upper(), f"{domain}.", f"{domain}(x)"))
        yield one(random, at, f"{written}@{known}", address=public_address(random))


@strategy
def disposable_mailboxes(random: Random) -> Iterator[Attempt]:
    for at in times(random, size(random), 3 * DAY):
        domain = random.choice(("yopmail.com", "mailinator.com", "guerrillamail.com", "maildrop.cc", "getnada.com"))
        yield one(random, at, f"{local(random)}@{domain}", address=public_address(random))


@strategy
def lookalike_domain(random: Random) -> Iterator[Attempt]:
    for at in times(random, size(random), 3 * DAY):
        yield one(random, at, f"{local(random)}@gm\u0430il{random.randrange(50)}.com", address=public_address(random))


@strategy
def slow_drip(random: Random) -> Iterator[Attempt]:
    owned = domains(random, 2)
    for at in times(random, random.randint(60, 200), 100 * DAY):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=public_address(random))


@strategy
def slow_drip_from_one_address(random: Random) -> Iterator[Attempt]:
    address = public_address(random)
    for at in times(random, random.randint(60, 200), 60 * DAY):
        yield one(random, at, bought(random), address=address, agent=PLAIN)


@strategy
def burst(random: Random) -> Iterator[Attempt]:
    where, owned = slash24(random), domains(random, 10)
    for at in times(random, random.randint(300, 900), 10):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=where(random), agent=PLAIN)


@strategy
def numbered_names(random: Random) -> Iterator[Attempt]:
    stem, domain = local(random).rstrip("0123456789"), random.choice(("gmail.com", "outlook.com"))
    for number, at in enumerate(times(random, size(random), 4 * DAY)):
        yield one(random, at, f"{stem}{number}@{domain}", address=public_address(random))


@strategy
def copied_names(random: Random) -> Iterator[Attempt]:
    name, owned = f"{random.choice(FIRST)} {random.choice(LAST)}".title(), domains(random, 20)
    for at in times(random, size(random), 4 * DAY):
        email = f"{name.lower().replace(' ', '.')}{random.randrange(9)}@{random.choice(owned)}"
        yield one(random, at, email, address=public_address(random), name=name)


@strategy
def one_postcode(random: Random) -> Iterator[Attempt]:
    code, owned = postcode(random), domains(random, 50)
    for at in times(random, size(random), 4 * DAY):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=public_address(random), code=code)


@strategy
def one_browser_everywhere(random: Random) -> Iterator[Attempt]:
    owned = domains(random, 60)
    for at in times(random, size(random), 4 * DAY):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=public_address(random), agent=PLAIN)


@strategy
def headless_browser(random: Random) -> Iterator[Attempt]:
    for at in times(random, size(random), 4 * DAY):
        agent = f"Mozilla/5.0 HeadlessChrome/{random.randrange(110, 130)}.0"
        yield one(random, at, bought(random), address=public_address(random), agent=agent)


@strategy
def hidden_in_a_phone_network(random: Random) -> Iterator[Attempt]:
    owned = domains(random, 12)
    for at in times(random, size(random), 4 * DAY):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=carrier_address(random))


@strategy
def within_a_newspapers_surge(random: Random) -> Iterator[Attempt]:
    owned, where = domains(random, 4), slash24(random)
    for at in times(random, size(random), 4 * HOUR):
        yield one(random, at, f"{local(random)}@{random.choice(owned)}", address=where(random))


@strategy
def token_pressed_again_and_again(random: Random) -> Iterator[Attempt]:
    mine, address = f"{local(random)}@gmail.com", public_address(random)
    for at in times(random, 100, DAY):
        yield one(random, at, mine, address=address, press=Press.AGAIN)


@strategy
def token_after_its_days(random: Random) -> Iterator[Attempt]:
    for at in times(random, size(random), 3 * DAY):
        yield one(random, at, bought(random), address=public_address(random), press=Press.TOO_LATE)


@strategy
def token_of_another_petition(random: Random) -> Iterator[Attempt]:
    for at in times(random, size(random), 3 * DAY):
        yield one(random, at, bought(random), address=public_address(random), press=Press.ELSEWHERE)


@strategy
def strangers_whose_scanner_opens_links(random: Random) -> Iterator[Attempt]:
    for at in times(random, size(random), 3 * DAY):
        email = mailbox(random, random.choice(FIRST), random.choice(LAST))
        yield one(random, at, email, address=public_address(random), press=Press.LOOKED_AT)


@strategy
def hired_hands(random: Random) -> Iterator[Attempt]:
    """People who are paid, each at home with a mailbox of their own: no rule tells them from neighbours."""
    for at in times(random, random.randint(15, 45), 5 * DAY):
        email = mailbox(random, random.choice(FIRST), random.choice(LAST))
        yield one(random, at, email, address=public_address(random))


@strategy
def bought_mailboxes_on_residential_lines(random: Random) -> Iterator[Attempt]:
    """The same by a machine: mailboxes that people opened, lines of people's homes, a browser for each."""
    for at in times(random, random.randint(15, 45), 5 * DAY):
        yield one(random, at, bought(random), address=public_address(random))
