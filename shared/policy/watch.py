"""The shape of the watch over signatures: when several of them look like one hand, and who decides about them.

Shapes only: values, bases and words stand in `shared/profiles/`. A field's key is its path, `watch.own_domain`. Counts
are of one petition's confirmed signatures within `window`, those of a domain or a naming pattern since it opened.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.working_days import Period


class Disposable(StrEnum):
    """What becomes of a signature from a mailbox that is thrown away after one letter."""

    HELD = "held"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Limits and lists. Shares are in hundredths. `providers`, `institutions`, `employers`, `disposable`: domains; one
    that begins with a dot stands for all that end in it.

    `sent_*`: what is put down in one day. `network`: an IPv4 /24 or an IPv6 /48; `address`: an IPv4 address or an IPv6
    /64. `second_above`: signatures that one person alone may decide about. `settle`: how long a mark waits where there
    is doubt; `settle_share`: from how many held or doubted in those days on there is, beside a hundred that count.
    """

    window: Period
    origin_kept: Period
    sent_address: int
    sent_network: int
    own_domain: int
    address_own: int
    network_own: int
    postcode_own: int
    own_share: int
    own_most: int
    crowded: int
    crowded_share: int
    agent_address: int
    agent_network: int
    agent_petition: int
    agent_share: int
    agent_petition_share: int
    crowd: int
    crowd_share: int
    crowd_institution_share: int
    pattern: int
    random_own: int
    postcode: int
    disposable_are: Disposable
    providers: tuple[str, ...]
    institutions: tuple[str, ...]
    employers: tuple[str, ...]
    disposable: tuple[str, ...]
    known_networks: tuple[str, ...]
    countries: tuple[str, ...]
    decide: Period
    second: Period
    second_above: int
    settle: Period
    settle_share: int
