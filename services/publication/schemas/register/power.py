"""The powers of an area for machines: whose each is, what it rests on, and how often it was used."""

from services.publication.domain.register.power import Held, Powers
from services.publication.schemas.register.link import links


def document(found: Powers) -> dict[str, object]:
    """Every power of an area, and who inspects whom there."""
    area = found.register.area
    return {
        "area": area,
        "policy_version": found.policy.version,
        "powers": [_power(one) for one in found.held],
        "inspectorates": [
            {"body": one.body, "kinds": list(one.kinds), "source": one.source} for one in found.inspectorates
        ],
        "links": links(
            self_=f"/publication/v1/powers/{area}",
            page=f"/record/powers/{area}",
            inspections=f"/escalation/v1/inspections?area={area}",
        ),
    }


def _power(held: Held) -> dict[str, object]:
    """A power. `used` is null where the record hears nothing of its use."""
    power = held.power
    used = None if held.times is None else {"times": held.times, "last_on": held.last_on}
    return {
        "power": power.name,
        "title": power.title,
        "holder": power.holder,
        "rests_on": [{"basis": one.basis, "source": one.source} for one in power.grounds],
        "when": power.when,
        "states": list(power.states),
        "can": power.can,
        "cannot": power.cannot,
        "is_sanction": power.is_sanction,
        "used": used,
    }
