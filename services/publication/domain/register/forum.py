"""What no forum can be, and no agreement on outcomes: without a quorum, of nobody, about nothing. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from services.publication.domain.register.refusal import Wrong
from shared.events.publication import ForumRegistered, OutcomeAgreementRegistered

AREA_COMMITTEE = "area_committee"


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
    """Forums, and agreements with them, that would have ended before the day on which somebody says so: what rested on
    them until today was theirs to ask. `at` names their list in the message.
    """
    for index, (code, one) in enumerate(stated.items()):
        before = held.get(code)
        if before is None or one.until_on is None or one.until_on >= on:
            continue
        if before.until_on is None or one.until_on < before.until_on:
            message = "What others rest on ends today at the earliest: say a day that is not over."
            yield Wrong(f"/{at}/{index}/until_on", "ends-in-the-past", message)
