"""Which addresses of the outside may be asked for: https, the usual port, a host with a public name, nothing else.

An address is checked twice. `check` looks at its text, when somebody names it; `is_public` at the number that its name
leads to, each time before it is asked. Pure: nothing is looked up here.
"""

import re
from ipaddress import IPv6Network, ip_address, ip_network

LONGEST = 2_000
SCHEME = "https://"

_VISIBLE = re.compile(r"[!#-;=?-\[\]_a-z~]+")  # ASCII without blanks, quotes, backslash, angle brackets, ^ ` { | }
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9]")  # never all digits or 0x..: that is a number's spelling
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Names that lead inside a machine or a network by their meaning (RFC 6761, 6762, 8375, 9476 and common custom).
_INSIDE = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "arpa",
    "onion",
)
_LONGEST_HOST = 253
# Closed, though not every Python says so: IETF protocol assignments (a cloud's metadata among them), 6to4 relays,
# Azure's own machines, which answer its tenants alone; and of IPv6 what can carry another number inside it or is kept.
_CLOSED = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "2002::/16", "3fff::/20"))
)
_OPEN_6 = IPv6Network("2000::/3")  # what is given out of IPv6 to be reached by everybody


class NotPublic(ValueError):
    """The address may not be asked for; `code` is stable, the message says why and repeats nothing of it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def check(address: str) -> str:
    """The host of an address that may be asked for, in small letters; raises NotPublic for any other."""
    if len(address) > LONGEST or not _VISIBLE.fullmatch(address) or _PERCENT.search(address):
        raise NotPublic(
            "bad-address",
            f"Write an address in at most {LONGEST:,} letters, digits and marks of ASCII, the others as %20 and so on.",
        )
    if not address.startswith(SCHEME):
        raise NotPublic("https-only", "The address begins with https:// in small letters.")
    authority = re.split(r"[/?#]", address[len(SCHEME) :], maxsplit=1)[0]
    if "#" in address:
        raise NotPublic("bad-address", "Leave out the # and what follows it: it is not sent to anybody.")
    if "@" in authority:
        raise NotPublic("no-names-or-passwords", "Write the address without a user name or password.")
    host, colon, port = authority.partition(":")
    if authority.startswith("["):
        raise NotPublic("host-is-a-number", "Name the host by its name; numbers are not asked.")
    if colon and port != "443":
        raise NotPublic("port-443-only", "No port but 443 is asked; leave it out.")
    return _name(host.lower())


def _name(host: str) -> str:
    labels = host.split(".")
    if len(host) > _LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise NotPublic("bad-host", "This is not the name of a host, such as www.example.org.")
    if labels[-1] in _INSIDE or len(labels) < 2:
        raise NotPublic("host-is-inside", "A name of this kind leads inside a network, not to a public address.")
    if not _TOP.fullmatch(labels[-1]):
        raise NotPublic(
            "host-is-a-number", "Name the host by its name; numbers are not asked, however they are written."
        )
    return host


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet, and none of this machine, network, cloud or of no one."""
    try:
        found = ip_address(number)
    except ValueError:
        return False
    is_open = found.version == 4 or found in _OPEN_6
    return is_open and found.is_global and not found.is_multicast and not any(found in closed for closed in _CLOSED)
