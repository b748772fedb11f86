"""Negotiations, approvals and revisions made up by chance: the lawful way, with what people do to get round it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from services.publication.domain.agreement.target import Target
from services.publication.domain.entry.entry import Status
from services.publication.domain.entry.particulars import ItemClass
from tests.unit.publication.move import MINISTERS, POLICE, SHELL, WORKS, Move, Place, lawful
from tests.unit.publication.negotiation import COUNCIL, OFFICE
from tests.unit.publication.play import Play

# What may be changed of a target before it is approved or revised, so that it is not what was said.
CHANGES: tuple[dict[str, Any], ...] = (
    {"value": Decimal(41)},
    {"value": Decimal(40)},
    {"tolerance": Decimal(1)},
    {"stretch": Decimal(95)},
    {"stretch": None},
    {"minimum": Decimal(1)},
    {"path": "linear"},
    {"baseline": Decimal(3), "baseline_period": "2020/21"},
    {"designated": False, "statutory": False},
    {"designated": False, "statutory": True},
    {"designated": True, "statutory": False},
    {"period": "2027/28"},
    {"period": "2026"},
    {"illustrative": True},
)


def _often(*likely: Any, rarely: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    return st.sampled_from([*likely * 4, *rarely])


PLACES = st.builds(
    Place,
    is_national=st.booleans(),
    lead=_often(POLICE, COUNCIL, rarely=(None,)),
    contributors=st.sampled_from([(), (WORKS,)]),
)
_TURNS = st.builds(
    Move,
    what=_often("turn", rarely=("consent", "decision", "protocol", "reply", "withhold", "supersede")),
    name=_often(COUNCIL, MINISTERS, OFFICE, POLICE, rarely=(WORKS, SHELL)),
    typist=st.sampled_from([None, None, COUNCIL, COUNCIL, POLICE]),
    days=_often(0, rarely=(1, 4, 9)),
    back=_often(0, rarely=(3,)),
    status=st.sampled_from([None, *Status]),
    value=st.sampled_from([None, Decimal(40), Decimal(60), Decimal(90)]),
    period=_often("2026/27", rarely=("2026-27", "2027/28", "2026")),
    unit=_often("percent", rarely=("per cent", "days")),
    kind=st.sampled_from([None, None, None, *ItemClass]),
    is_law=st.booleans(),
    stretch=_often(None, rarely=(Decimal(70), Decimal(95))),
    baseline=_often(None, rarely=(Decimal(30), Decimal(35))),
    in_terms=st.booleans(),
    yes=_often(True, rarely=(False, False)),
    to=st.integers(0, 9),
    is_asked=_often(True, rarely=(False,)),
)
_REVISIONS = st.builds(
    Move,
    what=st.sampled_from(["revision", "revision", "removal", "consent", "decision on it", "supersede", "reply"]),
    name=_often(COUNCIL, MINISTERS, POLICE, rarely=(WORKS, OFFICE)),
    typist=st.sampled_from([None, None, None, COUNCIL, POLICE]),
    days=_often(0, rarely=(1, 9)),
    back=_often(0, rarely=(3, 8)),
    value=st.sampled_from([Decimal(40), Decimal(60), Decimal(90), None]),
    period=_often("2026/27", rarely=("2027/28", "2026-27")),
    baseline=_often(None, rarely=(Decimal(35),)),
    unit=_often("percent", rarely=("days",)),
    yes=_often(True, rarely=(False,)),
    to=st.integers(0, 6),
)


def gambit(draw: Callable[[st.SearchStrategy[Any]], Any], place: Place) -> list[Move]:
    """One of the ways in which people tried to get round a gate, and that others did not see."""
    theirs, agreed = place.government, Status.AGREED
    anew = Move(what="turn", status=Status.PROPOSED, value=Decimal(90))
    word = Move(what="turn", name=theirs, status=draw(st.sampled_from([Status.REJECTED, Status.UNDER_DISCUSSION])))
    typed = Move(
        what="turn", name=theirs, typist=COUNCIL, status=draw(st.sampled_from([agreed, None])), value=Decimal(90)
    )
    lead, days = place.lead or POLICE, draw(st.sampled_from([0, 9]))
    ways = [
        [  # silence over a no
            Move(what="consent", name=lead, yes=False),
            Move(what="consent", name=lead, typist=COUNCIL),
            Move(what="consultation", days=days),
        ],
        [word, replace(typed, value=None), Move(what="turn", days=days, status=agreed)],  # the same of a turn
        [anew, typed, Move(what="turn", status=agreed, days=days)],  # words put into a mouth
        [anew, typed, Move(what="reply", yes=False), replace(word, days=days), Move(what="turn", status=agreed)],
        [anew, Move(what="turn", name=theirs, status=agreed), Move(what="supersede", to=1)],  # an older figure again
        [anew, Move(what="turn", name=theirs, status=agreed), Move(what="withhold", to=1)],
        [word, Move(what="turn", status=agreed)],  # one side agrees for both
        [anew, Move(what="turn", name=theirs, status=agreed, days=4, back=4), Move(what="turn", status=agreed)],
        [
            Move(what="turn", name=theirs, typist=COUNCIL, status=Status.DEMOTED_TO_LOCAL),
            Move(what="consultation", days=days),
        ],
    ]
    return list(draw(st.sampled_from(ways)))


@st.composite
def negotiations(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Play:
    """What both sides said until somebody approves: the lawful way, with a step left out, typed by another, or more
    said between.
    """
    place = draw(PLACES)
    kind = draw(st.sampled_from(list(ItemClass))) if place.is_national else ItemClass.LOCAL
    stretch, baseline = draw(_often(None, rarely=(Decimal(70),))), draw(_often(None, rarely=(Decimal(30),)))
    moves = lawful(place, kind, draw(st.sampled_from([Decimal(40), Decimal(60)])), stretch, baseline)
    if draw(st.booleans()):
        moves += gambit(draw, place)
        if draw(st.integers(0, 3)):
            moves.append(Move(what="decision", name=place.approver))
        return played(place, moves, draw(st.sampled_from([0, 8])))
    if draw(st.integers(0, 7)) == 0:
        moves.pop(draw(st.integers(0, len(moves) - 1)))
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(moves) - 1))
        moves[at] = replace(moves[at], typist=draw(st.sampled_from([COUNCIL, POLICE])))
    for move in draw(st.lists(_TURNS, max_size=4)):
        moves.insert(draw(st.sampled_from([len(moves), draw(st.integers(1, len(moves)))])), move)
    if draw(st.booleans()):
        moves += gambit(draw, place)
    if draw(st.booleans()):
        moves += [one for one in closing(place) if draw(st.integers(0, 5))]
    return played(place, moves, draw(st.sampled_from([0, 0, 8])))


def closing(place: Place) -> list[Move]:
    """Everybody agrees to what stands at last."""
    bodies = [one for one in (place.lead, *place.contributors) if one]
    turns = [Move(what="turn", name=name, status=Status.AGREED) for name in (place.government, COUNCIL)]
    decision = Move(what="decision", name=place.approver)
    return [*turns, *(Move(what="consent", name=one) for one in bodies), decision]


def played(place: Place, moves: list[Move], days: int = 0) -> Play:
    """The negotiation after these moves, and days."""
    play = Play(place)
    for move in moves:
        play.make(move)
    play.today += timedelta(days)
    return play


@st.composite
def revisings(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[Play, Target]:
    """An agreement that was lawfully approved, with what was said of revising it since; and what was proposed."""
    place = replace(draw(PLACES), lead=draw(st.sampled_from([POLICE, COUNCIL])))
    kind = draw(st.sampled_from(list(ItemClass))) if place.is_national else ItemClass.LOCAL
    stretch, baseline = draw(_often(None, rarely=(Decimal(70),))), draw(_often(None, rarely=(Decimal(30),)))
    play = played(place, lawful(place, kind, Decimal(40), stretch, baseline))
    held = play.approve()
    play.today += timedelta(draw(_often(40, rarely=(20,))))
    value = draw(st.sampled_from([Decimal(60), Decimal(90)]))
    moves = revising(place, held, value)
    if draw(st.integers(0, 5)) == 0:
        moves.pop(draw(st.integers(0, len(moves) - 1)))
    for move in draw(st.lists(st.one_of(_TURNS, _REVISIONS, _REVISIONS), max_size=3)):
        moves.insert(draw(st.sampled_from([len(moves), draw(st.integers(0, len(moves)))])), move)
    for move in moves:
        play.make(move)
    play.today += timedelta(draw(st.sampled_from([0, 8, 30, 30])))
    kept = held.stretch if held.stretch is None or held.stretch >= value else None
    return play, replace(held, value=value, stretch=kept)


def revising(place: Place, held: Target, value: Decimal) -> list[Move]:
    """The wholly lawful way from a target in force to another figure."""
    bodies = [one for one in (place.lead, *place.contributors) if one]
    moves = [Move(what="revision", value=value), *(Move(what="consent", name=one) for one in bodies)]
    if place.is_national:
        moves.append(Move(what="decision on it", name=MINISTERS))
    if held.statutory:
        stretch = held.stretch if held.stretch is None or held.stretch >= value else None
        law = Move(
            what="turn", value=value, kind=ItemClass.STATUTORY, is_law=True, stretch=stretch, baseline=held.baseline
        )
        moves += [law, Move(what="turn", name=place.government, status=Status.AGREED)]
    return moves
