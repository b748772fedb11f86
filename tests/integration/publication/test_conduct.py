"""How bodies keep the record, counted: forced, left to the clock, late, written for others, withheld and removed."""

from datetime import date

from tests.integration.examples import assert_recorded
from tests.integration.publication.negotiation import (
    AGREEMENTS,
    BATH,
    COUNCIL,
    DEAL,
    OFFICE,
    RECORDED,
    Here,
    here,
    open_first_round,
    turn,
)

__all__ = ["here"]


async def test_what_is_out_of_the_ordinary_is_counted_by_body_and_quarter(here: Here) -> None:
    """What is told looks as its recorded example: RECORD_EXAMPLES=1 with this test writes it anew."""
    await open_first_round(here)
    body = {"round": "second", "title": "Second", "opened_on": "2026-06-01"}
    round_ = await here.post(f"{AGREEMENTS}/{DEAL}/rounds", body, 202)
    await here.post(round_["links"]["publish"]["href"], {"because": "It meets this morning."})
    held = await here.hand_in(turn("proposal", "proposed", said_on="2026-06-01"))
    await here.post(held["links"]["publish"]["href"], {"because": "The minister speaks of it today."})
    await here.hand_in(turn("response", "deferred", "government_office", OFFICE, said_on="2026-06-01"))
    await here.sweep(date(2026, 6, 4))
    here.on(date(2026, 7, 1))
    withheld = {"ground": "legal_advice", "summary": "Advice of counsel."}
    await here.tell(turn("position", "proposed", said_on="2026-06-15", withheld=withheld))
    told = await here.get("/publication/v1/conduct")
    assert told["withheld_now"] == [
        {"area": BATH, "body": "bath-council", "name": COUNCIL, "entries": 1, "oldest_on": "2026-07-01"}
    ]
    names = ("quarter", "entries", "deeds", "forced", "by_clock", "late", "transcribed", "unconfirmed")
    assert [tuple(one[name] for name in names) for one in told["quarters"]] == [
        ("2026-Q3", 1, 0, 0, 0, 1, 0, 0),
        ("2026-Q2", 4, 3, 2, 1, 0, 2, 2),
    ]
    page = await here.page("/record/conduct")
    assert "Quarter 2 of 2026" in page
    assert "2 of 2" in page
    assert_recorded(RECORDED, {key: here.told[key] for key in ("GET /publication/v1/conduct",)})
