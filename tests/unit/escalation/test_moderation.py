"""A petition before everybody may sign it: who may do what in which state, and that silence ends or moves every one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest

from services.escalation.domain.case.circumstances import MACHINE, Actor, Circumstances
from services.escalation.domain.case.refusal import Incomplete, NotYourPart, Refused
from services.escalation.domain.person.mail import turn
from services.escalation.domain.petition import flag
from services.escalation.domain.petition.decision import BY_ORGANISER, Deed, begin, decide, may, sponsor
from services.escalation.domain.petition.flag import Flag
from services.escalation.domain.petition.guard import REASONS, RETURNABLE, About, Said, Same
from services.escalation.domain.petition.likeness import Other, alike
from services.escalation.domain.petition.moderation import Cause, Moderation, Standing, begun, evolve
from services.escalation.domain.petition.silence import foreseen, silence
from shared.auth.caller import ROLES
from shared.events import escalation as told
from shared.policy import Override, Policy, resolve
from shared.working_days import Span
from tests.unit.escalation.ladder import CALENDAR, REGISTER

DAY = date(2026, 1, 5)
ELECTION = Span(date(2026, 1, 1), date(2026, 5, 7), "local elections")
WORKER = Actor(id="worker", body="council", roles=frozenset({"case_worker"}))
OTHER = Actor(id="other", body="police", roles=frozenset({"partner"}))
SCRUTINY = Actor(id="scrutiny", body="council", roles=frozenset({"scrutiny_officer"}))
ORGANISER = Actor(id="public", roles=frozenset({"organiser"}))
MINUTE = told.Minute(met_on=DAY, reference="7/26", votes_for=4, votes_against=1)
SAID = Said(reasons="It was read, and it fits the rules.", codes=("party_political",))
HIDING = Said(reasons="It was read, and it fits the rules.", codes=("libellous",))
# Written by hand: what is open in each state to a role, of the council (the refuser's body) or of another; the measure
# is led by a third body, nobody proposed anything and no election is near.
HAND: dict[Standing, dict[tuple[str, str], set[str]]] = {
    Standing.SPONSORING: {},
    Standing.WAITING: {("case_worker", body): {"publish", "return", "refuse"} for body in ("council", "police")},
    Standing.OVERDUE: {
        (role, body): {"publish", "return", "refuse"}
        for role in ("case_worker", "monitoring_officer", "scrutiny_officer")
        for body in ("council", "police")
    },
    Standing.HELD: {("case_worker", body): {"publish"} for body in ("council", "police")},
    Standing.RETURNED: {},
    Standing.REFUSED: {},
    Standing.REVIEW: {
        (role, "police"): {"uphold", "overturn"} for role in ("case_worker", "monitoring_officer", "partner")
    },
    Standing.COMMITTEE: {("scrutiny_officer", body): {"uphold", "overturn"} for body in ("council", "police")},
    Standing.PUBLISHED: {},
    Standing.CLOSED: {},
}
OWN = {Standing.RETURNED: {"mend"}, Standing.REFUSED: {"ask_review"}}


@cache
def policy(*, sponsors: int = 0, publishes: bool = True) -> Policy:
    own = {"petition.sponsors": str(sponsors), "moderation.silence_publishes": str(publishes).lower()}
    return resolve(
        "lof-2026-1",
        tuple(
            Override(key=key, value=value, basis="local agreement", decided_by="Full council", since_on=DAY)
            for key, value in own.items()
        ),
        DAY,
    )


def about(actor: Actor = MACHINE, *, on: date = DAY, flags: tuple[str, ...] = (), lead: str = "housing") -> About:
    register = replace(REGISTER, lead=replace(REGISTER.lead, body=lead)) if REGISTER.lead else REGISTER
    now = datetime.combine(on, time(10), UTC)
    at = Circumstances(
        now=now,
        policy=policy(),
        calendar=CALENDAR,
        register=register,
        actor=actor,
        frequency="",
        judged="",
        elections=(),
    )
    return About(at=at, flags=flags)


def after(one: Moderation, event: object, by: About) -> Moderation:
    return evolve(one, event, by.at.today, by.at.actor.id)


def do(one: Moderation, deed: Deed, actor: Actor, said: Said = SAID, **more: object) -> Moderation:
    by = about(actor, **more)  # type: ignore[arg-type]
    return after(one, decide(one, deed, said, by), by)


def fresh(*, sponsors: int = 0) -> Moderation:
    by = about()
    by = replace(by, at=replace(by.at, policy=policy(sponsors=sponsors)))
    return begun(begin("E08000009", "TRAF-2026-0001-1", "household-waste-recycled", by), DAY)


def wait_out(one: Moderation, **more: object) -> Moderation:
    assert one.due_on is not None
    by = about(on=one.due_on + timedelta(days=1), **more)  # type: ignore[arg-type]
    return after(one, silence(one, by, left_out=len(by.flags)), by)


@cache
def in_state(standing: Standing) -> Moderation:
    waiting = fresh()
    refused = do(waiting, Deed.REFUSE, WORKER)
    review = do(refused, Deed.ASK_REVIEW, ORGANISER)
    by = about(WORKER)
    by = replace(by, at=replace(by.at, elections=(ELECTION,)))
    made = {
        Standing.SPONSORING: lambda: fresh(sponsors=5),
        Standing.WAITING: lambda: waiting,
        Standing.OVERDUE: lambda: wait_out(waiting),
        Standing.HELD: lambda: after(waiting, decide(waiting, Deed.HOLD, SAID, by), by),
        Standing.RETURNED: lambda: do(waiting, Deed.RETURN, WORKER, replace(SAID, codes=("is_unclear",))),
        Standing.REFUSED: lambda: refused,
        Standing.REVIEW: lambda: review,
        Standing.COMMITTEE: lambda: do(review, Deed.UPHOLD, OTHER),
        Standing.PUBLISHED: lambda: do(waiting, Deed.PUBLISH, WORKER),
        Standing.CLOSED: lambda: do(waiting, Deed.WITHDRAW, ORGANISER),
    }
    return made[standing]()


@pytest.mark.parametrize("standing", Standing)
def test_in_each_state_every_deed_is_open_to_the_roles_of_the_hand_table_and_to_nobody_else(standing: Standing) -> None:
    one = in_state(standing)
    assert one.standing is standing
    for body in ("council", "police", None):
        for role in (*ROLES, "organiser", "no role"):
            by = about(Actor(id=f"{role} {body}", body=body, roles=frozenset({role})))
            found = {deed.value for deed in Deed if may(one, deed, by)}
            hand = HAND[standing].get((role, body or "council"), set())
            if role == "organiser":
                hand = OWN.get(standing, set()) | ({"withdraw"} if one.is_open else set())
            assert found == hand, f"{standing.value}: {role} of {body}"
    for deed in Deed:
        with pytest.raises(Refused):
            decide(one, deed, SAID, about(Actor(id="nobody")))


def test_a_refuser_never_reviews_nor_does_their_body_and_a_second_never_does_either() -> None:
    review = in_state(Standing.REVIEW)
    same = replace(WORKER, body="police")  # the account moved to another body
    with pytest.raises(NotYourPart, match="You had a part"):
        decide(review, Deed.OVERTURN, SAID, about(same))
    with pytest.raises(NotYourPart, match="Your body refused"):
        decide(review, Deed.OVERTURN, SAID, about(replace(WORKER, id="colleague")))
    own = do(fresh(), Deed.REFUSE, WORKER, lead="council")
    assert own.standing is Standing.WAITING
    for actor in (WORKER, replace(WORKER, id="colleague")):
        with pytest.raises(NotYourPart):
            decide(own, Deed.AGREE, SAID, about(actor, lead="council"))
    again = do(do(own, Deed.DISAGREE, OTHER, lead="council"), Deed.REFUSE, WORKER, lead="council")
    with pytest.raises(NotYourPart, match="Only whoever proposed it"):
        decide(again, Deed.TAKE_BACK, SAID, about(replace(WORKER, id="elsewhere", body="police"), lead="council"))
    back = do(again, Deed.TAKE_BACK, replace(WORKER, id="colleague"), lead="council")
    assert (back.standing, back.proposal, back.denied) == (Standing.WAITING, None, ("council", "council"))
    twice = do(again, Deed.DISAGREE, OTHER, lead="council")
    with pytest.raises(Refused, match="proposed 2 times to refuse it"):
        decide(twice, Deed.REFUSE, SAID, about(replace(WORKER, id="colleague"), lead="council"))
    refused = do(own, Deed.AGREE, OTHER, lead="council")
    assert (refused.standing, refused.judges) == (Standing.REFUSED, (("other", "police"), ("worker", "council")))
    with pytest.raises(NotYourPart):
        decide(do(refused, Deed.ASK_REVIEW, ORGANISER), Deed.OVERTURN, SAID, about(OTHER))
    late = wait_out(fresh())
    by_scrutiny = do(do(late, Deed.REFUSE, SCRUTINY), Deed.ASK_REVIEW, ORGANISER)
    before_committee = do(by_scrutiny, Deed.UPHOLD, OTHER)
    with pytest.raises(NotYourPart, match="You had a part"):
        decide(before_committee, Deed.UPHOLD, replace(SAID, minute=MINUTE), about(SCRUTINY))


def moves(one: Moderation) -> Iterator[Moderation]:
    """Everything that can happen to it next, by people or by silence, with words that the machine marks or does not."""
    if one.is_open:
        yield wait_out(one)
        yield wait_out(one, flags=("has_link",))
    yield from (after(one, event, about()) for event in sponsor(one, 99, about()))
    minuted = replace(SAID, minute=MINUTE)
    for deed in Deed:
        for actor in (WORKER, OTHER, SCRUTINY, ORGANISER):
            for said in (minuted, replace(HIDING, minute=MINUTE), replace(minuted, codes=("is_unclear",))):
                by = about(actor)
                by = replace(by, at=replace(by.at, elections=(ELECTION,)))
                try:
                    yield after(one, decide(one, deed, said, by), by)
                except Refused:
                    continue


def key(one: Moderation) -> tuple[object, ...]:
    codes = one.refusal.codes if one.refusal else ()
    return one.standing, one.returns, one.sent_back, one.holds, codes, one.cause, one.how, one.overdue_on is None


def test_whatever_happens_every_state_ends_or_moves_by_silence_and_no_way_is_without_end() -> None:
    longest: dict[tuple[object, ...], int] = {}
    under_way: set[tuple[object, ...]] = set()

    def length(one: Moderation) -> int:
        """The most steps that can follow; a way that comes back to where it was fails."""
        here = key(one)
        if here in longest:
            return longest[here]
        assert here not in under_way, f"{here} comes back"
        under_way.add(here)
        following = [found for found in moves(one) if key(found) != here]
        assert bool(following) == one.is_open, here
        longest[here] = 1 + max(map(length, following), default=-1)
        under_way.discard(here)
        return longest[here]

    assert length(fresh(sponsors=5)) == 18
    assert {here[0] for here in longest} == set(Standing)


@pytest.mark.parametrize("flags", [(), ("has_link",)])
@pytest.mark.parametrize("standing", [one for one in Standing if in_state(one).is_open])
def test_pure_silence_ends_every_state_within_a_bound(standing: Standing, flags: tuple[str, ...]) -> None:
    one, days = in_state(standing), 0
    while one.is_open:
        before = one
        one = wait_out(one, flags=flags)
        assert key(one) != key(before)
        days += (one.since_on - before.since_on).days
    assert days < 200
    refused = standing is Standing.REFUSED
    buried = {Standing.SPONSORING: Cause.NOT_SPONSORED, Standing.RETURNED: Cause.NOT_MENDED}
    expected = Cause.NOT_REVIEWED if refused else buried.get(standing, Cause.NOT_MENDED if flags else None)
    assert one.cause is expected


def test_silence_publishes_what_nobody_looked_at_after_one_mending_and_leaves_out_what_it_found() -> None:
    sent_back = wait_out(wait_out(fresh(), flags=("has_link",)), flags=("has_link",))
    assert (sent_back.standing, sent_back.faults, sent_back.decided_by) == (Standing.RETURNED, ("has_link",), "")
    again = do(sent_back, Deed.MEND, ORGANISER, flags=("has_link",))
    published = wait_out(wait_out(again, flags=("has_link",)), flags=("has_link",))
    assert (published.standing, published.how, published.left_out) == (Standing.PUBLISHED, "unchecked", 1)
    off = about(on=date(2026, 3, 2))
    off = replace(off, at=replace(off.at, policy=policy(publishes=False)))
    late = in_state(Standing.OVERDUE)
    assert after(late, silence(late, off, left_out=0), off).cause is Cause.NOT_DECIDED


def test_a_letter_says_what_silence_does_and_gives_no_reasons_of_an_earlier_step() -> None:
    def letter(one: Moderation) -> str:
        return turn(one, title="Bins", address="x", wording=policy().wording, publishes=True).text

    sent_back = do(fresh(), Deed.RETURN, WORKER, replace(SAID, codes=("is_unclear",)))
    assert SAID.reasons in letter(sent_back)
    late = wait_out(do(sent_back, Deed.MEND, ORGANISER))
    unchecked = [wait_out(late), wait_out(replace(late, sent_back=1), flags=("has_link",))]
    assert ["left out" in letter(one) for one in unchecked] == [False, True]
    assert not [one for one in (late, *unchecked) if SAID.reasons in letter(one)]
    assert "it is published by itself; if the machine" in letter(late)
    assert "without the places" in letter(replace(late, sent_back=1))
    assert "it ends, and that" in foreseen(late, publishes=False)


def test_no_machine_shows_what_a_person_found_unfit_to_be_shown() -> None:
    hidden = do(do(fresh(), Deed.REFUSE, WORKER, HIDING), Deed.ASK_REVIEW, ORGANISER)
    assert (hidden.is_hidden, hidden.is_shown, in_state(Standing.REVIEW).is_shown) == (True, False, True)
    sent_back = wait_out(hidden)
    assert sent_back.standing is Standing.RETURNED
    again = do(do(do(sent_back, Deed.MEND, ORGANISER), Deed.REFUSE, WORKER, HIDING), Deed.ASK_REVIEW, ORGANISER)
    assert wait_out(again).cause is Cause.REVIEW_NOT_HELD
    assert wait_out(in_state(Standing.REVIEW)).how == "unreviewed"
    told_of = do(fresh(), Deed.REFUSE, WORKER, flags=(Flag.TELEPHONE,))
    assert told_of.is_hidden


def test_some_reasons_need_more_than_themselves_and_an_exclusion_falls_away_when_the_system_fails() -> None:
    def gaps(*codes: str, **more: object) -> set[str]:
        said = Said(reasons="Read.", codes=codes, same_as=str(more.pop("same_as", "")))
        try:
            decide(fresh(), Deed.REFUSE, said, replace(about(WORKER), **more))  # type: ignore[arg-type]
        except Incomplete as found:
            return {gap.code for gap in found.gaps}
        return set()

    assert gaps("planning") == set()
    assert gaps("planning", alleges_system=True) == {"system_alleged"}
    assert gaps("planning", "libellous", alleges_system=True) == {"system_alleged"}
    assert gaps("no_measure_fits") == {"missing"}
    assert (gaps(), gaps("it_embarrasses")) == ({"missing"}, {"not_a_choice"})
    closed = Same(reference="X", is_open=False, decided_on=date(2025, 12, 1))
    old = replace(closed, decided_on=date(2025, 6, 1))
    assert gaps("asks_what_another_asks", same=closed, same_as="X") == {"not_open"}
    assert (gaps("asks_what_another_asks", same_as="Y"), gaps("asks_what_another_asks")) == ({"not_there"}, {"missing"})
    assert gaps("repeats_within_six_months", same=closed, same_as="X") == set()
    assert gaps("repeats_within_six_months", same=old, same_as="X") == {"not_lately"}
    words = policy().wording.codes
    assert {*REASONS, *RETURNABLE} <= set(words)


def test_it_is_looked_at_once_enough_others_support_it_and_held_once_and_only_before_an_election() -> None:
    one = fresh(sponsors=5)
    assert sponsor(one, 5, about()) == ()
    (event,) = sponsor(one, 6, about())
    assert after(one, event, about()).standing is Standing.WAITING
    with pytest.raises(Refused, match="before an election"):
        decide(fresh(), Deed.HOLD, SAID, about(WORKER))
    held = in_state(Standing.HELD)
    assert held.due_on == ELECTION.last_on
    resumed = wait_out(held)
    by = about(WORKER)
    with pytest.raises(Refused, match="held once"):
        decide(resumed, Deed.HOLD, SAID, replace(by, at=replace(by.at, elections=(ELECTION,))))
    assert do(held, Deed.PUBLISH, WORKER).how == "decided"  # a mistaken press costs nobody the whole time
    assert set(BY_ORGANISER) == {Deed.MEND, Deed.ASK_REVIEW, Deed.WITHDRAW}


def test_nobody_lets_a_petition_about_their_own_body_wait_for_an_election() -> None:
    def before_election(actor: Actor) -> About:
        by = about(actor, lead="council")
        return replace(by, at=replace(by.at, elections=(ELECTION,)))

    one, police = fresh(), before_election(OTHER)
    with pytest.raises(NotYourPart, match="about your own body"):
        decide(one, Deed.HOLD, SAID, before_election(WORKER))
    assert not may(one, Deed.HOLD, police)  # nobody asked them
    proposed = do(one, Deed.REFUSE, WORKER, lead="council")
    held = after(proposed, decide(proposed, Deed.HOLD, SAID, police), police)
    assert (held.standing, held.decided_by, held.proposal) == (Standing.HELD, "police", None)


def test_the_machine_marks_what_a_person_should_look_at_and_nothing_of_plain_words() -> None:
    found = {
        "Write to bob.smith@example.org now": {Flag.EMAIL},
        "See www.example.org/a?b=c or shop.example.com": {Flag.LINK},
        "Pay at bit.ly/2abcd": {Flag.LINK},
        "Or evil.bank/pay and liftgroup.xyz": {Flag.LINK},
        "Bins stand full.They smell. Day and/or night, 3/4 of them, No.7 and St.Ann's": set(),
        "Ring 0161 496 0000, (0161) 496 0000 or +44 7700 900123": {Flag.TELEPHONE},
        "She lives at M32 0TH": {Flag.POSTCODE},
        "The lift stands still.\n\nPlace: By the mill; latitude 53.410, longitude -2.311.": {Flag.PLACE},
        "Look behind 53.4101, -2.3112": {Flag.PLACE},
        "It costs 53.410 pounds, not 2.3": set(),
        "The \u0421ouncil": {Flag.SCRIPTS},
        "57.5% of 235,052 in 2024/25, by 3 March 2026. On 1.5 of 20,000 bins, see page 0.": set(),
        "Привет from Trafford, caf\u00e9 na\u00efve": set(),
    }
    for text, flags in found.items():
        assert {place.flag for place in flag.places(text)} == flags, text
    assert flag.without("Ring 0161 496 0000 now") == (f"Ring {flag.LEFT_OUT} now", 1)
    assert flag.cleaned("Cou\u200bncil\U000e0041").text == "Council"
    assert flag.cleaned("Z" + "\u0300" * 9).text == "Z" + "\u0300" * flag.MOST_MARKS
    assert flag.cleaned("\u0645\u06cc\u200c\u062e\u0648 \U0001f469\u200d\U0001f469").flags == ()
    assert flag.cleaned("e\u0301").text == "\u00e9"
    begin_ = datetime.now(UTC)
    for hostile in ("a" * 6000, "a." * 3000, "a-" * 3000, "0 " * 3000, "@" * 6000, "a@" * 3000):
        flag.places(hostile)
    assert datetime.now(UTC) - begin_ < timedelta(seconds=5)


def test_petitions_that_ask_for_nearly_the_same_are_found_however_they_are_written() -> None:
    text = "We ask the council to give every block of flats a full set of bins."
    others = [
        Other("A", "Bins for every block of flats", text),
        Other("B", "Mend the crossing on Hartford Road", "Cars do not stop there, and a child was hurt."),
    ]
    for title in (
        "BINS for every block of flats!",
        "\u0412ins for every bl\u043eck of flats",
        "Bins for all blocks of flats",
    ):
        assert [one.reference for one in alike(title, text, others)] == ["A"], title
    assert alike("Open the library on Sundays", "Many people work all week.", others) == []
