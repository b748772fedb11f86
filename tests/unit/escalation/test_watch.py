"""The watch over signatures against people and bots of known truth; what a name may be; where a request came from."""

from dataclasses import replace

import pytest
from starlette.requests import Request

from services.escalation.domain.signature.name import Fault, fault_of
from services.escalation.domain.signature.origin import (
    Client,
    Mailbox,
    Reason,
    is_lookalike,
    mailbox_at,
    networks_of,
    registered_of,
    suspicion,
)
from services.escalation.domain.signature.signature import Relation, Signer
from shared.settings import Mode, Settings
from shared.web.network import address_of, country_of
from tests.signing.figures import NOT_COUNTED, WITHHELD, measure, policy, table
from tests.signing.strategies import AS_PEOPLE, STRATEGIES

RUNS = len(STRATEGIES)
ANN = Signer(name="Ann", email="ann@gmail.com", postcode="M32 0TH", relation=Relation.LIVE)


def test_every_strategy_of_bots_meets_people_and_the_watch_keeps_to_its_figures() -> None:
    """Each strategy once; the thousand runs are `make soak`'s."""
    found = measure(1, RUNS, most=500)
    assert set(found.lines) == set(STRATEGIES)
    assert len(STRATEGIES) >= 20 + len(AS_PEOPLE)
    assert found.not_counted >= NOT_COUNTED, table(found)
    assert found.withheld_share <= WITHHELD, table(found)
    assert not found.alone, table(found)


@pytest.mark.parametrize("seed", [201, 3081, 3209, 3465, 20215])
def test_a_hand_that_is_held_hides_no_other_one(seed: int) -> None:
    """Runs in which, while held signatures stood in the shares of others, bots alone were enough for the first mark."""
    found = measure(seed, 1)
    assert not found.alone, table(found)


@pytest.mark.parametrize(
    ("address", "near", "far"),
    [
        ("81.2.3.4", "81.2.3.4/32", "81.2.3.0/24"),
        ("2a00:23c6:1:2:3::4", "2a00:23c6:1:2::/64", "2a00:23c6:1::/48"),
        ("::ffff:81.2.3.4", "81.2.3.4/32", "81.2.3.0/24"),
    ],
)
def test_a_network_is_an_address_and_what_lies_around_it(address: str, near: str, far: str) -> None:
    assert networks_of(address) == (near, far)


@pytest.mark.parametrize("address", ["", "127.0.0.1", "10.0.0.1", "192.168.1.9", "fe80::1%eth0", "unknown", "81.2.3.4"])
def test_an_address_that_tells_nothing_is_none(address: str) -> None:
    assert networks_of(address, ("81.2.0.0/16",)) is None


def test_the_lists_of_the_policy_say_what_a_mailbox_is() -> None:
    watch = policy().watch
    found = {
        domain: mailbox_at(domain, watch) for domain in ("gmail.com", "x.ac.uk", "yopmail.com", "x.com", "notac.uk")
    }
    assert list(found.values()) == [
        Mailbox.PROVIDER,
        Mailbox.INSTITUTION,
        Mailbox.DISPOSABLE,
        Mailbox.OWN,
        Mailbox.OWN,
    ]
    assert [registered_of(one) for one in ("a.b.example.com", "a.b.co.uk", "b.co.uk")] == [
        "example.com",
        "b.co.uk",
        "b.co.uk",
    ]
    assert is_lookalike("xn--gmil-63d.com")


def test_a_country_list_holds_those_from_elsewhere_and_where_there_is_none_nobody() -> None:
    watch, abroad = policy().watch, Client(country="FR")
    assert suspicion(ANN, abroad, watch=watch, sent=(1, 1)) is None
    listed = replace(watch, countries=("GB", "IE"))
    assert suspicion(ANN, abroad, watch=listed, sent=(1, 1)) is Reason.COUNTRY
    assert suspicion(ANN, Client(country="gb"), watch=listed, sent=(1, 1)) is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        *((text, Fault.FORMULA) for text in ("=1+1", "+44", "-x", "@ann", "\uff1d1")),
        *((text, Fault.LINK) for text in ("http://x.y", "a@b.org", "buy at shop.com")),
        *((text, Fault.HIDDEN) for text in ("a\u200bb", "\u202ea", "\U000e0041a", "a\u200db")),
        *((text, Fault.MIXED) for text in ("\u0410nn", "\u03bfliver")),
        ("To: x", Fault.LETTER_HEAD),
        ("o" + "\u0301" * 5, Fault.MARKS),
    ],
)
def test_a_text_that_is_something_else_where_it_is_read_is_no_name(name: str, fault: Fault) -> None:
    assert fault_of(name) is fault


@pytest.mark.parametrize(
    "name",
    [
        "Ann O'Brien-Smith",
        "J\u00fcrgen Gro\u00df",
        "Nguy\u1ec5n V\u0103n A",
        "\u0418\u0432\u0430\u043d (Ivan)",
        "\u674e\u5c0f\u9f8d",
        "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
        "M. de la Cruz 3rd",
        "St. John",
    ],
)
def test_peoples_names_are_names(name: str) -> None:
    assert fault_of(name) is None


@pytest.mark.parametrize(
    ("proxies", "sent", "address"),
    [
        (0, "81.2.3.4", "127.0.0.1"),
        (1, "198.51.100.7, 81.2.3.4", "81.2.3.4"),
        (2, "198.51.100.7, 81.2.3.4, 10.0.0.1", "81.2.3.4"),
        (2, "81.2.3.4", ""),
        (1, "", ""),
    ],
)
def test_of_the_addresses_that_a_request_tells_the_one_that_ones_own_proxy_saw_is_believed(
    proxies: int, sent: str, address: str
) -> None:
    asked = request(Settings(mode=Mode.LOCAL, database_url="x", trusted_proxies=proxies), **{"x-forwarded-for": sent})
    assert address_of(asked) == address


def test_a_country_is_believed_from_a_trusted_proxys_header_alone() -> None:
    settings = Settings(mode=Mode.LOCAL, database_url="x", trusted_proxies=1, country_header="cf-ipcountry")
    assert country_of(request(settings, **{"cf-ipcountry": "fr"})) == "FR"
    assert country_of(request(settings.model_copy(update={"trusted_proxies": 0}), **{"cf-ipcountry": "fr"})) == ""


def request(settings: Settings, **headers: str) -> Request:
    class App:
        class state:  # noqa: N801 as Starlette names it
            pass

    App.state.settings = settings  # type: ignore[attr-defined]
    raw = [(name.encode(), value.encode()) for name, value in headers.items() if value]
    return Request({"type": "http", "headers": raw, "client": ("127.0.0.1", 1), "app": App})
