"""A gate reads the register as everybody could read it for some days: a change made today opens nothing today."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from services.publication.domain.register.refusal import Refused
from services.publication.domain.register.register import Register, RegisterEvent, lead_on, policy_on
from services.publication.domain.register.settled import Stated, settled
from services.publication.domain.register.statement import Agreed, decide
from shared.events.publication import PartnerEnded
from tests.unit.publication.test_register import AREA, area, codes, facts, lead, measure, override, partner, register

BEGAN, LATELY = date(2026, 1, 5), date(2026, 6, 2)
LED_SINCE = date(2021, 4, 1)
BEGUN = (area(), partner("council"), partner("nhs"), measure("recycling"), lead("nhs", LED_SINCE))
ALONE = override("false", "negotiation.two_persons")


def read(*changes: RegisterEvent, is_public_long: bool = False) -> Register:
    """What a gate reads when these were stated after the register had begun."""
    first, *_ = since(*[(LATELY, one) for one in changes], is_public_long=lambda _: is_public_long)
    return replace(first, version=0)


def since(*changes: tuple[date, RegisterEvent], is_public_long: Callable[[date], bool]) -> tuple[Register, ...]:
    """What a gate reads, and what everybody read after each change since."""
    stated = [Stated(at(BEGAN), BEGAN, one, True) for one in BEGUN]
    return settled(AREA, [*stated, *(Stated(at(day), day, one, False) for day, one in changes)], is_public_long)


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


@pytest.mark.parametrize(
    "change",
    [
        replace(partner("council"), partner_kind="ministers_office"),
        replace(partner("nhs"), name="Care Trust"),
        lead("council", LATELY),
        lead("council", date(2020, 1, 1)),
        ALONE,
        PartnerEnded(area=AREA, partner="nhs", last_on=LATELY, successors=("council",), basis="Order"),
        measure("recycling", "lower"),
        replace(area(), responsible_authority="nhs"),
    ],
    ids=("kind", "name", "lead", "lead of days before", "rule", "ending", "meaning", "authority"),
)
def test_a_change_counts_when_it_was_public_for_its_days_and_not_before(change: RegisterEvent) -> None:
    assert read(change) == read()
    assert read(change, is_public_long=True) != read()
    assert policy_on(read(ALONE), LATELY).negotiation.two_persons


def test_a_gate_is_asked_by_every_register_that_was_read_since_so_that_no_flicker_opens_it() -> None:
    days = [date(2026, 6, day) for day in (10, 11, 17, 18)]
    led = [lead(body, day) for body, day in zip(("council", "nhs", "council", "council"), days, strict=True)]
    changes = [*zip(days, led, strict=True)]
    read = since(*changes, is_public_long=lambda day: day == days[0])
    leads = [tenure.lead.lead for one in read if (tenure := lead_on(one, "recycling", days[-1])) is not None]
    assert leads == ["council", "nhs", "council", "council"]


def test_what_is_stated_for_the_first_time_counts_at_once_but_for_a_body_of_which_nobody_had_heard() -> None:
    found = read(partner("college"), measure("skills"), lead("college", LATELY, about="skills"))
    tenure = lead_on(found, "skills", LATELY)
    assert tenure is not None
    assert tenure.lead.lead == "college"
    assert "college" not in found.partners


@pytest.mark.parametrize("name", ["nhs", " N.H.S ", "Care", "The Cáre", "\uff23are", "\u0421are"])
def test_nobody_takes_the_name_of_another(name: str) -> None:
    held = replace(register(), partners={**register().partners, "nhs": replace(partner("nhs"), former_names=("Care",))})
    with pytest.raises(Refused) as refused:
        decide(held, facts(partners=(replace(partner("council"), name=name),)))
    code = "letters-of-another-script" if name.startswith("\u0421") else "name-of-another"
    assert codes(refused.value) == {"/partners/0/name": code}


def test_no_body_is_renamed_to_a_party_that_nobody_is_yet() -> None:
    agreed = Agreed(parties=("Government Office",))
    with pytest.raises(Refused) as refused:
        decide(register(), facts(partners=(replace(partner("council"), name="Government office"),)), agreed=agreed)
    assert codes(refused.value) == {"/partners/0/name": "name-of-a-party"}
    assert decide(register(), facts(partners=(replace(partner("office"), name="Government Office"),)), agreed=agreed)


def test_a_measure_keeps_what_it_means_while_something_is_promised_on_it() -> None:
    changed = replace(measure("recycling", "lower"), unit="number")
    with pytest.raises(Refused) as refused:
        decide(register(), facts(measures=(changed,)), agreed=Agreed(promised=("recycling",)))
    assert codes(refused.value) == {
        "/measures/0/unit": "measure-is-promised",
        "/measures/0/polarity": "measure-is-promised",
    }
    assert decide(register(), facts(measures=(changed,))) == (changed,)
    for changes in ({"polarity": "lower"}, {"frequency": "monthly"}, {"title": "Leaflets"}, {"source": "Ours"}):
        other = replace(measure("recycling"), **changes)
        for agreed in (Agreed(spoken_of=("recycling",)), Agreed(promised=("recycling",))):
            with pytest.raises(Refused):  # also while an agreement that is not approved yet speaks of it
                decide(register(), facts(measures=(other,)), agreed=agreed)
        assert decide(register(), facts(measures=(other,))) == (other,)
