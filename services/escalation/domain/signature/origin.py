"""Where a signature comes from: network, browser, mailbox, postcode, as far as signatures are compared by it. Pure.

Whatever could name somebody is turned into a hash by `keyed` before anything keeps it.
"""

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from services.escalation.domain.signature.name import is_mixed
from services.escalation.domain.signature.signature import Signer
from services.escalation.domain.signature.telephone import TELEPHONE
from shared.policy.watch import Disposable, Watch
from shared.post.mailboxes import canonical_email

Keyed = Callable[[str, str], bytes]
"""A keyed hash of a value of a kind: the same value of another kind, or on another petition, has another."""

LONGEST_AGENT = 400
_NUMBER = re.compile(r"\d+")
_AUTOMATIC = re.compile(r"headless|phantomjs|selenium|puppeteer|playwright", re.IGNORECASE)
_BROWSER = "Mozilla/"  # a program that says its own name speaks for others, and tells nothing of them
_SECOND_LEVEL = frozenset({"co", "org", "com", "net", "ac", "gov", "ltd", "plc", "me", "sch", "nhs", "edu", "or", "ne"})
_VOWELS = frozenset("aeiouy")


class Mailbox(StrEnum):
    """How a mailbox at a domain is come by."""

    PROVIDER = "provider"
    INSTITUTION = "institution"
    DISPOSABLE = "disposable"
    OWN = "own"


class Reason(StrEnum):
    """Why a confirmed signature is held. The values are codes of the profile's words."""

    NETWORK_LIMIT = "network_limit"
    COUNTRY = "country_not_listed"
    DISPOSABLE = "disposable_mailbox"
    LOOKALIKE = "lookalike_domain"
    AUTOMATIC = "automatic_browser"
    ONE_DOMAIN = "one_domain"
    ONE_NETWORK = "one_network"
    ONE_BROWSER = "one_browser"
    ONE_POSTCODE = "one_postcode"
    ONE_PATTERN = "one_pattern"
    MANY_DOMAINS = "many_domains"
    ONE_DESK = "one_desk"
    ONE_MAILBOX = "one_mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What a request tells of where it came from. Nothing of it is kept as it is.

    `desk`: who of the staff, or which system of theirs, asks for somebody else. That is no place of the signatory's.
    """

    address: str = ""
    country: str = ""
    agent: str = ""
    desk: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a signature is compared by, hashed. `address` and `network` are None where they tell nothing."""

    mailbox: Mailbox
    domain: bytes
    postcode: bytes
    outward: bytes
    pattern: bytes | None
    is_drawn: bool
    address: bytes | None
    network: bytes | None
    agent: bytes | None


def networks_of(address: str, known: Sequence[str] = ()) -> tuple[str, str] | None:
    """The address that one household or host has, and the network around it; None for one that tells nothing.

    IPv4: the address and its /24. IPv6: its /64 and its /48. Private addresses and those in `known` tell nothing.
    """
    try:
        ip = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    if not ip.is_global or any(_is_in(ip, one) for one in known):
        return None
    near, far = (32, 24) if ip.version == 4 else (64, 48)
    return _network(ip, near), _network(ip, far)


def origin_of(signer: Signer, client: Client, *, watch: Watch, dotless: Sequence[str], keyed: Keyed) -> Origin:
    """What a signature is compared by. The signer's address is one that `canonical_email` takes."""
    local, domain = _mailbox(signer, dotless)
    found = networks_of(client.address, watch.known_networks)
    postcode = signer.postcode.replace(" ", "").upper()
    stem = stem_of(local)
    return Origin(
        mailbox=Mailbox.PROVIDER if signer.telephone else mailbox_at(domain, watch),
        domain=keyed("domain", registered_of(domain)),
        postcode=keyed("postcode", postcode),
        outward=keyed("outward", outward_of(postcode)),
        pattern=keyed("pattern", stem) if "#" in stem and stem != "#" else None,
        is_drawn=is_drawn(local),
        address=keyed("address", found[0]) if found else None,
        network=keyed("network", found[1]) if found else None,
        agent=keyed("agent", client.agent[:LONGEST_AGENT]) if client.agent.startswith(_BROWSER) else None,
    )


