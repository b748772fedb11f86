"""What no partnership can be: without somebody who answers for its money, closed with duties left, seats of nobody.

Pure. `after` is the register with all that was stated in it, right or wrong; faults are named by their place.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from services.publication.domain.register.partnership import NEXT, Dated, GovernanceClass, Stage, duties_of
from services.publication.domain.register.refusal import Wrong
from services.publication.domain.register.register import Register, lead_on
from services.publication.domain.register.soundness import unknown_partner
from shared.events.publication import BoardRegistered, BoardSeatRegistered, MemberRegistered, PartnershipRegistered

NO_FORM = "none"
STATUTORY = "statutory"


def wrong_partnerships(
    held: Mapping[tuple[str, date], PartnershipRegistered], stated: Sequence[PartnershipRegistered], after: Register
) -> Iterator[Wrong]:
    """Classes that decide nothing and yet decide, money that nobody answers for, steps that no life takes, and ends
    that would leave duties with nobody.
    """
    for index, one in enumerate(stated):
        at = f"/partnerships/{index}"
        yield from _told_otherwise(held.get((one.partnership, one.since_on), one), one, at)
        if one.governance_class != GovernanceClass.PARTNERSHIP and (one.decides or one.budget > 0):
            message = "What decides or has money is a partnership, whatever it calls itself: say partnership."
            yield Wrong(f"{at}/governance_class", "decides-or-has-money", message)
        yield from _wrong_money(one, at, after)
        yield from _wrong_form(one, at, after)
        yield from _wrong_stage(one, at, after)


def wrong_boards(
    held: Mapping[tuple[str, date], BoardRegistered], stated: Sequence[BoardRegistered], after: Register
) -> Iterator[Wrong]:
    """Boards of no partnership or of a closed one, of two partnerships, with measures that nobody knows."""
    known = _partnerships(after)
    for index, board in enumerate(stated):
        at = f"/boards/{index}"
        yield from _told_otherwise(held.get((board.board, board.since_on), board), board, at)
        if board.partnership not in known:
            yield _unknown_partnership(at)
        elif board.stands and _is_closed(after, board.partnership, board.since_on):
            yield Wrong(f"{at}/since_on", "partnership-closed", "On this day the partnership is closed.")
        if any(
            other.board == board.board and other.partnership != board.partnership for other in after.boards.values()
        ):
            yield Wrong(f"{at}/board", "code-taken", "A board of another partnership has this code.")
        if not board.stands and board.measures:
            message = "A board that no longer stands has no measures: state the board that takes them on."
            yield Wrong(f"{at}/measures", "measures-of-no-board", message)
        yield from _unknown(board.measures, f"{at}/measures", after.measures, "measure")


def wrong_members(
    held: Mapping[tuple[str, str, date], MemberRegistered], stated: Sequence[MemberRegistered], after: Register
) -> Iterator[Wrong]:
    """Members of no partnership or of boards that it has not, statutory ones that are no partners, consulted ones
    without a name, or with a vote that no protocol gives.
    """
    known = _partnerships(after)
    for index, one in enumerate(stated):
        at = f"/members/{index}"
        yield from _told_otherwise(held.get((one.partnership, one.member, one.since_on), one), one, at)
        if one.partnership not in known:
            yield _unknown_partnership(at)
        own = {board.board for board in after.boards.values() if board.partnership == one.partnership}
        yield from _unknown(one.boards, f"{at}/boards", own, "board")
        if one.member_kind == STATUTORY and one.member not in after.partners:
            yield unknown_partner(f"{at}/member")
        if one.member_kind != STATUTORY and one.member not in after.partners and one.name is None:
            yield Wrong(f"{at}/name", "no-name", "The register does not know this body: say its name.")
        if one.member_kind != STATUTORY and one.votes and one.protocol is None:
            message = "A body that is consulted has no vote unless a protocol gives it one: name the protocol."
            yield Wrong(f"{at}/protocol", "vote-without-protocol", message)


def wrong_board_seats(
    held: Mapping[tuple[str, str, date], BoardSeatRegistered], stated: Sequence[BoardSeatRegistered], after: Register
) -> Iterator[Wrong]:
    """Seats of no board, of no councillor, and interests in bodies that nobody knows."""
    boards = {board.board for board in after.boards.values()}
    for index, seat in enumerate(stated):
        at = f"/board_seats/{index}"
        yield from _told_otherwise(held.get((seat.board, seat.seat, seat.since_on), seat), seat, at)
        if seat.board not in boards:
            yield Wrong(f"{at}/board", "unknown-board", "The register does not know this board.")
        if seat.councillor not in after.councillors:
            message = "The register does not know this councillor's post."
            yield Wrong(f"{at}/councillor", "unknown-councillor", message)
        yield from _unknown(seat.interests, f"{at}/interests", after.partners, "partner")


def _wrong_money(one: PartnershipRegistered, at: str, after: Register) -> Iterator[Wrong]:
    accountable = after.partners.get(one.accountable_body or "")
    if one.accountable_body is not None and accountable is None:
        yield unknown_partner(f"{at}/accountable_body")
    elif one.budget > 0 and accountable is None:
        message = "Where there is money, one partner answers for it: name the accountable body."
        yield Wrong(f"{at}/accountable_body", "nobody-answers-for-money", message)
    elif one.budget > 0 and one.legal_form == NO_FORM and accountable and not _is_council(accountable.partner_kind):
        message = "A partnership without a form in law cannot hold money itself: a council answers for it."
        yield Wrong(f"{at}/accountable_body", "not-a-council", message)


def _wrong_form(one: PartnershipRegistered, at: str, after: Register) -> Iterator[Wrong]:
    if one.body is not None and one.body not in after.partners:
        yield unknown_partner(f"{at}/body")
    elif one.body is not None and one.legal_form == NO_FORM:
        message = "What has no form in law is no body that could lead: say its form, or leave this out."
        yield Wrong(f"{at}/body", "body-without-form", message)


def _wrong_stage(one: PartnershipRegistered, at: str, after: Register) -> Iterator[Wrong]:
    life = sorted((row for row in after.partnerships.values() if row.partnership == one.partnership), key=_since)
    for before, then in pairwise(life):
        is_step = before.stage == then.stage or then.stage in NEXT[Stage(before.stage)]
        if one in (before, then) and not is_step:
            message = f"From {_said(before.stage)} it does not become {_said(then.stage)}."
            yield Wrong(f"{at}/stage", "no-such-step", message)
    if one.stage == Stage.WINDING_DOWN and one.exit_plan is None:
        message = "Say where it is written who takes its duties on."
        yield Wrong(f"{at}/exit_plan", "no-exit-plan", message)
    if one.stage != Stage.CLOSED:
        return
    if one.budget > 0:
        yield Wrong(f"{at}/budget", "closed-with-money", "It still has money: pass that on first.")
    if left := (*duties_of(after, one.partnership, one.since_on), *_nobodys(after, one)):
        message = f"It still has {len(left)} open, {left[0]} first: state who takes each on, with its targets, first."
        yield Wrong(f"{at}/stage", "duties-left", message)


def _nobodys(after: Register, closed: PartnershipRegistered) -> Iterator[str]:
    """Measures that its boards once had and on which nobody leads when it closes."""
    boards = (board for board in after.boards.values() if board.partnership == closed.partnership)
    once = {measure for board in boards for measure in board.measures if measure in after.measures}
    return (measure for measure in sorted(once) if lead_on(after, measure, closed.since_on) is None)


def _is_council(partner_kind: str) -> bool:
    return partner_kind == "council" or partner_kind.endswith("_council")


def _partnerships(after: Register) -> set[str]:
    return {code for code, _ in after.partnerships}


def _is_closed(after: Register, partnership: str, day: date) -> bool:
    rows = [row for row in after.partnerships.values() if row.partnership == partnership and row.since_on <= day]
    return bool(rows) and max(rows, key=_since).stage == Stage.CLOSED


def _told_otherwise(held: Dated, stated: Dated, at: str) -> Iterator[Wrong]:
    if held != stated:
        message = "The register tells this otherwise from this day; state it from a later one."
        yield Wrong(f"{at}/since_on", "told-otherwise", message)


def _unknown_partnership(at: str) -> Wrong:
    return Wrong(f"{at}/partnership", "unknown-partnership", "The register does not know this partnership.")


def _unknown(named: Sequence[str], at: str, known: Collection[str], what: str) -> Iterator[Wrong]:
    for place, code in enumerate(named):
        if code not in known:
            yield Wrong(f"{at}/{place}", f"unknown-{what}", f"The register does not know this {what}.")


def _said(stage: str) -> str:
    return stage.replace("_", " ")


def _since(row: Dated) -> date:
    return row.since_on
