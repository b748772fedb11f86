"""Which roles a body's administrator gives its people, and which letter asks who of them is still there."""

from datetime import date

from services.publication.domain.register.account import asking, reminder, roles_open
from services.publication.domain.register.register import refold
from services.publication.pages.register.standing import MEANS
from shared.auth.caller import ROLES
from shared.events.publication import AreaRegistered, ForumRegistered, PartnerRegistered
from shared.policy import resolve

AREA, TODAY = "E08000009", date(2026, 11, 24)
# They decide on the reserve power, hear of it, or are posts of statute.
KEPT = {"auditor", "authoriser", "chief_officer", "monitoring_officer", "s151"}


def body(code: str, kind: str) -> PartnerRegistered:
    return PartnerRegistered(
        area=AREA, partner=code, name=code, partner_kind=kind, regime="executive", inspectorate="Inspectorate of all"
    )


def forum(code: str, kind: str) -> ForumRegistered:
    return ForumRegistered(
        area=AREA,
        forum=code,
        name=code,
        forum_kind=kind,
        covers="Town",
        quorum=5,
        rules="R",
        funding="F",
        since_on=TODAY,
    )


REGISTER = refold(
    AREA,
    [
        AreaRegistered(
            area=AREA,
            name="Trafford",
            letters="TRAF",
            profile="lof-2026",
            population=1,
            responsible_authority="council",
            committee="Scrutiny",
        ),
        body("council", "council"),
        body("police", "police"),
        forum("old-town", "neighbourhood"),
        forum("north", "area_committee"),
    ],
)


def test_a_role_is_given_by_what_the_body_is_and_never_one_that_the_rules_keep_for_others() -> None:
    given = {
        one: set(roles_open(REGISTER, one))
        for one in ("council", "police", "old-town", "north", "Inspectorate of all", "a stranger")
    }
    assert given["police"] == {"partner", "peer_lead", "administrator"}
    assert given["old-town"] == {"forum", "administrator"}
    assert given["north"] == {"area_committee", "administrator"}
    assert given["Inspectorate of all"] == {"inspector", "administrator"}
    assert given["a stranger"] == set()
    desk = {"case_worker", "scrutiny_officer", "intake_clerk", "councillor", "registrar"}
    assert [one for one, roles in given.items() if roles & desk] == ["council"]
    everything = set().union(*given.values())
    assert everything == set(ROLES) - KEPT == set(MEANS)


def test_the_letter_names_the_last_day_on_which_one_press_is_in_time() -> None:
    round_ = asking(resolve("lof-2026-1", (), TODAY), TODAY)
    assert round_.sleeps_on == date(2026, 12, 24)
    for count, words in ((1, "One person whom"), (3, "3 people whom")):
        letter = reminder(body="B", place="P", waiting=count, sleeps_on=round_.sleeps_on, address="https://x.example")
        assert words in letter.text
        assert "Say so by 23 December 2026" in letter.text
        assert "from 24 December 2026" in letter.text
