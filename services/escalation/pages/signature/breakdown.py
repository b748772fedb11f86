"""How many signed from which ward, and what ties them to the area, as a petition's page tells it."""

from collections.abc import Mapping

from services.escalation.domain.signature.breakdown import Breakdowns
from shared.web.components import Fact
from shared.web.wording import number


def facts_of(kinds: Breakdowns, wards: Mapping[str, str], area: str) -> list[Fact]:
    """How many signed from which ward, and what ties them to the area, as far as it may be told."""
    words = {"live": f"Live in {area}", "work": f"Work in {area}", "study": f"Study in {area}"}
    by_relation = [Fact(words[code], number(count)) for code, count in kinds.by_relation.told]
    if kinds.by_ward is None:
        hidden = "Not shown: signing this may tell what somebody believes."
        by_ward = [Fact("Wards", hidden if kinds.hides_wards else "Not known here.")]
    else:
        by_ward = [Fact(wards.get(code, "Ward not found"), number(count)) for code, count in kinds.by_ward.told]
        by_ward += [Fact("In other wards", number(kinds.by_ward.left_out))] if kinds.by_ward.left_out else []
    others = kinds.by_relation.left_out
    return [*by_relation, *([Fact("Not shown", number(others))] if others else []), *by_ward] if kinds.total else []
