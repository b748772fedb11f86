"""The words of the profiles: nothing is left without them, and nothing compels without its ground beside it."""

import re
import string
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest

from services.escalation.domain.case.state import State
from services.escalation.domain.case.trigger import Kind
from services.escalation.domain.ladder import silence
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.petition import moderation
from services.escalation.domain.screening.guard import REJECTION_REASONS
from services.escalation.domain.scrutiny.guard import ANSWERS, PROGRESS
from services.escalation.domain.scrutiny.hearing import ATTENDANCES
from services.escalation.domain.scrutiny.hearing import GROUNDS as REFUSAL_GROUNDS
from shared.events import CATALOGUE, escalation, short_name
from shared.events.escalation.evidence import REMOVALS
from shared.policy import UnknownWords, Wording, released, resolve
from shared.policy.wording import rung_did, rung_left

COMPULSION = re.compile(
    r"\b(must|shall|dut(y|ies)|ow(e|es|ed|ing)|oblig\w*|compel\w*|compuls\w*|order(s|ed)?|require[sd]?|has to|have to"
    r"|is to|are to|bound|late|overdue|fail(s|ed)? to|call-in|call in|called in|direct(s|ed)?|impose[sd]?)\b",
    re.IGNORECASE,
)
GOLDEN = [Path(__file__).parents[1] / "golden" / "wording" / f"{name}.txt" for name in ("laa-2008-1", "lof-2026-1")]
ROW_FACTS = {"must_all", "regard"}
# What is asked beside a state names what was asked, and of whom.
REQUEST_FACTS = {"body", "of_words", "command_words", "wanted", "questions", "until_on", "process_words"}
GROUNDS = ("under {statute}", "under the agreement it signed on {signed_on}")
GIVEN_TO_ALL = {"subject", "area_name", "must"}
EVENTS = {
    short_name(told.type): set(get_type_hints(told.shape))
    for told in CATALOGUE.values()
    if short_name(told.type).partition(".")[0] in ("case", "obligation", "petition") or told.shape in REMOVALS
}


def wording(profile: str) -> Wording:
    return resolve(profile, (), date(2026, 11, 22)).wording


# Rows in which nobody waits for anybody: they may act or leave it.
RIGHTS = {
    "draft",
    "debate_to_ask_for",
    "evidence_to_ask_for",
    "rejected",
    "admitted_by_default",
    "stage2_exhausted",
    "call_in_open",
    "declined",
    "remedy_found",
    "reply_awaited",
    "resolution_proposed",
    "second",
    "second_asked",
    "settlement_offered",
    "withdrawn",
}


def templates(words: Wording) -> Iterator[tuple[str, str]]:
    """Every text of a profile, named."""
    for table in ("sentences", "variants", "roles", "codes", "obligations"):
        yield from ((f"{table}.{name}", text) for name, text in getattr(words, table).items())
    yield from ((f"grounds.{step}", one.source) for step in words.grounds for one in words.grounds_of(step))
    for state, said in words.states.items():
        yield from ((f"states.{state}", text) for text in (said.title, said.means))
    for command, action in words.actions.items():
        yield from ((f"actions.{command}", text) for text in (action.button, action.follows))
    for name, row in words.silences.items():
        yield from ((f"silences.{name}", text) for text in (row.who, row.does, row.otherwise))
    for name, check in words.checks.items():
        yield from ((f"checks.{name}", text) for text in (check.title, check.who, check.does, check.otherwise))
    for name, end in words.check_ends.items():
        yield from ((f"check_ends.{name}", text) for text in (end.title, end.means))
    yield from (("rungs", text) for text in words.rungs)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("profile", released())
def test_every_public_event_has_its_sentence(profile: str) -> None:
    assert set(wording(profile).sentences) == set(EVENTS)


@pytest.mark.parametrize("profile", released())
@pytest.mark.parametrize("event", EVENTS)
def test_a_sentence_names_only_facts_that_its_event_tells(profile: str, event: str) -> None:
    words = wording(profile)
    roles = {f"role_{role}" for role in words.roles}
    ways = {f"{field}_{way}" for field in EVENTS[event] for way in ("words", "lasting", "ahead")}
    facts = EVENTS[event] | ways | GIVEN_TO_ALL | roles

    assert placeholders(words.sentences[event]) <= facts


