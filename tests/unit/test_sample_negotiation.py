"""The negotiation of the sample: all its entries, in their order, and nothing that its papers do not say."""

import csv
from io import StringIO
from typing import Any

from deploy.sample import exports, posting
from shared.events.publication import (
    MeasureRegistered,
)


def entries_sent() -> list[dict[str, Any]]:
    bodies: list[Any] = [one.body for one in exports.negotiation() if one.path.endswith("/entries")]
    return [entry for body in bodies for entry in body]


def test_the_negotiation_keeps_all_its_108_entries_in_their_order() -> None:
    records = list(csv.DictReader(StringIO(posting.read_text("bathnes.csv"))))
    written = [(row["indicator_title"], row["kind"], row["status"], row["date"], row["source"]) for row in records]
    sent = [
        (entry["item_title"], entry["kind"], entry["status"] or "", entry["said_on"], entry["source"])
        for entry in entries_sent()
    ]
    assert len(sent) == 108
    assert sent == written


def test_the_negotiation_opens_each_agreement_and_each_round_before_its_entries() -> None:
    paths = [one.path.removeprefix("/publication/v1/") for one in exports.negotiation()]
    first, second = "agreements/bathnes-laa-2007-2010", "agreements/bathnes-laa-2008-2011"
    assert paths == [
        "register",
        "agreements",
        *[f"{first}/rounds", f"{first}/entries"] * 5,
        "agreements",
        *[f"{second}/rounds", f"{second}/entries"],
        f"{second}/approval",
        *[f"{second}/rounds", f"{second}/entries"],
    ]


def test_what_the_papers_do_not_say_stays_unsaid() -> None:
    entries = entries_sent()
    assert not [entry for entry in entries if "" in entry.values()]
    offered = next(entry for entry in entries if entry["status"] == "counter_proposed")
    assert (offered["item_code"], offered["target_value"], offered["baseline_value"]) == ("NI 7", "4.1", None)
    signed = next(entry for entry in entries if entry["kind"] == "approval" and entry["party"] == "minister")
    assert signed["said_on"] == "2008-06"


def test_the_second_place_registers_the_national_indicators_that_were_negotiated() -> None:
    body: Any = next(exports.negotiation()).body
    assert [row["measure"] for row in body["measures"]] == [
        "NI-7", "NI-16", "NI-17", "NI-19", "NI-30", "NI-32", "NI-40",
    ]  # fmt: skip  # one line of codes
    assert all(MeasureRegistered(area=body["area"]["area"], **row) for row in body["measures"])
