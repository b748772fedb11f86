"""What no councillor's post can be: on a council nobody knows, over before it begins, for a ward of two names. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from services.publication.domain.register.refusal import Wrong
from shared.events.publication import CouncillorRegistered


def wrong_councillors(
    held: Mapping[str, CouncillorRegistered], stated: Sequence[CouncillorRegistered], partners: Collection[str]
) -> Iterator[Wrong]:
    """Posts of no council, over before they begin, or whose ward another post calls otherwise."""
    known = {**held, **{one.councillor: one for one in stated}}
    names = {one.ward: one.ward_name for one in known.values()}
    for index, one in enumerate(stated):
        at = f"/councillors/{index}"
        if one.council not in partners:
            yield Wrong(f"{at}/council", "unknown-partner", "The register does not know this partner.")
        if one.until_on is not None and one.until_on < one.since_on:
            yield Wrong(f"{at}/until_on", "ends-before-it-begins", "The last day lies before the first.")
        if names[one.ward] != one.ward_name:
            yield Wrong(f"{at}/ward_name", "two-names", f"Another post calls this ward {names[one.ward]}.")