@pytest.mark.parametrize("profile", released())
def test_every_way_of_raising_a_case_but_a_petition_has_its_own_sentence(profile: str) -> None:
    words = wording(profile)
    raised = {f"case.opened_{kind}" for kind in Kind if kind is not Kind.PETITION}

    specially = {"case.hearing_scheduled_special", "case.hearing_adjourned_special"}
    told_of = {"case.committee_changed_undoing", "case.attendance_recorded_righted", "case.day_missed_bodies"}
    hiding = {"evidence.removal_asked_hiding", "evidence.removal_lapsed_hiding"}
    alone = {"case.withdrawn_body", "case.organiser_left_body"}
    unasked = {
        name
        for name in words.variants
        if name.endswith(("_by_itself", "_spoken", "_stays", "_passed", "_findings", "_outside", "_written"))
    }
    assert set(words.variants) == {*raised, *specially, *told_of, *alone, *hiding, *unasked}
    for name, text in words.variants.items():
        own = name.partition("_")[0] if name in raised else re.sub("_(by_itself|spoken|stays)$", "", name)
        told = EVENTS[own if own in EVENTS else name.rpartition("_")[0]]
        assert (
            placeholders(text)
            <= told | {f"{field}_{way}" for field in told for way in ("words", "lasting")} | GIVEN_TO_ALL
        )
    assert all("petition" not in words.variants[name] for name in raised)
    assert all(words.code(kind) != kind.replace("_", " ") for kind in Kind)


# Who did it, as a sentence may name them: a fact of the event, or in words.
DOER = re.compile(
    r"\{(done_by|said_by|body|by|subject|holder|requester|facilitator|successor|intervener|before|bodies|complainants"
    r"|raised_by|refused_by)\}|\b(the|a|its) (council|committee|inspectorate|facilitator|register|measure|figures)\b"
    r"|\bwhoever\b|\bnobody\b|\ba partner\b|\banother body\b|\bevery (partner|addressee)\b|\bby itself\b"
    r"|\bby themselves\b|\bthis service\b|\ba member\b|\ban (inquiry|answer)\b|\bno (reply|answer|body)\b"
    r"|\{count\} \{by_words\}|\bthose who signed\b|\bpeople who\b|\bits organiser\b|\{(asked_by|committee_name)\}",
    re.IGNORECASE,
)


@pytest.mark.parametrize("profile", released())
def test_no_sentence_of_a_case_or_petition_is_without_somebody_who_did_it(profile: str) -> None:
    words = wording(profile)
    told = {**words.sentences, **words.variants}
    missing = {
        name: text
        for name, text in told.items()
        if name.startswith(("case.", "evidence.", "petition.", "obligation."))
        and not DOER.search(text.partition(". ")[0])
    }
    assert missing == {}


@pytest.mark.parametrize("profile", released())
def test_must_lines_name_only_facts_that_every_page_has(profile: str) -> None:
    words = wording(profile)
    facts = GIVEN_TO_ALL | {f"role_{role}" for role in words.roles}

    facts |= ROW_FACTS | REQUEST_FACTS
    for row in words.silences.values():
        assert placeholders(row.who_acts) | placeholders(row.otherwise) <= facts


@pytest.mark.parametrize("profile", released())
def test_what_somebody_may_do_is_a_right_and_what_they_must_is_none(profile: str) -> None:
    words = wording(profile)

    assert {name for name, row in words.silences.items() if row.is_right} == RIGHTS
    assert all(row.does.startswith("may ") for row in words.silences.values() if row.is_right)


@pytest.mark.parametrize("profile", released())
def test_action_cards_name_only_facts_that_every_page_has(profile: str) -> None:
    words = wording(profile)
    facts = GIVEN_TO_ALL | {f"role_{role}" for role in words.roles}

    for action in words.actions.values():
        assert placeholders(action.button) | placeholders(action.follows) <= facts


def test_both_profiles_have_words_for_the_same_things() -> None:
    then, now = wording("laa-2008-1"), wording("lof-2026-1")

    for field in fields(Wording):
        if field.name != "rungs":
            assert set(getattr(then, field.name)) == set(getattr(now, field.name))
    assert len(then.rungs) == len(now.rungs) == 4


