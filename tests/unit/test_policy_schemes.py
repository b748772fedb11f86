"""Ten councils' real petition schemes, each told as overrides of the profile and nothing else."""

import csv
from datetime import date
from pathlib import Path

import pytest

from shared.policy import Override, Policy, check, resolve

TABLE = Path(__file__).parent / "hand_tables" / "petition_schemes.csv"
SINCE = date(2010, 6, 15)
POPULATION = 250_000


def schemes() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def scheme(council: str) -> dict[str, str]:
    return next(row for row in schemes() if row["council"] == council)


def overrides(row: dict[str, str]) -> list[Override]:
    """What the council decided, key by key; what its page does not state stays with the profile."""
    plain = {
        "petition.ack": ("ack_working_days", '"{} WD"'),
        "petition.reply": ("reply_working_days", '"{} WD"'),
        "petition.repeat": ("repeat_months", '"{} M"'),
        "petition.ordinary_signatures": ("ordinary_min", "{}"),
        "petition.organiser_minutes": ("organiser_minutes", "{}"),
        "petition.debate_minutes": ("debate_minutes", "{}"),
        "petition.debate.comparison": ("debate_comparison", '"{}"'),
        "petition.debate.pct": ("debate_percent_of_population", "{}"),
        "petition.debate.signatures": ("debate_threshold", "{}"),
        "petition.officer_evidence.signatures": ("officer_evidence_threshold", "{}"),
    }
    chosen = {key: form.format(row[column]) for key, (column, form) in plain.items() if row[column]}
    for threshold in ("debate", "officer_evidence"):
        if f"petition.{threshold}.signatures" in chosen:
            chosen[f"petition.{threshold}.measured_in"] = '"signatures"'
    return [
        Override(
            key=key, value=value, basis="local agreement", decided_by=f"{row['council']} full council", since_on=SINCE
        )
        for key, value in chosen.items()
    ]


def policy_of(row: dict[str, str]) -> Policy:
    return resolve("laa-2008-1", overrides(row), SINCE)


def test_the_table_holds_ten_schemes() -> None:
    assert len({row["council"] for row in schemes()}) == 10


@pytest.mark.parametrize("row", schemes(), ids=lambda row: row["council"])
def test_a_real_scheme_is_a_set_of_overrides(row: dict[str, str]) -> None:
    check("laa-2008-1", overrides(row))
    petition = policy_of(row).petition

    told = {
        "ack_working_days": f"{petition.ack.count}",
        "ordinary_min": f"{petition.ordinary_signatures}",
        "reply_working_days": f"{petition.reply.count}",
        "repeat_months": f"{petition.repeat.count}",
        "organiser_minutes": f"{petition.organiser_minutes}",
        "debate_minutes": f"{petition.debate_minutes}",
        "debate_threshold": f"{petition.debate.signatures}",
        "debate_comparison": f"{petition.debate.comparison}",
        "debate_percent_of_population": f"{petition.debate.pct}",
        "officer_evidence_threshold": f"{petition.officer_evidence.signatures}",
        "ordinary_max": f"{petition.debate.required(POPULATION) - 1}",
    }

    assert {column: told[column] for column in told if row[column]} == {
        column: row[column] for column in told if row[column]
    }


def test_in_west_devon_one_number_gives_evidence_and_one_more_gives_a_debate() -> None:
    petition = policy_of(scheme("West Devon")).petition

    assert petition.officer_evidence.required(POPULATION) == 2_675
    assert petition.debate.required(POPULATION) == 2_676


def test_in_guildford_the_number_itself_is_enough() -> None:
    assert policy_of(scheme("Guildford")).petition.debate.required(POPULATION) == 500


def test_in_woking_the_number_must_be_passed() -> None:
    assert policy_of(scheme("Woking")).petition.debate.required(POPULATION) == 401


def test_medway_counts_by_share_of_its_people() -> None:
    assert policy_of(scheme("Medway")).petition.debate.required(POPULATION) == 12_500


def test_barking_and_dagenham_asks_for_no_least_number() -> None:
    assert policy_of(scheme("Barking & Dagenham")).petition.ordinary_signatures == 0


def test_what_a_scheme_does_not_state_stays_with_the_profile() -> None:
    preston = policy_of(scheme("Preston"))

    assert preston.petition.debate == resolve("laa-2008-1", (), SINCE).petition.debate
    assert preston.source_of("petition.ordinary_signatures").startswith("decided by Preston full council")