def suspicion(
    signer: Signer, client: Client, *, watch: Watch, sent: tuple[int, int], of_mailbox: int = 0
) -> Reason | None:
    """Why a signature will be held once it is confirmed, as far as it shows by itself; None for one that is not.

    `sent`: how many were put down today at its address and in its network, this one counted. `of_mailbox`: how many
    under the petition with a `+` in what may be the same mailbox's address, this one counted.
    """
    domain = _mailbox(signer)[1]
    if watch.disposable_are is Disposable.HELD and mailbox_at(domain, watch) is Mailbox.DISPOSABLE:
        return Reason.DISPOSABLE
    if is_lookalike(domain):
        return Reason.LOOKALIKE
    if watch.countries and client.country and client.country.upper() not in watch.countries:
        return Reason.COUNTRY
    if _AUTOMATIC.search(client.agent[:LONGEST_AGENT]):
        return Reason.AUTOMATIC
    if of_mailbox > 1:
        return Reason.ONE_MAILBOX
    if sent[0] > watch.sent_address or sent[1] > watch.sent_network:
        return Reason.NETWORK_LIMIT
    return None


def _mailbox(signer: Signer, dotless: Sequence[str] = ()) -> tuple[str, str]:
    """The name and the domain of the mailbox. Numbers share one domain and have no name that could be compared."""
    if signer.telephone:
        return "", TELEPHONE
    local, _, domain = canonical_email(signer.email, dotless).rpartition("@")
    return local, domain


def mailbox_at(domain: str, watch: Watch) -> Mailbox:
    """How a mailbox at this domain is come by, by the policy's lists."""
    if _is_listed(domain, watch.disposable):
        return Mailbox.DISPOSABLE
    if _is_listed(domain, watch.providers):
        return Mailbox.PROVIDER
    if _is_listed(domain, (*watch.institutions, *watch.employers)):
        return Mailbox.INSTITUTION
    return Mailbox.OWN


def stem_of(local: str) -> str:
    """A mailbox's name with a sign in the place of every number."""
    return _NUMBER.sub("#", local.lower())


def registered_of(domain: str) -> str:
    """The part of a domain's name that somebody registered: under it they make as many names as they like."""
    labels = domain.split(".")
    is_second = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if is_second else labels[-2:])


def outward_of(postcode: str) -> str:
    """The first half of a postcode: the district."""
    together = postcode.replace(" ", "").upper()
    return together[:-3] if len(together) > 4 else together


def is_lookalike(domain: str) -> bool:
    """Whether a part of the domain's name mixes alphabets that look alike."""
    try:
        labels = domain.encode("ascii").decode("idna").split(".")
    except UnicodeError:
        return False
    return any(is_mixed(label) for label in labels)


def is_drawn(local: str) -> bool:
    """Whether a mailbox's name looks like letters that a machine has drawn: long, no word in it, digits within."""
    letters = [one for one in local if one.isalpha()]
    if len(local) < 8 or "." in local or "_" in local or "-" in local:
        return False
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(local))
    vowels = sum(one in _VOWELS for one in letters)
    longest = max((len(run) for run in re.split(r"[aeiouy0-9]+", local)), default=0)
    return changes >= 3 or longest >= 5 or (len(letters) >= 8 and vowels * 5 < len(letters))


def _is_listed(domain: str, listed: Sequence[str]) -> bool:
    return domain in listed or domain.endswith(tuple(one for one in listed if one.startswith(".")))


def _is_in(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, known: str) -> bool:
    try:
        return ip in ipaddress.ip_network(known, strict=False)
    except ValueError:
        return False


def _network(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, length: int) -> str:
    return str(ipaddress.ip_network(f"{ip}/{length}", strict=False))