@pytest.mark.parametrize("profile", released())
def test_every_state_stands_on_a_rung_under_its_own_code(profile: str) -> None:
    words = wording(profile)

    assert {state.rung for state in words.states.values()} == {0, 1, 2, 3}
    assert len({state.code for state in words.states.values()}) == len(words.states)


@pytest.mark.parametrize("profile", released())
def test_nothing_on_the_ladder_is_left_without_words(profile: str) -> None:
    words = wording(profile)

    assert set(State) <= set(words.states)
    assert set(ASKED_BY_PEOPLE) <= set(words.actions)
    assert {row.name for row in silence.TABLE} <= set(words.silences)
    assert {*REJECTION_REASONS, *ANSWERS, *PROGRESS, *REFUSAL_GROUNDS, *ATTENDANCES} <= set(words.codes)


def test_todays_profile_compels_nobody_without_the_ground_in_the_same_sentence() -> None:
    compelling = {
        name: text
        for name, text in templates(wording("lof-2026-1"))
        if COMPULSION.search(re.sub(r"\{\w+", "", text)) and not any(ground in text for ground in GROUNDS)
    }

    assert compelling == {"obligations.chip": "asked, no duty"}


def test_the_test_of_compulsion_would_see_the_words_of_2008() -> None:
    assert len([name for name, text in templates(wording("laa-2008-1")) if COMPULSION.search(text)]) > 20


def test_then_an_inspectorate_was_called_in_and_now_it_is_asked() -> None:
    asked = {"requester": "The organiser"}

    assert wording("laa-2008-1").rungs[3] == "Inspectorate call-in"
    assert wording("lof-2026-1").rungs[3] == "A request to an inspectorate"
    assert "inspectorate call-in" in wording("laa-2008-1").sentence("case.call_in_requested", asked)
    assert "requested to inspect" in wording("lof-2026-1").sentence("case.call_in_requested", asked)


def test_what_binds_a_body_is_said_in_its_must_line() -> None:
    words = wording("lof-2026-1")
    facts = {"subject": "Trafford Council", "area_name": "Trafford"}

    assert words.silence("duty_served", facts).who_acts == "Trafford Council is asked to file a complete plan"
    assert words.silence("duty_served", facts, signed_on=date(2026, 3, 3)).who_acts == (
        "Trafford Council must, under the agreement it signed on 3 March 2026, file a complete plan"
    )
    assert words.obligation(statute="section 9FE of the Local Government Act 2000").startswith(
        "must, under section 9FE"
    )
    assert wording("laa-2008-1").silence("duty_served", facts).who_acts == "Trafford Council must file a complete plan"


def test_facts_are_said_in_words() -> None:
    words = wording("laa-2008-1")

    assert words.sentence(
        "petition.threshold_reached",
        {"threshold": "ordinary", "required": 1500, "count": 1501, "petition": "x", "policy_version": "laa-2008-1"},
    ) == (
        "With their 1,501 signatures, those who signed have brought the petition to "
        "the number that sends it to the council (1,500)."
    )
    read = {"body": "A library", "lines": 1, "sheets": 1, "sample": 1, "received_on": date(2026, 3, 2)}
    assert words.sentence("petition.paper_entered", read).startswith(
        "A library entered 1 line of signatures on 1 sheet of"
    )
    assert " 2 lines of signatures on 1 sheet " in words.sentence("petition.paper_entered", read | {"lines": 2})
    assert words.sentence("case.response_missing", {"bodies": ("Ofsted", "the NHS", "the police")}) == (
        "No answer came from Ofsted, the NHS and the police by the day."
    )
    assert "4 May 2009" in words.sentence("case.hearing_scheduled", {"hearing_on": date(2009, 5, 4)})
    assert words.action("admit").follows == "The duty to remedy is served on the lead partner."


