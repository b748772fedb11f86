"""What no forum can be, and no agreement on outcomes: without a quorum, of nobody, about nothing. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from services.publication.domain.register.refusal import Wrong
from shared.events.publication import ForumRegistered, OutcomeAgreementRegistered

AREA_COMMITTEE = "area_committee"
NOTICE = timedelta(days=28)


class Forums(NamedTuple):
    """Forums and agreements with them, by their codes: those that the register holds, or that somebody states."""

    forums: Mapping[str, ForumRegistered]
    agreements: Mapping[str, OutcomeAgreementRegistered]


def wrong_forums(stated: Sequence[ForumRegistered], taken: Collection[str]) -> Iterator[Wrong]:
    """Forums without a quorum, over before they begin, or under the code of another body."""
    for index, one in enumerate(stated):
        at = f"/forums/{index}"
        if one.quorum < 1:
            yield Wrong(f"{at}/quorum", "no-quorum", "At least one member must be there to decide.")
        if one.until_on is not None and one.until_on < one.since_on:
            yield Wrong(f"{at}/until_on", "ends-before-it-begins", "The last day lies before the first.")
        if one.forum in taken:
            yield Wrong(f"{at}/forum", "code-taken", "Another body of this area has this code.")


def wrong_agreements(
    stated: Sequence[OutcomeAgreementRegistered],
    forums: Mapping[str, ForumRegistered],
    partners: Collection[str],
    measures: Collection[str],
) -> Iterator[Wrong]:
    """Agreements of no forum, with nobody, about no measure, or over before they begin."""
    for index, one in enumerate(stated):
        at = f"/outcome_agreements/{index}"
        if one.forum not in forums:
            yield Wrong(f"{at}/forum", "unknown-forum", "The register does not know this forum.")
        elif forums[one.forum].forum_kind == AREA_COMMITTEE:
            yield Wrong(f"{at}/forum", "not-a-forum", "An area committee needs no agreement on outcomes.")
        if one.until_on < one.from_on:
            yield Wrong(f"{at}/until_on", "ends-before-it-begins", "The last day lies before the first.")
        for name, named, known in (("parties", one.parties, partners), ("measures", one.measures, measures)):
            if not named:
                yield Wrong(f"{at}/{name}", "names-nobody", "Name at least one.")
            for place, code in enumerate(named):
                if code not in known:
                    what = "partner" if name == "parties" else "measure"
                    yield Wrong(f"{at}/{name}/{place}", f"unknown-{what}", f"The register does not know this {what}.")


def wrong_last_days(
    held: Mapping[str, ForumRegistered | OutcomeAgreementRegistered],
    stated: Mapping[str, ForumRegistered | OutcomeAgreementRegistered],
    at: str,
    on: date,
) -> Iterator[Wrong]:
    """Forums, and agreements with them, that would end sooner than NOTICE after the day on which somebody says so: what
    rests on them is theirs to ask meanwhile. `at` names their list in the message.
    """
    for index, (code, one) in enumerate(stated.items()):
        before = held.get(code)
        if before is None or one.until_on is None or one.until_on >= on + NOTICE:
            continue
        if before.until_on is None or one.until_on < before.until_on:
            message = f"What others rest on ends {NOTICE.days} days from today at the earliest: say a later day."
            yield Wrong(f"/{at}/{index}/until_on", "ends-too-soon", message)


def wrong_terms(register: Forums, stated: Forums, on: date) -> Iterator[Wrong]:
    """Agreements that are not over and would say less than was agreed, and their forums' quorums raised: the forum has
    not said that it gives up any of it. One that says otherwise is another agreement.
    """
    running = {code: one for code, one in register.agreements.items() if one.until_on >= on}
    for index, (code, one) in enumerate(stated.agreements.items()):
        before = running.get(code)
        if before is None:
            continue
        is_kept = (one.forum, one.from_on) == (before.forum, before.from_on)
        if not (is_kept and {*before.parties} <= {*one.parties} and {*before.measures} <= {*one.measures}):
            message = "It was agreed with this forum, these parties and measures, from this day: state another one."
            yield Wrong(f"/outcome_agreements/{index}", "agreed-otherwise", message)
    for index, (code, forum) in enumerate(stated.forums.items()):
        held = register.forums.get(code)
        if held is not None and forum.quorum > held.quorum and any(one.forum == code for one in running.values()):
            message = "An agreement with this forum was made while it needed fewer members to decide."
            yield Wrong(f"/forums/{index}/quorum", "agreed-otherwise", message)