def test_what_nobody_said_is_left_out_and_never_told_as_a_reason() -> None:
    words = wording("lof-2026-1")
    served = {"lead_name": "Homes", "acknowledge_by": date(2026, 3, 2), "contributors": ()}
    assert words.sentence("case.duty_served", served).endswith("and to file a plan.")
    taken_up = {"done_by": "Ofsted", "facilitator": "the clinics", "declaration": ""}
    assert words.sentence("case.facilitator_assigned", taken_up) == (
        "Ofsted named the clinics to try a settlement and prepare the request."
    )
    declined = words.sentence("case.inspection_declined", {"cause": "declined", "reasons": ""})
    assert declined == f"The inspectorate's part is over: {words.code('declined')}."
    assert (
        words.sentence("case.adopted", {"body": "Homes", "reasons": " "}) == "Homes took the case up, and it goes on."
    )
    found = {"grade": "sound", "findings": "All is well.", "subject": "Homes", "file": "", "reply": ""}
    assert words.sentence("case.findings_published", found) == (
        "The inspectorate published its findings, graded sound: “All is well.”"
    )
    assert "files: 7. The reply" in words.sentence("case.findings_published", found | {"file": "7", "reply": "No"})
    golden = "".join(path.read_text("utf-8") for path in GOLDEN)
    assert golden
    assert "none given" not in golden
    assert " none." not in golden


def test_a_fact_that_nobody_gave_is_said_to_be_missing() -> None:
    words = wording("lof-2026-1")

    assert words.sentence("case.remedy_verified", {"how": "figures", "reasons": " "}).endswith("own figures.")
    assert words.sentence("case.closed", {"cause": ""}) == "The case closed by itself: not recorded."
    assert words.sentence(
        "case.remedy_planned", {"owner": None, "actions": "repair it", "target": "60 %", "sign": ""}
    ) == (
        "The lead partner filed its plan; not recorded answers for it."
        " It says that it will be put right by not recorded. The plan: repair it. The measure will then show: 60 %."
    )


def test_what_people_wrote_is_never_read_as_a_template() -> None:
    said = wording("lof-2026-1").sentence("case.remedy_claimed", {"evidence": "{subject} {0} {reasons}"})

    assert said.endswith("Its evidence: {subject} {0} {reasons}.")


def test_a_code_without_words_of_its_own_is_read_as_words() -> None:
    assert wording("lof-2026-1").code("no_plan") == "no plan was filed"
    assert wording("lof-2026-1").code("some_new_code") == "some new code"


def test_what_the_profile_has_no_words_for_is_refused_by_name() -> None:
    words = wording("lof-2026-1")

    for asked in (words.state, words.action, words.role):
        with pytest.raises(UnknownWords, match="forgotten"):
            asked("forgotten")
    with pytest.raises(UnknownWords, match="forgotten"):
        words.sentence("case.forgotten", {})
    with pytest.raises(UnknownWords, match="forgotten"):
        words.silence("forgotten", {})


def test_bodies_council_and_organiser_are_told_by_name_and_other_words_stay() -> None:
    words = wording("lof-2026-1")
    names = {"fire": "Fire Authority", "police": "Police"}
    asked = escalation.CallInRequested(case="x", state="call_in_open", requester="council")
    admitted = escalation.CallInAdmitted(
        case="x", state="call_in_admitted", complainants=("fire", "police"), requester="organiser"
    )

    assert words.told("case.call_in_requested", asked, names, {}).startswith("The council asked")
    said = words.told("case.call_in_admitted", admitted, names, {})
    assert "Fire Authority and Police" in said
    assert "the organiser had asked" in said.lower()


def test_a_rung_is_done_where_it_was_accepted_or_put_right_and_else_tried() -> None:
    day = date(2026, 3, 3)

    assert rung_left(0, day) == "Done on 3 March 2026"
    assert rung_left(1, day) == "Tried until 3 March 2026"
    assert rung_left(1, day, is_put_right=True) == "Done on 3 March 2026"
    assert rung_left(0, day, is_end=True) == "Ended on 3 March 2026"
    assert [rung_did(0), rung_did(0, is_end=True), rung_did(1), rung_did(1, is_put_right=True)] == [
        True,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("profile", released())
def test_a_petition_that_is_checked_has_words_for_where_it_stands_and_how_it_ended(profile: str) -> None:
    words = wording(profile)
    assert set(words.checks) == {standing.value for standing in moderation.OPEN}
    assert set(words.check_ends) == {cause.value for cause in moderation.Cause}
    assert words.check("committee").who == "The scrutiny committee"
